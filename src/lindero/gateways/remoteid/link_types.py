"""Link types of captures that carry Remote ID.

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
