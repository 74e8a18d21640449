"""A message that was not taken in: what it was, where it stood and why, in both languages."""

from typing import Final

import msgspec

from lindero.kernel.errors import RemoteError

EXCERPT_BYTES: Final = 4096
"""So much of a refused message is kept; the rest is counted only."""


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """One refused message, as quarantine and `lindero decode` report it.

    Attributes:
        offset: Where the message begins in its stream or file. [bytes]
        code: Stable dotted code of the error.
        message_en: What is wrong, naming the field where there is one.
        message_es: The same in Spanish.
        raw: The message's first bytes, at most `EXCERPT_BYTES`.
        peer: Who sent it, as far as it said; a file's name when decoding one.
    """

    offset: int
    code: str
    message_en: str
    message_es: str
    raw: bytes = b""
    peer: str = ""


def refusal_of(error: RemoteError, *, offset: int, raw: bytes, peer: str) -> Refusal:
    """The refusal that reports an error of the other side."""
    return Refusal(
        offset=offset,
        code=error.code,
        message_en=error.text("en"),
        message_es=error.text("es"),
        raw=bytes(raw[:EXCERPT_BYTES]),
        peer=peer,
    )
