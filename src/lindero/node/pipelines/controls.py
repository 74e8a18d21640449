"""Controls: control entry → within its transaction: audit and act → after it: what takes longer.

`obey` runs in the store's thread, inside the transaction that makes the entries durable; `obeyed` in the event loop,
once they are.
"""

from collections.abc import Sequence
from typing import Protocol

from lindero.exchange.envelope.control import type_of
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


class Controls:
    """Acts on what partners say about the logs."""

    def __init__(self, store: ControlsStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def obey(self, partner: NodeId, controls: Sequence[ArrivedControl]) -> None:
        """Within the transaction."""
        for arrived in controls:
            act = f"partner-{type_of(arrived.message)}"
            self._store.audit.append(
                AuditEvent(at=self._clock.now(), person=partner, act=act, about=str(arrived.index), detail=None)
            )

    def obeyed(self, partner: NodeId, controls: Sequence[ArrivedControl]) -> None:
        """After it."""
