"""Bytes of the Remote ID message set as messages (ASTM F3411-22a; EN 4709-002).

Pure, strict about what cannot be (lengths, versions, places), lenient about reserved words.
"""

import struct
from collections.abc import Callable
from typing import Final

from lindero.gateways.remoteid.errors import (
    BadAuthentication,
    BadPack,
    BadText,
    TruncatedFrame,
    UnknownMessage,
    UnknownVersion,
)
from lindero.gateways.remoteid.messages import (
    AUTH_TYPES,
    CLASSIFICATIONS,
    HEIGHT_REFERENCES,
    ID_TYPES,
    MESSAGE_SIZE,
    OPERATOR_LOCATIONS,
    STATUSES,
    UA_TYPES,
    VERSIONS,
    AuthenticationPage,
    BasicId,
    Location,
    MessagePack,
    OperatorId,
    SelfId,
    SingleMessage,
    System,
)
from lindero.gateways.remoteid.scales import (
    HORIZONTAL_ERROR_M,
    SPEED_ERROR_MPS,
    TIME_ERROR_S,
    VERTICAL_ERROR_M,
    altitude_of_raw,
    climb_of_raw,
    error_of_class,
    instant_of_2019,
    place_of_raw,
    speed_of_raw,
    tenths_of_raw,
    track_of_raw,
)

PACK: Final = 0xF
PACK_HEADER: Final = 3
_LOCATION: Final = struct.Struct("<xBBBbiiHHHBBHBx")
_SYSTEM: Final = struct.Struct("<xBiiHBHHBHIx")
_PAGE_0: Final = struct.Struct("<BBI17s")
_PAGE_0_DATA, _PAGE_DATA, _MAX_PAGES = 17, 23, 16


def ascii_of(field: bytes, what: str) -> str | None:
    """Text of a field filled up with NUL; None when empty.

    Raises:
        BadText: It is not printable ASCII.
    """
    text = field.partition(b"\0")[0].strip()
    plain = text.decode("latin-1")
    if not (plain.isascii() and plain.isprintable()):
        raise BadText(what=what, text=plain)
    return plain or None


def free_text_of(field: bytes) -> str | None:
    """Text that people typed: UTF-8, what cannot be read or printed replaced; None when empty."""
    text = field.partition(b"\0")[0].decode("utf-8", "replace").strip()
    return "".join(char if char.isprintable() else "�" for char in text) or None


def _decode_basic_id(message: bytes, version: int) -> BasicId:
    id_type = ID_TYPES[message[1] >> 4]
    field = message[2:22]
    binary = id_type not in ("none", "serial", "caa")
    return BasicId(
        id_type=id_type,
        ua_type=UA_TYPES[message[1] & 0xF],
        uas_id=(field.hex() if any(field) else None) if binary else ascii_of(field, "UAS ID"),
        version=version,
    )


def _decode_location(message: bytes, version: int) -> Location:
    flags, course, speed, climb, lat, lon, baro, geodetic, height, accuracy, accuracy_2, tenths, accuracy_3 = (
        _LOCATION.unpack(message)
    )
    lat_deg, lon_deg = place_of_raw(lat, lon)
    return Location(
        status=STATUSES[flags >> 4],
        lat_deg=lat_deg,
        lon_deg=lon_deg,
        altitude_baro_m=altitude_of_raw(baro),
        altitude_hae_m=altitude_of_raw(geodetic),
        height_m=altitude_of_raw(height),
        height_over=HEIGHT_REFERENCES[flags >> 2 & 1],
        track_deg=track_of_raw(course, west=bool(flags & 2)),
        speed_mps=speed_of_raw(speed, fast=bool(flags & 1)),
        climb_mps=climb_of_raw(climb),
        horizontal_error_m=error_of_class(HORIZONTAL_ERROR_M, accuracy & 0xF),
        vertical_error_m=error_of_class(VERTICAL_ERROR_M, accuracy >> 4),
        baro_error_m=error_of_class(VERTICAL_ERROR_M, accuracy_2 >> 4),
        speed_error_mps=error_of_class(SPEED_ERROR_MPS, accuracy_2 & 0xF),
        tenths_of_hour=tenths_of_raw(tenths),
        time_error_s=error_of_class(TIME_ERROR_S, accuracy_3 & 0xF),
        version=version,
    )


def _decode_authentication(message: bytes, version: int) -> AuthenticationPage:
    auth_type, page = AUTH_TYPES[message[1] >> 4], message[1] & 0xF
    if page:
        return AuthenticationPage(page=page, auth_type=auth_type, data=message[2:25], version=version)
    last_page, length, signed, data = _PAGE_0.unpack_from(message, 2)
    require_pages(last_page, length)
    return AuthenticationPage(
        page=0,
        auth_type=auth_type,
        data=data,
        last_page=last_page,
        length=length,
        signed_at=instant_of_2019(signed),
        version=version,
    )


def require_pages(last_page: int, length: int) -> None:
    """Nothing, if so many pages can hold so many bytes.

    Raises:
        BadAuthentication: There are more than 16 pages, or they cannot hold the announced length.
    """
    if last_page >= _MAX_PAGES:
        raise BadAuthentication(why=f"last page {last_page}, the highest is {_MAX_PAGES - 1}")
    room = _PAGE_0_DATA + last_page * _PAGE_DATA
    if length > room:
        raise BadAuthentication(why=f"{length} bytes announced, {last_page + 1} pages hold {room}")


def _decode_self_id(message: bytes, version: int) -> SelfId:
    return SelfId(text_type=message[1], text=free_text_of(message[2:25]), version=version)


def _decode_system(message: bytes, version: int) -> System:
    flags, lat, lon, count, radius, ceiling, floor, eu, altitude, sent = _SYSTEM.unpack(message)
    lat_deg, lon_deg = place_of_raw(lat, lon)
    return System(
        operator_location=OPERATOR_LOCATIONS[flags & 3],
        operator_lat_deg=lat_deg,
        operator_lon_deg=lon_deg,
        operator_altitude_hae_m=altitude_of_raw(altitude),
        classification=CLASSIFICATIONS[flags >> 2 & 7],
        category=eu >> 4,
        class_=eu & 0xF,
        area_count=count,
        area_radius_m=radius * 10,
        area_ceiling_hae_m=altitude_of_raw(ceiling),
        area_floor_hae_m=altitude_of_raw(floor),
        sent_at=instant_of_2019(sent),
        version=version,
    )


def _decode_operator_id(message: bytes, version: int) -> OperatorId:
    return OperatorId(id_type=message[1], operator_id=ascii_of(message[2:22], "operator id"), version=version)


_DECODERS: Final[tuple[Callable[[bytes, int], SingleMessage], ...]] = (
    _decode_basic_id,
    _decode_location,
    _decode_authentication,
    _decode_self_id,
    _decode_system,
    _decode_operator_id,
)


def decode_message(message: bytes) -> SingleMessage:
    """The message of 25 bytes.

    Raises:
        TruncatedFrame, UnknownVersion, UnknownMessage: Its header is not of this standard.
        ImpossiblePosition, BadText, BadAuthentication: A field of it cannot be.
    """
    if len(message) < MESSAGE_SIZE:
        raise TruncatedFrame(what="message", need=MESSAGE_SIZE, got=len(message))
    kind, version = message[0] >> 4, message[0] & 0xF
    if version not in VERSIONS:
        raise UnknownVersion(version=version)
    if kind >= len(_DECODERS):
        raise UnknownMessage(type=kind)
    return _DECODERS[kind](message[:MESSAGE_SIZE], version)


def split_broadcast(payload: bytes) -> list[tuple[int, bytes]]:
    """The messages of a broadcast, undecoded, each with its offset; a pack has several, anything else is one.

    Raises:
        TruncatedFrame: It ends before it should.
        UnknownVersion, BadPack: The header of the pack is wrong.
    """
    if not payload:
        raise TruncatedFrame(what="message", need=MESSAGE_SIZE, got=0)
    if payload[0] >> 4 != PACK:
        return [(0, payload[:MESSAGE_SIZE])]
    if len(payload) < PACK_HEADER:
        raise TruncatedFrame(what="message pack", need=PACK_HEADER, got=len(payload))
    version, size, count = payload[0] & 0xF, payload[1], payload[2]
    if version not in VERSIONS:
        raise UnknownVersion(version=version)
    most = 10 if version == 0 else 9  # F3411-19 allowed ten
    if size != MESSAGE_SIZE or not 1 <= count <= most:
        raise BadPack(why=f"{count} messages of {size} bytes; allowed are 1 to {most} of {MESSAGE_SIZE}")
    need = PACK_HEADER + count * MESSAGE_SIZE
    if len(payload) < need:
        raise TruncatedFrame(what="message pack", need=need, got=len(payload))
    starts = range(PACK_HEADER, need, MESSAGE_SIZE)
    return [(start, payload[start : start + MESSAGE_SIZE]) for start in starts]


def decode_broadcast(payload: bytes) -> MessagePack | SingleMessage:
    """The pack, or the single message, that a broadcast carries; all or nothing.

    Raises:
        The errors of `split_broadcast` and of `decode_message`.
    """
    parts = split_broadcast(payload)
    if payload[0] >> 4 != PACK:
        return decode_message(parts[0][1])
    return MessagePack(messages=tuple(decode_message(part) for _, part in parts), version=payload[0] & 0xF)
