"""How much a store keeps where a port says "the recent ones"."""

from typing import Final

QUARANTINE_KEPT: Final = 10_000
"""Refused inputs that can be looked at; older ones go, their counters stay."""

RELEASES_KEPT_NS: Final = 24 * 3600 * 1_000_000_000
"""How long it is remembered when an object last left: longer than any minimum interval of a policy. [ns]"""

MINUTE_NS: Final = 60 * 1_000_000_000
"""Refusals about one object within one minute of UTC are one row. [ns]"""
