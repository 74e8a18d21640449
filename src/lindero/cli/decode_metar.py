"""`lindero decode metar`: the winds of weather reports as JSON lines that `lindero inject` takes."""

import sys
from collections.abc import Iterable

import msgspec

from lindero.gateways.metar.errors import NotAMetar
from lindero.gateways.metar.parse import WindReport, parse_metar
from lindero.kernel.clock import format_instant
from lindero.kernel.errors import Language

_DONE, _FAILED, _PARTLY_REFUSED = 0, 1, 3


def run(lines: Iterable[bytes], now: int, language: Language) -> int:
    """Prints a `wind` record a report on stdout, what is refused on stderr; gives the exit code.

    Args:
        lines: One report each; empty lines and those that begin with # are passed over.
        now: Not before the reports. [ns UTC]
        language: Of what is said about refused lines.
    """
    offset, read, refused = 0, 0, 0
    for line in lines:
        text = line.decode("ascii", "replace").strip()
        try:
            if text and not text.startswith("#"):
                print(msgspec.json.encode(_record(parse_metar(text, now))).decode())
                read += 1
        except NotAMetar as why:
            refusal = {"offset": offset, "code": why.code, "message": why.text(language)}
            print(msgspec.json.encode(refusal).decode(), file=sys.stderr)
            refused += 1
        offset += len(line)
    if not refused:
        return _DONE
    return _PARTLY_REFUSED if read else _FAILED


def _record(wind: WindReport) -> dict[str, object]:
    """What `inject` needs of a wind; nothing that is None."""
    told = {
        "kind": "wind",
        "observed_at": format_instant(wind.observed_at),
        "source": "metar",
        "station": wind.station,
        "from_deg": wind.from_deg,
        "speed_mps": wind.speed_mps,
        "gust_mps": wind.gust_mps,
    }
    return {name: value for name, value in told.items() if value is not None}
