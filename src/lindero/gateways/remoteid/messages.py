"""The message set of ASTM F3411-22a and ASD-STAN EN 4709-002, in SI units; unknown is None.

A reserved value of an enumeration is kept as `reserved-N`: a newer transmitter is not refused for a newer word.
"""

from typing import Final

import msgspec

from lindero.kernel.clock import Instant

MESSAGE_SIZE: Final = 25
"""Every message but the pack has this many bytes. [bytes]"""

VERSIONS: Final = (0, 1, 2)
"""F3411-19; the drafts towards EN 4709-002; F3411-22 and 22a with EN 4709-002:2023."""


def _words(*known: str, size: int = 16) -> tuple[str, ...]:
    return known + tuple(f"reserved-{number}" for number in range(len(known), size))


ID_TYPES: Final = _words("none", "serial", "caa", "utm", "session")
UA_TYPES: Final = (
    "undeclared",
    "aeroplane",
    "helicopter-or-multirotor",
    "gyroplane",
    "hybrid-lift",
    "ornithopter",
    "glider",
    "kite",
    "free-balloon",
    "captive-balloon",
    "airship",
    "parachute",
    "rocket",
    "tethered",
    "ground-obstacle",
    "other",
)
STATUSES: Final = _words("undeclared", "ground", "airborne", "emergency", "remote-id-failure")
HEIGHT_REFERENCES: Final = ("take-off", "ground")
AUTH_TYPES: Final = _words(
    "none", "uas-id-signature", "operator-id-signature", "message-set-signature", "network-remote-id", "specific"
)
OPERATOR_LOCATIONS: Final = _words("take-off", "live", "fixed", size=4)
CLASSIFICATIONS: Final = _words("undeclared", "eu", size=8)


class BasicId(msgspec.Struct, frozen=True, kw_only=True):
    """Who the aircraft says it is (message type 0).

    Attributes:
        id_type: A word of `ID_TYPES`; `serial` is ANSI/CTA-2063-A.
        ua_type: A word of `UA_TYPES`.
        uas_id: The identifier: text for serial and caa, 40 hexadecimal digits for the binary types; None when empty.
        version: Protocol version.
    """

    id_type: str
    ua_type: str
    uas_id: str | None
    version: int = 2


class Location(msgspec.Struct, frozen=True, kw_only=True):
    """Where the aircraft is and how it moves (message type 1).

    Attributes:
        status: A word of `STATUSES`.
        lat_deg: WGS 84; None together with `lon_deg`. [deg]
        lon_deg: WGS 84. [deg]
        altitude_baro_m: Pressure altitude, 1013.25 hPa. [m]
        altitude_hae_m: Above the WGS 84 ellipsoid. [m]
        height_m: Above what `height_over` says. [m]
        height_over: `take-off` or `ground`.
        track_deg: Clockwise from true north, whole degrees. [deg]
        speed_mps: Over ground. [m/s]
        climb_mps: Up positive. [m/s]
        horizontal_error_m: Upper bound of the broadcast accuracy class, 95 %. [m]
        vertical_error_m: The same for `altitude_hae_m`. [m]
        baro_error_m: The same for `altitude_baro_m`. [m]
        speed_error_mps: The same for `speed_mps`. [m/s]
        tenths_of_hour: Tenths of a second since the full hour of UTC, 0 to 36000. [0.1 s]
        time_error_s: Upper bound. [s]
        version: Protocol version.
    """

    status: str = "undeclared"
    lat_deg: float | None = None
    lon_deg: float | None = None
    altitude_baro_m: float | None = None
    altitude_hae_m: float | None = None
    height_m: float | None = None
    height_over: str = "take-off"
    track_deg: int | None = None
    speed_mps: float | None = None
    climb_mps: float | None = None
    horizontal_error_m: float | None = None
    vertical_error_m: float | None = None
    baro_error_m: float | None = None
    speed_error_mps: float | None = None
    tenths_of_hour: int | None = None
    time_error_s: float | None = None
    version: int = 2


class AuthenticationPage(msgspec.Struct, frozen=True, kw_only=True):
    """One page of authentication data (message type 2); only page 0 has the three header fields.

    Attributes:
        page: 0 to 15.
        auth_type: A word of `AUTH_TYPES`.
        data: 17 bytes on page 0, 23 on the others.
        last_page: Index of the last page.
        length: Authentication bytes on all pages; further bytes are error correction.
        signed_at: When it was made, whole seconds. [ns UTC]
        version: Protocol version.
    """

    page: int
    auth_type: str
    data: bytes
    last_page: int | None = None
    length: int | None = None
    signed_at: Instant | None = None
    version: int = 2


class SelfId(msgspec.Struct, frozen=True, kw_only=True):
    """Free text of the operator (message type 3).

    Attributes:
        text_type: 0 purpose of the flight, 1 emergency, 2 extended status, others reserved or private.
        text: At most 23 bytes; None when empty.
        version: Protocol version.
    """

    text_type: int
    text: str | None
    version: int = 2


class System(msgspec.Struct, frozen=True, kw_only=True):
    """Where the operator is, and the swarm's area (message type 4).

    Attributes:
        operator_location: A word of `OPERATOR_LOCATIONS`: what the position below is.
        operator_lat_deg: WGS 84; None together with the longitude. [deg]
        operator_lon_deg: WGS 84. [deg]
        operator_altitude_hae_m: Above the ellipsoid. [m]
        classification: A word of `CLASSIFICATIONS`: whose categories the next two are.
        category: EU: 1 open, 2 specific, 3 certified.
        class_: EU: 1 is class 0 and so on.
        area_count: Aircraft in the area.
        area_radius_m: Multiples of 10. [m]
        area_ceiling_hae_m: Above the ellipsoid. [m]
        area_floor_hae_m: Above the ellipsoid. [m]
        sent_at: When it was made, whole seconds; None where the version does not have it. [ns UTC]
        version: Protocol version.
    """

    operator_location: str = "take-off"
    operator_lat_deg: float | None = None
    operator_lon_deg: float | None = None
    operator_altitude_hae_m: float | None = None
    classification: str = "undeclared"
    category: int = 0
    class_: int = 0
    area_count: int = 1
    area_radius_m: int = 0
    area_ceiling_hae_m: float | None = None
    area_floor_hae_m: float | None = None
    sent_at: Instant | None = None
    version: int = 2


class OperatorId(msgspec.Struct, frozen=True, kw_only=True):
    """Registration of the operator (message type 5): a person's.

    Attributes:
        id_type: 0 operator id, others reserved or private.
        operator_id: Text; None when empty.
        version: Protocol version.
    """

    id_type: int
    operator_id: str | None
    version: int = 2


SingleMessage = BasicId | Location | AuthenticationPage | SelfId | System | OperatorId


class MessagePack(msgspec.Struct, frozen=True, kw_only=True):
    """Several messages in one broadcast (message type 15); Wi-Fi and Bluetooth 5 send nothing else."""

    messages: tuple[SingleMessage, ...]
    version: int = 2
