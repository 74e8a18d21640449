"""UDP datagrams out of captured frames: Ethernet (VLAN tags too), Linux "cooked", BSD loopback, raw IP; IPv4 and IPv6.

A datagram that was cut into IP fragments is passed over: surveillance networks do not fragment.
"""

import struct
from collections.abc import Callable, Mapping
from typing import Final

ACCEPTED: Final[Mapping[int, str]] = {
    0: "NULL",
    1: "ETHERNET",
    101: "RAW",
    113: "LINUX_SLL",
    228: "IPV4",
    229: "IPV6",
    276: "LINUX_SLL2",
}
_IPV4, _IPV6, _VLANS = 0x0800, 0x86DD, (0x8100, 0x88A8)
_UDP: Final = 17


def datagram_in(link_type: int, frame: bytes) -> bytes | None:
    """The payload of the UDP datagram that a frame holds; None where it holds none, or not all of it.

    Args:
        link_type: One of `ACCEPTED`.
        frame: As it was captured.
    """
    packet = _PACKETS[link_type](frame)
    if not packet:
        return None
    segment = _udp_of_ipv4(packet) if packet[0] >> 4 == 4 else _udp_of_ipv6(packet) if packet[0] >> 4 == 6 else None
    if segment is None or len(segment) < 8:
        return None
    (length,) = struct.unpack_from(">H", segment, 4)
    return segment[8:length] if 8 <= length <= len(segment) else None


def _udp_of_ipv4(packet: bytes) -> bytes | None:
    header = 4 * (packet[0] & 0xF)
    if len(packet) < 20 or packet[9] != _UDP or int.from_bytes(packet[6:8], "big") & 0x3FFF or header < 20:
        return None
    return packet[header : int.from_bytes(packet[2:4], "big")]


def _udp_of_ipv6(packet: bytes) -> bytes | None:
    if len(packet) < 40 or packet[6] != _UDP:
        return None
    return packet[40 : 40 + int.from_bytes(packet[4:6], "big")]


def _of_ethernet(frame: bytes) -> bytes:
    at = 12
    while int.from_bytes(frame[at : at + 2], "big") in _VLANS:
        at += 4
    return frame[at + 2 :] if int.from_bytes(frame[at : at + 2], "big") in (_IPV4, _IPV6) else b""


def _behind(size: int) -> Callable[[bytes], bytes]:
    """What stands behind a header of so many bytes."""
    return lambda frame: frame[size:]


_PACKETS: Final[Mapping[int, Callable[[bytes], bytes]]] = {
    0: _behind(4),
    1: _of_ethernet,
    101: _behind(0),
    113: _behind(16),
    228: _behind(0),
    229: _behind(0),
    276: _behind(20),
}
