"""Which of two connections with one partner is kept. Both sides answer alike, so that they keep the same one.

A node that holds a session does not dial. So a second connection means that the one who dialled it holds none: the
first is dead at its end, and the second replaces it; unless both dialled at the same moment, and then the connection is
kept that was dialled by the node whose id comes first.
"""

from typing import Final

import msgspec

from lindero.kernel.ids import NodeId
from lindero.node.peers.dialling import DIAL_S
from lindero.node.peers.proxy import PROXY_S

SAME_MOMENT_S: Final = 2.0 * (DIAL_S + PROXY_S)
"""No dialling takes longer: what comes later was dialled after the first connection was there. [s]"""


class Connection(msgspec.Struct, frozen=True, kw_only=True):
    """A connection with a partner.

    Attributes:
        dialler: Who dialled it.
        begun_s: Monotonic time at which it stood. [s]
    """

    dialler: NodeId
    begun_s: float


def replaces(newer: Connection, standing: Connection, *, other: NodeId) -> bool:
    """Whether a newer connection takes the place of the standing one.

    Args:
        newer: The one that has just come.
        standing: The one that is held.
        other: The node that did not dial the newer one.
    """
    if newer.dialler == standing.dialler or newer.begun_s - standing.begun_s > SAME_MOMENT_S:
        return True
    return newer.dialler < other
