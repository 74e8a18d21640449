"""Reports as records of the vocabulary. Who makes the record, and under which id, is the caller's."""

import hashlib
from collections.abc import Callable
from typing import Final

import msgspec

from lindero.gateways.asterix.report import Received, Report
from lindero.kernel.clock import Instant
from lindero.kernel.ids import NodeId, RecordId, new_record_id
from lindero.model.airspace import Detection, Emergency, Emitter
from lindero.model.marking import Marking
from lindero.model.record import Pedigree

GATEWAY: Final = "asterix"
_NOT_REAL: Final = Marking(tlp="red", simulated=True)
"""Of a test target that a feed without a marking reports: it goes nowhere, and says that it is none."""

_EMERGENCIES: Final[dict[int, Emergency]] = {
    1: "general",
    2: "medical",
    3: "minimum-fuel",
    4: "radio-failure",
    5: "unlawful-interference",
    6: "downed",
}
_OF_CODE: Final[dict[str, Emergency]] = {"7500": "unlawful-interference", "7600": "radio-failure", "7700": "general"}


class Maker(msgspec.Struct, frozen=True, kw_only=True):
    """What every detection of one feed has in common.

    Attributes:
        origin: Node that makes the records.
        marking: The feed's; None is kept and never released.
        new_id: Gives a record its id, by the block and the record's place in it.
        now: When the record is written down; None: at reception (decoding a file must not depend on the clock).
    """

    origin: NodeId
    marking: Marking | None
    new_id: Callable[[Received, int], RecordId]
    now: Callable[[], Instant] | None = None


def id_of_record(received: Received, number: int) -> RecordId:
    """An id that depends on nothing but the input: two decodings of one file give equal ids."""
    place = received.offset.to_bytes(8, "big") + number.to_bytes(4, "big")
    return new_record_id(received.received_at, hashlib.sha256(place + received.raw).digest()[:10])


def detection_of(report: Report, received: Received, number: int, maker: Maker) -> Detection:
    """The detection that a report makes. It is never authenticated: nothing on this wire proves who speaks."""
    sensor = report.source.sensor
    return Detection(
        id=maker.new_id(received, number),
        origin=maker.origin,
        observed_at=report.observed_at,
        recorded_at=received.received_at if maker.now is None else maker.now(),
        marking=_marking(report, maker.marking),
        pedigree=Pedigree(nodes=(maker.origin,), sensors=(sensor,)),
        sensor=sensor,
        gateway=GATEWAY,
        position=report.position,
        bearing=report.bearing,
        velocity=report.velocity,
        emitter=_emitter(report),
        airframe_ref=_airframe_ref(report),
        source_track=None if report.track_number is None else str(report.track_number),
    )


def _emitter(report: Report) -> Emitter:
    return Emitter(
        address=None if report.address is None else f"{report.address:06x}",
        radio=report.radio,
        callsign=report.callsign,
        squawk=report.squawk,
        emergency=_EMERGENCIES.get(report.emergency) or _OF_CODE.get(report.squawk or ""),
    )


def _airframe_ref(report: Report) -> str | None:
    """The airframe that an address names; one that no state gave is still the same transmitter's."""
    if report.address is None:
        return None
    return f"{'icao' if report.icao else 'address'}:{report.address:06x}"


def _marking(report: Report, marking: Marking | None) -> Marking | None:
    if not report.not_real:
        return marking
    return _NOT_REAL if marking is None else msgspec.structs.replace(marking, simulated=True)
