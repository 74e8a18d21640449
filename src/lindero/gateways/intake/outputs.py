"""What a session asks of the shell around it: send, deliver, correct, keep a refusal, tell the picture, close."""

from collections.abc import Iterable
from itertools import groupby

import msgspec

from lindero.gateways.intake.refusal import Refusal
from lindero.kernel.clock import Instant
from lindero.model.record import Record


class Send(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes for the other end."""

    data: bytes


class Deliver(msgspec.Struct, frozen=True, kw_only=True):
    """Records for the node."""

    records: tuple[Record, ...]


class Rebind(msgspec.Struct, frozen=True, kw_only=True):
    """Earlier detections turn out to be of an airframe.

    Attributes:
        airframe_ref: The airframe.
        replaces: What those detections say now.
        address: Only those of this link-layer address; None: of any.
        since: The first of them was observed then. [ns UTC]
    """

    airframe_ref: str
    replaces: str | None
    address: str | None
    since: Instant


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """A message for quarantine."""

    refusal: Refusal


class Wanted(msgspec.Struct, frozen=True):
    """The other end takes what it is told from now on: it is to be told the present picture."""


class Close(msgspec.Struct, frozen=True):
    """Nothing further can be read from this connection."""


Output = Send | Deliver | Rebind | Refused | Wanted | Close


def merge_deliveries(outputs: Iterable[Output]) -> list[Output]:
    """The same outputs in the same order, neighbouring deliveries as one.

    The node makes a delivery durable before it takes the next: a burst is then one commit, not one per report.
    """
    merged: list[Output] = []
    for delivers, group in groupby(outputs, key=lambda output: isinstance(output, Deliver)):
        if delivers:
            records = tuple(record for output in group if isinstance(output, Deliver) for record in output.records)
            merged.append(Deliver(records=records))
        else:
            merged += group
    return merged
