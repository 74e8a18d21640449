"""The links as the console shows them: live state from the peers, counts from the store, read once a second."""

from collections.abc import Mapping

import msgspec

from lindero.console.link_view import LinkState, LinkView, problem_of
from lindero.exchange.log.heartbeats import Heard
from lindero.kernel.clock import Clock
from lindero.kernel.ids import NodeId
from lindero.model.pairing import Pairing
from lindero.node.certificate_ends import link_end
from lindero.node.peers.peer import Peer
from lindero.partners.heartbeat import is_overdue
from lindero.store.sqlite.store import SqliteStore

_MS_NS = 1_000_000


class LinkCounts(msgspec.Struct, frozen=True):
    """What the store knows of one partner's logs."""

    pairing: Pairing
    sent: int
    received: int
    receipted: int
    held: int
    withheld: dict[str, int]
    heard: Heard | None
    certificate_end: int


def count_links(store: SqliteStore) -> dict[NodeId, LinkCounts]:
    """Counts of every partner; call it in the store's thread."""
    counts = {}
    for pairing in store.pairings.all():
        if pairing.partner is None:
            continue
        node = pairing.partner.node
        receipt = store.outbox.receipt(node)
        counts[node] = LinkCounts(
            pairing,
            store.outbox.head(node).size,
            store.mirror.head(node).size,
            receipt[0] if receipt else 0,
            len(store.cursors.held(node)),
            dict(store.decisions.withheld(node)),
            store.heartbeats.heard(node),
            link_end(pairing),
        )
    return counts


def _state(peer: Peer | None) -> LinkState:
    """The link's; of a pairing that is over, stopped."""
    if peer is None:
        return "unconfirmed"
    return "stopped" if peer.state == "ended" else peer.state


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1e3, 1)


class LinkViews:
    """Views of all links."""

    def __init__(self, peers: Mapping[NodeId, Peer], clock: Clock) -> None:
        self._peers = peers
        self._clock = clock
        self._counts: dict[NodeId, LinkCounts] = {}

    def take(self, counts: dict[NodeId, LinkCounts]) -> bool:
        """Take over newer counts; tells whether anything changed."""
        changed = counts != self._counts
        self._counts = counts
        return changed

    def views(self) -> list[LinkView]:
        """How each link is now, by partner."""
        return [self._view(node, self._counts[node]) for node in sorted(self._counts)]

    def overdue(self, node: NodeId) -> bool:
        """Whether a connected partner's heartbeat is missing."""
        peer, counts = self._peers.get(node), self._counts.get(node)
        if peer is None or counts is None or peer.state != "connected":
            return False
        return is_overdue(counts.heard.at if counts.heard else None, peer.since, self._clock.now())

    def _view(self, node: NodeId, counts: LinkCounts) -> LinkView:
        peer, partner = self._peers.get(node), counts.pairing.partner
        assert partner is not None
        return LinkView(
            partner=node,
            side=partner.country,
            state=_state(peer),
            pairing=counts.pairing.state,
            partner_pairing=peer.partner_state if peer else None,
            since_ms=peer.since // _MS_NS if peer else None,
            last_receipt_ms=peer.last_receipt_at // _MS_NS if peer and peer.last_receipt_at else None,
            round_trip_ms=_ms(peer.clocks.round_trip_s) if peer else None,
            clock_offset_ms=peer.clocks.offset_ms if peer else None,
            clock_skewed=peer is not None and peer.clocks.skewed,
            last_heartbeat_ms=counts.heard.at // _MS_NS if counts.heard else None,
            heartbeat_overdue=self.overdue(node),
            sent_size=counts.sent,
            received_size=counts.received,
            behind=counts.sent - counts.receipted,
            shared=counts.sent,
            withheld=counts.withheld,
            held=counts.held,
            simulated=partner.simulated,
            keys_offered=bool(counts.pairing.offered) and counts.pairing.state != "ended",
            problem=problem_of(peer.problem) if peer and peer.problem else None,
            certificate_ends_ms=counts.certificate_end // _MS_NS,
        )
