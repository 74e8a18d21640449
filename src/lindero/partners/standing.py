"""Where a pairing stands once it was active: suspended and resumed by a person, or ended for good.

Suspended, no record is decided or sent; what is sealed and not yet sent stays. Ended, each side recalls all that it
shared, waits for the receipts of erasure until a stated time, and then both logs are closed: they stay as they are,
readable and verifiable.
"""

from typing import Final, Protocol

import msgspec

from lindero.exchange.envelope.entry import decode_entry
from lindero.exchange.log.recall_ports import Demand, Demands, Erasures
from lindero.kernel.clock import SECOND_NS, Clock
from lindero.kernel.ids import NodeId
from lindero.model.pairing import Pairing, PairingState
from lindero.model.people import AuditEvent
from lindero.partners.demands import SYSTEM, RecallStore
from lindero.partners.errors import NoSuchPartner, WrongStanding
from lindero.partners.pairing_states import STATES
from lindero.partners.recall import RecallDesk

WAIT_S: Final = 24 * 3600
"""How long the partner's receipts are awaited unless a person says otherwise. [s]"""
_REASON: Final = "pairing-ended"
_ALL: Final = 1_000_000_000


class StandingStore(RecallStore, Protocol):
    """What a pairing's standing needs of a store."""

    @property
    def erasures(self) -> Erasures:
        """The partner's recalls."""


def outstanding(demands: Demands, partner: NodeId) -> list[Demand]:
    """Recalls that a partner has not answered, whenever and why they were asked."""
    return [demand for demand in demands.all(_ALL) if demand.partner == partner and not demand.receipts]


def held_back(demands: Demands, partner: NodeId) -> int:
    """How many entries a partner keeps under a legal hold, by its receipts."""
    kept: set[tuple[int | None, int]] = set()
    for demand in demands.all(_ALL):
        for receipt in demand.receipts if demand.partner == partner else ():
            kept |= {(demand.index, at) for at in receipt.held}
            kept -= {(demand.index, at) for at in receipt.erased}
    return len({at for _, at in kept})


class StandingDesk:
    """Suspends, resumes and ends pairings. Call it from the store's thread."""

    def __init__(self, node: NodeId, store: StandingStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._recalls = RecallDesk(node, store, clock)

    def load(self, partner: NodeId) -> Pairing:
        """The pairing.

        Raises:
            NoSuchPartner: There is none.
        """
        pairing = self._store.pairings.load(partner)
        if pairing is None or pairing.partner is None:
            raise NoSuchPartner(partner=partner)
        return pairing

    def suspend(self, person: str, partner: NodeId) -> Pairing:
        """Let nothing leave until it is resumed.

        Raises:
            NoSuchPartner, WrongStanding: It is not active.
        """
        return self._become(person, "pair-suspend", partner, ("active",), "suspended")

    def resume(self, person: str, partner: NodeId) -> Pairing:
        """Let leave what the policy releases now.

        Raises:
            NoSuchPartner, WrongStanding: It is not suspended.
        """
        return self._become(person, "pair-resume", partner, ("suspended",), "active")

    def end(self, person: str, partner: NodeId, wait_s: int = WAIT_S, act: str = "pair-end") -> Pairing:
        """Recall all, and close both logs when it is confirmed or the time is over.

        Raises:
            NoSuchPartner, WrongStanding: It is neither active nor suspended.
        """
        with self._store.transaction():
            until = self._clock.now() + wait_s * SECOND_NS
            pairing = self._become(person, act, partner, ("active", "suspended"), "ending", ending_until=until)
            self._recalls.recall_everything(person, partner, _REASON)
        return pairing

    def partner_ends(self, partner: NodeId) -> None:
        """The partner ends the pairing: this side recalls all too."""
        if self.load(partner).state in ("active", "suspended"):
            self.end(SYSTEM, partner, act="partner-ending")

    def is_confirmed(self, partner: NodeId) -> bool:
        """Whether this side has nothing left to say and the partner has confirmed everything."""
        receipt = self._store.outbox.receipt(partner)
        return (
            not self._unconfirmed(partner)
            and not self._store.orders.waiting(partner)
            and not any(erasure.partner == partner for erasure in self._store.erasures.owed())
            and self._store.outbox.head(partner).size == (receipt[0] if receipt else 0)
        )

    def is_over(self, partner: NodeId) -> bool:
        """Whether the time to wait for the partner is over."""
        until = self.load(partner).ending_until
        return until is not None and self._clock.now() >= until

    def finish(self, partner: NodeId) -> None:
        """The pairing is over: both logs stay as they are."""
        if self.load(partner).state == "ending":
            now, left = self._clock.now(), self._unconfirmed(partner)
            self._become(SYSTEM, "pair-ended", partner, ("ending",), "ended", ended_at=now, unconfirmed=left)

    def holds_back(self, partner: NodeId, size: int) -> bool:
        """Whether records stand in the own log that the partner, who holds `size` entries, has not been sent."""
        head = self._store.outbox.head(partner).size
        waiting = self._store.outbox.entries(partner, size, head)
        return any(entry.body is not None and decode_entry(entry.entry).type == "record" for entry in waiting)

    def _unconfirmed(self, partner: NodeId) -> int:
        return len(outstanding(self._store.demands, partner))

    def _become(
        self,
        person: str,
        act: str,
        partner: NodeId,
        states: tuple[PairingState, ...],
        state: PairingState,
        **more: int,
    ) -> Pairing:
        pairing = self.load(partner)
        if pairing.state not in states:
            raise WrongStanding(partner=partner, state=STATES[pairing.state])
        changed = msgspec.structs.replace(pairing, state=state, **more)
        with self._store.transaction():
            self._store.pairings.save(changed)
            self._store.audit.append(AuditEvent(at=self._clock.now(), person=person, act=act, about=partner))
        return changed
