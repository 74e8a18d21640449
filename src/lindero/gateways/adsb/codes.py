"""Codes of the transponder: altitudes in 25 ft steps or Gillham's Gray code, squawks, characters, parity.

Source: ICAO Annex 10 volume IV, §3.1.2.6.5.4 (altitude), §3.1.2.6.7.1 (identity), §3.1.2.3.3 (parity), table 3-8
(characters).
"""

from typing import Final

_GENERATOR: Final = 0xFFF409
_CHARACTERS: Final = "#ABCDEFGHIJKLMNOPQRSTUVWXYZ##### ###############0123456789######"


def _remainders() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        value = byte << 16
        for _ in range(8):
            value = (value << 1) ^ (_GENERATOR if value & 0x800000 else 0)
        table.append(value & 0xFFFFFF)
    return tuple(table)


_TABLE: Final = _remainders()


def remainder_of(message: bytes) -> int:
    """Parity less the parity field: 0 where they agree, the address where it was overlaid."""
    value = 0
    for byte in message[:-3]:
        value = (value << 8 & 0xFFFFFF) ^ _TABLE[value >> 16 ^ byte]
    return value ^ int.from_bytes(message[-3:], "big")


def feet_of_ac12(code: int) -> int | None:
    """Altitude [ft] of the 12 bits of an airborne position; None for "no information" and for codes that are none."""
    if code & 0x10:
        return ((code & 0xFE0) >> 1 | code & 0xF) * 25 - 1000
    return feet_of_gillham((code & 0xFC0) << 1 | code & 0x3F)


def feet_of_gillham(code: int) -> int | None:
    """Altitude [ft] of 13 bits C1 A1 C2 A2 C4 A4 0 B1 0 B2 D2 B4 D4; None for codes that are none."""
    bits = [code >> shift & 1 for shift in range(12, -1, -1)]
    c1, a1, c2, a2, c4, a4, _, b1, _, b2, d2, b4, d4 = bits
    fives = _binary_of_gray((d2, d4, a1, a2, a4, b1, b2, b4))
    ones = _binary_of_gray((c1, c2, c4))
    if ones in (0, 5, 6):
        return None
    ones = 5 if ones == 7 else ones
    return 500 * fives + 100 * (6 - ones if fives % 2 else ones) - 1300


def _binary_of_gray(bits: tuple[int, ...]) -> int:
    value = 0
    for bit in bits:
        value = value << 1 | (value & 1 ^ bit)
    return value


def squawk_of_id13(code: int) -> str:
    """Four octal digits of 13 bits C1 A1 C2 A2 C4 A4 0 B1 D1 B2 D2 B4 D4."""
    c1, a1, c2, a2, c4, a4, _, b1, d1, b2, d2, b4, d4 = (code >> shift & 1 for shift in range(12, -1, -1))
    digits = ((a4, a2, a1), (b4, b2, b1), (c4, c2, c1), (d4, d2, d1))
    return "".join(str(four << 2 | two << 1 | one) for four, two, one in digits)


def callsign_of(field: int) -> str | None:
    """Eight characters of 48 bits; None for an empty one and one with characters that are none."""
    text = "".join(_CHARACTERS[field >> shift & 63] for shift in range(42, -1, -6)).strip()
    return text if text and "#" not in text else None
