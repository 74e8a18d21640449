"""`ODID_UAS_Data`, the C structure that receivers built on libopendroneid pass around, as messages.

Layout of libopendroneid 2 (two Basic IDs, 16 authentication pages, System with time stamp), little endian, every
member at its natural alignment (enumerations and floats 4, doubles 8, nothing packed): 920 bytes. DroneScout sends one
more byte, a closing NUL. The values are SI already; their "unknown" is the message set's.

    offset  size  member                  offset  size  member
         0    32  BasicID[0]                 776    28  SelfID
        32    32  BasicID[1]                 808    56  System
        64    72  Location                   864    28  OperatorID
       136    40  Auth[0], 16 of them        892    22  Valid flags in the same order
"""

import math
import struct
from collections.abc import Sequence
from typing import Final

from lindero.gateways.remoteid.decode import ascii_of, free_text_of, require_pages
from lindero.gateways.remoteid.errors import BadStructure, ImpossiblePosition
from lindero.gateways.remoteid.messages import (
    AUTH_TYPES,
    CLASSIFICATIONS,
    HEIGHT_REFERENCES,
    ID_TYPES,
    OPERATOR_LOCATIONS,
    STATUSES,
    UA_TYPES,
    AuthenticationPage,
    BasicId,
    Location,
    OperatorId,
    SelfId,
    SingleMessage,
    System,
)
from lindero.gateways.remoteid.scales import (
    HORIZONTAL_ERROR_M,
    MAX_CLIMB_MPS,
    MAX_SPEED_MPS,
    SPEED_ERROR_MPS,
    TENTHS_PER_HOUR,
    TIME_ERROR_S,
    VERTICAL_ERROR_M,
    error_of_class,
    instant_of_2019,
)

STRUCTURE_SIZE: Final = 920
_BASIC_ID: Final = struct.Struct("<ii21s3x")
_LOCATION: Final = struct.Struct("<i3f2d2fif5if")
_AUTH: Final = struct.Struct("<B3xiBB2xI24s")
_SELF_ID: Final = struct.Struct("<i24s")
_SYSTEM: Final = struct.Struct("<ii2dHHffiifI")
_OPERATOR_ID: Final = struct.Struct("<i21s3x")
_AUTH_PAGES: Final = 16
_AT_LOCATION, _AT_AUTH, _AT_SELF_ID, _AT_SYSTEM, _AT_OPERATOR_ID, _AT_VALID = 64, 136, 776, 808, 864, 892


def decode_structure(data: bytes) -> list[SingleMessage]:
    """The messages that the structure says are valid, in the order of its members.

    Raises:
        BadStructure: It has another size, or a member beyond its enumeration.
        ImpossiblePosition, BadText, BadAuthentication: A member cannot be.
    """
    if len(data) not in (STRUCTURE_SIZE, STRUCTURE_SIZE + 1):
        raise BadStructure(why=f"{len(data)} bytes")
    valid = data[_AT_VALID : _AT_VALID + 22]
    if any(flag > 1 for flag in valid):
        raise BadStructure(why="a validity flag is neither 0 nor 1")
    messages: list[SingleMessage] = [_basic_id(data, at) for at, flag in zip((0, 32), valid, strict=False) if flag]
    if valid[2]:
        messages.append(_location(data))
    messages += [_auth(data, _AT_AUTH + page * _AUTH.size) for page in range(_AUTH_PAGES) if valid[3 + page]]
    if valid[19]:
        number, text = _SELF_ID.unpack_from(data, _AT_SELF_ID)
        messages.append(SelfId(text_type=_byte(number, "DescType"), text=free_text_of(text)))
    if valid[20]:
        messages.append(_system(data))
    if valid[21]:
        number, text = _OPERATOR_ID.unpack_from(data, _AT_OPERATOR_ID)
        operator_id = ascii_of(text, "operator id")
        messages.append(OperatorId(id_type=_byte(number, "OperatorIdType"), operator_id=operator_id))
    return messages


def _basic_id(data: bytes, at: int) -> BasicId:
    ua_type, id_type, field = _BASIC_ID.unpack_from(data, at)
    kind = _word(ID_TYPES, id_type, "IDType")
    text = kind in ("none", "serial", "caa")
    binary = field[:20].hex() if any(field[:20]) else None
    uas_id = ascii_of(field, "UAS ID") if text else binary
    return BasicId(id_type=kind, ua_type=_word(UA_TYPES, ua_type, "UAType"), uas_id=uas_id)


def _location(data: bytes) -> Location:
    status, track, speed, climb, lat, lon, baro, geodetic, over, height, *classes, seconds = _LOCATION.unpack_from(
        data, _AT_LOCATION
    )
    horizontal, vertical, baro_class, speed_class, time_class = classes
    lat_deg, lon_deg = _place(lat, lon)
    return Location(
        status=_word(STATUSES, status, "Status"),
        lat_deg=lat_deg,
        lon_deg=lon_deg,
        altitude_baro_m=_altitude(baro),
        altitude_hae_m=_altitude(geodetic),
        height_m=_altitude(height),
        height_over=_word(HEIGHT_REFERENCES, over, "HeightType"),
        track_deg=round(track) % 360 if 0.0 <= track <= 360.0 else None,
        speed_mps=speed if 0.0 <= speed <= MAX_SPEED_MPS else None,
        climb_mps=climb if abs(climb) <= MAX_CLIMB_MPS else None,
        horizontal_error_m=_class(HORIZONTAL_ERROR_M, horizontal, "HorizAccuracy"),
        vertical_error_m=_class(VERTICAL_ERROR_M, vertical, "VertAccuracy"),
        baro_error_m=_class(VERTICAL_ERROR_M, baro_class, "BaroAccuracy"),
        speed_error_mps=_class(SPEED_ERROR_MPS, speed_class, "SpeedAccuracy"),
        tenths_of_hour=round(seconds * 10) if 0.0 <= seconds <= TENTHS_PER_HOUR / 10 else None,
        time_error_s=_class(TIME_ERROR_S, time_class, "TSAccuracy"),
    )


def _auth(data: bytes, at: int) -> AuthenticationPage:
    page, number, last_page, length, signed, field = _AUTH.unpack_from(data, at)
    auth_type = _word(AUTH_TYPES, number, "AuthType")
    if page >= _AUTH_PAGES:
        raise BadStructure(why=f"DataPage {page}")
    if page:
        return AuthenticationPage(page=page, auth_type=auth_type, data=field[:23])
    require_pages(last_page, length)
    return AuthenticationPage(
        page=0,
        auth_type=auth_type,
        data=field[:17],
        last_page=last_page,
        length=length,
        signed_at=instant_of_2019(signed),
    )


def _system(data: bytes) -> System:
    where, whose, lat, lon, count, radius_m, ceiling, floor, category, class_, altitude, sent = _SYSTEM.unpack_from(
        data, _AT_SYSTEM
    )
    lat_deg, lon_deg = _place(lat, lon)
    return System(
        operator_location=_word(OPERATOR_LOCATIONS, where, "OperatorLocationType"),
        operator_lat_deg=lat_deg,
        operator_lon_deg=lon_deg,
        operator_altitude_hae_m=_altitude(altitude),
        classification=_word(CLASSIFICATIONS, whose, "ClassificationType"),
        category=_byte(category, "CategoryEU") & 0xF,
        class_=_byte(class_, "ClassEU") & 0xF,
        area_count=count,
        area_radius_m=radius_m,
        area_ceiling_hae_m=_altitude(ceiling),
        area_floor_hae_m=_altitude(floor),
        sent_at=instant_of_2019(sent),
    )


def _word(words: Sequence[str], number: int, member: str) -> str:
    if not 0 <= number < len(words):
        raise BadStructure(why=f"{member} {number}")
    return words[number]


def _byte(number: int, member: str) -> int:
    if not 0 <= number <= 0xFF:
        raise BadStructure(why=f"{member} {number}")
    return number


def _class(classes: Sequence[float | None], number: int, member: str) -> float | None:
    return error_of_class(classes, _byte(number, member))


def _place(lat_deg: float, lon_deg: float) -> tuple[float, float] | tuple[None, None]:
    if lat_deg == 0.0 and lon_deg == 0.0:
        return None, None
    if not (abs(lat_deg) <= 90.0 and abs(lon_deg) <= 180.0):
        raise ImpossiblePosition(lat_deg=lat_deg, lon_deg=lon_deg)
    return lat_deg, lon_deg


def _altitude(altitude_m: float) -> float | None:
    """Metres, None for the -1000 of "unknown" and for what no message can say."""
    return altitude_m if math.isfinite(altitude_m) and -1000.0 < altitude_m <= 31767.5 else None
