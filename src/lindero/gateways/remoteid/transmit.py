"""Frames that a Remote ID transmitter sends, and a capture of them: for the simulator, the benchmark and the tests.

Only what a real transmitter and a real recorder would write; `feed` reads it back.
"""

import struct
import zlib
from typing import Final

from lindero.gateways.capture_files.frames import FRAME_LIMIT
from lindero.gateways.capture_files.pcap import NANOSECONDS_MAGIC
from lindero.gateways.remoteid.bluetooth import ADVERTISING_ACCESS, SERVICE, checksum_of
from lindero.gateways.remoteid.link_types import WIFI_RADIOTAP
from lindero.gateways.remoteid.wifi import NAN_SERVICE, VENDOR
from lindero.kernel.clock import SECOND_NS

_RADIOTAP: Final = struct.pack("<BxHIBx", 0, 10, 1 << 1, 0x10)  # flags only: the checksum is there
_BROADCAST: Final = b"\xff" * 6
_NAN_CLUSTER: Final = bytes.fromhex("50 6f 9a 01 00 ff")
_NAN_NETWORK: Final = bytes.fromhex("51 6f 9a 01 00 00")


def encode_beacon_frame(
    payload: bytes, *, address: str, counter: int, name: str = "", since_start_us: int = 0
) -> bytes:
    """A Wi-Fi beacon (link type 127, with checksum) that carries a message pack.

    Args:
        payload: From `encode_message_pack`.
        address: Of the transmitter, `aa:bb:…`.
        counter: Of its messages, modulo 256.
        name: Of the network, at most 32 bytes.
        since_start_us: The transmitter's own clock. [us]
    """
    source = bytes.fromhex(address.replace(":", ""))
    header = b"\x80\x00\x00\x00" + _BROADCAST + source + source + b"\x00\x00"
    fixed = struct.pack("<QHH", since_start_us, 100, 0x0421)
    elements = _element(0, name.encode()[:32]) + _element(1, b"\x82\x84\x8b\x96")
    vendor = _element(221, VENDOR + bytes([counter & 0xFF]) + payload)
    return _with_radiotap(header + fixed + elements + vendor)


def encode_nan_frame(payload: bytes, *, address: str, counter: int) -> bytes:
    """A Wi-Fi Aware service discovery frame (link type 127, with checksum) that carries a message pack."""
    source = bytes.fromhex(address.replace(":", ""))
    header = b"\xd0\x00\x00\x00" + _NAN_NETWORK + source + _NAN_CLUSTER + b"\x00\x00"
    info = bytes([counter & 0xFF]) + payload
    descriptor = NAN_SERVICE + b"\x01\x00\x10" + bytes([len(info)]) + info
    return _with_radiotap(header + b"\x04\x09\x50\x6f\x9a\x13\x03" + struct.pack("<H", len(descriptor)) + descriptor)


def encode_legacy_advertisement(message: bytes, *, address: str, counter: int) -> bytes:
    """A Bluetooth 4 advertisement (link type 251) of one message of 25 bytes."""
    return _link_layer(0x42, _address(address) + _structure(message, counter))


def encode_extended_advertisement(payload: bytes, *, address: str, counter: int) -> bytes:
    """A Bluetooth 5 advertisement (link type 251) of a message pack."""
    header = b"\x09\x09" + _address(address) + b"\x00\x00"  # length 9, not connectable; address and set id follow
    return _link_layer(0x47, header + _structure(payload, counter))


def encode_pcap_header(link_type: int = WIFI_RADIOTAP) -> bytes:
    """How a capture (pcap, nanoseconds, little endian) begins."""
    return struct.pack("<IHHiIII", NANOSECONDS_MAGIC, 2, 4, 0, 0, FRAME_LIMIT, link_type)


def encode_pcap_record(received_at: int, frame: bytes) -> bytes:
    """One frame of a capture, received at an instant [ns UTC]."""
    seconds, fraction = divmod(received_at, SECOND_NS)
    return struct.pack("<IIII", seconds, fraction, len(frame), len(frame)) + frame


def _element(number: int, content: bytes) -> bytes:
    return bytes([number, len(content)]) + content


def _with_radiotap(frame: bytes) -> bytes:
    return _RADIOTAP + frame + struct.pack("<I", zlib.crc32(frame))


def _address(address: str) -> bytes:
    return bytes.fromhex(address.replace(":", ""))[::-1]


def _structure(payload: bytes, counter: int) -> bytes:
    return bytes([len(payload) + 5]) + SERVICE + bytes([counter & 0xFF]) + payload


def _link_layer(header: int, body: bytes) -> bytes:
    pdu = bytes([header, len(body)]) + body
    return ADVERTISING_ACCESS + pdu + checksum_of(pdu)
