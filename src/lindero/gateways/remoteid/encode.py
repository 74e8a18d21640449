"""Messages as bytes of the Remote ID message set: the other half of `decode`, for transmitters and simulators.

What `decode` gives, `encode` gives back: decode(encode(x)) == x for every x on the standard's scales.
"""

import struct
from collections.abc import Sequence
from typing import Final

from lindero.gateways.remoteid.decode import PACK, require_pages
from lindero.gateways.remoteid.errors import NotEncodable
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
    NO_TENTHS,
    SPEED_ERROR_MPS,
    TENTHS_PER_HOUR,
    TIME_ERROR_S,
    VERTICAL_ERROR_M,
    class_of_error,
    raw_of_altitude,
    raw_of_climb,
    raw_of_place,
    raw_of_speed,
    raw_of_track,
    seconds_of_2019,
)

_MAX_PACKED: Final = 9


def _number(words: Sequence[str], word: str) -> int:
    try:
        return words.index(word)
    except ValueError:
        raise NotEncodable(what="word", value=word) from None


def _filled(field: bytes, size: int, what: str) -> bytes:
    if len(field) > size:
        raise NotEncodable(what=what, value=field)
    return field.ljust(size, b"\0")


def _ascii(text: str | None, size: int, what: str) -> bytes:
    try:
        return _filled((text or "").encode("ascii"), size, what)
    except UnicodeEncodeError:
        raise NotEncodable(what=what, value=text) from None


def _header(kind: int, version: int) -> int:
    if version not in VERSIONS:
        raise NotEncodable(what="version", value=version)
    return kind << 4 | version


def _encode_basic_id(message: BasicId) -> bytes:
    number = _number(ID_TYPES, message.id_type)
    text = message.id_type in ("none", "serial", "caa")
    field = _ascii(message.uas_id, 20, "UAS ID") if text else _filled(bytes.fromhex(message.uas_id or ""), 20, "UAS ID")
    return bytes([_header(0, message.version), number << 4 | _number(UA_TYPES, message.ua_type)]) + field


def _tenths(tenths: int | None) -> int:
    if tenths is None:
        return NO_TENTHS
    if not 0 <= tenths <= TENTHS_PER_HOUR:
        raise NotEncodable(what="time of the hour", value=tenths)
    return tenths


def _encode_location(message: Location) -> bytes:
    course, west = raw_of_track(message.track_deg)
    speed, fast = raw_of_speed(message.speed_mps)
    over = _number(HEIGHT_REFERENCES, message.height_over)
    vertical = class_of_error(VERTICAL_ERROR_M, message.vertical_error_m)
    baro = class_of_error(VERTICAL_ERROR_M, message.baro_error_m)
    return struct.pack(
        "<BBBBbiiHHHBBHB",
        _header(1, message.version),
        _number(STATUSES, message.status) << 4 | over << 2 | west << 1 | fast,
        course,
        speed,
        raw_of_climb(message.climb_mps),
        *raw_of_place(message.lat_deg, message.lon_deg),
        raw_of_altitude(message.altitude_baro_m),
        raw_of_altitude(message.altitude_hae_m),
        raw_of_altitude(message.height_m),
        vertical << 4 | class_of_error(HORIZONTAL_ERROR_M, message.horizontal_error_m),
        baro << 4 | class_of_error(SPEED_ERROR_MPS, message.speed_error_mps),
        _tenths(message.tenths_of_hour),
        class_of_error(TIME_ERROR_S, message.time_error_s),
    )


def _encode_authentication(message: AuthenticationPage) -> bytes:
    if not 0 <= message.page < 16:
        raise NotEncodable(what="page", value=message.page)
    head = bytes([_header(2, message.version), _number(AUTH_TYPES, message.auth_type) << 4 | message.page])
    if message.page:
        return head + _filled(message.data, 23, "authentication data")
    last_page, length = message.last_page or 0, message.length or 0
    require_pages(last_page, length)
    stamp = struct.pack("<BBI", last_page, length, seconds_of_2019(message.signed_at))
    return head + stamp + _filled(message.data, 17, "authentication data")


def _encode_self_id(message: SelfId) -> bytes:
    text = _filled((message.text or "").encode(), 23, "description")
    return bytes([_header(3, message.version), message.text_type]) + text


def _encode_system(message: System) -> bytes:
    if not (0 <= message.area_radius_m <= 2550 and 0 <= message.area_count <= 0xFFFF):
        raise NotEncodable(what="area", value=(message.area_count, message.area_radius_m))
    return struct.pack(
        "<BBiiHBHHBHI",
        _header(4, message.version),
        _number(CLASSIFICATIONS, message.classification) << 2 | _number(OPERATOR_LOCATIONS, message.operator_location),
        *raw_of_place(message.operator_lat_deg, message.operator_lon_deg),
        message.area_count,
        round(message.area_radius_m / 10),
        raw_of_altitude(message.area_ceiling_hae_m),
        raw_of_altitude(message.area_floor_hae_m),
        (message.category & 0xF) << 4 | message.class_ & 0xF,
        raw_of_altitude(message.operator_altitude_hae_m),
        seconds_of_2019(message.sent_at),
    )


def _encode_operator_id(message: OperatorId) -> bytes:
    return bytes([_header(5, message.version), message.id_type]) + _ascii(message.operator_id, 20, "operator id")


def encode_message(message: SingleMessage) -> bytes:
    """The 25 bytes of a message.

    Raises:
        NotEncodable: A value is beyond what the message can carry.
        BadAuthentication: The pages cannot hold the length.
    """
    match message:
        case BasicId():
            body = _encode_basic_id(message)
        case Location():
            body = _encode_location(message)
        case AuthenticationPage():
            body = _encode_authentication(message)
        case SelfId():
            body = _encode_self_id(message)
        case System():
            body = _encode_system(message)
        case OperatorId():
            body = _encode_operator_id(message)
    return body.ljust(MESSAGE_SIZE, b"\0")


def encode_message_pack(messages: Sequence[SingleMessage], *, version: int = 2) -> bytes:
    """A pack of 1 to 9 messages: what Wi-Fi and Bluetooth 5 broadcast.

    Raises:
        NotEncodable: There are none or too many, or a value is beyond what its message can carry.
    """
    if not 1 <= len(messages) <= _MAX_PACKED:
        raise NotEncodable(what="message pack", value=len(messages))
    head = bytes([_header(PACK, version), MESSAGE_SIZE, len(messages)])
    return head + b"".join(encode_message(message) for message in messages)


def encode_broadcast(broadcast: MessagePack | SingleMessage) -> bytes:
    """Bytes of a pack or of a single message: the other half of `decode_broadcast`."""
    if isinstance(broadcast, MessagePack):
        return encode_message_pack(broadcast.messages, version=broadcast.version)
    return encode_message(broadcast)
