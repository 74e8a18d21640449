"""Control messages: what nodes tell each other about the log, as entries of the same log. Format: spec/control.md.

The body of a control entry is the msgpack map of one of these; its tag `control` is the entry's type. Control entries
carry nothing of a record's content: what they name, they name by its index in a log.
"""

from typing import Annotated, Final, Literal, cast

import msgspec

from lindero.exchange.envelope.entry import EntryType, LogIndex
from lindero.exchange.envelope.errors import BadControl
from lindero.kernel.ids import NodeId, RecordId

MAX_NAMED: Final = 8192
"""Entries that one recall can name; more take several."""

LOST: Final = "entry.lost"
"""Code of a poison by which a reader reports that an entry arrived without its body, as lost."""

RecallReason = Literal["recalled", "corrected", "authority-withdrawn", "pairing-ended"]
Unreachable = Literal["exports", "prints", "outbound-feeds", "backups", "screens"]
"""Kinds of copies outside the node that an erasure cannot reach."""
KeyName = Literal["log", "receipt", "tls"]
Ed25519Key = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
Ed25519Signature = Annotated[bytes, msgspec.Meta(min_length=64, max_length=64)]
Indexes = Annotated[tuple[LogIndex, ...], msgspec.Meta(min_length=1, max_length=MAX_NAMED)]


class _Control(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="control"
):
    """A control message."""


class Recall(_Control, frozen=True, kw_only=True, tag="recall"):
    """The originator demands that these records be erased.

    Attributes:
        entries: Their indexes in the log that the recall stands in.
        reason: Why.
        superseded_by: The record that replaces a corrected one; it is released on its own.
    """

    entries: Indexes
    reason: RecallReason
    superseded_by: RecordId | None = None


class Erased(_Control, frozen=True, kw_only=True, tag="erased"):
    """The receipt of an erasure; the entry's `re` names the recall. Signed as part of the log it stands in.

    Attributes:
        erased: Indexes whose bodies, salts and decoded records are gone from the node's files.
        withdrawn: How many records derived from them were withdrawn or derived anew.
        held: Indexes kept under a legal hold.
        onward: Nodes that the recall was sent on to.
        confirmed: Those of them whose own receipt has come; another `erased` follows as each comes.
        unreachable: Copies that left the node and that it cannot reach.
    """

    erased: tuple[LogIndex, ...] = ()
    withdrawn: int = 0
    held: tuple[LogIndex, ...] = ()
    onward: tuple[NodeId, ...] = ()
    confirmed: tuple[NodeId, ...] = ()
    unreachable: tuple[Unreachable, ...] = ()


class Consent(_Control, frozen=True, kw_only=True, tag="consent"):
    """The originator lets the reader of this log pass something on; either a record or a topic is named.

    Attributes:
        entry: Index of the record's entry in this log.
        topic: Kind of records.
        recipient: Node that may get it.
        until: Last instant. [ns UTC]
    """

    entry: LogIndex | None = None
    topic: str | None = None
    recipient: NodeId
    until: int


class Onward(_Control, frozen=True, kw_only=True, tag="onward"):
    """A record was passed on by its holder to a third node; the entry's `re` names the record's entry.

    Attributes:
        recipient: Who got it.
        at: When. [ns UTC]
    """

    recipient: NodeId
    at: int


class Poison(_Control, frozen=True, kw_only=True, tag="poison"):
    """A record arrived that its reader could not use; the entry's `re` names it. The rest flows on.

    Attributes:
        code: Stable code of the error.
    """

    code: Annotated[str, msgspec.Meta(pattern=r"\A[a-z0-9.-]{1,64}\Z")]


class Heartbeat(_Control, frozen=True, kw_only=True, tag="heartbeat"):
    """Hourly: both clocks, and a commitment to the private decision log.

    Attributes:
        wall_ms: The writer's wall clock. [ms UTC]
        offset_ms: The reader's clock minus the writer's, as the writer last measured it; None when it never was. [ms]
        decisions: SHA-256(0x03 ‖ salt ‖ size ‖ root) of the writer's decision log, 32 bytes; the salt stays there.
    """

    wall_ms: int
    offset_ms: int | None = None
    decisions: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]


class KeyChange(_Control, frozen=True, kw_only=True, tag="key"):
    """A key of the writer is replaced by another. Made and checked by `envelope.key_change`.

    Attributes:
        node: Whose key.
        key: Which: it signs checkpoints, or receipts, or is that of the link's certificate.
        log: Origin of the log whose sizes `since` counts; empty where `since` is None.
        since: First size whose checkpoint or receipt the new key must have signed; None: from what the reader holds
            on (by the recovery key), or no size matters (tls).
        old: Key in force before. 32 bytes.
        new: The new key. 32 bytes.
        certificate: Of the new TLS key, DER; with `tls` only.
        by: Which key vouches for the new one: the old one, or the recovery key.
        made_ms: When it was made; a later one by the recovery key wins. [ms UTC]
        voucher: Ed25519 signature of the statement by the old or the recovery key, 64 bytes.
        proof: The same by the new key.
    """

    node: NodeId
    key: KeyName
    log: str = ""
    since: LogIndex | None = None
    old: Ed25519Key
    new: Ed25519Key
    certificate: Annotated[bytes, msgspec.Meta(max_length=4096)] | None = None
    by: Literal["old", "recovery"]
    made_ms: Annotated[int, msgspec.Meta(ge=0, lt=2**48)]
    voucher: Ed25519Signature
    proof: Ed25519Signature


Control = Recall | Erased | Consent | Onward | Poison | Heartbeat | KeyChange

_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(Control)


def type_of(control: Control) -> EntryType:
    """Type of the entry that carries it."""
    return cast("EntryType", control.__struct_config__.tag)


def encode_control(control: Control) -> bytes:
    """The body."""
    return _ENCODER.encode(control)


def decode_control(body: bytes) -> Control:
    """The message of a control entry's body.

    Raises:
        BadControl: It is none that this version knows.
    """
    try:
        return cast("Control", _DECODER.decode(body))
    except (msgspec.DecodeError, ValueError, RecursionError) as why:
        raise BadControl(why=str(why)) from None
