"""Link types of captures: the five that carry Remote ID, and the names of the others for the refusal.

Source: the tcpdump group's registry of LINKTYPE_ values. Linux's and the BSDs' raw DLT numbers are not used in files.
"""

from typing import Final

WIFI: Final = 105
WIFI_RADIOTAP: Final = 127
BLUETOOTH_LE: Final = 251
BLUETOOTH_LE_PHDR: Final = 256
NORDIC_BLE: Final = 272

ACCEPTED: Final = {
    WIFI: "IEEE802_11",
    WIFI_RADIOTAP: "IEEE802_11_RADIOTAP",
    BLUETOOTH_LE: "BLUETOOTH_LE_LL",
    BLUETOOTH_LE_PHDR: "BLUETOOTH_LE_LL_WITH_PHDR",
    NORDIC_BLE: "NORDIC_BLE",
}

_OTHERS: Final = {
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
    107: "FRELAY",
    108: "LOOP",
    113: "LINUX_SLL",
    114: "LTALK",
    117: "PFLOG",
    119: "IEEE802_11_PRISM",
    122: "IP_OVER_FC",
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
    252: "WIRESHARK_UPPER_PDU",
    253: "NETLINK",
    254: "BLUETOOTH_LINUX_MONITOR",
    255: "BLUETOOTH_BREDR_BB",
    258: "PKTAP",
    266: "USB_DARWIN",
    270: "LORATAP",
    271: "VSOCK",
    274: "ETHERNET_MPACKET",
    276: "LINUX_SLL2",
    283: "IEEE802_15_4_TAP",
    288: "USB_2_0",
    290: "ETW",
    292: "ZBOSS_NCP",
}


def name_of_link_type(number: int) -> str:
    """Its name in the registry, or a word for one that is not known here."""
    return ACCEPTED.get(number) or _OTHERS.get(number) or "not a known link type"


def accepted_link_types() -> str:
    """The accepted ones, for a sentence."""
    return ", ".join(f"{number} ({name})" for number, name in ACCEPTED.items())
