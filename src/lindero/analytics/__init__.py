"""Numerics: arrays in, arrays out. Knows no record, no clock and no device."""
