"""A sensor, or this node as a fusion node, described as a registration: what each sends first.

Its figures stand in the words that `figures.registered_figures` knows, its classes in the core taxonomy's.
"""

from typing import Literal

import msgspec

from lindero.gateways.sapient.bindings import ICD_VERSION, Registration, SapientMessage
from lindero.gateways.sapient.encode import MODE, build_message
from lindero.gateways.sapient.taxonomy import registered_words

NodeType = Literal["RADAR", "LIDAR", "CAMERA", "ACOUSTIC", "PASSIVE_RF", "FUSION_NODE"]


class SensorDescription(msgspec.Struct, frozen=True, kw_only=True):
    """What a sensor registers.

    Attributes:
        name: For people.
        node_type: What it is, in the standard's word.
        reports: Whether its detections are bearings or locations.
        range_sigma_m: Standard deviation of ranges. [m]
        azimuth_sigma_deg: Standard deviation of azimuths. [deg]
        elevation_sigma_deg: Standard deviation of elevations. [deg]
        max_range_m: How far it sees. [m]
        period_s: Time between two looks at one place. [s]
        detection_probability: Of an object within range, at one look.
        status_interval_s: Time between its status reports. [s]
        tracks: Whether its object ids persist from one report to the next.
        manufacturer: Who built it.
        model: Its model.
    """

    name: str
    node_type: NodeType = "RADAR"
    reports: Literal["range-bearing", "location"] = "range-bearing"
    range_sigma_m: float | None = None
    azimuth_sigma_deg: float | None = None
    elevation_sigma_deg: float | None = None
    max_range_m: float | None = None
    period_s: float | None = None
    detection_probability: float | None = None
    status_interval_s: float = 5.0
    tracks: bool = True
    manufacturer: str
    model: str


def build_registration(node_id: str, at: int, sensor: SensorDescription) -> SapientMessage:
    """A registration with one mode, its figures in words that `registered_figures` knows."""
    message = build_message(node_id, at)
    registration = message.registration
    registration.icd_version, registration.name, registration.short_name = ICD_VERSION, sensor.name, sensor.name
    registration.node_definition.add(node_type=f"NODE_TYPE_{sensor.node_type}")
    registration.config_data.add(manufacturer=sensor.manufacturer, model=sensor.model)
    capability = registration.capabilities.add(category=sensor.node_type.title(), type="Maximum range")
    if sensor.max_range_m is not None:
        capability.value, capability.units = str(sensor.max_range_m), "metres"
    status = registration.status_definition
    status.status_interval.units, status.status_interval.value = "TIME_UNITS_SECONDS", sensor.status_interval_s
    _set_location_type(status.location_definition)
    _add_mode(registration, sensor)
    return message


def _add_mode(registration: Registration, sensor: SensorDescription) -> None:
    """The one mode: what is detected, how well, in which units."""
    mode = registration.mode_definition.add(mode_name=MODE, mode_type="MODE_TYPE_PERMANENT")
    mode.settle_time.units, mode.settle_time.value = "TIME_UNITS_SECONDS", 0.0
    mode.tracking_type = f"TRACKING_TYPE_{_tracking(sensor)}"
    region = mode.task.region_definition
    region.region_type.append("REGION_TYPE_AREA_OF_INTEREST")
    _set_location_type(region.region_area.add())
    definition = mode.detection_definition.add()
    if sensor.reports == "location":
        _set_location_type(definition.location_type)
    else:
        definition.location_type.range_bearing_units = "RANGE_BEARING_COORDINATE_SYSTEM_DEGREES_M"
        definition.location_type.range_bearing_datum = "RANGE_BEARING_DATUM_TRUE"
    definition.velocity_type.location_datum = "LOCATION_DATUM_WGS84_E"
    speeds = definition.velocity_type.enu_velocity_units
    speeds.east_north_rate_units = speeds.up_rate_units = "SPEED_UNITS_MS"
    _add_performance(definition, sensor)
    classes = definition.detection_class_definition.add(confidence_definition="CONFIDENCE_DEFINITION_MULTI_CLASS")
    for top, *below in registered_words():
        entry = classes.class_definition.add(type=top, units="probability")
        for level, word in enumerate(below, start=1):
            entry.sub_class.add(type=word, units="probability", level=level)


def _add_performance(definition: Registration.DetectionDefinition, sensor: SensorDescription) -> None:
    """The sensor's figures, in words."""
    error = definition.geometric_error
    error.type, error.units, error.variation_type = "Standard Deviation", "metres, degrees", "Constant"
    for words, value, units in (
        ("Range", sensor.range_sigma_m, "metres"),
        ("Azimuth", sensor.azimuth_sigma_deg, "degrees"),
        ("Elevation", sensor.elevation_sigma_deg, "degrees"),
    ):
        if value is not None:
            error.performance_value.add(type=words, units=units, unit_value=str(value))
    for words, value, units in (
        ("Scan period", sensor.period_s, "seconds"),
        ("Probability of detection", sensor.detection_probability, "probability"),
    ):
        if value is not None:
            definition.detection_performance.add(type=words, units=units, unit_value=str(value))


def _tracking(sensor: SensorDescription) -> str:
    """How far its object ids hold: a fusion node's last as long as the object is followed."""
    if not sensor.tracks:
        return "NONE"
    return "TRACK" if sensor.node_type == "FUSION_NODE" else "TRACKLET"


def _set_location_type(location_type: Registration.LocationType) -> None:
    """Degrees on the ellipsoid."""
    location_type.location_units = "LOCATION_COORDINATE_SYSTEM_LAT_LNG_DEG_M"
    location_type.location_datum = "LOCATION_DATUM_WGS84_E"
