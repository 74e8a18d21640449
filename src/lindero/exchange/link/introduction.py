"""What is said before two nodes know each other's certificates (again): key changes, and nothing of a session.

A node whose certificate the partner does not know, because the partner was restored from a backup before a rotation or
because a theft made all keys new, shows the chain of signed changes. It needs no trust in who brings it: every change
carries its own signatures. Format and rules: spec/link.md, "Introduction".
"""

from collections.abc import Sequence
from typing import Final

from lindero.exchange.link.errors import BadFrame, OversizedFrame
from lindero.exchange.link.frames import (
    LENGTH_BYTES,
    MAX_CHANGE_BYTES,
    MAX_HELLO_CHANGES,
    Hello,
    Keys,
    decode_frame,
    encode_frame,
    frame_kind,
)

MAX_INTRODUCTION_BYTES: Final = 65_536
"""Of the one frame that a stranger may send."""
MAX_HELLO_BYTES: Final = MAX_HELLO_CHANGES * MAX_CHANGE_BYTES + 65_536
"""Of the hello that is read from a partner whose certificate is not known."""


def encode_introduction(changes: Sequence[bytes]) -> bytes:
    """The frame that says who one is: as many of these changes, oldest first, as fit; the newest are kept."""
    kept, left = [], MAX_INTRODUCTION_BYTES - 64
    for change in reversed(changes[-MAX_HELLO_CHANGES:]):
        left -= len(change) + 5
        if left < 0:
            break
        kept.append(change)
    return encode_frame(Keys(tuple(reversed(kept))))


def payload_size(head: bytes, limit: int) -> int:
    """Length of the payload that follows.

    Raises:
        OversizedFrame: It is zero or beyond the limit.
    """
    size = int.from_bytes(head[:LENGTH_BYTES], "big")
    if not 0 < size <= limit:
        raise OversizedFrame(size=size, limit=limit)
    return size


def changes_in(payload: bytes, kind: type[Keys] | type[Hello]) -> tuple[bytes, ...]:
    """The key changes of a frame of that kind; nothing of them is verified.

    Raises:
        BadFrame: It is another frame, or none.
    """
    frame = decode_frame(payload)
    if not isinstance(frame, kind):
        raise BadFrame(why=f"a frame of kind {frame_kind(frame)} before anybody is known")
    return frame.changes
