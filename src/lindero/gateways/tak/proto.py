"""CoT events as TAK protocol version 1: a protobuf of the known details, the others as XML inside it."""

import math
from typing import Final
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from google.protobuf.message import DecodeError
from takproto.proto import TakMessage

from lindero.gateways.tak.errors import InvalidEvent, NotAnEvent
from lindero.gateways.tak.event import UNKNOWN, Event, Point, element

MAGIC: Final = 0xBF
"""First byte of every message of version 1; on a stream the length follows as a varint, then the protobuf."""
_MS_NS: Final = 1_000_000
_TYPED: Final = {
    "contact": ("contact", ("endpoint", "callsign")),
    "__group": ("group", ("name", "role")),
    "precisionlocation": ("precisionLocation", ("geopointsrc", "altsrc")),
    "takv": ("takv", ("device", "platform", "os", "version")),
}
"""Details that the protobuf has fields for: element, field, attributes."""


def encode_proto(event: Event) -> bytes:
    """The event as one message on a stream."""
    message = TakMessage()
    told = message.cotEvent
    told.type, told.uid, told.how = event.type, event.uid, event.how
    told.sendTime, told.startTime, told.staleTime = (at // _MS_NS for at in (event.time, event.start, event.stale))
    point = event.point or Point(lat_deg=0.0, lon_deg=0.0)
    told.lat, told.lon = point.lat_deg, point.lon_deg
    told.hae, told.ce, told.le = (UNKNOWN if v is None else v for v in (point.hae_m, point.ce_m, point.le_m))
    for one in event.details:
        _add_detail(told.detail, one)
    body: bytes = message.SerializeToString()
    return bytes([MAGIC]) + encode_varint(len(body)) + body


def _add_detail(detail: object, one: Element) -> None:
    """Put a detail into its field, or into the XML beside the fields."""
    if one.tag in _TYPED and not len(one) and set(one.attrib) <= set(_TYPED[one.tag][1]):
        field, names = _TYPED[one.tag]
        for name in names:
            if one.get(name):
                setattr(getattr(detail, field), name, one.get(name))
    elif one.tag == "track" and set(one.attrib) == {"speed", "course"}:
        detail.track.speed, detail.track.course = float(one.attrib["speed"]), float(one.attrib["course"])  # type: ignore[attr-defined]
    else:
        detail.xmlDetail += tostring(one, encoding="unicode")  # type: ignore[attr-defined]


def decode_proto(body: bytes) -> Event:
    """The event of one protobuf, without its magic and length.

    Raises:
        NotAnEvent: It is no `TakMessage` with an event.
        InvalidEvent: A field is missing or impossible; it is named.
    """
    message = TakMessage()
    try:
        message.ParseFromString(body)
    except DecodeError:
        raise NotAnEvent(why_en="it is no TakMessage", why_es="no es un TakMessage") from None
    told = message.cotEvent
    for name in ("uid", "type", "how"):
        if not getattr(told, name).strip():
            raise InvalidEvent(field=f"cotEvent.{name}", why_en="is missing", why_es="falta")
    return Event(
        uid=told.uid,
        type=told.type,
        how=told.how,
        time=told.sendTime * _MS_NS,
        start=told.startTime * _MS_NS,
        stale=told.staleTime * _MS_NS,
        point=_point(told),
        details=_details(told.detail),
    )


def _point(told: TakMessage) -> Point | None:
    for name, most in (("lat", 90.0), ("lon", 180.0), ("hae", math.inf), ("ce", math.inf), ("le", math.inf)):
        value = getattr(told, name)
        if not math.isfinite(value) or abs(value) > most:
            raise InvalidEvent(
                field=f"cotEvent.{name}", why_en=f"is out of range: {value:g}", why_es=f"está fuera de rango: {value:g}"
            )
    if not told.lat and not told.lon:
        return None
    known = {
        f"{name}_m": None if getattr(told, name) >= UNKNOWN else getattr(told, name) for name in ("hae", "ce", "le")
    }
    return Point(lat_deg=told.lat, lon_deg=told.lon, **known)


def _details(detail: TakMessage) -> tuple[Element, ...]:
    """The details as elements again."""
    found = []
    for tag, (field, names) in _TYPED.items():
        if detail.HasField(field):
            filled = {name: getattr(getattr(detail, field), name) for name in names}
            found.append(element(tag, **{name: value for name, value in filled.items() if value}))
    if detail.HasField("track"):
        found.append(element("track", speed=repr(detail.track.speed), course=repr(detail.track.course)))
    if detail.xmlDetail:
        try:
            found += list(fromstring(f"<detail>{detail.xmlDetail}</detail>", forbid_dtd=True))
        except (ParseError, ValueError, LookupError, DefusedXmlException):
            raise InvalidEvent(field="detail.xmlDetail", why_en="is not XML", why_es="no es XML") from None
    return tuple(found)


def encode_varint(value: int) -> bytes:
    """Base-128 varint, least significant group first (protobuf encoding)."""
    groups = bytearray()
    while value > 0x7F:
        groups.append(value & 0x7F | 0x80)
        value >>= 7
    groups.append(value)
    return bytes(groups)
