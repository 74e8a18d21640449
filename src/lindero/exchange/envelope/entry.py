"""One leaf of a pair log: `[version, type, topic, sealed_ms, observed_ms, of, re, expires_day, commitment]`.

The leaf is hashed as sent and never encoded again. It says how much was shared about what and when, and nothing of
the content: that is in the body, which the commitment binds (`envelope.seal`). Format: spec/entry.md.
"""

from collections.abc import Sequence
from typing import Annotated, Final, Literal

import msgspec

from lindero.exchange.envelope.errors import BadEntry, OversizedEntry

MAX_ENTRY_BYTES: Final = 256
COMMITMENT_BYTES: Final = 32

EntryType = Literal["record", "recall", "erased", "onward", "consent", "key", "poison", "heartbeat"]
"""`record`, or one of the control types, whose bodies are `envelope.control`'s."""

Topic = Annotated[str, msgspec.Meta(pattern=r"\A[a-z][a-z0-9-]{0,63}\Z")]
Milliseconds = Annotated[int, msgspec.Meta(ge=0, lt=2**48)]
LogIndex = Annotated[int, msgspec.Meta(ge=0, lt=2**48)]
Day = Annotated[int, msgspec.Meta(ge=0, lt=2**20)]
Commitment = Annotated[bytes, msgspec.Meta(min_length=COMMITMENT_BYTES, max_length=COMMITMENT_BYTES)]


class Entry(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """What both sides keep for ever of one shared record, or of one control message.

    Attributes:
        version: Of this format.
        type: What kind of act the entry is.
        topic: Kind of the record, such as `alert`; what the meter counts by. Of a control entry, its type.
        sealed_ms: When it was released and sealed. [ms UTC]
        observed_ms: When the thing was observed. [ms UTC]
        of: Index of the first entry about the same object; None when this is the first.
        re: Index, in the log of the other direction, of the entry that this one answers.
        expires_day: Day after which the body must be gone, counted from 1970-01-01; None for no day.
        commitment: SHA-256(0x02 ‖ salt ‖ body).
    """

    version: Literal[1]
    type: EntryType
    topic: Topic
    sealed_ms: Milliseconds
    observed_ms: Milliseconds
    of: LogIndex | None
    re: LogIndex | None
    expires_day: Day | None
    commitment: Commitment


_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(Entry)


def encode_entry(entry: Entry) -> bytes:
    """Bytes of the leaf.

    Raises:
        OversizedEntry: A field is out of its range; only a programming error here can do that.
    """
    leaf = _ENCODER.encode(entry)
    if len(leaf) > MAX_ENTRY_BYTES:
        raise OversizedEntry(what="entry", size=len(leaf), limit=MAX_ENTRY_BYTES)
    return leaf


def decode_entries(leaves: Sequence[bytes]) -> list[Entry]:
    """`decode_entry` of many.

    Raises:
        BadEntry: One of them is none.
    """
    decode = _DECODER.decode
    try:
        if max(map(len, leaves), default=0) <= MAX_ENTRY_BYTES:
            return [decode(leaf) for leaf in leaves]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as why:
        raise BadEntry(why=str(why)) from None
    return [decode_entry(leaf) for leaf in leaves]  # one is too long, and is named


def decode_entry(leaf: bytes) -> Entry:
    """The entry of a leaf.

    Raises:
        BadEntry: Not exactly one array of nine elements, each of its type and within its range.
    """
    if len(leaf) > MAX_ENTRY_BYTES:
        raise BadEntry(why=f"{len(leaf)} bytes, more than {MAX_ENTRY_BYTES}")
    try:
        return _DECODER.decode(leaf)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as why:
        raise BadEntry(why=str(why)) from None
