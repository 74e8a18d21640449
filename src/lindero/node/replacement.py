"""Replacing all keys of a node after theft or loss, by the recovery key that is not here.

    request   on the stopped node: new keys are made beside the old ones; the file asks the recovery key for them
    vouch     where the recovery key is, offline: the file that comes out is what partners import
    install   on the stopped node: the new keys take the old ones' places, and every pair log is to say so

What was there of old keys is not needed: a new disk with a restored database and no `keys/` will do.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from lindero.exchange.envelope._keys import generate_key, load_key, save_key
from lindero.exchange.envelope.certificate import certificate_key
from lindero.exchange.envelope.control import KeyChange, encode_control
from lindero.exchange.envelope.key_change import UNKNOWN_SIZE, admit_change, key_in_force, state_change, vouch
from lindero.exchange.envelope.key_file import open_key_file, seal_key_file
from lindero.exchange.envelope.passphrase import SALT_BYTES, Passphrase
from lindero.exchange.log.pair import incoming_log, outgoing_log
from lindero.kernel.clock import Clock
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import NodeId
from lindero.model.pairing import KeyEpoch, Pairing
from lindero.node.errors import NoRecoveryKey, NotReplaced
from lindero.node.keyring import Keyring
from lindero.node.keys import KEY_NAMES, KeyFiles, KeyName, sync_folder, tls_certificate, write_whole
from lindero.node.rotation import new_key_file
from lindero.store.sqlite.store import SqliteStore

_MS_NS: Final = 1_000_000
_REPLACEMENT: Final = "replacement"


def request_replacement(node: NodeId, keyring: Keyring, store: SqliteStore, clock: Clock, entropy: Entropy) -> bytes:
    """Make new keys, and the file that asks the recovery key for them. Asked again, the same keys.

    Raises:
        NoRecoveryKey: A partner paired without one, or there is no partner.
    """
    files, pairings = keyring.folder.keys, _pairings(store)
    if not pairings or any(pairing.own.recovery_key is None for pairing in pairings):
        raise NoRecoveryKey
    files.path.mkdir(mode=0o700, exist_ok=True)
    made_ms, statements = clock.now() // _MS_NS, []
    for name in KEY_NAMES:
        path = replacement_file(files, name)
        if not path.exists():
            write_whole(path, new_key_file(name, node, keyring, clock, entropy)[1])
        content = path.read_bytes()
        new = load_key(content, keyring.passphrase)
        change = KeyChange(
            node=node,
            key=name,
            old=key_in_force(pairings[0].own, pairings[0].own_keys, name),
            new=new.public,
            certificate=tls_certificate(content) if name == "tls" else None,
            by="recovery",
            made_ms=made_ms,
            voucher=bytes(64),
            proof=bytes(64),
        )
        statements.append(encode_control(state_change(change, new)))
    return seal_key_file("key-request", node, statements)


def vouch_replacement(request: bytes, recovery_key: bytes, passphrase: Passphrase) -> tuple[NodeId, bytes]:
    """Whose request it is, and the file that partners import; where the recovery key is.

    Raises:
        BadKeyFile: It is no request.
        KeyLocked, UnreadableKey: The recovery key does not open.
    """
    node, changes = open_key_file(request, "key-request")
    key = load_key(recovery_key, passphrase)
    return node, seal_key_file("key-changes", node, [encode_control(vouch(change, key)) for change in changes])


def install_replacement(keyring: Keyring, store: SqliteStore, file: bytes, entropy: Entropy) -> list[NodeId]:
    """Put the new keys in force, and let every pair log say so; gives the partners. The same call again completes it.

    Raises:
        BadKeyFile, BadKeyChange: It is not the file of our request, or the recovery key did not sign it.
        NotReplaced: The new keys that it is about are not here.
    """
    files = keyring.folder.keys
    _, changes = open_key_file(file, "key-changes")
    updated = [(pairing, _with_changes(store, pairing, changes)) for pairing in _pairings(store)]
    for change in changes:
        _put_in_place(files, change, keyring)
    if not files.file("token").exists():
        key, salt = generate_key(entropy.token(32)), entropy.token(SALT_BYTES)
        write_whole(files.file("token"), save_key(key, keyring.passphrase, salt))
    recovery = updated[0][0].own.recovery_key if updated else None
    if recovery is not None:
        files.save_recovery(recovery)
    keyring.reload()
    with store.transaction():
        for pairing, epochs in updated:
            _announce(store, pairing, epochs)
    return [pairing.partner.node for pairing, _ in updated if pairing.partner is not None]


def replacement_file(files: KeyFiles, name: KeyName) -> Path:
    """Where a new key waits until the recovery key has vouched for it."""
    return files.path / f"{name}.{_REPLACEMENT}.key"


def _pairings(store: SqliteStore) -> list[Pairing]:
    return [one for one in store.pairings.all() if one.partner is not None and one.state != "ended"]


def _with_changes(store: SqliteStore, pairing: Pairing, changes: Sequence[KeyChange]) -> tuple[KeyEpoch, ...]:
    """Own epochs with these changes; where a log key begins to count is known when its entry stands in the log."""
    assert pairing.partner is not None
    epochs = pairing.own_keys
    for change in changes:
        since = UNKNOWN_SIZE
        log = outgoing_log(pairing).origin
        if change.key == "receipt":
            since, log = store.mirror.head(pairing.partner.node).size + 1, incoming_log(pairing).origin
        epochs = admit_change(pairing.own, epochs, encode_control(change), log=log, since=since)
    return epochs


def _put_in_place(files: KeyFiles, change: KeyChange, keyring: Keyring) -> None:
    waiting, place = replacement_file(files, change.key), files.file(change.key)
    if not waiting.exists():
        if not place.exists() or _public(place, change.key, keyring) != change.new:
            raise NotReplaced(key=change.key)
        return
    if _public(waiting, change.key, keyring) != change.new:
        raise NotReplaced(key=change.key)
    files.file(change.key, coming=True).unlink(missing_ok=True)
    waiting.replace(place)
    sync_folder(files.path)


def _public(path: Path, name: KeyName, keyring: Keyring) -> bytes:
    content = path.read_bytes()
    return certificate_key(tls_certificate(content)) if name == "tls" else load_key(content, keyring.passphrase).public


def _announce(store: SqliteStore, pairing: Pairing, epochs: tuple[KeyEpoch, ...]) -> None:
    assert pairing.partner is not None
    for epoch in epochs:
        if epoch not in pairing.own_keys:
            store.orders.save(pairing.partner.node, epoch.statement)
    store.pairings.save(msgspec.structs.replace(pairing, own_keys=epochs))
