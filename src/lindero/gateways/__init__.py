"""Gateways: what the field's standards say, as records of the vocabulary; one folder per standard.

In every folder all but `adapter.py` is pure (bytes and an instant in, values out). `intake/` holds what they share.
A gateway speaks its standard's words up to the record; "unknown" sentinels become None here and go no further.
"""
