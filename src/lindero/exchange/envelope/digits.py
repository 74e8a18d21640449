"""The digits that two persons read to each other before a link may come up.

SHA-256 over invitation ‖ acceptance as eight groups of five decimal digits: the same in both languages, 132 bits. The
acceptance holds the invitation's own hash, so no other pair of files can be cut from the same bytes.
"""

from hashlib import sha256
from typing import Final

from lindero.exchange.envelope.errors import WrongDigits

_GROUPS: Final = 8


def pairing_digits(invitation: bytes, acceptance: bytes) -> str:
    """Eight groups of five digits: group i = big-endian u32 of bytes 4i..4i+3, modulo 100000, zeros in front."""
    return digits_of(invitation + acceptance)


def digits_of(data: bytes) -> str:
    """The same of any bytes."""
    digest = sha256(data).digest()
    groups = (int.from_bytes(digest[4 * i : 4 * i + 4], "big") % 100_000 for i in range(_GROUPS))
    return " ".join(f"{group:05d}" for group in groups)


def require_digits(expected: str, typed: str) -> None:
    """Refuse what a person typed unless it is the expected digits; spaces, dots and dashes do not matter.

    Raises:
        WrongDigits: At least one digit differs; the error names the first group that does.
    """
    heard = "".join(filter(str.isdigit, typed))
    wanted = expected.replace(" ", "")
    if heard == wanted:
        return
    same = next(
        (i for i, (a, b) in enumerate(zip(wanted, heard, strict=False)) if a != b), min(len(wanted), len(heard))
    )
    raise WrongDigits(group=min(same // 5 + 1, _GROUPS))
