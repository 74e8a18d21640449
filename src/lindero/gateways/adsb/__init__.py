"""ADS-B: what crewed aircraft broadcast of themselves, from readsb and dump1090: aircraft.json, BaseStation, Beast."""
