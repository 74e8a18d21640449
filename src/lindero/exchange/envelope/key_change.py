"""Changes of a node's keys: stated, signed by the new key and by the old or the recovery key, checked, put in force.

Both signatures are over the same bytes: a line that says what they are, and the msgpack array of everything stated. A
change vouched for by the old key goes on from the key in force; one vouched for by the recovery key replaces whatever
is in force, and of two the later made wins. Format: spec/control.md, "Keys".
"""

from collections.abc import Sequence
from typing import Final, cast

import msgspec

from lindero.exchange.envelope.certificate import certificate_key, certificate_node
from lindero.exchange.envelope.control import KeyChange, KeyName, decode_control, encode_control
from lindero.exchange.envelope.errors import BadControl, BadKeyChange
from lindero.exchange.envelope.keys import SIGNATURE_BYTES, Signer, is_signed
from lindero.kernel.errors import RemoteError
from lindero.model.pairing import Identity, KeyEpoch

_PREFIX: Final = b"lindero key change v1\n"
_UNSIGNED: Final = bytes(SIGNATURE_BYTES)

UNKNOWN_SIZE: Final = 2**48 - 1
"""Where a replaced log key begins to count, until its entry stands in the log."""


def state_change(change: KeyChange, new: Signer) -> KeyChange:
    """A change with the proof that its author holds the new key; it lacks the voucher."""
    return msgspec.structs.replace(change, voucher=_UNSIGNED, proof=new.sign(change_message(change)))


def vouch(change: KeyChange, voucher: Signer) -> KeyChange:
    """The change with the signature of the old or the recovery key."""
    return msgspec.structs.replace(change, voucher=voucher.sign(change_message(change)))


def change_message(change: KeyChange) -> bytes:
    """What is signed."""
    fields = [
        change.node,
        change.key,
        change.log,
        change.since,
        change.old,
        change.new,
        change.certificate,
        change.by,
        change.made_ms,
    ]
    return _PREFIX + msgspec.msgpack.encode(fields)


def key_in_force(identity: Identity, epochs: Sequence[KeyEpoch], key: KeyName) -> bytes:
    """The newest key of a kind.

    Raises:
        ValueError: The certificate of the identity is none.
    """
    for epoch in reversed(epochs):
        if epoch.key == key:
            return epoch.public
    if key == "tls":
        return certificate_key(identity.certificate_der)
    return identity.log_key if key == "log" else identity.receipt_key


def admit_change(
    identity: Identity, epochs: Sequence[KeyEpoch], statement: bytes, *, log: str, since: int
) -> tuple[KeyEpoch, ...]:
    """The epochs of a node with one change more; the same where that change is known already.

    Args:
        identity: The node as it paired.
        epochs: Its key changes so far.
        statement: The change, encoded.
        log: Origin of the log whose sizes it must count.
        since: Where a change by the recovery key begins to count: one above what is held.

    Raises:
        BadKeyChange: It is none, does not follow from the keys in force, or is not signed by whom it must be.
    """
    if any(epoch.statement == statement for epoch in epochs):
        return tuple(epochs)
    change = read_change(statement)
    _require_fitting(change, identity, log)
    if change.by == "recovery":
        _require_later(change, epochs)
        voucher = identity.recovery_key
        if voucher is None:
            raise BadKeyChange(node=identity.node, why="the node paired without a recovery key")
    else:
        voucher = key_in_force(identity, epochs, change.key)
        if change.old != voucher:
            raise BadKeyChange(node=identity.node, why="it does not follow from the key in force")
        since = change.since or 0
        _require_forward(change, epochs, since)
    message = change_message(change)
    if not is_signed(voucher, change.voucher, message):
        raise BadKeyChange(node=identity.node, why=f"the {change.by} key did not sign it")
    if not is_signed(change.new, change.proof, message):
        raise BadKeyChange(node=identity.node, why="the new key did not sign it")
    return (*epochs, _epoch(change, statement, since))


def check_epochs(identity: Identity, epochs: Sequence[KeyEpoch], log_of: dict[KeyName, str]) -> str | None:
    """Why stored epochs are not what their signed statements say; None when they are."""
    admitted: tuple[KeyEpoch, ...] = ()
    for epoch in epochs:
        try:
            admitted = admit_change(identity, admitted, epoch.statement, log=log_of[epoch.key], since=epoch.since)
        except RemoteError as why:
            return str(why)
        if admitted[-1] != msgspec.structs.replace(epoch, logged=True):
            return f"the {epoch.key} key is not the one of its signed change"
    return None


def read_change(statement: bytes) -> KeyChange:
    """The change that a statement encodes; no signature is verified.

    Raises:
        BadKeyChange: It is another message, or in another form.
    """
    try:
        change = decode_control(statement)
    except BadControl as why:
        raise BadKeyChange(node="?", why=str(why)) from None
    if not isinstance(change, KeyChange) or encode_control(change) != statement:
        raise BadKeyChange(node="?", why="it is another message")
    return change


def _require_fitting(change: KeyChange, identity: Identity, log: str) -> None:
    """Refuse a change of another node or log, one of a key that serves for something else, and a wrong certificate."""
    node, why = identity.node, None
    if change.node != node:
        why = f"it is about {change.node}"
    elif change.by == "old" and change.key != "tls" and (change.log != log or change.since is None):
        why = f"it does not count the sizes of {log}"
    elif (change.certificate is None) is (change.key == "tls"):
        why = "only a change of the link's key carries a certificate"
    elif change.new in (identity.log_key, identity.receipt_key, identity.recovery_key, change.old):
        why = "the new key has another use, or was used before"
    elif change.certificate is not None:
        try:
            if certificate_node(change.certificate) != node or certificate_key(change.certificate) != change.new:
                why = "the certificate is not of this node and key"
        except (ValueError, RemoteError):
            why = "the certificate is none of a node"
    if why is not None:
        raise BadKeyChange(node=node, why=why)


def _require_later(change: KeyChange, epochs: Sequence[KeyEpoch]) -> None:
    for epoch in epochs:
        if epoch.key == change.key and epoch.by_recovery:
            known = cast("KeyChange", decode_control(epoch.statement))
            if change.made_ms <= known.made_ms:
                raise BadKeyChange(node=change.node, why="the recovery key has replaced it since")


def _require_forward(change: KeyChange, epochs: Sequence[KeyEpoch], since: int) -> None:
    """Epochs of one key follow each other."""
    before = next((epoch.since for epoch in reversed(epochs) if epoch.key == change.key), 0)
    if since < before:
        raise BadKeyChange(node=change.node, why=f"it would count from {since} on, before the last change at {before}")


def _epoch(change: KeyChange, statement: bytes, since: int) -> KeyEpoch:
    return KeyEpoch(
        key=change.key,
        since=0 if change.key == "tls" else since,
        public=change.new,
        certificate_der=change.certificate,
        by_recovery=change.by == "recovery",
        statement=statement,
    )
