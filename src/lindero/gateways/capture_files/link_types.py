"""Names of the link types of captures, for refusals.

Source: the tcpdump group's registry of LINKTYPE_ values.
"""

from collections.abc import Mapping
from typing import Final

from lindero.gateways.capture_files.errors import LinkTypeRefused

_NAMES: Final = {
    0: "NULL",
    1: "ETHERNET",
    3: "AX25",
    6: "IEEE802_5",
    7: "ARCNET_BSD",
    8: "SLIP",
    9: "PPP",
    10: "FDDI",
    50: "PPP_HDLC",
    51: "PPP_ETHER",
    100: "ATM_RFC1483",
    101: "RAW",
    104: "C_HDLC",
    105: "IEEE802_11",
    107: "FRELAY",
    108: "LOOP",
    113: "LINUX_SLL",
    114: "LTALK",
    117: "PFLOG",
    119: "IEEE802_11_PRISM",
    122: "IP_OVER_FC",
    127: "IEEE802_11_RADIOTAP",
    129: "ARCNET_LINUX",
    138: "APPLE_IP_OVER_IEEE1394",
    143: "DOCSIS",
    144: "LINUX_IRDA",
    147: "USER0",
    157: "USER10",
    162: "USER15",
    163: "IEEE802_11_AVS",
    165: "BACNET_MS_TP",
    166: "PPP_PPPD",
    169: "GPRS_LLC",
    177: "LINUX_LAPD",
    187: "BLUETOOTH_HCI_H4",
    189: "USB_LINUX",
    192: "PPI",
    195: "IEEE802_15_4_WITHFCS",
    201: "BLUETOOTH_HCI_H4_WITH_PHDR",
    202: "AX25_KISS",
    215: "IEEE802_15_4_NONASK_PHY",
    220: "USB_LINUX_MMAPPED",
    224: "FC_2",
    227: "CAN_SOCKETCAN",
    228: "IPV4",
    229: "IPV6",
    230: "IEEE802_15_4_NOFCS",
    231: "DBUS",
    239: "NFLOG",
    240: "NETANALYZER",
    247: "INFINIBAND",
    248: "SCTP",
    249: "USBPCAP",
    251: "BLUETOOTH_LE_LL",
    252: "WIRESHARK_UPPER_PDU",
    253: "NETLINK",
    254: "BLUETOOTH_LINUX_MONITOR",
    255: "BLUETOOTH_BREDR_BB",
    256: "BLUETOOTH_LE_LL_WITH_PHDR",
    258: "PKTAP",
    266: "USB_DARWIN",
    270: "LORATAP",
    271: "VSOCK",
    272: "NORDIC_BLE",
    274: "ETHERNET_MPACKET",
    276: "LINUX_SLL2",
    283: "IEEE802_15_4_TAP",
    288: "USB_2_0",
    290: "ETW",
    292: "ZBOSS_NCP",
}


def name_of_link_type(number: int) -> str:
    """Its name in the registry, or a word for one that is not known here."""
    return _NAMES.get(number) or "not a known link type"


def require_link_type(number: int, accepted: Mapping[int, str]) -> int:
    """The number, if it is one of those that are accepted.

    Args:
        number: As the capture says.
        accepted: Numbers and names of those that the gateway can read.

    Raises:
        LinkTypeRefused: It is none of them.
    """
    if number not in accepted:
        listed = ", ".join(f"{one} ({name})" for one, name in accepted.items())
        raise LinkTypeRefused(number=number, name=name_of_link_type(number), accepted=listed)
    return number
