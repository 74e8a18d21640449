"""JSON lines of DroneScout receivers: each wraps all that the receiver knows of one transmitter. No I/O.

    {"protocol": 1.0, "data": {"sensor ID": …, "timestamp": ms UTC, "MAC address": …, "type": "BLE legacy",
     "UASdata": base64 or hex of ODID_UAS_Data}}

The receiver repeats what it knows with every message it hears: each line is one position report.
"""

import base64
import binascii
import re
from typing import Annotated, Final

import msgspec

from lindero.gateways.intake.refusal import refusal_of
from lindero.gateways.remoteid.errors import BadStructure, NotDroneScout
from lindero.gateways.remoteid.feed import Heard, Part, RemoteIdFeed
from lindero.gateways.remoteid.identity import Transmitter
from lindero.gateways.remoteid.odid_structure import decode_structure
from lindero.gateways.remoteid.transmitters import Transmitters
from lindero.kernel.clock import Instant
from lindero.kernel.errors import RemoteError

LINE_LIMIT: Final = 65_536
_MILLISECOND_NS: Final = 1_000_000
_RADIOS: Final = {
    "BLE legacy": "bluetooth-4",
    "BLE long range": "bluetooth-5",
    "WLAN beacon": "wifi-beacon",
    "WLAN NaN": "wifi-nan",
}
_ADDRESS: Final = re.compile(r"([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}")


class _Data(msgspec.Struct, frozen=True):
    """The fields that we use; a receiver may send more."""

    timestamp: Annotated[int, msgspec.Meta(ge=0, le=9_223_372_036_854)]
    radio_word: str = msgspec.field(name="type")
    uas_data: str = msgspec.field(name="UASdata")
    address: str = msgspec.field(name="MAC address", default="")
    sensor: str = msgspec.field(name="sensor ID", default="")


class _Line(msgspec.Struct, frozen=True):
    data: _Data


_DECODER: Final = msgspec.json.Decoder(_Line)


def decode_uas_data(text: str) -> bytes:
    """Bytes of the `UASdata` field: hex where it is all hex digits, else base64.

    Raises:
        BadStructure: It is neither.
    """
    try:
        if re.fullmatch(r"([0-9A-Fa-f]{2})+", text):
            return bytes.fromhex(text)
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadStructure(why="it is neither base64 nor hex") from None


class DroneScoutLines:
    """Lines of one receiver, from bytes in pieces of any size.

    Args:
        peer: Who sends them, for refusals; a file's name.
        transmitters: Everybody heard so far; shared between the feeds of a node.
    """

    def __init__(self, peer: str = "", transmitters: Transmitters | None = None) -> None:
        self._peer = peer
        self._feed = RemoteIdFeed(transmitters, peer=peer)
        self._pending = b""
        self._offset = 0
        self._skipping = False

    def feed(self, data: bytes) -> list[Heard]:
        """What the lines say that these bytes complete."""
        *lines, self._pending = (self._pending + data).split(b"\n")
        heard = [found for line in lines if (found := self._take_line(line, len(line) + 1)) is not None]
        if len(self._pending) > LINE_LIMIT:  # refused once; the rest of the line is passed over
            if not self._skipping:
                heard.append(self._refuse(NotDroneScout(why=f"line of more than {LINE_LIMIT} bytes"), self._pending))
            self._skipping = True
            self._offset += len(self._pending)
            self._pending = b""
        return heard

    def finish(self) -> list[Heard]:
        """At the end of the bytes: the last line, if it had no end."""
        line, self._pending = self._pending, b""
        found = self._take_line(line, len(line))
        return [] if found is None else [found]

    def _take_line(self, line: bytes, size: int) -> Heard | None:
        """What one line says; None for an empty one and for the tail of one that was too long."""
        skipped, self._skipping = self._skipping, False
        try:
            return None if skipped or not line.strip() else self._heard(line)
        except RemoteError as error:
            return self._refuse(error, line)
        finally:
            self._offset += size

    def _heard(self, line: bytes) -> Heard:
        try:
            data = _DECODER.decode(line).data
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as why:
            raise NotDroneScout(why=str(why)) from None
        if data.address and not _ADDRESS.fullmatch(data.address):
            raise NotDroneScout(why=f"MAC address {data.address[:40]!r}")
        raw = decode_uas_data(data.uas_data)
        parts = [Part(self._offset, raw, message) for message in decode_structure(raw)]
        transmitter = Transmitter(_RADIOS.get(data.radio_word, data.radio_word[:40].lower()), data.address.lower())
        heard = Heard()
        received_at = Instant(data.timestamp * _MILLISECOND_NS)
        self._feed.take_messages(transmitter, parts, received_at, heard, sensor=data.sensor or None)
        return heard

    def _refuse(self, error: RemoteError, line: bytes) -> Heard:
        return Heard(refusals=[refusal_of(error, offset=self._offset, raw=line, peer=self._peer)])
