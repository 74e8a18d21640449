"""A log has no holes: what is appended starts where it ended."""

from collections.abc import Sequence

from lindero.exchange.log.ports import Head
from lindero.kernel.ids import NodeId
from lindero.store.errors import LogGap


def require_continuing(partner: NodeId, size: int, indexes: Sequence[int], head: Head) -> None:
    """Accept entries that follow a log of `size` entries one by one, and the head that counts them.

    Raises:
        LogGap: An index is skipped, repeated or out of order, or the head says another size.
    """
    for expected, index in enumerate(indexes, start=size):
        if index != expected:
            raise LogGap(partner=partner, expected=expected, found=index)
    if head.size != size + len(indexes):
        raise LogGap(partner=partner, expected=size + len(indexes), found=head.size)


def require_stored(partner: NodeId, size: int, indexes: Sequence[int]) -> None:
    """Accept indexes that a log of `size` entries has.

    Raises:
        LogGap: One of them has not.
    """
    for index in indexes:
        if not 0 <= index < size:
            raise LogGap(partner=partner, expected=size, found=index)
