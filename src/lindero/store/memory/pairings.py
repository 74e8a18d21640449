"""`lindero.model.ports.Pairings` in memory."""

from lindero.kernel.ids import NodeId
from lindero.model.pairing import Pairing, partner_at
from lindero.store.memory.journal import Journal, Table


class MemoryPairings:
    """Pairings by the partner's node id; the open invitation stands under None."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._pairings: Table[NodeId, Pairing] = Table(journal)
        self._invitation: Table[None, Pairing] = Table(journal)

    def save(self, pairing: Pairing) -> None:
        """Add or replace; a pairing with a partner closes the invitation of the same own log."""
        with self._journal.transaction():
            if pairing.partner is None:
                self._invitation.put(None, pairing)
                return
            self._pairings.put(pairing.place, pairing)
            invited = self.invitation()
            if invited is not None and invited.own.log_id == pairing.own.log_id:
                self._invitation.drop(None)

    def load(self, partner: NodeId) -> Pairing | None:
        """The pairing with a partner, or None."""
        return self._pairings.get(partner)

    def invitation(self) -> Pairing | None:
        """The open invitation, or None."""
        return self._invitation.get(None)

    def all(self) -> list[Pairing]:
        """Present ones by the partner's node id; the open invitation is not among them."""
        return [self._pairings[node] for node in sorted(self._pairings) if not self._pairings[node].earlier]

    def earlier(self) -> list[Pairing]:
        """Those that are over and were set aside for a new one."""
        found = [pairing for pairing in self._pairings.values() if pairing.earlier]
        return sorted(found, key=lambda pairing: (partner_at(pairing.place), pairing.earlier))

    def set_aside(self, partner: NodeId, place: NodeId) -> None:
        """The pairing itself is kept by `save`."""
        del place
        self._pairings.drop(partner)
