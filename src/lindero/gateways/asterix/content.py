"""What bits stand for: whole numbers, quantities in the standard's own units, and text in its three alphabets."""

from collections.abc import Callable
from typing import Final

import msgspec

Value = int | float | str | bytes | dict[str, "Value"] | list["Value"]
"""An item as it is read: a number or text, its parts by name, or its repetitions."""

_ICAO: Final = {0x20: " "} | {1 + i: chr(65 + i) for i in range(26)} | {0x30 + i: chr(48 + i) for i in range(10)}
_ALPHABETS: Final[dict[str, tuple[int, dict[int, str]]]] = {
    "ascii": (8, {code: chr(code) for code in range(256)}),
    "icao": (6, _ICAO),
    "octal": (3, {digit: str(digit) for digit in range(8)}),
}


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """How bits become a value and back.

    Attributes:
        decode: Bits as an unsigned number → value.
        encode: Value → bits as an unsigned number; raises ValueError where it does not fit.
    """

    decode: Callable[[int], int | float | str]
    encode: Callable[[float | str], int]


def content_of(spec: list[object], bits: int) -> Content:
    """The content that a table names for so many bits."""
    match spec:
        case ["string", str(alphabet)]:
            return _text(bits, *_ALPHABETS[alphabet])
        case ["integer", bool(signed)]:
            return _quantity(bits, 1, signed=signed)
        case ["quantity", bool(signed), float(lsb), str()]:
            return _quantity(bits, lsb, signed=signed)
        case _:
            return _quantity(bits, 1, signed=False)


def _quantity(bits: int, lsb: float, *, signed: bool) -> Content:
    turn, half = 1 << bits, 1 << (bits - 1)
    lowest, highest = (-half, half - 1) if signed else (0, turn - 1)

    def decode(raw: int) -> int | float:
        return (raw - turn if signed and raw >= half else raw) * lsb

    def encode(value: float | str) -> int:
        steps = round(float(value) / lsb)
        if not lowest <= steps <= highest:
            raise ValueError(f"{value} does not fit into {bits} bits of {lsb}")
        return steps % turn

    return Content(decode=decode, encode=encode)


def _text(bits: int, width: int, letters: dict[int, str]) -> Content:
    shifts = range(bits - width, -1, -width)
    mask = (1 << width) - 1
    codes = {letter: code for code, letter in letters.items()}
    pad = "0" if width == 3 else " "

    def decode(raw: int) -> str:
        return "".join(letters.get(raw >> shift & mask, "") for shift in shifts)

    def encode(value: float | str) -> int:
        text = str(value)
        if len(text) > len(shifts) or not set(text) <= codes.keys():
            raise ValueError(f"{text!r} is no text of {len(shifts)} such characters")
        return sum(codes[letter] << shift for letter, shift in zip(text.ljust(len(shifts), pad), shifts, strict=True))

    return Content(decode=decode, encode=encode)
