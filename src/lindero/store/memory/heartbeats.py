"""`lindero.exchange.log.heartbeats.Heartbeats` in memory."""

import msgspec

from lindero.exchange.log.heartbeats import Closed, Commitment, Heard
from lindero.exchange.log.ports import Decision
from lindero.kernel.ids import NodeId
from lindero.store.memory.decisions import MemoryDecisions
from lindero.store.memory.journal import Journal, Rows, Table


class MemoryHeartbeats:
    """Heartbeats sent and heard."""

    def __init__(self, journal: Journal, decisions: MemoryDecisions) -> None:
        self._journal = journal
        self._decisions = decisions
        self._closed: Rows[Closed] = Rows(journal)
        self._commitments: Rows[Commitment] = Rows(journal)
        self._heard: Table[NodeId, Heard] = Table(journal)

    def rows(self, after: int, limit: int) -> list[tuple[int, Decision]]:
        """Rows of the decision log with a number beyond `after`, in order, with their numbers."""
        return self._decisions.numbered(after, limit)

    def closed(self) -> Closed:
        """How far the tree goes."""
        return self._closed[-1] if self._closed else Closed()

    def close(self, closed: Closed) -> None:
        """It goes further now: nothing is folded into the rows up to `closed.place` any more."""
        with self._journal.transaction():
            self._decisions.end_folding(closed.place)
            self._closed.add([closed])

    def save(self, commitment: Commitment) -> None:
        """Keep what a heartbeat committed to."""
        with self._journal.transaction():
            self._commitments.add([commitment])

    def commitments(self) -> list[Commitment]:
        """Oldest first."""
        return list(self._commitments)

    def last_at(self, partner: NodeId) -> int | None:
        """When the newest heartbeat was made for a partner. [ns UTC]."""
        return next((made.at for made in reversed(self._commitments) if made.partner == partner), None)

    def save_heard(self, partner: NodeId, heard: Heard) -> None:
        """Keep a partner's newest heartbeat."""
        with self._journal.transaction():
            self._heard.put(partner, heard)

    def heard(self, partner: NodeId) -> Heard | None:
        """A partner's newest heartbeat."""
        return self._heard.get(partner)

    def set_aside(self, partner: NodeId, place: NodeId) -> None:
        """What belongs to a pairing that is over is kept under its place."""
        self._heard.rename(partner, place)
        for at, made in enumerate(self._commitments):
            if made.partner == partner:
                self._commitments.change(at, msgspec.structs.replace(made, partner=place))
