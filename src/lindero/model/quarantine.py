"""What a node refused: kept beside its reason, so that a person can look and nothing is dropped silently."""

import msgspec

RAW_KEPT = 4096
"""Bytes of the refused input that are kept."""


class Refused(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One refusal.

    Attributes:
        at: When. [ns UTC]
        source: Gateway or partner that it came from.
        code: Code of the error.
        message: What happened, in English; the code leads to the Spanish sentence.
        offset: Byte offset in the stream or file; None where there is none.
        raw: The first bytes of what was refused.
    """

    at: int
    source: str
    code: str
    message: str
    offset: int | None = None
    raw: bytes = b""
