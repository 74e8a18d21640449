"""Short numbers for people: said over a radio, written on paper, with a check character against slips.

`U104-2` is track 104 of a node on the side of the USA, `AM7-C` alert 7 of a node on the side of Mexico. The sum of the
characters' values, each times a power of 2, is a multiple of 31, the check character being the last: 31 is prime, so
every wrong character and every swap of neighbours is found (the pure systems of ISO 7064, with a modulus whose
characters need no `*`). The alphabet leaves out what is mistaken for another: I, L, O, Q, Z.
"""

from typing import Final

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPRSTUVWXY"
_MODULUS: Final = len(_ALPHABET)


def check_character(text: str) -> str:
    """Check character of characters of the alphabet."""
    total = 0
    for character in text:
        total = (total + _ALPHABET.index(character)) * 2 % _MODULUS
    return _ALPHABET[-total % _MODULUS]


def track_number(side: str, count: int) -> str:
    """Number of the count-th track of a node: initial of its side, count, check character."""
    body = f"{side[0]}{count}"
    return f"{body}-{check_character(body)}"


def alert_number(side: str, count: int) -> str:
    """Number of the count-th alert of a node."""
    body = f"A{side[0]}{count}"
    return f"{body}-{check_character(body)}"


def declaration_number(side: str, count: int) -> str:
    """Number of the count-th declaration of a node."""
    body = f"D{side[0]}{count}"
    return f"{body}-{check_character(body)}"


def notice_number(side: str, count: int) -> str:
    """Number of the count-th airspace notice of a node."""
    body = f"N{side[0]}{count}"
    return f"{body}-{check_character(body)}"


def count_of(number: str) -> int:
    """The count in a short number; 0 where there is none."""
    digits = "".join(filter(str.isdigit, number.partition("-")[0]))
    return int(digits) if digits else 0


def is_number(text: str) -> bool:
    """Whether the check character fits."""
    body, dash, check = text.upper().rpartition("-")
    return bool(dash) and bool(body) and all(c in _ALPHABET for c in body) and check_character(body) == check
