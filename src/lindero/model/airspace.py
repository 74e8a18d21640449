"""Airspace kinds: what was seen, by what, which object it is, who announced it, where one may not fly."""

from typing import Annotated, Literal

import msgspec

from lindero.kernel.ids import RecordId
from lindero.model.place import Bearing, Direction, Ellipse, Latitude, Length, Longitude, Position, Velocity
from lindero.model.record import Record
from lindero.model.release_class import (
    IDENTITY,
    MOTION,
    OPERATOR_POSITION,
    PERSON,
    POSITION,
    PUBLIC,
    SOURCE_AND_METHOD,
    TEXT,
)

ObjectClass = Literal["multirotor", "fixed-wing", "crewed", "bird", "balloon", "ground", "other"]
Identity = Literal["own", "declared", "unknown", "suspect"]
Emergency = Literal["general", "medical", "minimum-fuel", "radio-failure", "unlawful-interference", "downed"]
WatchStep = Literal["attention", "warning", "incursion"]
"""What the watch over the line says of an object, in rising order (DESIGN §6)."""


class ClassProbability(
    msgspec.Struct, frozen=True, kw_only=True, array_like=True, forbid_unknown_fields=True, gc=False
):
    """How probable one class is; the probabilities of an object sum to 1, and `other` is the honest rest."""

    object_class: ObjectClass
    probability: Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]


class Emitter(msgspec.Struct, frozen=True, kw_only=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """What a transmitter says of itself.

    Attributes:
        serial: Serial number of the aircraft (ANSI/CTA-2063-A).
        caa_id: Registration given by an aviation authority.
        session_id: Utm or session identifier that changes between flights.
        operator_id: Registration of the operator, a person; never leaves by machine.
        operator_position: Where the operator or the take-off is, as broadcast.
        address: Link-layer address of the radio, may rotate.
        radio: Technology: wifi-beacon, wifi-nan, bluetooth-4, bluetooth-5; of crewed aircraft adsb-1090, adsr, tisb,
            mlat, adsc; by ASTERIX primary, secondary, mode-s, adsb, system-track.
        ua_type: Type of aircraft as broadcast.
        description: Free text of the operator (Self-ID).
        callsign: Flight identification of a crewed aircraft.
        squawk: Code of its transponder, four octal digits.
        emergency: State of emergency that it declares, or that its squawk means (7500, 7600, 7700).
    """

    serial: Annotated[str | None, IDENTITY] = None
    caa_id: Annotated[str | None, IDENTITY] = None
    session_id: Annotated[str | None, IDENTITY] = None
    operator_id: Annotated[str | None, PERSON] = None
    operator_position: Annotated[Position | None, OPERATOR_POSITION] = None
    address: Annotated[str | None, IDENTITY] = None
    radio: Annotated[str | None, SOURCE_AND_METHOD] = None
    ua_type: Annotated[str | None, PUBLIC] = None
    description: Annotated[str | None, TEXT] = None
    callsign: Annotated[str | None, IDENTITY] = None
    squawk: Annotated[str | None, IDENTITY] = None
    emergency: Annotated[Emergency | None, PUBLIC] = None


class Moved(msgspec.Struct, frozen=True, kw_only=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """How a replayed recording was moved in time and place.

    Attributes:
        original_at: Observed time in the recording. [ns UTC]
        shifted_s: Added to every time. [s]
        turned_deg: Angle by which positions were turned clockwise about the recording's first position. [deg]
        to_lat_deg: Where that first position was moved to. [deg]
        to_lon_deg: Where that first position was moved to. [deg]
    """

    original_at: int
    shifted_s: float
    turned_deg: float = 0.0
    to_lat_deg: Latitude | None = None
    to_lon_deg: Longitude | None = None


Finding = Literal["registered", "beyond-limit", "clock-out", "noisy", "interference", "disputed"]


class SensorHealth(msgspec.Struct, frozen=True, kw_only=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """What the air picture found out about a sensor.

    Attributes:
        findings: `registered` enough transmitters agree on its bias; `beyond-limit` more was found than a machine may
            correct; `clock-out` its clock is more than a second off, it is not used; `noisy` it scatters by half more
            than claimed; `interference` it hears positions that jumped together; `disputed` transmitters in its view
            are not where it sees anything.
        noise_factor: By which the vendor's sigma is multiplied.
        clock_offset_s: Taken off its times. [s]
        range_bias_m: Taken off its ranges. [m]
        range_left_m: 1-sigma of what is left. [m]
        azimuth_bias_deg: Taken off its azimuths, clockwise. [deg]
        azimuth_left_deg: 1-sigma of what is left. [deg]
        elevation_bias_deg: Taken off its elevations. [deg]
        elevation_left_deg: 1-sigma of what is left. [deg]
        used: Reports used since the analytics process began.
        refused: Reports not used: impossible, too late, from the future, by a clock that is out.
        late: Reports used that came after newer ones.
    """

    findings: Annotated[tuple[Finding, ...], SOURCE_AND_METHOD] = ()
    noise_factor: Annotated[float, SOURCE_AND_METHOD] = 1.0
    clock_offset_s: Annotated[float, SOURCE_AND_METHOD] = 0.0
    range_bias_m: Annotated[float | None, SOURCE_AND_METHOD] = None
    range_left_m: Annotated[float | None, SOURCE_AND_METHOD] = None
    azimuth_bias_deg: Annotated[float | None, SOURCE_AND_METHOD] = None
    azimuth_left_deg: Annotated[float | None, SOURCE_AND_METHOD] = None
    elevation_bias_deg: Annotated[float | None, SOURCE_AND_METHOD] = None
    elevation_left_deg: Annotated[float | None, SOURCE_AND_METHOD] = None
    used: Annotated[int, SOURCE_AND_METHOD] = 0
    refused: Annotated[int, SOURCE_AND_METHOD] = 0
    late: Annotated[int, SOURCE_AND_METHOD] = 0


class Sensor(Record, tag="sensor", frozen=True, kw_only=True):
    """A sensor as its feed registered it, and how it is.

    Attributes:
        sensor: Its id within the node.
        name: What people call it.
        gateway: Gateway that it speaks through.
        sensor_kind: What it is.
        position: Where it stands.
        max_range_m: Vendor's claim. [m]
        status: Whether it reports; `silent` when its feed is connected and says nothing, `down` when it is not.
        authenticated: The feed proves who speaks.
        health: What the air picture found out about it.
    """

    sensor: Annotated[str, SOURCE_AND_METHOD]
    gateway: Annotated[str, SOURCE_AND_METHOD]
    name: Annotated[str | None, SOURCE_AND_METHOD] = None
    sensor_kind: Annotated[Literal["radar", "bearing", "position", "other"], SOURCE_AND_METHOD]
    position: Annotated[Position | None, SOURCE_AND_METHOD] = None
    max_range_m: Annotated[float | None, SOURCE_AND_METHOD] = None
    status: Annotated[Literal["ok", "degraded", "silent", "down"], SOURCE_AND_METHOD] = "ok"
    authenticated: Annotated[bool, SOURCE_AND_METHOD] = False
    health: SensorHealth | None = None


class Detection(Record, tag="detection", frozen=True, kw_only=True):
    """One report by one sensor at one instant.

    Attributes:
        sensor: Id of the sensor within the node.
        gateway: Gateway that it came through.
        position: Reported or computed from range and bearing; None for a bearing alone.
        bearing: What was measured, where the sensor measures angles.
        velocity: Reported motion.
        emitter: What the transmitter says of itself.
        airframe_ref: The physical aircraft, as far as the gateway can tell; equal for all its reports.
        source_track: The sensor's own track number; such reports are correlated in time.
        classification: The sensor's own opinion.
        authenticated: Whether the feed proves who speaks.
        moved: Set on replay only.
    """

    sensor: Annotated[str, SOURCE_AND_METHOD]
    gateway: Annotated[str, SOURCE_AND_METHOD]
    position: Annotated[Position | None, POSITION] = None
    bearing: Annotated[Bearing | None, POSITION] = None
    velocity: Annotated[Velocity | None, MOTION] = None
    emitter: Emitter | None = None
    airframe_ref: Annotated[str | None, IDENTITY] = None
    source_track: Annotated[str | None, SOURCE_AND_METHOD] = None
    classification: Annotated[tuple[ClassProbability, ...], PUBLIC] = ()
    authenticated: Annotated[bool, PUBLIC] = False
    moved: Annotated[Moved | None, SOURCE_AND_METHOD] = None


class Track(Record, tag="track", frozen=True, kw_only=True):
    """State of one object at one instant.

    Attributes:
        track: Short number of the object, with a check character; never reused by its node.
        status: Confirmed, coasting (predicted without new reports), or lost.
        existence: Probability that there is an object.
        position: Estimate; `error_95_m` is the longer half axis of the ellipse.
        ellipse_95: Error of the position, residual sensor bias included.
        velocity: Estimate.
        classes: Probabilities of the object's class.
        identity: Own, declared, unknown; suspect only by a person.
        declared_by: The declaration that it matches.
        airframe_ref: The physical aircraft where a transmitter names it.
        emitter: What its transmitter says.
        launch_position: Estimated place of take-off.
        launch_ellipse_95: Error of it.
        distance_to_line_m: Signed, positive on the side of the origin. [m]
        distance_error_95_m: Of that distance, error of the line included. [m]
        corroborated: More than one independent sensor contributed.
        authenticated: Every feed that contributed proves who speaks.
        first_seen_at: First report of the object. [ns UTC]
        last_seen_at: Last report of the object. [ns UTC]
        quality: How far the track can be relied on, A best.
        reason: Number of the phrase that says what the watch thinks of it; None for nothing.
        p_cross: Probability that it crosses the line within 60 s.
        time_to_cross_s: 5, 50 and 95 % quantiles of the time to the crossing. [s]
        crossing_position: Where it is expected to cross.
        evidence: Numbers of the phrases that speak for its most probable class, strongest first.
        conflicts: Numbers of the phrases that say what its transmitter claims and does not fit.
        watch: The highest that the watches over the line and over areas say of it; None for nothing.
    """

    track: Annotated[str, PUBLIC]
    status: Annotated[Literal["confirmed", "coasting", "lost"], PUBLIC]
    existence: Annotated[float, PUBLIC]
    position: Annotated[Position, POSITION]
    ellipse_95: Annotated[Ellipse | None, POSITION] = None
    velocity: Annotated[Velocity | None, MOTION] = None
    classes: Annotated[tuple[ClassProbability, ...], PUBLIC] = ()
    identity: Annotated[Identity, PUBLIC] = "unknown"
    declared_by: Annotated[RecordId | None, PUBLIC] = None
    airframe_ref: Annotated[str | None, IDENTITY] = None
    emitter: Emitter | None = None
    launch_position: Annotated[Position | None, OPERATOR_POSITION] = None
    distance_to_line_m: Annotated[float | None, POSITION] = None
    distance_error_95_m: Annotated[float | None, POSITION] = None
    corroborated: Annotated[bool, PUBLIC] = False
    authenticated: Annotated[bool, PUBLIC] = False
    first_seen_at: Annotated[int, PUBLIC]
    last_seen_at: Annotated[int, PUBLIC]
    launch_ellipse_95: Annotated[Ellipse | None, OPERATOR_POSITION] = None
    quality: Annotated[Literal["A", "B", "C", "D"] | None, PUBLIC] = None
    reason: Annotated[int | None, PUBLIC] = None
    p_cross: Annotated[float | None, PUBLIC] = None
    time_to_cross_s: Annotated[tuple[float, float, float] | None, MOTION] = None
    crossing_position: Annotated[Position | None, POSITION] = None
    evidence: Annotated[tuple[int, ...], SOURCE_AND_METHOD] = ()
    conflicts: Annotated[tuple[int, ...], IDENTITY] = ()
    watch: Annotated[WatchStep | None, PUBLIC] = None


class Flight(Record, tag="flight", frozen=True, kw_only=True):
    """Take-off (or first seen) to landing (or loss) of one track.

    Attributes:
        track: Number of the track.
        airframe_ref: The physical aircraft where a transmitter names it.
        started_at: First seen. [ns UTC]
        ended_at: Last seen; None while it lasts. [ns UTC]
        incursion: It was beyond the line by more than the combined error.
        first_position: Where it was first seen.
        last_position: Where it was last seen.
    """

    track: Annotated[str, PUBLIC]
    airframe_ref: Annotated[str | None, IDENTITY] = None
    started_at: Annotated[int, PUBLIC]
    ended_at: Annotated[int | None, PUBLIC] = None
    incursion: Annotated[bool, PUBLIC] = False
    first_position: Annotated[Position | None, OPERATOR_POSITION] = None
    last_position: Annotated[Position | None, POSITION] = None


class Wind(Record, tag="wind", frozen=True, kw_only=True):
    """The wind at 10 m above the ground.

    Attributes:
        from_deg: Direction from which it blows, clockwise from true north; None: variable or calm. [deg]
        speed_mps: Mean over ten minutes.
        gust_mps: Highest in that time.
        sigma_mps: Standard deviation of each component as a statement about the sector; None: not stated.
        source: Entered by a person, read off an aerodrome's report, or estimated from drifting balloons.
        station: Where it was measured.
        position: Where that is.
    """

    from_deg: Annotated[Direction | None, PUBLIC] = None
    speed_mps: Annotated[Length, PUBLIC]
    gust_mps: Annotated[Length | None, PUBLIC] = None
    sigma_mps: Annotated[Length | None, PUBLIC] = None
    source: Annotated[Literal["entered", "metar", "balloons"], PUBLIC] = "entered"
    station: Annotated[str | None, PUBLIC] = None
    position: Annotated[Position | None, POSITION] = None


class Area(msgspec.Struct, frozen=True, kw_only=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """A polygon with heights, WGS 84. A floor or ceiling is stated over one reference; the others are None.

    Attributes:
        ring: Corners as (longitude, latitude) in degrees, at least three, not repeated at the end.
        lowest_hae_m: Floor over the ellipsoid; without any floor, the ground. [m]
        highest_hae_m: Ceiling over the ellipsoid; without any ceiling, unlimited. [m]
        lowest_msl_m: Floor over mean sea level. [m]
        highest_msl_m: Ceiling over mean sea level. [m]
        lowest_agl_m: Floor over the ground: held only against heights that are over the ground. [m]
        highest_agl_m: Ceiling over the ground, likewise. [m]
    """

    ring: Annotated[tuple[tuple[Longitude, Latitude], ...], msgspec.Meta(min_length=3)]
    lowest_hae_m: float | None = None
    highest_hae_m: float | None = None
    lowest_msl_m: float | None = None
    highest_msl_m: float | None = None
    lowest_agl_m: float | None = None
    highest_agl_m: float | None = None


class Declaration(Record, tag="declaration", frozen=True, kw_only=True):
    """Advance notice of one's own flight (the "blue list").

    Attributes:
        area: Where it will fly.
        starts_at: Window. [ns UTC]
        ends_at: Window. [ns UTC]
        serials: Serial numbers of the aircraft.
        caa_ids: Registrations of the aircraft.
        contact_desk: Desk or office that answers for it.
        remarks: Free text.
        declaration: Id of its first record: an amendment or withdrawal supersedes the one before and keeps it.
        number: Short number with a check character, the same on both sides.
        withdrawn: It is called off.
    """

    area: Annotated[Area, PUBLIC]
    starts_at: Annotated[int, PUBLIC]
    ends_at: Annotated[int, PUBLIC]
    serials: Annotated[tuple[str, ...], IDENTITY] = ()
    caa_ids: Annotated[tuple[str, ...], IDENTITY] = ()
    contact_desk: Annotated[str | None, PUBLIC] = None
    remarks: Annotated[str | None, TEXT] = None
    declaration: Annotated[RecordId | None, PUBLIC] = None
    number: Annotated[str | None, PUBLIC] = None
    withdrawn: Annotated[bool, PUBLIC] = False


class AirspaceNotice(Record, tag="airspace-notice", frozen=True, kw_only=True):
    """A restriction in force, or a site that is watched over.

    Attributes:
        notice_kind: A restriction of flying, or a site.
        name: What people call it.
        horizon_s: How far ahead an entry counts. [s]
        area: Where it applies.
        starts_at: Window. [ns UTC]
        ends_at: Window. [ns UTC]
        reference: The issuer's number for it.
        remarks: Free text.
        notice: Id of its first record: an amendment or withdrawal supersedes the one before and keeps it.
        number: Short number with a check character, the same on both sides.
        contact_desk: Desk or office that answers for it.
        withdrawn: It is called off.
    """

    area: Annotated[Area, PUBLIC]
    starts_at: Annotated[int, PUBLIC]
    ends_at: Annotated[int, PUBLIC]
    reference: Annotated[str | None, PUBLIC] = None
    remarks: Annotated[str | None, TEXT] = None
    notice_kind: Annotated[Literal["restriction", "site"], PUBLIC] = "restriction"
    name: Annotated[str | None, PUBLIC] = None
    horizon_s: Annotated[float, PUBLIC, msgspec.Meta(ge=5.0, le=600.0)] = 60.0
    notice: Annotated[RecordId | None, PUBLIC] = None
    number: Annotated[str | None, PUBLIC] = None
    contact_desk: Annotated[str | None, PUBLIC] = None
    withdrawn: Annotated[bool, PUBLIC] = False
