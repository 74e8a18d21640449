"""Rotation of the own keys: a new key is made, announced in every pair log, and takes the old one's place.

    made        NAME.next.key is durable; from now on both keys sign
    announced   each pairing knows the change, and the change waits for its log, in one transaction
    known       every partner has receipted it; the new file takes the old one's name, and the old key is gone

Each step begins from what is durable, so a crash anywhere leaves a node that goes on: `settle` does what is left.
"""

from collections.abc import Iterator
from typing import Final, cast

import msgspec

from lindero.exchange.envelope._keys import SigningKey, generate_key, load_key, save_key
from lindero.exchange.envelope.control import KeyChange, KeyName, encode_control
from lindero.exchange.envelope.key_change import UNKNOWN_SIZE, admit_change, key_in_force, state_change, vouch
from lindero.exchange.envelope.keys import Signer
from lindero.exchange.envelope.passphrase import SALT_BYTES
from lindero.exchange.log.pair import incoming_log, outgoing_log
from lindero.kernel.clock import Clock
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import NodeId
from lindero.model.pairing import KeyEpoch, Pairing
from lindero.node.folder import new_certificate
from lindero.node.keyring import Keyring
from lindero.node.keys import KEY_NAMES, sync_folder, tls_content, write_whole
from lindero.store.fault import Fault
from lindero.store.sqlite.store import SqliteStore

BEFORE_NEXT: Final = "keys.before-next"
AFTER_NEXT: Final = "keys.after-next"
AFTER_ANNOUNCED: Final = "keys.after-announced"
BEFORE_RETIRED: Final = "keys.before-retired"
AFTER_RETIRED: Final = "keys.after-retired"
KEY_POINTS: Final = (BEFORE_NEXT, AFTER_NEXT, AFTER_ANNOUNCED, BEFORE_RETIRED, AFTER_RETIRED)
"""Named places, in the order in which a rotation passes them."""

_PAGE: Final = 500
_MS_NS: Final = 1_000_000
_KEPT: Final = ("accepted", "active", "suspended", "ending")


class Rotation:
    """Rotates the keys of one node. Call it from the store's thread."""

    def __init__(
        self, node: NodeId, keyring: Keyring, store: SqliteStore, clock: Clock, entropy: Entropy, fault: Fault
    ) -> None:
        self._node = node
        self._keyring = keyring
        self._files = keyring.folder.keys
        self._store = store
        self._clock = clock
        self._entropy = entropy
        self._fault = fault
        self._sizes: dict[bytes, int] = {}

    def begin(self, name: KeyName) -> None:
        """Make the new key and announce it; one that is under way already is not made again."""
        if not self._files.file(name, coming=True).exists():
            self._fault(BEFORE_NEXT)
            write_whole(self._files.file(name, coming=True), self._generate(name))
            self._fault(AFTER_NEXT)
        self._keyring.reload()
        self.settle()

    def settle(self) -> list[KeyName]:
        """Do what is left of every rotation; gives the keys that took their places now."""
        self._settle_recovered()
        return [name for name in KEY_NAMES if self._files.file(name, coming=True).exists() and self._settle(name)]

    def waiting(self, name: KeyName) -> list[NodeId]:
        """Partners that do not know the coming key yet; none where no rotation is under way."""
        if not self._files.file(name, coming=True).exists():
            return []
        new = self._new(name).public
        return [node for node, pairing in self._pairings() if not self._knows(pairing, name, new)]

    def _settle(self, name: KeyName) -> bool:
        new = self._new(name)
        for _, pairing in self._pairings():
            if _in_force(pairing, name) != new.public:
                self._announce(pairing, name, new)
        if self.waiting(name):
            return False
        self._fault(BEFORE_RETIRED)
        retired = self._files.file(name).read_bytes()
        self._files.file(name, coming=True).replace(self._files.file(name))
        sync_folder(self._files.path)
        self._fault(AFTER_RETIRED)
        self._keyring.forget(retired)
        self._keyring.reload()
        return True

    def _announce(self, pairing: Pairing, name: KeyName, new: Signer) -> None:
        """The change for one partner, in its pairing and before its log, together."""
        old = self._old(name)
        if old.public != _in_force(pairing, name):
            return  # a restored database: the partner's copy of the log brings the changes that it lacks
        assert pairing.partner is not None
        partner = pairing.partner.node
        log, since = self._counted(pairing, name)
        certificate = self._keyring.keys.certificate_der if name == "tls" else None
        change = KeyChange(
            node=self._node,
            key=name,
            log=log if since is not None else "",
            since=since,
            old=old.public,
            new=new.public,
            certificate=certificate,
            by="old",
            made_ms=self._clock.now() // _MS_NS,
            voucher=bytes(64),
            proof=bytes(64),
        )
        statement = encode_control(vouch(state_change(change, new), old))
        epochs = admit_change(pairing.own, pairing.own_keys, statement, log=log, since=since or 0)
        with self._store.transaction():
            self._store.pairings.save(msgspec.structs.replace(pairing, own_keys=epochs))
            self._store.orders.save(partner, statement)
        self._fault(AFTER_ANNOUNCED)

    def _counted(self, pairing: Pairing, name: KeyName) -> tuple[str, int | None]:
        """Origin of the log whose sizes count, and the first size that the new key must sign."""
        assert pairing.partner is not None
        partner = pairing.partner.node
        if name == "receipt":
            return incoming_log(pairing).origin, self._store.mirror.head(partner).size + 1
        origin = outgoing_log(pairing).origin
        return origin, self._store.outbox.head(partner).size + 1 if name == "log" else None

    def _knows(self, pairing: Pairing, name: KeyName, new: bytes) -> bool:
        """Whether a partner has receipted the change."""
        assert pairing.partner is not None
        partner = pairing.partner.node
        if _in_force(pairing, name) != new:
            return False
        statements = [epoch.statement for epoch in pairing.own_keys if epoch.key == name]
        if not statements:
            return True  # paired with the new key
        waiting = self._store.orders.waiting(partner, 10_000)
        if any(order.body == statements[-1] for order in waiting):
            return False
        size = self._sizes.setdefault(statements[-1], self._store.outbox.head(partner).size)
        receipt = self._store.outbox.receipt(partner)
        return receipt is not None and receipt[0] >= size

    def _settle_recovered(self) -> None:
        """Once a replaced log key stands in the own log, its place there is where it begins to count."""
        for node, pairing in self._pairings():
            epochs = tuple(self._placed(node, epoch) for epoch in pairing.own_keys)
            if epochs != pairing.own_keys:
                self._store.pairings.save(msgspec.structs.replace(pairing, own_keys=epochs))

    def _placed(self, partner: NodeId, epoch: KeyEpoch) -> KeyEpoch:
        if epoch.since != UNKNOWN_SIZE:
            return epoch
        if any(order.body == epoch.statement for order in self._store.orders.waiting(partner, 10_000)):
            return epoch
        for stop in range(self._store.outbox.head(partner).size, 0, -_PAGE):
            for entry in self._store.outbox.entries(partner, max(0, stop - _PAGE), stop):
                if entry.body == epoch.statement:
                    return msgspec.structs.replace(epoch, since=entry.index + 1)
        return epoch

    def _pairings(self) -> Iterator[tuple[NodeId, Pairing]]:
        for pairing in self._store.pairings.all():
            if pairing.partner is not None and pairing.state in _KEPT:
                yield pairing.partner.node, pairing

    def _generate(self, name: KeyName) -> bytes:
        """Content of a new key's file."""
        if name == "log" and self._keyring.section.log == "pkcs11":
            return self._keyring.token.generate(self._entropy.token(16))
        return new_key_file(name, self._node, self._keyring, self._clock, self._entropy)[1]

    def _old(self, name: KeyName) -> Signer:
        keys = self._keyring.keys
        return self._tls_key(coming=False) if name == "tls" else keys.log if name == "log" else keys.receipt

    def _new(self, name: KeyName) -> Signer:
        keys = self._keyring.keys
        if name == "tls":
            return self._tls_key(coming=True)
        return cast("Signer", keys.next_log if name == "log" else keys.next_receipt)

    def _tls_key(self, *, coming: bool) -> SigningKey:
        return load_key(self._files.file("tls", coming=coming).read_bytes(), self._keyring.passphrase)


def new_key_file(
    name: KeyName, node: NodeId, keyring: Keyring, clock: Clock, entropy: Entropy
) -> tuple[SigningKey, bytes]:
    """A new key and the content of its file, encrypted as the others are."""
    key, salt = generate_key(entropy.token(32)), entropy.token(SALT_BYTES)
    if name == "tls":
        return key, tls_content(key, new_certificate(node, key, clock, entropy), keyring.passphrase, salt)
    return key, save_key(key, keyring.passphrase, salt)


def _in_force(pairing: Pairing, name: KeyName) -> bytes:
    return key_in_force(pairing.own, pairing.own_keys, name)
