"""aircraft.json of readsb, dump1090-fa and dump1090-mutability: a picture of all aircraft, again and again. No I/O.

A row repeats what is known; only a position newer than the last one taken is a report. `now - seen_pos` is when it
was true. Feet, knots and feet per minute become SI; `alt_baro` stays a pressure altitude, `alt_geom` is a height above
the ellipsoid.

Source: readsb, README-json.md; dump1090-mutability, README-json.md (there: `altitude`, `speed`, `vert_rate`).
"""

from collections.abc import Iterator
from typing import Annotated, Final, Literal

import msgspec

from lindero.gateways.adsb.accuracy import error_95_of_nacp
from lindero.gateways.adsb.documents import Document, DocumentReader
from lindero.gateways.adsb.emergencies import CATEGORIES, OF_WORD, emergency_of
from lindero.gateways.adsb.errors import BadAircraft, NotAircraftJson
from lindero.gateways.adsb.memory import Newest
from lindero.gateways.adsb.report import Address, Report, Source, require_place
from lindero.gateways.intake.refusal import Refusal, refusal_of
from lindero.kernel.clock import Instant, instant_of_s
from lindero.kernel.errors import RemoteError
from lindero.kernel.units import FOOT_M, FOOT_PER_MINUTE_MPS, KNOT_MPS, wrap_deg
from lindero.model.airspace import Emitter
from lindero.model.place import Position, Velocity

STALE_S: Final = 60.0
"""A position older than this is of no use to anybody."""

_Feet = Annotated[float, msgspec.Meta(ge=-5_000.0, le=200_000.0)]
_Knots = Annotated[float, msgspec.Meta(ge=0.0, le=5_000.0)]
_Rate = Annotated[float, msgspec.Meta(ge=-60_000.0, le=60_000.0)]
_Age = Annotated[float, msgspec.Meta(ge=0.0)]
_Squawk = Annotated[str, msgspec.Meta(pattern=r"\A[0-7]{4}\Z")]

_SOURCES: Final[dict[str, Source]] = {
    "adsb_icao": "adsb-1090",
    "adsb_icao_nt": "adsb-1090",
    "adsb_other": "adsb-1090",
    "adsr_icao": "adsr",
    "adsr_other": "adsr",
    "tisb_icao": "tisb",
    "tisb_other": "tisb",
    "tisb_trackfile": "tisb",
    "mlat": "mlat",
    "adsc": "adsc",
}


class _Row(msgspec.Struct, frozen=True):
    """The fields that we use; a receiver sends more."""

    hex: Annotated[str, msgspec.Meta(pattern=r"\A~?[0-9A-Fa-f]{6}\Z")]
    type: str | None = None
    flight: Annotated[str, msgspec.Meta(max_length=16)] | None = None
    registration: Annotated[str, msgspec.Meta(max_length=16)] | None = msgspec.field(name="r", default=None)
    squawk: _Squawk | None = None
    emergency: Annotated[str, msgspec.Meta(max_length=16)] | None = None
    category: Annotated[str, msgspec.Meta(max_length=2)] | None = None
    lat: float | None = None
    lon: float | None = None
    seen: _Age | None = None
    seen_pos: _Age | None = None
    alt_baro: _Feet | Literal["ground"] | None = None
    altitude: _Feet | Literal["ground"] | None = None
    alt_geom: _Feet | None = None
    gs: _Knots | None = None
    speed: _Knots | None = None
    track: Annotated[float, msgspec.Meta(ge=0.0, le=360.0)] | None = None
    baro_rate: _Rate | None = None
    geom_rate: _Rate | None = None
    vert_rate: _Rate | None = None
    nac_p: Annotated[int, msgspec.Meta(ge=0, le=15)] | None = None
    mlat: tuple[str, ...] = ()
    tisb: tuple[str, ...] = ()


class _Picture(msgspec.Struct, frozen=True):
    """The document around the rows."""

    now: Annotated[float, msgspec.Meta(gt=0.0, lt=9.0e9)]
    aircraft: tuple[msgspec.Raw, ...]


_PICTURE: Final = msgspec.json.Decoder(_Picture)
_ROW: Final = msgspec.json.Decoder(_Row)
_NAMED: Final = msgspec.json.Decoder(dict[str, object])


class AircraftJson:
    """Pictures of one receiver.

    Args:
        peer: Who sends them, for refusals; a file's name.
    """

    def __init__(self, peer: str = "") -> None:
        self._peer = peer
        self._reader = DocumentReader()
        self._newest = Newest()
        self.messages = 0

    def feed(self, data: bytes, now: Instant | None = None) -> tuple[list[Report], list[Refusal]]:
        """What the documents say that these bytes complete; they tell their own time, `now` is not needed."""
        reports: list[Report] = []
        refusals: list[Refusal] = []
        while True:
            at = self._reader.offset
            try:
                for document in self._reader.receive(data):
                    self._take(document, reports, refusals)
            except NotAircraftJson as why:
                refusals.append(refusal_of(why, offset=at, raw=data, peer=self._peer))
                data = b""
            else:
                return reports, refusals

    def finish(self) -> tuple[list[Report], list[Refusal]]:
        """At the end of the bytes: a document that was not whole."""
        left = self._reader.unread
        if not left:
            return [], []
        why = NotAircraftJson(why="it ends inside of a document")
        return [], [refusal_of(why, offset=self._reader.offset, raw=left, peer=self._peer)]

    def _take(self, document: Document, reports: list[Report], refusals: list[Refusal]) -> None:
        """One picture: each row that cannot be is refused by itself."""
        try:
            picture = _PICTURE.decode(document.data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as why:
            error = NotAircraftJson(why=str(why))
            refusals.append(refusal_of(error, offset=document.offset, raw=document.data, peer=self._peer))
            return
        now = instant_of_s(picture.now)
        at = 0
        for raw in picture.aircraft:
            row = bytes(raw)
            at = max(document.data.find(row, at), at)
            try:
                reports += self._report(row, now, document.offset + at)
                self.messages += 1
            except RemoteError as why:
                refusals.append(refusal_of(why, offset=document.offset + at, raw=row, peer=self._peer))
            at += len(row)

    def _report(self, raw: bytes, now: Instant, offset: int) -> Iterator[Report]:
        """The report of a row: none without a position, with a stale one, or with one that was taken before.

        Raises:
            BadAircraft, ImpossiblePosition: The row cannot be.
        """
        row = _decode_row(raw)
        age_s = row.seen_pos if row.seen_pos is not None else row.seen or 0.0
        if row.lat is None or row.lon is None or age_s > STALE_S:
            return
        address = Address(row.hex.lower(), _source_of(row))
        require_place(address.text, row.lat, row.lon)
        observed_at = Instant(now - round(age_s * 1e6) * 1000)
        if not self._newest.is_news(address.text, observed_at):
            return
        yield Report(
            offset=offset,
            message=raw,
            received_at=now,
            observed_at=observed_at,
            address=address,
            emitter=_emitter_of(row, address),
            position=_position_of(row, row.lat, row.lon),
            velocity=_velocity_of(row),
        )


def _decode_row(raw: bytes) -> _Row:
    try:
        return _ROW.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as why:
        raise BadAircraft(address=_name_of(raw), why=str(why)) from None


def _name_of(raw: bytes) -> str:
    """The address of a row that is refused, as far as it has one."""
    try:
        return str(_NAMED.decode(raw).get("hex", "?"))[:12]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return "?"


def _source_of(row: _Row) -> Source:
    """By `type`; older receivers list what came by MLAT and TIS-B instead."""
    if row.type in _SOURCES:
        return _SOURCES[row.type]
    if "lat" in row.mlat:
        return "mlat"
    return "tisb" if "lat" in row.tisb or row.hex.startswith("~") else "adsb-1090"


def _emitter_of(row: _Row, address: Address) -> Emitter:
    return Emitter(
        address=address.text,
        radio=address.source,
        caa_id=(row.registration or "").strip() or None,
        callsign=(row.flight or "").strip() or None,
        squawk=row.squawk,
        emergency=emergency_of(row.squawk, OF_WORD.get(row.emergency or "")),
        ua_type=CATEGORIES.get(row.category or ""),
    )


def _position_of(row: _Row, lat_deg: float, lon_deg: float) -> Position:
    baro = row.alt_baro if row.alt_baro is not None else row.altitude
    return Position(
        lat_deg=lat_deg,
        lon_deg=lon_deg,
        altitude_baro_m=baro * FOOT_M if isinstance(baro, float | int) else None,
        altitude_hae_m=None if row.alt_geom is None else row.alt_geom * FOOT_M,
        error_95_m=error_95_of_nacp(row.nac_p),
    )


def _velocity_of(row: _Row) -> Velocity | None:
    """Over ground; the vertical rate is the barometric one, else the geometric."""
    knots = row.gs if row.gs is not None else row.speed
    if knots is None:
        return None
    rates = (row.baro_rate, row.geom_rate, row.vert_rate)
    rate = next((value for value in rates if value is not None), None)
    return Velocity(
        speed_mps=knots * KNOT_MPS,
        track_deg=wrap_deg(row.track) if row.track is not None and knots > 0.0 else None,
        climb_mps=None if rate is None else rate * FOOT_PER_MINUTE_MPS,
    )
