"""Remote ID in Bluetooth Low Energy advertising: legacy (Bluetooth 4) and extended (Bluetooth 5, long range).

Sources: ASTM F3411-22a, broadcast by Bluetooth; Bluetooth Core 5.4, vol. 6 part B, sections 2.3 and 3.1.1; the tcpdump
group's pages of LINKTYPE_BLUETOOTH_LE_LL, _WITH_PHDR and NORDIC_BLE.
"""

from typing import Final

from lindero.gateways.remoteid.broadcasts import APPLICATION_CODE, Broadcast, Radio
from lindero.gateways.remoteid.errors import DamagedFrame, TruncatedFrame

SERVICE: Final = b"\x16\xfa\xff" + bytes([APPLICATION_CODE])
"""Service data (AD type 0x16) of UUID 0xFFFA, and the application code."""

ADVERTISING_ACCESS: Final = b"\xd6\xbe\x89\x8e"
"""Access address of every advertising channel, as sent."""

_LEGACY_TYPES: Final = (0, 2, 4, 6)  # ADV_IND, ADV_NONCONN_IND, SCAN_RSP, ADV_SCAN_IND
_EXTENDED_TYPE: Final = 7
_CHECKSUM: Final = 3
_PHDR: Final = 10
_CODED: Final = 2
_NORDIC_HEADERS: Final = 1 + 6 + 10  # board, sniffer header, Bluetooth header


def _crc_table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xDA6000 if crc & 1 else 0)
        table.append(crc)
    return tuple(table)


_CRC_TABLE: Final = _crc_table()


def checksum_of(pdu: bytes) -> bytes:
    """The three bytes of CRC that follow an advertising PDU (polynomial 0x00065B, seed 0x555555)."""
    crc = 0xAAAAAA  # the seed, bits in the order of sending
    for byte in pdu:
        crc = crc >> 8 ^ _CRC_TABLE[(crc ^ byte) & 0xFF]
    return crc.to_bytes(3, "little")


def broadcasts_in_link_layer(frame: bytes, *, whole: bool = True) -> list[Broadcast]:
    """Broadcasts of a bare link-layer frame (link type 251).

    Raises:
        DamagedFrame: Its checksum fails.
        TruncatedFrame: It ends before the broadcast does.
    """
    if SERVICE not in frame:
        return []
    return _broadcasts(frame, 0, coded=False, check=whole)


def broadcasts_in_phdr(frame: bytes, *, whole: bool = True) -> list[Broadcast]:
    """Broadcasts of a link-layer frame after the radio's pseudo-header (link type 256).

    Raises:
        DamagedFrame: Its checksum fails, or the radio says that it did.
        TruncatedFrame: It ends before the broadcast does.
    """
    if SERVICE not in frame:
        return []
    if len(frame) < _PHDR:
        raise TruncatedFrame(what="Bluetooth pseudo-header", need=_PHDR, got=len(frame))
    flags = int.from_bytes(frame[8:10], "little")
    checked, valid = flags & 0x0400, flags & 0x0800
    if checked and not valid:
        raise DamagedFrame
    return _broadcasts(frame, _PHDR, coded=flags >> 14 == _CODED, check=whole and not checked)


def broadcasts_in_nordic(frame: bytes, *, whole: bool = True) -> list[Broadcast]:
    """Broadcasts of a frame of Nordic's sniffer (link type 272), protocol versions 1 to 3.

    Raises:
        DamagedFrame: The sniffer says that the checksum failed.
        TruncatedFrame: It ends before the broadcast does.
    """
    del whole  # the sniffer checks, and the broadcast's own lengths show a cut
    if SERVICE not in frame:
        return []
    if len(frame) < _NORDIC_HEADERS:
        raise TruncatedFrame(what="sniffer header", need=_NORDIC_HEADERS, got=len(frame))
    version, size, flags = frame[3], frame[7], frame[8]
    if version not in (1, 2, 3) or size != 10:
        return []
    if not flags & 1:
        raise DamagedFrame
    return _broadcasts(frame, _NORDIC_HEADERS, coded=flags >> 4 & 7 == _CODED, check=False)


def _broadcasts(frame: bytes, start: int, *, coded: bool, check: bool) -> list[Broadcast]:
    """Broadcasts of the frame that begins with its access address at `start`; a coding indicator may follow that."""
    if frame[start : start + 4] != ADVERTISING_ACCESS:
        return []
    pdu = start + 4 + coded
    if len(frame) < pdu + 2:
        raise TruncatedFrame(what="advertising header", need=pdu + 2, got=len(frame))
    end = pdu + 2 + frame[pdu + 1]
    if len(frame) < end:
        raise TruncatedFrame(what="advertisement", need=end, got=len(frame))
    if check and frame[end : end + _CHECKSUM] != checksum_of(frame[pdu:end]):
        raise DamagedFrame
    kind = frame[pdu] & 0xF
    if kind == _EXTENDED_TYPE:
        return _in_extended(frame, pdu + 2, end)
    if kind in _LEGACY_TYPES:
        return _in_structures(frame, pdu + 8, end, "bluetooth-4", _address(frame, pdu + 2))
    return []


def _address(frame: bytes, start: int) -> str:
    return frame[start : start + 6][::-1].hex(":")


def _in_extended(frame: bytes, start: int, end: int) -> list[Broadcast]:
    """Broadcasts of an extended advertising PDU: a header of optional fields, then the structures."""
    size = frame[start] & 0x3F if start < end else 0
    if start + 1 + size > end:
        raise TruncatedFrame(what="extended header", need=size, got=end - start - 1)
    has_address = size >= 7 and frame[start + 1] & 1
    address = _address(frame, start + 2) if has_address else None
    return _in_structures(frame, start + 1 + size, end, "bluetooth-5", address)


def _in_structures(frame: bytes, start: int, end: int, radio: Radio, address: str | None) -> list[Broadcast]:
    found = []
    while start + 1 < end and frame[start]:
        size = frame[start]
        if frame[start + 1 : start + 5] == SERVICE and size >= 5:
            if start + 1 + size > end:
                raise TruncatedFrame(what="service data", need=size, got=end - start - 1)
            found.append(
                Broadcast(
                    radio=radio,
                    address=address,
                    counter=frame[start + 5],
                    at=start + 6,
                    payload=frame[start + 6 : start + 1 + size],
                )
            )
        start += 1 + size
    return found
