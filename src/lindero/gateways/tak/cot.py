"""CoT events as XML: strict in what is read, without entities, and plain in what is written."""

import math
from typing import Final
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from lindero.gateways.tak.errors import InvalidEvent, NotAnEvent
from lindero.gateways.tak.event import UNKNOWN, Event, Point
from lindero.kernel.clock import BadInstant, format_instant, parse_instant

DECLARATION: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MS: Final = 3
"""Digits after the second: some readers of TAK take no more."""


def encode_xml(event: Event) -> bytes:
    """The event as one XML document without a line break inside, as TAK streams need it."""
    root = Element("event", version="2.0", uid=event.uid, type=event.type, how=event.how)
    for name, instant in (("time", event.time), ("start", event.start), ("stale", event.stale)):
        root.set(name, format_time(instant))
    root.append(_point_element(event.point))
    detail = SubElement(root, "detail")
    detail.extend(event.details)
    written: bytes = tostring(root, encoding="utf-8")
    return DECLARATION + written


def format_time(instant: int) -> str:
    """An instant [ns UTC] as TAK writes it: RFC 3339 with milliseconds, rounded down."""
    head, _, _ = format_instant(instant).rstrip("Z").partition(".")
    return f"{head}.{instant // 1_000_000 % 1000:0{_MS}d}Z"


def decode_xml(text: bytes) -> Event:
    """The event of one XML document.

    Raises:
        NotAnEvent: It is not XML, has a document type, or its root is another.
        InvalidEvent: An attribute is missing or impossible; it is named.
    """
    try:
        root = fromstring(text, forbid_dtd=True)
    except (ParseError, ValueError, LookupError, DefusedXmlException) as why:
        raise NotAnEvent(why_en=str(why), why_es=str(why)) from None
    if root.tag != "event":
        raise NotAnEvent(why_en=f"its root is {root.tag[:64]!r}", why_es=f"su raíz es {root.tag[:64]!r}")
    point = root.find("point")
    if point is None:
        raise InvalidEvent(field="event.point", why_en="is missing", why_es="falta")
    detail = root.find("detail")
    return Event(
        uid=_text(root, "uid"),
        type=_text(root, "type"),
        how=_text(root, "how"),
        time=_instant(root, "time"),
        start=_instant(root, "start"),
        stale=_instant(root, "stale"),
        point=_point(point),
        details=() if detail is None else tuple(detail),
    )


def _point_element(point: Point | None) -> Element:
    """The point; without a place it stands at 0,0 with an unknown error, as the standard has it."""
    known = point or Point(lat_deg=0.0, lon_deg=0.0)
    figures = {"hae": known.hae_m, "ce": known.ce_m, "le": known.le_m}
    made = Element("point", lat=f"{known.lat_deg:.7f}", lon=f"{known.lon_deg:.7f}")
    for name, value in figures.items():
        made.set(name, f"{UNKNOWN if value is None else value:.1f}")
    return made


def _point(element: Element) -> Point | None:
    """The place; None at 0,0, which stands for no place."""
    lat_deg, lon_deg = _number(element, "lat", 90.0), _number(element, "lon", 180.0)
    if not lat_deg and not lon_deg:
        return None
    return Point(
        lat_deg=lat_deg,
        lon_deg=lon_deg,
        hae_m=_known(element, "hae"),
        ce_m=_known(element, "ce"),
        le_m=_known(element, "le"),
    )


def _known(element: Element, name: str) -> float | None:
    """A figure in metres; None where the standard's sign of the unknown stands."""
    value = _number(element, name, math.inf)
    return None if value >= UNKNOWN else value


def _number(element: Element, name: str, most: float) -> float:
    field, text = f"point.{name}", element.get(name)
    if text is None:
        raise InvalidEvent(field=field, why_en="is missing", why_es="falta")
    try:
        value = float(text)
    except ValueError:
        raise InvalidEvent(field=field, why_en="is no number", why_es="no es un número") from None
    if not math.isfinite(value) or abs(value) > most:
        raise InvalidEvent(field=field, why_en=f"is out of range: {value:g}", why_es=f"está fuera de rango: {value:g}")
    return value


def _text(element: Element, name: str) -> str:
    text = (element.get(name) or "").strip()
    if not text:
        raise InvalidEvent(field=f"event.{name}", why_en="is missing", why_es="falta")
    return text


def _instant(element: Element, name: str) -> int:
    try:
        return parse_instant(_text(element, name))
    except BadInstant as why:
        raise InvalidEvent(field=f"event.{name}", why_en=why.text("en"), why_es=why.text("es")) from None
