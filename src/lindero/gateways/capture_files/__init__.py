"""Captures of other programs (pcap, pcapng), for every gateway whose messages can be captured on the wire."""
