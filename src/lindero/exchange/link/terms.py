"""What a session is opened with: the two logs of the pair, this node's copies of them, and the limits."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import msgspec

from lindero.exchange.link.frames import MAX_FRAME_BYTES
from lindero.exchange.log.pair import PairLog
from lindero.exchange.log.ports import Head
from lindero.model.pairing import Pairing

LOWEST_VERSION: Final = 1
HIGHEST_VERSION: Final = 1


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """Fixed for a session.

    Attributes:
        outgoing: The log that this node writes for the partner.
        incoming: The partner's log for this node.
        window_bytes: Bytes of batch frames that the partner may send before they are receipted. [B]
        ping_s: Between two pings. [s]
        silence_s: After which a partner that sends nothing is given up. [s]
        greeting_s: After which a partner that has not said hello is given up, whatever bytes it sends. [s]
        receipt_s: After which a partner that confirms nothing of what was sent is given up. [s]
        changes: Key changes of both sides that the own hello carries, encoded, oldest first.
        learn: Judges those of the partner's hello; gives the pairing with what this node lacked, None if nothing.
    """

    outgoing: PairLog
    incoming: PairLog
    window_bytes: int = 2 * MAX_FRAME_BYTES
    ping_s: float = 5.0
    silence_s: float = 15.0
    greeting_s: float = 15.0
    receipt_s: float = 120.0
    changes: tuple[bytes, ...] = ()
    learn: Callable[[Sequence[bytes]], Pairing | None] = lambda changes: None


class StoredLog(msgspec.Struct, frozen=True):
    """This node's copy of one log when the session begins.

    Attributes:
        head: Its end. In the mirror the note is of exactly the head's size; when this node has cosigned it, the
            cosignature is in the note.
        leaves: Entry bytes of start <= index < stop, in order.
        receipted: Size of the partner's newest receipt (own log only).
    """

    head: Head
    leaves: Callable[[int, int], Iterable[bytes]]
    receipted: int = 0
