"""Sightings as records of the vocabulary. Who makes the record, and under which id, is the caller's."""

import hashlib
from collections.abc import Callable
from typing import Final

import msgspec

from lindero.gateways.remoteid.sightings import Sighting
from lindero.kernel.clock import Instant
from lindero.kernel.ids import NodeId, RecordId, new_record_id
from lindero.model.airspace import Detection
from lindero.model.marking import Marking
from lindero.model.record import Pedigree

GATEWAY: Final = "remoteid"
UNNAMED_SENSOR: Final = "capture"
"""The sensor of a recording that does not name its interface."""


class Maker(msgspec.Struct, frozen=True, kw_only=True):
    """What every detection of one feed has in common.

    Attributes:
        origin: Node that makes the records.
        sensor: Id of the sensor within the node; None takes the name that the recording gives it.
        marking: The feed's marking; None is kept and never released.
        new_id: Gives a record its id.
        now: When the record is written down; None: at reception (decoding a file must not depend on the clock).
    """

    origin: NodeId
    sensor: str | None
    marking: Marking | None
    new_id: Callable[[Sighting], RecordId]
    now: Callable[[], Instant] | None = None


def id_of_sighting(sighting: Sighting) -> RecordId:
    """An id that depends on nothing but the input: its reception, its place in the file, its bytes.

    Two decodings of one file give equal ids; no clock and no chance is asked.
    """
    digest = hashlib.sha256(sighting.offset.to_bytes(8, "big") + sighting.message)
    return new_record_id(sighting.received_at, digest.digest()[:10])


def detection_of(sighting: Sighting, maker: Maker) -> Detection:
    """The detection that a sighting makes. It is never authenticated: anyone can broadcast anything."""
    sensor = maker.sensor or sighting.sensor or UNNAMED_SENSOR
    return Detection(
        id=maker.new_id(sighting),
        origin=maker.origin,
        observed_at=sighting.observed_at,
        recorded_at=sighting.received_at if maker.now is None else maker.now(),
        marking=maker.marking,
        pedigree=Pedigree(nodes=(maker.origin,), sensors=(sensor,)),
        sensor=sensor,
        gateway=GATEWAY,
        position=sighting.position,
        velocity=sighting.velocity,
        emitter=sighting.emitter,
        airframe_ref=sighting.airframe_ref,
    )
