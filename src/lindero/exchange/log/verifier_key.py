"""Public keys as text, for those who check a log or a proof with no node at hand.

Format: the verifier key of C2SP signed-note (https://c2sp.org/signed-note), `<name>+<key id>+<base64(type ‖ key)>`.
The name of a log's key is the log's origin, so that one key line says which log is meant and who may sign it.
"""

import binascii
import re
from base64 import b64encode
from collections.abc import Collection, Iterable, Sequence
from typing import Final

import msgspec

from lindero.exchange.envelope.keys import PUBLIC_KEY_BYTES
from lindero.exchange.envelope.note import ED25519, note_key_id, parse_note
from lindero.exchange.log.checkpoint import parse_checkpoint
from lindero.exchange.log.errors import BadOrigin, BadVerifierKey, MissingKey
from lindero.exchange.log.pair import PairLog
from lindero.exchange.log.receipt import COSIGNATURE
from lindero.kernel.ids import BadId, NodeId, parse_node_id
from lindero.model.pairing import Identity

_ORIGIN: Final = re.compile(r"([^/]+)/to/([^/]+)/([0-9a-f]{32})")


class VerifierKey(msgspec.Struct, frozen=True):
    """One public key and what it may sign.

    Attributes:
        name: Origin of a log, or `<node>/receipt`.
        signature_type: `ED25519` for a log, `COSIGNATURE` for receipts.
        public: 32 bytes.
    """

    name: str
    signature_type: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes that stand before a signature by this key."""
        return note_key_id(self.name, self.signature_type, self.public)


def format_verifier_key(key: VerifierKey) -> str:
    """The key as one word."""
    blob = bytes([key.signature_type]) + key.public
    return f"{key.name}+{key.key_id.hex()}+{b64encode(blob).decode()}"


def parse_verifier_key(text: str) -> VerifierKey:
    """The key of a word.

    Raises:
        BadVerifierKey: It is none, or its key id is another key's.
    """
    name, key_id, encoded = [*text.strip().split("+", 2), "", ""][:3]
    try:
        blob = binascii.a2b_base64(encoded, strict_mode=True)
    except ValueError as why:
        raise BadVerifierKey(why=str(why)) from None
    key = VerifierKey(name, blob[0] if blob else 0, blob[1:])
    if not name or len(key.public) != PUBLIC_KEY_BYTES or key.signature_type not in (ED25519, COSIGNATURE):
        raise BadVerifierKey(why="it is not `name+key id+key` with an Ed25519 key of a log or of receipts")
    if key.key_id.hex() != key_id:
        raise BadVerifierKey(why=f"its key id is {key.key_id.hex()}, not {key_id}")
    return key


def keys_of_log(log: PairLog) -> tuple[VerifierKey, VerifierKey]:
    """The two keys that a third party needs: the writer's for the log, the reader's for receipts."""
    return (
        VerifierKey(log.origin, ED25519, log.log_key),
        VerifierKey(log.cosigner, COSIGNATURE, log.receipt_key),
    )


def keys_of_note(note: bytes, log: PairLog) -> tuple[VerifierKey, VerifierKey]:
    """The two keys that a third party needs for one receipt: of those in force at its size, which signed it.

    Raises:
        BadNote, BadCheckpoint: It is no receipt of that log.
    """
    signed = parse_note(note)
    size = parse_checkpoint(signed.text, log.origin).size
    ids = {line.key_id for line in signed.signatures}
    of_log = [VerifierKey(log.origin, ED25519, key) for key in log.log_keys_at(size)]
    of_receipt = [VerifierKey(log.cosigner, COSIGNATURE, key) for key in log.receipt_keys_at(size)]
    return _signer(of_log, ids), _signer(of_receipt, ids)


def _signer(keys: Sequence[VerifierKey], ids: Collection[bytes]) -> VerifierKey:
    """The first that signed; the first of all where none did, as the check will say."""
    return next((key for key in keys if key.key_id in ids), keys[0])


def keys_of_identity(identity: Identity, origin: str) -> list[VerifierKey]:
    """What the author of a pairing file may sign about a log; none when it is no party to that log."""
    writer, reader, log_id = split_origin(origin)
    keys: list[VerifierKey] = []
    if (identity.node, identity.log_id.hex()) == (writer, log_id):
        keys.append(VerifierKey(origin, ED25519, identity.log_key))
    if identity.node == reader:
        keys.append(VerifierKey(f"{reader}/receipt", COSIGNATURE, identity.receipt_key))
    return keys


def log_of_keys(origin: str, keys: Iterable[VerifierKey], note: bytes = b"") -> PairLog:
    """The log of an origin, with the keys that were given for it; of several for one name, one that signed the note.

    Args:
        origin: Of the log.
        keys: All that were given.
        note: The receipt that is to be checked; empty to take the first key of each name.

    Raises:
        BadOrigin: It is no origin of a pair log.
        MissingKey: None of the keys is the log's, or none is the reader's for receipts.
    """
    writer, reader, _ = split_origin(origin)
    ids = {line.key_id for line in parse_note(note).signatures} if note else set()
    known = sorted(keys, key=lambda key: key.key_id not in ids)
    log_key = require_key(known, origin, ED25519).public
    receipt_key = require_key(known, f"{reader}/receipt", COSIGNATURE).public
    return PairLog(origin=origin, writer=writer, reader=reader, log_key=log_key, receipt_key=receipt_key)


def require_key(keys: Iterable[VerifierKey], name: str, signature_type: int) -> VerifierKey:
    """The key of a name among those that were given.

    Raises:
        MissingKey: It is not there.
    """
    for key in keys:
        if (key.name, key.signature_type) == (name, signature_type):
            return key
    raise MissingKey(name=name)


def split_origin(origin: str) -> tuple[NodeId, NodeId, str]:
    """Writer, reader and log id of an origin.

    Raises:
        BadOrigin: It is no origin of a pair log.
    """
    parts = _ORIGIN.fullmatch(origin)
    try:
        if parts:
            return parse_node_id(parts[1]), parse_node_id(parts[2]), parts[3]
    except BadId:
        pass
    raise BadOrigin(origin=origin)
