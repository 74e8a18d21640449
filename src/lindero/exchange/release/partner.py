"""The two ends of a release: the node that owns the record, and the partner that would get it."""

from typing import Final, Literal

import msgspec

from lindero.kernel.ids import NodeId

Country = Literal["USA", "MEX"]
"""ISO 3166-1 alpha-3."""

COUNTRIES: Final[tuple[Country, ...]] = ("USA", "MEX")


class Partner(msgspec.Struct, frozen=True, kw_only=True):
    """The recipient.

    Attributes:
        node: Its node id.
        country: Its side.
        simulated: It is a training node, by its pairing files.
    """

    node: NodeId
    country: Country
    simulated: bool = False

    def is_named_in(self, releasable_to: tuple[str, ...]) -> bool:
        """Whether a marking's `releasable_to` names this node or its country."""
        return self.node in releasable_to or self.country in releasable_to


class Sender(msgspec.Struct, frozen=True, kw_only=True):
    """The own node, as far as release must know it.

    Attributes:
        node: Its node id; records of any other origin are foreign.
        authorities: Ids in its register of legal bases that are in force.
    """

    node: NodeId
    authorities: frozenset[str] = frozenset()
