"""`lindero.exchange.log.ports.Cursors` in memory."""

from collections.abc import Mapping, Sequence

from lindero.exchange.log.ports import Held
from lindero.kernel.ids import NodeId
from lindero.model.kinds import LANES, Lane
from lindero.store.bounds import RELEASES_KEPT_NS
from lindero.store.memory.journal import Journal, Table


class MemoryCursors:
    """What the next session with a partner starts from."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._places: Table[tuple[NodeId, Lane], int] = Table(journal)
        self._held: Table[tuple[NodeId, str], Held] = Table(journal)
        self._released: Table[tuple[NodeId, str], int] = Table(journal)

    def load(self, partner: NodeId) -> Mapping[Lane, int]:
        """Place of the last own record that was decided, by lane; 0 for none."""
        return {lane: self._places.get((partner, lane), 0) for lane in LANES}

    def save(self, partner: NodeId, cursors: Mapping[Lane, int]) -> None:
        """Move those that are named."""
        with self._journal.transaction():
            for lane, place in cursors.items():
                self._places.put((partner, lane), place)

    def held(self, partner: NodeId) -> list[Held]:
        """Everything that waits, soonest first."""
        waiting = [held for (waits_for, _), held in self._held.items() if waits_for == partner]
        return sorted(waiting, key=lambda held: (held.until, held.object_key))

    def save_held(self, partner: NodeId, held: Sequence[Held]) -> None:
        """Add, or replace by object key."""
        with self._journal.transaction():
            for item in held:
                self._held.put((partner, item.object_key), item)

    def drop_held(self, partner: NodeId, object_keys: Sequence[str]) -> None:
        """These wait no more."""
        with self._journal.transaction():
            for key in object_keys:
                self._held.drop((partner, key))

    def last_released(self, partner: NodeId) -> Mapping[str, int]:
        """When each object last left, in ns UTC; a day before the newest of them is forgotten."""
        return {key: at for (sent_to, key), at in self._released.items() if sent_to == partner}

    def save_released(self, partner: NodeId, released: Mapping[str, int]) -> None:
        """Note when objects left."""
        with self._journal.transaction():
            for key, at in released.items():
                self._released.put((partner, key), at)
            recent = self.last_released(partner)
            newest = max(recent.values(), default=0)
            for key, at in recent.items():
                if at < newest - RELEASES_KEPT_NS:
                    self._released.drop((partner, key))

    def set_aside(self, partner: NodeId, place: NodeId) -> None:
        """What belongs to a pairing that is over is kept under its place."""
        self._held.forget(partner)
        for table in (self._places, self._released):
            table.rename(partner, place)
