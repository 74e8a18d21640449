"""One position report of an aircraft, and the record that it makes."""

import hashlib
from collections.abc import Callable
from typing import Final, Literal

import msgspec

from lindero.gateways.adsb.errors import ImpossiblePosition
from lindero.kernel.clock import Instant
from lindero.kernel.errors import Words
from lindero.kernel.ids import NodeId, RecordId, new_record_id
from lindero.model.airspace import Detection, Emitter
from lindero.model.marking import Marking
from lindero.model.place import Position, Velocity
from lindero.model.record import Pedigree

GATEWAY: Final = "adsb"
UNNAMED_SENSOR: Final = "receiver"

Source = Literal["adsb-1090", "adsr", "tisb", "mlat", "adsc"]
"""Who says where the aircraft is: itself, a ground station that repeats it, a radar (TIS-B), receivers that timed its
signals (MLAT), or itself by satellite (ADS-C)."""


class Address(msgspec.Struct, frozen=True):
    """Who transmits.

    Attributes:
        text: Six hexadecimal digits; `~` before them where they are no ICAO address.
        source: Who says where it is.
    """

    text: str
    source: Source

    @property
    def is_icao(self) -> bool:
        """Whether a state gave the address to one airframe."""
        return not self.text.startswith("~")

    @property
    def airframe_ref(self) -> str | None:
        """The physical aircraft, by its ICAO address or the one that it chose; a radar's track has none."""
        if self.is_icao:
            return f"icao:{self.text}"
        return None if self.source == "tisb" else f"address:{self.text}"

    @property
    def source_track(self) -> str | None:
        """The ground system's own number of what it tracks, where it knows no aircraft."""
        return self.text if self.source == "tisb" and not self.is_icao else None


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One position report, before it is a record.

    Attributes:
        offset: Where the message begins in the stream or file. [bytes]
        message: Its bytes, for the record's id.
        received_at: When the receiver sent it. [ns UTC]
        observed_at: When the position was true. [ns UTC]
        address: Who.
        emitter: What the transponder says.
        position: Where.
        velocity: None where nobody said a speed over ground.
    """

    offset: int
    message: bytes
    received_at: Instant
    observed_at: Instant
    address: Address
    emitter: Emitter
    position: Position
    velocity: Velocity | None


class Maker(msgspec.Struct, frozen=True, kw_only=True):
    """What every detection of one feed has in common.

    Attributes:
        origin: Node that makes the records.
        sensor: Id of the receiver within the node.
        marking: The feed's; None is kept and never released.
        new_id: Gives a record its id.
        now: When the record is written down; None: at reception.
    """

    origin: NodeId
    sensor: str
    marking: Marking | None
    new_id: Callable[[Report], RecordId]
    now: Callable[[], Instant] | None = None


def id_of_report(report: Report) -> RecordId:
    """An id that depends on nothing but the input: two decodings of one file give equal ids."""
    digest = hashlib.sha256(report.offset.to_bytes(8, "big") + report.message)
    return new_record_id(report.received_at, digest.digest()[:10])


def detection_of(report: Report, maker: Maker) -> Detection:
    """The detection that a report makes. It is never authenticated: anyone can broadcast anything."""
    return Detection(
        id=maker.new_id(report),
        origin=maker.origin,
        observed_at=report.observed_at,
        recorded_at=report.received_at if maker.now is None else maker.now(),
        marking=maker.marking,
        pedigree=Pedigree(nodes=(maker.origin,), sensors=(maker.sensor,)),
        sensor=maker.sensor,
        gateway=GATEWAY,
        position=report.position,
        velocity=report.velocity,
        emitter=report.emitter,
        airframe_ref=report.address.airframe_ref,
        source_track=report.address.source_track,
    )


def require_place(address: str, lat_deg: float, lon_deg: float) -> None:
    """Accept a place on Earth that is not the "unknown" of careless software.

    Raises:
        ImpossiblePosition: It is 0,0 or nowhere.
    """
    if lat_deg == 0.0 and lon_deg == 0.0:
        why = Words("0,0 is a missing position, not a place", "0,0 es una posición faltante, no un lugar")
    elif abs(lat_deg) <= 90.0 and abs(lon_deg) <= 180.0:
        return
    else:
        why = Words("there is no such place", "no existe tal lugar")
    raise ImpossiblePosition(address=address, lat_deg=lat_deg, lon_deg=lon_deg, why=why)
