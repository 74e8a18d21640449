"""Frames of the link: a big-endian u32 length, then one msgpack array `[kind, …]`. Format: spec/link.md.

Every size is bounded where it is decoded; what is not exactly one frame of this version is refused.
"""

from typing import Annotated, Final, Literal

import msgspec

from lindero.exchange.envelope.entry import MAX_ENTRY_BYTES, LogIndex
from lindero.exchange.envelope.seal import MAX_BODY_BYTES, SALT_BYTES
from lindero.exchange.link.errors import BadFrame, OversizedFrame
from lindero.exchange.log.ports import EmptyReason
from lindero.exchange.log.tree import HASH_BYTES
from lindero.model.attachment import CHUNK_BYTES, MAX_CHUNKS

MAX_FRAME_BYTES: Final = 4 * 1024 * 1024
MAX_BATCH: Final = 8192
MAX_LINK_NOTE_BYTES: Final = 2048
MAX_HELLO_CHANGES: Final = 64
MAX_CHANGE_BYTES: Final = 4608
"""Of a key change in a hello: one with the longest certificate."""
MAX_LACK: Final = 256
"""Bodies that one frame asks for again."""
MAX_SLICE_BYTES: Final = 32_768
"""Of one chunk frame: what an alert may have to wait behind."""
LENGTH_BYTES: Final = 4

Hash = Annotated[bytes, msgspec.Meta(min_length=HASH_BYTES, max_length=HASH_BYTES)]
NoteBytes = Annotated[bytes, msgspec.Meta(max_length=MAX_LINK_NOTE_BYTES)]
Leaf = Annotated[bytes, msgspec.Meta(max_length=MAX_ENTRY_BYTES)]
Salt = Annotated[bytes, msgspec.Meta(min_length=SALT_BYTES, max_length=SALT_BYTES)]
Body = Annotated[bytes, msgspec.Meta(max_length=MAX_BODY_BYTES)]
BoundedSlot = tuple[Salt, Body] | EmptyReason
"""A slot whose parts have their sizes: `log.ports.Slot` as it travels."""
Leaves = Annotated[list[Leaf], msgspec.Meta(min_length=1, max_length=MAX_BATCH)]
Slots = Annotated[list[BoundedSlot], msgspec.Meta(min_length=1, max_length=MAX_BATCH)]
ChunkIndex = Annotated[int, msgspec.Meta(ge=0, lt=MAX_CHUNKS)]
ChangeBytes = Annotated[bytes, msgspec.Meta(max_length=MAX_CHANGE_BYTES)]
PartnerState = Literal["active", "suspended", "ending", "done"]
SpecVersion = Annotated[int, msgspec.Meta(ge=1, le=0xFFFF)]
Counter = Annotated[int, msgspec.Meta(ge=0, lt=2**48)]
Code = Annotated[str, msgspec.Meta(pattern=r"\A[a-z0-9.-]{1,64}\Z")]
Message = Annotated[str, msgspec.Meta(max_length=500)]


class Frame(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, tag=str.lower, gc=False):
    """What travels; the first element of the array is the class's name in lower case."""


class HeadClaim(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Where a copy of a log ends, by its holder.

    Attributes:
        origin: Which log.
        size: Number of entries.
        frontier: Of the tree of that size; whoever holds a longer copy can extend it and compare.
        note: Newest signed note; in a mirror it is of exactly this size, with the holder's receipt where it has
            signed one. Empty when none.
    """

    origin: Annotated[str, msgspec.Meta(max_length=200)]
    size: Counter
    frontier: Annotated[tuple[Hash, ...], msgspec.Meta(max_length=48)]
    note: NoteBytes


class Hello(Frame, frozen=True):
    """First frame of each side."""

    lowest: SpecVersion
    highest: SpecVersion
    node: Annotated[str, msgspec.Meta(max_length=64)]
    outgoing: HeadClaim
    mirror: HeadClaim
    changes: Annotated[tuple[ChangeBytes, ...], msgspec.Meta(max_length=MAX_HELLO_CHANGES)]


class Batch(Frame, frozen=True):
    """Entries that continue the log, their bodies, and the checkpoint after the last of them."""

    first: LogIndex
    entries: Leaves
    slots: Slots
    note: NoteBytes


class Ack(Frame, frozen=True):
    """The receipt for everything below a size."""

    size: Counter
    note: NoteBytes


class Credit(Frame, frozen=True):
    """So many more bytes of batch frames may be sent."""

    bytes: Counter


class Ping(Frame, frozen=True):
    """Are you there? `wall_ms` is the sender's clock in ms UTC."""

    number: Counter
    wall_ms: Counter


class Pong(Frame, frozen=True):
    """The answer to the ping of that number; `wall_ms` is the answerer's clock in ms UTC."""

    number: Counter
    wall_ms: Counter


class Refill(Frame, frozen=True):
    """A rolled-back node asks for its own entries from an index on."""

    first: LogIndex


class Refilled(Frame, frozen=True):
    """A part of them, in order."""

    first: LogIndex
    entries: Leaves
    slots: Slots


class Want(Frame, frozen=True):
    """Asks for a chunk of the file of an entry in the log of whoever is asked."""

    entry: LogIndex
    index: ChunkIndex


class Chunk(Frame, frozen=True):
    """A slice of it, from `offset` on."""

    entry: LogIndex
    index: ChunkIndex
    offset: Annotated[int, msgspec.Meta(ge=0, lt=CHUNK_BYTES)]
    salt: Salt
    data: Annotated[bytes, msgspec.Meta(min_length=1, max_length=MAX_SLICE_BYTES)]


class Gone(Frame, frozen=True):
    """There is no such chunk for you."""

    entry: LogIndex
    index: ChunkIndex


class Lack(Frame, frozen=True):
    """Asks for the bodies of entries in the log of whoever is asked, which a restored node has no more."""

    first: LogIndex
    count: Annotated[int, msgspec.Meta(ge=1, le=MAX_LACK)]


class Bodies(Frame, frozen=True):
    """The slots of the first of them, as they are now."""

    first: LogIndex
    slots: Annotated[list[BoundedSlot], msgspec.Meta(min_length=1, max_length=MAX_LACK)]


class Standing(Frame, frozen=True):
    """Where the pairing stands at the sender: nothing of a record leaves it unless `active`."""

    state: PartnerState


class Keys(Frame, frozen=True):
    """Key changes of whoever is not known by its certificate any more; never in a session."""

    changes: Annotated[tuple[ChangeBytes, ...], msgspec.Meta(min_length=1, max_length=MAX_HELLO_CHANGES)]


class Refuse(Frame, frozen=True):
    """The session ends because of what the other side sent."""

    code: Code
    message: Message


class Bye(Frame, frozen=True):
    """The session ends; nobody is at fault."""


AnyFrame = (
    Hello
    | Batch
    | Ack
    | Credit
    | Ping
    | Pong
    | Refill
    | Refilled
    | Want
    | Chunk
    | Gone
    | Lack
    | Bodies
    | Standing
    | Keys
    | Refuse
    | Bye
)

_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(AnyFrame)


def encode_frame(frame: Frame) -> bytes:
    """Length and payload."""
    payload = _ENCODER.encode(frame)
    return len(payload).to_bytes(LENGTH_BYTES, "big") + payload


def decode_frame(payload: bytes) -> AnyFrame:
    """The frame of a payload.

    Raises:
        BadFrame: It is none, or a part of it is out of its bounds.
    """
    try:
        frame: AnyFrame = _DECODER.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as why:
        raise BadFrame(why=str(why)) from None
    return frame


def frame_kind(frame: Frame) -> str:
    """The word that stands first in the array."""
    return str(type(frame).__struct_config__.tag)


class FrameBuffer:
    """Bytes as they come, cut into payloads."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> None:
        """Take more bytes."""
        self._held += data

    def next_payload(self) -> bytes | None:
        """The next complete payload; None when more bytes are needed.

        Raises:
            OversizedFrame: The length is zero or beyond `MAX_FRAME_BYTES`.
        """
        if len(self._held) < LENGTH_BYTES:
            return None
        size = int.from_bytes(self._held[:LENGTH_BYTES], "big")
        if not 0 < size <= MAX_FRAME_BYTES:
            raise OversizedFrame(size=size, limit=MAX_FRAME_BYTES)
        end = LENGTH_BYTES + size
        if len(self._held) < end:
            return None
        payload = bytes(memoryview(self._held)[LENGTH_BYTES:end])
        del self._held[:end]
        return payload
