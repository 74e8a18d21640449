"""What came of a check."""

import msgspec


class Met(msgspec.Struct, frozen=True):
    """The node does what is required."""


class Unmet(msgspec.Struct, frozen=True):
    """It does not; both in the words of the link: kinds of frames, codes, `closed`, `nothing`."""

    expected: str
    seen: str


class NotRun(msgspec.Struct, frozen=True):
    """It could not be checked, and why."""

    en: str
    es: str


Verdict = Met | Unmet | NotRun
