"""Whether a receiver that the node reads from is there: a record of its state each time that changes."""

from typing import Final, Literal

from lindero.gateways.intake.outputs import Deliver, Output
from lindero.kernel.clock import SECOND_NS, Instant
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import NodeId, new_record_id
from lindero.model.airspace import Sensor
from lindero.model.marking import Marking
from lindero.model.record import Pedigree

Status = Literal["ok", "silent", "down"]

SILENT_AFTER_NS: Final = 60 * SECOND_NS
"""A connected receiver that sends nothing for so long is silent: nothing flies, or its antenna is off."""


class Presence:
    """One receiver of positions that are broadcast.

    Args:
        origin: The node.
        sensor: Id of the receiver within the node.
        gateway: Gateway that it speaks through.
        marking: Of the feed.
        entropy: Record ids.
    """

    def __init__(self, origin: NodeId, sensor: str, gateway: str, marking: Marking | None, entropy: Entropy) -> None:
        self._origin = origin
        self._sensor = sensor
        self._gateway = gateway
        self._marking = marking
        self._entropy = entropy
        self._status: Status | None = None
        self._heard_at = 0

    def heard(self, now: Instant) -> list[Output]:
        """It sent something, or the connection stands."""
        self._heard_at = now
        return self._change("ok", now)

    def tick(self, now: Instant) -> list[Output]:
        """Time passed."""
        silent = self._status == "ok" and now - self._heard_at > SILENT_AFTER_NS
        return self._change("silent", now) if silent else []

    def gone(self, now: Instant) -> list[Output]:
        """The connection ended."""
        return self._change("down", now)

    def _change(self, status: Status, now: Instant) -> list[Output]:
        if status == self._status:
            return []
        self._status = status
        record = Sensor(
            id=new_record_id(now, self._entropy.token(10)),
            origin=self._origin,
            observed_at=now,
            recorded_at=now,
            marking=self._marking,
            pedigree=Pedigree(nodes=(self._origin,), sensors=(self._sensor,)),
            sensor=self._sensor,
            gateway=self._gateway,
            sensor_kind="position",
            status=status,
        )
        return [Deliver(records=(record,))]
