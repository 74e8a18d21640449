"""ASTERIX: what radars, trackers and ADS-B ground stations of air traffic control send (EUROCONTROL-SPEC-0149)."""
