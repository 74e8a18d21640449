"""Extended squitters (DF 17 and 18) and replies with a squawk (DF 5 and 21): bytes to what they say. Pure.

Every message is checked by its parity. Altitudes and speeds become SI here and keep their reference.

Source: RTCA DO-260B, §2.2.3.2; ICAO Annex 10 volume IV, §3.1.2 (formats), appendix 1 to chapter 3 of Doc 9871.
"""

from typing import Final

import msgspec

from lindero.gateways.adsb.codes import callsign_of, feet_of_ac12, remainder_of, squawk_of_id13
from lindero.gateways.adsb.cpr import Encoded
from lindero.gateways.adsb.emergencies import OF_STATE
from lindero.gateways.adsb.errors import BadModeS, BadParity
from lindero.gateways.adsb.motion import Motion, motion_of, movement_mps
from lindero.gateways.adsb.report import Address, Source
from lindero.kernel.errors import Words
from lindero.kernel.units import FOOT_M
from lindero.model.airspace import Emergency

SHORT_BYTES: Final = 7
LONG_BYTES: Final = 14
_INTERROGATORS: Final = 80
"""The parity of an all-call reply holds the interrogator's code, which is less than this."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A position message.

    Attributes:
        encoded: Compact position.
        altitude_baro_m: Pressure altitude.
        altitude_hae_m: GNSS height.
        speed_mps: Over ground; of surface messages only.
        track_deg: Of surface messages only.
    """

    encoded: Encoded
    altitude_baro_m: float | None = None
    altitude_hae_m: float | None = None
    speed_mps: float | None = None
    track_deg: float | None = None


class Identification(msgspec.Struct, frozen=True):
    """Callsign and emitter category."""

    callsign: str | None
    category: str


class Status(msgspec.Struct, frozen=True):
    """Emergency state and squawk."""

    state: Emergency | None
    squawk: str


class Accuracy(msgspec.Struct, frozen=True):
    """Navigation accuracy category of the position."""

    nacp: int


class Squawk(msgspec.Struct, frozen=True):
    """A reply's squawk; its address is only as good as the parity that it was overlaid on."""

    squawk: str


class Alive(msgspec.Struct, frozen=True):
    """Nothing but an address, of which the parity says that it is one."""


Content = Place | Identification | Motion | Status | Accuracy | Squawk | Alive


def decode_mode_s(message: bytes) -> tuple[Address, Content] | None:
    """Who says what; None for formats that say nothing that we use.

    Raises:
        BadParity: The parity does not hold.
        BadModeS: The length is not that of the format.
    """
    kind = message[0] >> 3
    if len(message) != (LONG_BYTES if kind >= 16 else SHORT_BYTES):
        raise BadModeS(why=Words(f"format {kind} of {len(message)} bytes", f"formato {kind} de {len(message)} bytes"))
    remainder = remainder_of(message)
    if kind in (5, 21):
        code = int.from_bytes(message[2:4], "big") & 0x1FFF
        return Address(f"{remainder:06x}", "adsb-1090"), Squawk(squawk_of_id13(code))
    if kind not in (11, 17, 18):
        return None
    if remainder >= _INTERROGATORS if kind == 11 else remainder:
        raise BadParity(format=kind, remainder=remainder)
    text = message[1:4].hex()
    if kind == 11:
        return Address(text, "adsb-1090"), Alive()
    field = int.from_bytes(message[4:11], "big")
    address = Address(text, "adsb-1090") if kind == 17 else _relayed(message[0] & 7, text, field)
    content = _content_of(field) if address is not None else None
    return None if address is None or content is None else (address, content)


def _relayed(control: int, text: str, field: int) -> Address | None:
    """The address of a DF 18 by its control field and, where that leaves it open, the message's own bit."""
    sources: dict[int, Source] = {0: "adsb-1090", 1: "adsb-1090", 2: "tisb", 5: "tisb", 6: "adsr"}
    if control not in sources:
        return None
    foreign = control in (1, 5) or (control in (2, 6) and _not_icao(field))
    return Address(f"~{text}" if foreign else text, sources[control])


def _not_icao(field: int) -> bool:
    """The IMF bit, which stands elsewhere in each type."""
    kind = field >> 51
    bit = 21 if 5 <= kind <= 8 else 9 if kind == 19 else 8 if 9 <= kind <= 22 else None
    return bit is not None and bool(field >> (56 - bit) & 1)


def _content_of(field: int) -> Content | None:
    """What the 56 bits of the message field say; None for types that say nothing that we use."""
    kind = field >> 51
    if 1 <= kind <= 4:
        return Identification(callsign_of(field & (1 << 48) - 1), f"{'DCBA'[kind - 1]}{field >> 48 & 7}")
    if 5 <= kind <= 8:
        return _surface(field)
    if 9 <= kind <= 18 or 20 <= kind <= 22:
        return _airborne(field, geometric=kind >= 20)
    if kind == 19:
        return motion_of(field)
    if kind == 28 and field >> 48 & 7 == 1:
        return Status(OF_STATE[field >> 45 & 7], squawk_of_id13(field >> 32 & 0x1FFF))
    if kind == 31 and field >> 48 & 7 in (0, 1) and field >> 13 & 7:
        return Accuracy(field >> 8 & 15)
    return None


def _encoded(field: int, *, surface: bool) -> Encoded:
    return Encoded(bool(field >> 34 & 1), field >> 17 & 0x1FFFF, field & 0x1FFFF, surface)


def _airborne(field: int, *, geometric: bool) -> Place:
    feet = feet_of_ac12(field >> 36 & 0xFFF)
    metres = None if feet is None else feet * FOOT_M
    encoded = _encoded(field, surface=False)
    return (
        Place(encoded=encoded, altitude_hae_m=metres) if geometric else Place(encoded=encoded, altitude_baro_m=metres)
    )


def _surface(field: int) -> Place:
    speed_mps = movement_mps(field >> 44 & 0x7F)
    valid = bool(field >> 43 & 1)
    track_deg = (field >> 36 & 0x7F) * 360.0 / 128.0 if valid else None
    return Place(encoded=_encoded(field, surface=True), speed_mps=speed_mps, track_deg=track_deg)
