"""METAR: the wind group of an aerodrome's report.

`METAR KELP 251251Z 27015G25KT ...`: direction from which it blows, true; mean over ten minutes at 10 m; gusts. VRB has
no direction, 00000 is calm.

Reference: WMO-No. 306, Manual on Codes, FM 15 METAR, group dddffGf_mf_m.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from lindero.gateways.metar.errors import NotAMetar
from lindero.kernel.clock import SECOND_NS
from lindero.kernel.units import wrap_deg

_HEAD: Final = re.compile(r"^(?:METAR |SPECI )?(?:COR )?([A-Z]{4}) (\d{2})(\d{2})(\d{2})Z (?:AUTO |COR )?")
_WIND: Final = re.compile(r"(\d{3}|VRB)(\d{2,3})(?:G(\d{2,3}))?(KT|MPS|KMH)(?= |$)")
_MPS_OF: Final = {"KT": 1852.0 / 3600.0, "MPS": 1.0, "KMH": 1.0 / 3.6}
FASTEST_MPS: Final = 120.0


class WindReport(msgspec.Struct, frozen=True, kw_only=True):
    """The wind of one report.

    Attributes:
        station: ICAO code of the aerodrome.
        observed_at: When. [ns UTC]
        from_deg: Direction from which it blows, true; None for variable or calm. [deg]
        speed_mps: Mean.
        gust_mps: Highest, where told.
    """

    station: str
    observed_at: int
    from_deg: float | None
    speed_mps: float
    gust_mps: float | None


def parse_metar(line: str, now: int) -> WindReport:
    """The wind of one line.

    Args:
        line: One report, as distributed.
        now: An instant not before the report's [ns UTC]; the line names only day, hour and minute.

    Raises:
        NotAMetar: It is none, or tells no wind.
    """
    text = " ".join(line.split()).rstrip("=")
    head = _HEAD.match(text)
    wind = _WIND.match(text, head.end()) if head else None
    if head is None or wind is None:
        raise NotAMetar(text=text[:60])
    direction, speed, gust, unit = wind.groups()
    factor = _MPS_OF[unit]
    speed_mps = round(int(speed) * factor, 2)
    gust_mps = None if gust is None else round(int(gust) * factor, 2)
    known = direction != "VRB" and speed_mps > 0.0
    if speed_mps > FASTEST_MPS or (known and int(direction) > 360):
        raise NotAMetar(text=text[:60])
    return WindReport(
        station=head[1],
        observed_at=_instant(int(head[2]), int(head[3]), int(head[4]), now, text),
        from_deg=wrap_deg(float(direction)) if known else None,
        speed_mps=speed_mps,
        gust_mps=gust_mps,
    )


def _instant(day: int, hour: int, minute: int, now: int, text: str) -> int:
    """The newest instant with that day of the month, not more than an hour ahead of `now` [ns UTC]."""
    latest = datetime.fromtimestamp(now // SECOND_NS, UTC) + timedelta(hours=1)
    for back in range(32):
        date = latest - timedelta(days=back)
        if date.day == day and hour < 24 and minute < 60:
            at = date.replace(hour=hour, minute=minute, second=0, microsecond=0)
            if at <= latest:
                return int(at.timestamp()) * SECOND_NS
    raise NotAMetar(text=text[:60])
