"""Extended squitters as an aircraft sends them: for tests and simulated traffic. The inverse of `squitter`."""

import math
from typing import Final

from lindero.gateways.adsb.codes import remainder_of
from lindero.gateways.adsb.cpr import encode_place
from lindero.kernel.units import FOOT_M, FOOT_PER_MINUTE_MPS, KNOT_MPS

_CHARACTERS: Final = "#ABCDEFGHIJKLMNOPQRSTUVWXYZ##### ###############0123456789######"


def encode_squitter(address: int, field: int, *, format_: int = 17, control: int = 5) -> bytes:
    """A whole message: format, 24-bit address, 56-bit field, parity."""
    head = bytes([format_ << 3 | control]) + address.to_bytes(3, "big") + field.to_bytes(7, "big")
    return head + remainder_of(head + bytes(3)).to_bytes(3, "big")


def encode_identification(callsign: str, category: str) -> int:
    """Field of an identification message."""
    field = (4 - "ABCD".index(category[0])) << 51 | int(category[1]) << 48
    for place, character in enumerate(callsign.ljust(8)[:8]):
        field |= _CHARACTERS.index(character) << (42 - 6 * place)
    return field


def encode_airborne(lat_deg: float, lon_deg: float, altitude_m: float, *, odd: bool, geometric: bool = False) -> int:
    """Field of an airborne position message; the altitude in steps of 25 ft."""
    encoded = encode_place(lat_deg, lon_deg, odd=odd)
    steps = round((altitude_m / FOOT_M + 1000.0) / 25.0)
    code = (steps & 0x7F0) << 1 | 0x10 | steps & 0xF
    return (20 if geometric else 11) << 51 | code << 36 | odd << 34 | encoded.lat << 17 | encoded.lon


def encode_surface(lat_deg: float, lon_deg: float, movement: int, track_deg: float, *, odd: bool) -> int:
    """Field of a surface position message."""
    encoded = encode_place(lat_deg, lon_deg, odd=odd, surface=True)
    heading = round(track_deg * 128.0 / 360.0) % 128
    return 7 << 51 | movement << 44 | 1 << 43 | heading << 36 | odd << 34 | encoded.lat << 17 | encoded.lon


def encode_velocity(speed_mps: float, track_deg: float, climb_mps: float, above_baro_m: float | None = None) -> int:
    """Field of a subsonic velocity over ground."""
    field = 19 << 51 | 1 << 48
    course = math.radians(track_deg)
    for component, sign_at, at in ((math.sin(course), 42, 32), (math.cos(course), 31, 21)):
        knots = round(speed_mps * component / KNOT_MPS)
        field |= (knots < 0) << sign_at | (abs(knots) + 1) << at
    rate = round(climb_mps / FOOT_PER_MINUTE_MPS / 64.0)
    field |= (rate < 0) << 19 | (abs(rate) + 1) << 10
    if above_baro_m is not None:
        steps = round(above_baro_m / FOOT_M / 25.0)
        field |= (steps < 0) << 7 | (abs(steps) + 1)
    return field


def encode_reply(address: int, squawk: str) -> bytes:
    """A reply with the squawk (DF 5): the address is overlaid on its parity."""
    head = bytes([5 << 3, 0]) + encode_squawk(squawk).to_bytes(2, "big")
    return head + (remainder_of(head + bytes(3)) ^ address).to_bytes(3, "big")


def encode_status(state: int, squawk: str) -> int:
    """Field of an emergency or priority status."""
    return 28 << 51 | 1 << 48 | state << 45 | encode_squawk(squawk) << 32


def encode_squawk(squawk: str) -> int:
    """The 13 bits of four octal digits."""
    a, b, c, d = (int(digit) for digit in squawk)
    pairs = [(c, 1), (a, 1), (c, 2), (a, 2), (c, 4), (a, 4), (0, 1), (b, 1), (d, 1), (b, 2), (d, 2), (b, 4), (d, 4)]
    code = 0
    for digit, bit in pairs:
        code = code << 1 | (digit & bit > 0)
    return code


def encode_accuracy(nacp: int) -> int:
    """Field of an operational status, version 2."""
    return 31 << 51 | 2 << 13 | nacp << 8
