"""Short numbers for people: said over a radio, written on paper, with a check character against slips.

`U104-K` is track 104 of a node on the side of the USA, `AM7-2` alert 7 of a node on the side of Mexico. The check
character follows ISO 7064, MOD 37-36 (pure alphanumeric), which finds every single slip, and in these numbers every
swap of neighbouring digits.
"""

from typing import Final

_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def check_character(text: str) -> str:
    """ISO 7064 MOD 37-36 check character of upper-case letters and digits."""
    remainder = 36
    for character in text:
        total = (remainder + _ALPHABET.index(character)) % 36 or 36
        remainder = total * 2 % 37
    return _ALPHABET[(37 - remainder) % 36]


def track_number(side: str, count: int) -> str:
    """Number of the count-th track of a node: initial of its side, count, check character."""
    body = f"{side[0]}{count}"
    return f"{body}-{check_character(body)}"


def alert_number(side: str, count: int) -> str:
    """Number of the count-th alert of a node."""
    body = f"A{side[0]}{count}"
    return f"{body}-{check_character(body)}"


def count_of(number: str) -> int:
    """The count in a short number; 0 where there is none."""
    digits = "".join(filter(str.isdigit, number.partition("-")[0]))
    return int(digits) if digits else 0


def is_number(text: str) -> bool:
    """Whether the check character fits."""
    body, dash, check = text.upper().rpartition("-")
    return bool(dash) and bool(body) and all(c in _ALPHABET for c in body) and check_character(body) == check
