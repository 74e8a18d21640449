"""A broadcast found in a frame, whatever the radio."""

from typing import Final, Literal

import msgspec

Radio = Literal["wifi-beacon", "wifi-nan", "bluetooth-4", "bluetooth-5"]

APPLICATION_CODE: Final = 0x0D
"""What Remote ID's vendor type (Wi-Fi) and application code (Bluetooth) are."""


class Broadcast(msgspec.Struct, frozen=True, kw_only=True):
    """What one transmitter said at once.

    Attributes:
        radio: Technology.
        address: Link-layer address of the transmitter, `aa:bb:…`; None where the frame does not say.
        counter: Counts the transmitter's messages.
        at: Where `payload` begins in the frame. [bytes]
        payload: A message pack or one message.
    """

    radio: Radio
    address: str | None
    counter: int
    at: int
    payload: bytes
