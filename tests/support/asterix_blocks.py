"""ASTERIX as a radar, a tracker and an ADS-B station send it, written by this project's own encoder."""

import struct

from lindero.gateways.asterix.block import encode_block
from lindero.kernel.clock import SECOND_NS, parse_instant

NOON = parse_instant("2026-11-25T12:00:00Z")
NOON_S = 43_200.0
RADAR = {"SAC": 25, "SIC": 10}
TRACKER = {"SAC": 25, "SIC": 20}
STATION = {"SAC": 25, "SIC": 30}

PLOT = {
    "010": RADAR,
    "140": NOON_S,
    "020": {"TYP": 7},
    "040": {"RHO": 10.0, "THETA": 45.0},
    "070": {"V": 0, "G": 0, "MODE3A": "7700"},
    "090": {"V": 0, "G": 0, "FL": 100.0},
    "220": 0xA1B2C3,
    "240": "XAABC",
    "161": {"TRN": 77},
    "200": {"GSP": 0.05, "HDG": 90.0},
}
TRACK = {
    "010": TRACKER,
    "070": NOON_S,
    "040": 4711,
    "080": {"MON": 1},
    "105": {"LAT": 31.75, "LON": -106.47},
    "130": 5000.0,
    "136": 37.5,
    "185": {"VX": 30.0, "VY": -40.0},
    "220": 600.0,
    "380": {"ADR": 0xA1B2C3, "ID": "XAABC"},
    "500": {"APC": {"X": 20.0, "Y": 12.0}},
}
AIRCRAFT = {
    "010": STATION,
    "040": {"ATP": 0},
    "080": 0xA1B2C3,
    "073": NOON_S,
    "131": {"LAT": 31.75, "LON": -106.47},
    "140": 5000.0,
    "145": 37.5,
    "090": {"NACP": 9},
    "160": {"RE": 0, "GS": 0.05, "TA": 180.0},
    "157": {"RE": 0, "GVR": -600.0},
    "170": "XAABC",
    "200": {"PS": 5},
}
NORTH = {"010": RADAR, "000": 1, "030": NOON_S, "041": 4.0}
PLACED = {**NORTH, "120": {"HGT": 1200, "LAT": 31.7, "LON": -106.4}}
OPERATIONAL = {"010": TRACKER, "000": 1, "015": 0, "030": NOON_S, "040": {"NOGO": 0}}


def sector(azimuth_deg, at_s):
    """The beam enters a sector."""
    return {"010": RADAR, "000": 2, "020": azimuth_deg, "030": at_s, "041": 4.0}


def changed(record, **items):
    """The record with items changed, by `i040=…`; None takes one away."""
    made = {**record, **{name.removeprefix("i"): value for name, value in items.items()}}
    return {name: value for name, value in made.items() if value is not None}


def ethernet(datagram, *, vlan=False):
    """An Ethernet frame with a UDP datagram to a multicast group."""
    udp = struct.pack(">HHHH", 8600, 8600, 8 + len(datagram), 0) + datagram
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 1, 0, 1, 17, 0, b"\x0a\0\0\1", b"\xef\1\2\3")
    tag = b"\x81\x00\x00\x07" if vlan else b""
    return b"\x01\x00\x5e\x01\x02\x03" + b"\x02\0\0\0\0\1" + tag + b"\x08\x00" + ip + udp


def pcap(frames, link_type=1):
    """A pcap file of frames, each with its reception [ns UTC]."""
    data = struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 65535, link_type)
    for at, frame in frames:
        data += struct.pack("<IIII", at // SECOND_NS, at % SECOND_NS, len(frame), len(frame)) + frame
    return data


def one_of_each():
    """A datagram of every category that is read."""
    records = ((34, PLACED), (48, PLOT), (62, TRACK), (65, OPERATIONAL), (21, AIRCRAFT))
    return b"".join(encode_block(category, [record]) for category, record in records)
