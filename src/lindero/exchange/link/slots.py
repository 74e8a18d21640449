"""Body slots of stored entries as they travel."""

from lindero.exchange.link.frames import Slot
from lindero.exchange.log.ports import LoggedEntry


def slot_of(entry: LoggedEntry) -> Slot:
    """Salt and body, or why they are not there; what is missing without a reason was lost."""
    if entry.salt is not None and entry.body is not None:
        return entry.salt, entry.body
    return entry.empty or "lost"
