"""New keys of a partner that its recovery key vouches for, brought by the link: they count once digits were compared.

The digits are never shown here: the partner's person reads them from their own node, this side's person types them.
"""

from contextlib import AbstractContextManager
from typing import Protocol

from lindero.exchange.envelope.digits import require_digits
from lindero.kernel.clock import Clock
from lindero.kernel.ids import NodeId
from lindero.model.pairing import Pairing
from lindero.model.people import AuditEvent
from lindero.model.ports import Audit
from lindero.partners.errors import NoSuchPartner, NothingOffered
from lindero.partners.key_changes import KeyShelf, admit_offered, offered_digits

ACT = "pair-rekey"


class OfferedShelf(KeyShelf, Protocol):
    """What the confirmation needs of a store."""

    @property
    def audit(self) -> Audit:
        """Who did what."""

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing."""


class OfferedKeys:
    """Confirms what partners offer. Call it from the store's thread."""

    def __init__(self, store: OfferedShelf, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def digits(self, partner: NodeId) -> str:
        """What the partner's person reads aloud.

        Raises:
            NoSuchPartner: It is not paired.
            NothingOffered: Nothing waits.
        """
        pairing = self._store.pairings.load(partner)
        if pairing is None:
            raise NoSuchPartner(partner=partner)
        if not pairing.offered:
            raise NothingOffered(partner=partner)
        return offered_digits(pairing.offered)

    def confirm(self, person: str, partner: NodeId, typed: str) -> Pairing:
        """Put them in force; the keys before them are refused from then on.

        Raises:
            NoSuchPartner, NothingOffered: There is nothing to confirm.
            WrongDigits: What the person typed is not what the offered keys give.
            BadKeyChange: What waits is not valid any more.
        """
        with self._store.transaction():
            require_digits(self.digits(partner), typed)
            pairing = admit_offered(self._store, partner)
            keys = ", ".join(f"{epoch.key} {epoch.public.hex()}" for epoch in pairing.partner_keys)
            event = AuditEvent(at=self._clock.now(), person=person, act=ACT, about=partner, detail=keys)
            self._store.audit.append(event)
        return pairing
