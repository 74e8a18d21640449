"""What one link goes by: the pairing as it is stored now, both logs with the keys that sign them, and certificates.

All but the properties runs in the store's thread.
"""

from collections.abc import Callable, Sequence

import msgspec

from lindero.exchange.link.terms import Terms
from lindero.exchange.log.pair import incoming_log, outgoing_log
from lindero.kernel.clock import Clock
from lindero.kernel.ids import NodeId
from lindero.model.pairing import Identity, Pairing
from lindero.node.keys import Keys
from lindero.node.peers.key_history import changes_of, keep_learned, learned_from
from lindero.store.sqlite.store import SqliteStore

PINGS_PER_SILENCE = 3


class Paired:
    """The pairing with one partner, for the link's use.

    Attributes:
        pairing: As stored, when it was last loaded.
        terms: Of the next session; the two logs in it are those to check against now.
    """

    def __init__(
        self,
        own: Identity,
        partner: Identity,
        store: SqliteStore,
        keys: Callable[[], Keys],
        clock: Clock,
        silence_s: float,
    ) -> None:
        self.pairing = Pairing(partner=partner, own=own, state="active")
        self._partner = partner.node
        self._store = store
        self._keys = keys
        self._clock = clock
        self._silence_s = silence_s
        self.terms = self._new_terms()

    @property
    def partner(self) -> NodeId:
        """Who is at the other end."""
        return self._partner

    @property
    def certificates(self) -> tuple[bytes, ...]:
        """What the partner may show, oldest first."""
        return self.pairing.partner_certificates

    @property
    def introduction(self) -> tuple[bytes, ...]:
        """Own key changes, oldest first, if the certificate is among them: what a partner may lack that refuses it."""
        changes = tuple(one.statement for one in self.pairing.own_keys)
        return changes if any(one.key == "tls" for one in self.pairing.own_keys) else ()

    def load(self) -> None:
        """Read it again."""
        self.pairing = self._store.pairings.load(self._partner) or self.pairing
        self.terms = self._new_terms()

    def learn(self, changes: Sequence[bytes]) -> bool:
        """Keep key changes of a hello or an introduction, each if it may be; tells whether anything was new."""
        learned = keep_learned(self._store, self._partner, changes, self._keys(), self._clock.now())
        self.load()
        return learned

    def settle(self, certificate: bytes) -> bool:
        """The partner has connected with a certificate: where it is the newest, those before it are refused from then.

        Only once the change to it stands in the partner's log, or a person has confirmed it: that takes more than the
        link's key.
        """
        self.load()
        epoch = next((one for one in self.pairing.partner_keys if one.certificate_der == certificate), None)
        if len(self.certificates) < 2 or certificate != self.certificates[-1] or epoch is None or not epoch.logged:
            return False
        self.pairing = msgspec.structs.replace(self.pairing, partner_certificate=certificate)
        self._store.pairings.save(self.pairing)
        return True

    def _new_terms(self) -> Terms:
        return Terms(
            outgoing=outgoing_log(self.pairing),
            incoming=incoming_log(self.pairing),
            silence_s=self._silence_s,
            ping_s=self._silence_s / PINGS_PER_SILENCE,
            greeting_s=self._silence_s,
            changes=changes_of(self.pairing),
            learn=lambda changes: learned_from(self._store, self._partner, changes, self._keys()),
        )
