"""A Cursor on Target event: one thing at one place for some time, with details of any sort.

The base schema is MITRE's CoT 2.0 (MTR 090284): `ce` and `le` are one sigma of a normal error, and 9999999 stands for
whatever is unknown; here unknown is None. Details are kept as XML elements, those that nobody here knows as well.
"""

from typing import Final
from xml.etree.ElementTree import Element

import msgspec

UNKNOWN: Final = 9_999_999.0
"""What the standard writes for an unknown height or error. [m]"""


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """Where it is, WGS 84.

    Attributes:
        lat_deg: Latitude. [deg]
        lon_deg: Longitude. [deg]
        hae_m: Height above the ellipsoid. [m]
        ce_m: One sigma of the horizontal error. [m]
        le_m: One sigma of the vertical error. [m]
    """

    lat_deg: float
    lon_deg: float
    hae_m: float | None = None
    ce_m: float | None = None
    le_m: float | None = None


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One event.

    Attributes:
        uid: Of the thing: equal in all events about it.
        type: Hierarchy of the standard, such as `a-u-A-M-H-Q`.
        how: How it came to be known, such as `m-f` (fused by a machine).
        time: When the event was made. [ns UTC]
        start: From when on it holds. [ns UTC]
        stale: Until when it holds. [ns UTC]
        point: Where; None when there is no place.
        details: Elements below `detail`.
    """

    uid: str
    type: str
    how: str
    time: int
    start: int
    stale: int
    point: Point | None = None
    details: tuple[Element, ...] = ()

    def detail(self, tag: str) -> Element | None:
        """The first detail of that tag."""
        return next((element for element in self.details if element.tag == tag), None)


def element(tag: str, text: str | None = None, /, **attributes: str) -> Element:
    """An element of a detail."""
    made = Element(tag, attributes)
    made.text = text
    return made
