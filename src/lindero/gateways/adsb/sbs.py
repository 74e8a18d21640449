"""BaseStation messages (SBS-1, port 30003): lines of 22 fields, one for each Mode S message. No I/O.

    MSG,3,1,1,3C6444,1,2026/11/25,04:32:48.123,2026/11/25,04:32:48.140,,35000,,,31.75,-106.47,,,0,0,0,0

Times are the receiver's local time without a zone. Live, the zone is the whole number of quarter hours that brings a
line nearest to its reception; in a file it is UTC, for want of anything better. Altitudes are pressure altitudes in
feet, or geometric ones where an H follows (dump1090 `--gnss`).

Source: Kinetic Avionic Products, BaseStation socket data format; dump1090's net_io.c for the H.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from lindero.gateways.adsb.emergencies import OF_SQUAWK
from lindero.gateways.adsb.errors import BadSbsLine
from lindero.gateways.adsb.memory import Aged, Newest, Said
from lindero.gateways.adsb.report import Address, Report, Source, require_place
from lindero.gateways.intake.refusal import Refusal, refusal_of
from lindero.kernel.clock import SECOND_NS, Instant
from lindero.kernel.errors import RemoteError, Words
from lindero.kernel.units import FOOT_M, FOOT_PER_MINUTE_MPS, KNOT_MPS, wrap_deg
from lindero.model.place import Position, Velocity

LINE_LIMIT: Final = 1024
FIELDS: Final = 22
QUARTER_HOUR_NS: Final = 900 * SECOND_NS

_SOURCES: Final[dict[str, Source]] = {"MSG": "adsb-1090", "MLAT": "mlat"}
_OTHERS: Final = frozenset({"SEL", "ID", "AIR", "STA", "CLK"})
"""Messages of the BaseStation program itself."""
_ADDRESS: Final = re.compile(r"~?[0-9A-Fa-f]{6}")
_ALTITUDE: Final = re.compile(r"(-?\d{1,6})(H?)")
_SQUAWK: Final = re.compile(r"[0-7]{1,4}")


class SbsLines:
    """Lines of one receiver, from bytes in pieces of any size.

    Args:
        peer: Who sends them, for refusals; a file's name.
    """

    def __init__(self, peer: str = "") -> None:
        self._peer = peer
        self._pending = b""
        self._offset = 0
        self._skipping = False
        self._said: Aged[Said] = Aged()
        self._newest = Newest()
        self.messages = 0

    def feed(self, data: bytes, now: Instant | None = None) -> tuple[list[Report], list[Refusal]]:
        """What the lines say that these bytes complete.

        Args:
            data: The next bytes.
            now: When they came [ns UTC]; None for a file.
        """
        reports: list[Report] = []
        refusals: list[Refusal] = []
        *lines, self._pending = (self._pending + data).split(b"\n")
        for line in lines:
            self._take(line, now, reports, refusals)
            self._offset += len(line) + 1
        if len(self._pending) > LINE_LIMIT:  # refused once; the rest of the line is passed over
            if not self._skipping:
                why = Words(f"more than {LINE_LIMIT} bytes", f"más de {LINE_LIMIT} bytes")
                refusals.append(self._refusal(BadSbsLine(why=why), self._pending))
            self._skipping = True
            self._offset += len(self._pending)
            self._pending = b""
        return reports, refusals

    def finish(self) -> tuple[list[Report], list[Refusal]]:
        """At the end of the bytes: the last line, if it had no end."""
        return self.feed(b"\n") if self._pending else ([], [])

    def _take(self, line: bytes, now: Instant | None, reports: list[Report], refusals: list[Refusal]) -> None:
        skipped, self._skipping = self._skipping, False
        if skipped or not line.strip():
            return
        try:
            reports += self._report(line.strip(), now)
            self.messages += 1
        except RemoteError as why:
            refusals.append(self._refusal(why, line))

    def _report(self, line: bytes, now: Instant | None) -> Iterator[Report]:
        """The report of a line with a position; the others are remembered."""
        fields = _fields_of(line)
        if fields[0] in _OTHERS:
            return
        address = Address(fields[4].lower(), _SOURCES[fields[0]])
        observed_at = _in_zone(_instant_of(fields[6], fields[7]), now)
        said = self._said.get(address.text, observed_at) or Said()
        _remember(said, fields, observed_at)
        self._said.put(address.text, said, observed_at)
        lat, lon = _number(fields, 14, 90.0), _number(fields, 15, 180.0)
        if lat is None or lon is None:
            return
        require_place(address.text, lat, lon)
        if not self._newest.is_news(address.text, observed_at):
            return
        baro_m, hae_m = _altitudes(fields[11])
        yield Report(
            offset=self._offset,
            message=line,
            received_at=observed_at if now is None else now,
            observed_at=observed_at,
            address=address,
            emitter=said.emitter(address),
            position=Position(lat_deg=lat, lon_deg=lon, altitude_baro_m=baro_m, altitude_hae_m=hae_m),
            velocity=said.velocity_of(observed_at),
        )

    def _refusal(self, error: RemoteError, raw: bytes) -> Refusal:
        return refusal_of(error, offset=self._offset, raw=raw, peer=self._peer)


def _fields_of(line: bytes) -> list[str]:
    """The fields of a line.

    Raises:
        BadSbsLine: It is none of the protocol's.
    """
    try:
        fields = [field.strip() for field in line.decode("ascii").split(",")]
    except UnicodeDecodeError:
        raise BadSbsLine(why=Words("it is no text", "no es texto")) from None
    if fields[0] in _OTHERS:
        return fields
    if fields[0] not in _SOURCES:
        raise BadSbsLine(why=Words(f"it begins with {fields[0][:12]!r}", f"comienza con {fields[0][:12]!r}"))
    if len(fields) != FIELDS:
        raise BadSbsLine(why=Words(f"{len(fields)} fields, not {FIELDS}", f"{len(fields)} campos, no {FIELDS}"))
    if not fields[1].isdigit() or not 1 <= int(fields[1]) <= 8:
        raise _bad(1, fields[1])
    if not _ADDRESS.fullmatch(fields[4]):
        raise _bad(4, fields[4])
    return fields


_NAMES: Final = {
    1: "transmission type", 4: "hexident", 6: "date", 11: "altitude", 12: "ground speed", 13: "track",
    14: "latitude", 15: "longitude", 16: "vertical rate", 17: "squawk",
}  # fmt: skip


def _bad(index: int, text: str) -> BadSbsLine:
    said = f"{_NAMES[index]} (#{index + 1}) {text[:24]!r}"
    return BadSbsLine(why=Words(f"field {said}", f"campo {said}"))


def _instant_of(date: str, time: str) -> Instant:
    """The instant that a local date and time would be in UTC."""
    try:
        moment = datetime.strptime(f"{date} {time}", "%Y/%m/%d %H:%M:%S.%f").replace(tzinfo=UTC)
    except ValueError:
        raise _bad(6, f"{date} {time}") from None
    whole = int(moment.replace(microsecond=0).timestamp())
    if whole < 0:
        raise _bad(6, f"{date} {time}")
    return Instant(whole * SECOND_NS + moment.microsecond * 1000)


def _in_zone(local: Instant, now: Instant | None) -> Instant:
    """The instant in UTC: moved by the quarter hours that bring it nearest to its reception."""
    if now is None:
        return local
    return Instant(local + round((now - local) / QUARTER_HOUR_NS) * QUARTER_HOUR_NS)


def _remember(said: Said, fields: list[str], at: int) -> None:
    """Take over what a line says beside its position."""
    said.callsign = fields[10][:16] or said.callsign
    if fields[17]:
        if not _SQUAWK.fullmatch(fields[17]):
            raise _bad(17, fields[17])
        said.squawk = fields[17].zfill(4)
    if fields[19]:
        said.state = None if fields[19] == "0" or said.squawk in OF_SQUAWK else "general"
    knots, track = _number(fields, 12, 5000.0), _number(fields, 13, 360.0)
    if knots is None:
        return
    if knots < 0.0 or (track is not None and track < 0.0):
        raise _bad(12 if knots < 0.0 else 13, fields[12] if knots < 0.0 else fields[13])
    rate = _number(fields, 16, 60_000.0)
    said.velocity = Velocity(
        speed_mps=knots * KNOT_MPS,
        track_deg=wrap_deg(track) if track is not None and knots > 0.0 else None,
        climb_mps=None if rate is None else rate * FOOT_PER_MINUTE_MPS,
    )
    said.velocity_at = at


def _number(fields: list[str], index: int, most: float) -> float | None:
    """A field as a number, None when empty.

    Raises:
        BadSbsLine: It is none, or beyond what can be.
    """
    text = fields[index]
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        raise _bad(index, text) from None
    if not abs(value) <= most:
        raise _bad(index, text)
    return value


def _altitudes(text: str) -> tuple[float | None, float | None]:
    """Pressure altitude and height above the ellipsoid [m]: one of them, or none."""
    if not text:
        return None, None
    found = _ALTITUDE.fullmatch(text)
    if found is None or not -5_000 <= int(found[1]) <= 200_000:
        raise _bad(11, text)
    metres = int(found[1]) * FOOT_M
    return (None, metres) if found[2] else (metres, None)
