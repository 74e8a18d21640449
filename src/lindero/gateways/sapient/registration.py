"""What a registration says of a sensor: who it is, what it measures, how well, and in which units it will speak."""

from typing import Any, Final, Literal

import msgspec

from lindero.gateways.sapient.bindings import Registration, SapientMessage, SpeedUnits
from lindero.gateways.sapient.errors import InvalidMessage
from lindero.gateways.sapient.figures import registered_figures
from lindero.gateways.sapient.findings import Finding

SensorKind = Literal["radar", "bearing", "position"]

_EFFECTORS: Final = frozenset(
    Registration.NodeType.Value(f"NODE_TYPE_{name}") for name in ("KINETIC", "JAMMER", "LDEW", "RFDEW")
)
_RANGING: Final = frozenset(Registration.NodeType.Value(f"NODE_TYPE_{name}") for name in ("RADAR", "LIDAR"))
_TRACKING_NONE: Final = Registration.TrackingType.Value("TRACKING_TYPE_NONE")
_MPS: Final = {SpeedUnits.Value("SPEED_UNITS_MS"): 1.0, SpeedUnits.Value("SPEED_UNITS_KPH"): 1.0 / 3.6}
_SECONDS: Final = (0.0, 1e-9, 1e-6, 1e-3, 1.0, 60.0, 3600.0, 86400.0)
"""Length of the standard's time units, by number. [s]"""


class SensorCharacter(msgspec.Struct, frozen=True, kw_only=True):
    """What a tracker needs to know of a sensor. A figure not registered is None; sigmas are the vendor's claim.

    Attributes:
        sensor: The standard's node id, a UUID in lower case: the sensor's identity here, never a network address.
        name: The name it registered, for people.
        kind: Radar (range and azimuth), bearing (azimuth alone) or position.
        range_sigma_m: Standard deviation of ranges. [m]
        azimuth_sigma_deg: Standard deviation of azimuths. [deg]
        elevation_sigma_deg: Standard deviation of elevations; None where it measures none. [deg]
        position_sigma_m: Standard deviation of east and of north. [m]
        height_sigma_m: Standard deviation of heights. [m]
        max_range_m: How far it sees. [m]
        period_s: Time between two looks at one place. [s]
        detection_probability: Of an object within range, at one look.
    """

    sensor: str
    name: str
    kind: SensorKind
    range_sigma_m: float | None = None
    azimuth_sigma_deg: float | None = None
    elevation_sigma_deg: float | None = None
    position_sigma_m: float | None = None
    height_sigma_m: float | None = None
    max_range_m: float | None = None
    period_s: float | None = None
    detection_probability: float | None = None


class ModeTerms(msgspec.Struct, frozen=True, kw_only=True):
    """How the reports of one mode are to be read.

    Attributes:
        zone: UTM zone of locations that name none.
        horizontal_mps: Length of the registered unit of east and north rates; None: not registered. [m/s]
        vertical_mps: The same of up rates. [m/s]
        tracks: Whether an object id persists from one report to the next.
    """

    zone: str = ""
    horizontal_mps: float | None = None
    vertical_mps: float | None = None
    tracks: bool = True


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """One accepted registration.

    Attributes:
        character: What the sensor is.
        status_interval_s: Time between its status reports. [s]
        stand_zone: UTM zone of its own location, where its status names none.
        modes: Terms by mode name.
        first_mode: The mode until a status report names one.
    """

    character: SensorCharacter
    status_interval_s: float
    stand_zone: str
    modes: dict[str, ModeTerms]
    first_mode: str

    def terms(self, mode: str | None) -> ModeTerms:
        """Terms of a mode; of the first one where the name is none that was registered."""
        return self.modes.get(mode or self.first_mode, self.modes[self.first_mode])


def decode_registration(message: SapientMessage) -> Profile:
    """The profile of a valid registration.

    Raises:
        InvalidMessage: An effector, which this node never takes in.
    """
    registration = message.registration
    _require_sensor(registration)
    definition = registration.status_definition
    interval = definition.status_interval
    return Profile(
        character=_character(message.node_id.lower(), registration),
        status_interval_s=interval.value * _SECONDS[interval.units],
        stand_zone=definition.location_definition.zone,
        modes={mode.mode_name: _terms(mode) for mode in reversed(registration.mode_definition)},
        first_mode=registration.mode_definition[0].mode_name,
    )


def _require_sensor(registration: Registration) -> None:
    """Refuse weapons and jammers: a red line of this product."""
    findings = [
        Finding(
            path=f"registration.node_definition[{index}].node_type",
            rule="effector",
            detail=Registration.NodeType.Name(node.node_type),
        )
        for index, node in enumerate(registration.node_definition)
        if node.node_type in _EFFECTORS
    ]
    if findings:
        raise InvalidMessage(findings)


def _character(sensor: str, registration: Registration) -> SensorCharacter:
    return SensorCharacter(
        sensor=sensor,
        name=registration.name or registration.short_name or sensor,
        kind=_kind(registration),
        **registered_figures(registration),
    )


def _kind(registration: Registration) -> SensorKind:
    """Position if its first detections are locations; else radar for what ranges, bearing for the rest."""
    for mode in registration.mode_definition:
        for definition in mode.detection_definition:
            if definition.location_type.WhichOneof("coordinates_oneof") == "location_units":
                return "position"
    return "radar" if any(node.node_type in _RANGING for node in registration.node_definition) else "bearing"


def _terms(mode: Any) -> ModeTerms:  # noqa: ANN401 — the binding has no types
    definitions = mode.detection_definition
    if not definitions:
        return ModeTerms(tracks=mode.tracking_type != _TRACKING_NONE)
    speeds = definitions[0].velocity_type.enu_velocity_units
    horizontal = _MPS.get(speeds.east_north_rate_units)
    return ModeTerms(
        zone=definitions[0].location_type.zone,
        horizontal_mps=horizontal,
        vertical_mps=_MPS.get(speeds.up_rate_units, horizontal),
        tracks=mode.tracking_type != _TRACKING_NONE,
    )
