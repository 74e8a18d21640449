"""METAR: aerodrome weather reports, for their wind (WMO-No. 306, FM 15)."""
