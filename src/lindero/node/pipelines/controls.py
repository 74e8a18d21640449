"""Controls: control entry → within its transaction: audit and act → after it: what takes longer.

`obey` runs in the store's thread, inside the transaction that makes the entries durable; `obeyed` in the event loop,
once they are.
"""

from collections.abc import Sequence
from typing import Protocol

from lindero.exchange.envelope.control import Heartbeat, type_of
from lindero.exchange.log.heartbeats import Heard, Heartbeats
from lindero.kernel.clock import Clock
from lindero.kernel.ids import NodeId
from lindero.model.people import AuditEvent
from lindero.model.ports import Audit
from lindero.node.pipelines.receive import ArrivedControl


class ControlsStore(Protocol):
    """What control messages need of a store."""

    @property
    def audit(self) -> Audit:
        """Who did what; a partner is one of those who do."""

    @property
    def heartbeats(self) -> Heartbeats:
        """The partners' newest heartbeats."""


class Controls:
    """Acts on what partners say about the logs."""

    def __init__(self, store: ControlsStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def obey(self, partner: NodeId, controls: Sequence[ArrivedControl]) -> None:
        """Within the transaction."""
        for arrived in controls:
            if isinstance(arrived.message, Heartbeat):
                self._hear(partner, arrived.index, arrived.message)
                continue
            act = f"partner-{type_of(arrived.message)}"
            self._store.audit.append(
                AuditEvent(at=self._clock.now(), person=partner, act=act, about=str(arrived.index), detail=None)
            )

    def _hear(self, partner: NodeId, index: int, said: Heartbeat) -> None:
        """Keep a heartbeat; it is no act."""
        heard = Heard(self._clock.now(), index, said.wall_ms, said.offset_ms, said.decisions)
        self._store.heartbeats.save_heard(partner, heard)

    def obeyed(self, partner: NodeId, controls: Sequence[ArrivedControl]) -> None:
        """After it."""
