"""A log has no holes: what is appended starts where it ended."""

from collections.abc import Sequence

from lindero.exchange.log.ports import Head, LoggedEntry
from lindero.kernel.ids import NodeId
from lindero.store.errors import LogGap


def require_continuing(partner: NodeId, size: int, entries: Sequence[LoggedEntry], head: Head) -> None:
    """Accept entries that follow a log of `size` entries one by one, and the head that counts them.

    Raises:
        LogGap: An index is skipped, repeated or out of order, or the head says another size.
    """
    for expected, entry in enumerate(entries, start=size):
        if entry.index != expected:
            raise LogGap(partner=partner, expected=expected, found=entry.index)
    if head.size != size + len(entries):
        raise LogGap(partner=partner, expected=size + len(entries), found=head.size)


def require_stored(partner: NodeId, size: int, entries: Sequence[LoggedEntry]) -> None:
    """Accept entries whose indexes a log of `size` entries has.

    Raises:
        LogGap: One of them has not.
    """
    for entry in entries:
        if not 0 <= entry.index < size:
            raise LogGap(partner=partner, expected=size, found=entry.index)
