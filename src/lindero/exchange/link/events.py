"""What a session tells its owner. The owner acts on them in order."""

import msgspec

from lindero.exchange.envelope.entry import Entry
from lindero.exchange.link.evidence import Evidence
from lindero.exchange.link.frames import PartnerState
from lindero.exchange.log.ports import Frontier, Head, Slot
from lindero.kernel.errors import LinderoError


class Send(msgspec.Struct, frozen=True):
    """Write these bytes to the partner."""

    data: bytes


class PartnerHello(msgspec.Struct, frozen=True):
    """The partner is who it should be and both logs agree: the link is connected.

    Attributes:
        version: Of the link, the highest that both speak.
        resume_at: Index from which the own log goes on at the partner.
        frontier: Of the own log at that size.
        partner_size: How far the partner's log reaches.
    """

    version: int
    resume_at: int
    frontier: Frontier
    partner_size: int = 0


class KeysLearned(msgspec.Struct, frozen=True):
    """The partner's hello brought key changes that this node lacked: it is to keep them before all that follows.

    Attributes:
        changes: All that the hello carried, encoded.
    """

    changes: tuple[bytes, ...]


class PartnerLost(msgspec.Struct, frozen=True):
    """Alarm: the partner holds less than it once confirmed. What it lost is sent again.

    Attributes:
        receipted: Size of its newest receipt.
        size: What it holds now.
    """

    receipted: int
    size: int


class RolledBack(msgspec.Struct, frozen=True):
    """Alarm: this node lost the end of its own log, which the partner holds. Answer with `request_refill`."""

    own_size: int
    partner_size: int


class PartnerRolledBack(msgspec.Struct, frozen=True):
    """Alarm: the partner lost the end of its own log, which the mirror here holds; it will ask for it."""

    mirror_size: int
    partner_size: int


class RefillWanted(msgspec.Struct, frozen=True):
    """The partner asks for its entries first <= index < stop; answer with `refill`, in parts."""

    first: int
    stop: int


class RefillArrived(msgspec.Struct, frozen=True):
    """The lost end of the own log, verified. Make it durable, then `close`; the next session resumes."""

    first: int
    entries: list[bytes]
    decoded: list[Entry]
    slots: list[Slot]
    head: Head


class BatchArrived(msgspec.Struct, frozen=True):
    """Entries of the partner, verified: indexes, commitments, root, signature. Make durable, then `receipt`.

    Attributes:
        first: Index of the first.
        entries: Leaves as sent.
        decoded: The same, decoded.
        slots: Salt and body of each, or why they are not there.
        head: Of the mirror after them, with the partner's note.
    """

    first: int
    entries: list[bytes]
    decoded: list[Entry]
    slots: list[Slot]
    head: Head


class Receipted(msgspec.Struct, frozen=True):
    """The partner's receipt for everything below a size, verified.

    Attributes:
        size: Entries that are durable there.
        note: The cosigned checkpoint, to be kept.
        signed_s: When the partner signed. [POSIX s]
    """

    size: int
    note: bytes
    signed_s: int


class CreditChanged(msgspec.Struct, frozen=True):
    """So many bytes of batch frames may be sent now."""

    room: int


class RoundTrip(msgspec.Struct, frozen=True):
    """A ping came back.

    Attributes:
        round_trip_s: Time there and back. [s]
        clock_offset_ms: The partner's wall clock minus ours, good to half the round trip. [ms]
    """

    round_trip_s: float
    clock_offset_ms: float


class ChunkWanted(msgspec.Struct, frozen=True):
    """The partner asks for a chunk of the file of an own entry; answer with `chunk`, slice by slice, or `gone`."""

    entry: int
    index: int


class ChunkArrived(msgspec.Struct, frozen=True):
    """A chunk that was asked for, whole and verified. Make it durable before it is shown."""

    entry: int
    index: int
    salt: bytes
    data: bytes


class ChunkGone(msgspec.Struct, frozen=True):
    """The partner does not have a chunk that was asked for, or not for us."""

    entry: int
    index: int


class BodiesWanted(msgspec.Struct, frozen=True):
    """The partner was restored, and asks for the bodies of own entries again; answer with `bodies`."""

    first: int
    count: int


class BodiesArrived(msgspec.Struct, frozen=True):
    """Slots of the partner's log that were asked for again, each body verified; perhaps fewer than were asked for."""

    first: int
    slots: list[Slot]


class PartnerStanding(msgspec.Struct, frozen=True):
    """Where the pairing stands at the partner."""

    state: PartnerState


class Stopped(msgspec.Struct, frozen=True):
    """The session is over: write what was sent before, then close the connection.

    Attributes:
        error: Why; None for an orderly end.
        evidence: What to keep when two histories contradict each other.
    """

    error: LinderoError | None
    evidence: Evidence | None = None


Event = (
    Send
    | KeysLearned
    | PartnerHello
    | PartnerLost
    | RolledBack
    | PartnerRolledBack
    | RefillWanted
    | RefillArrived
    | BatchArrived
    | Receipted
    | CreditChanged
    | RoundTrip
    | ChunkWanted
    | ChunkArrived
    | ChunkGone
    | BodiesWanted
    | BodiesArrived
    | PartnerStanding
    | Stopped
)
