"""What a running node says of itself on the control socket: kernels, links, feeds, latency."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from lindero.kernel.ids import NodeId
from lindero.node.feeds import Feeds
from lindero.node.latency import Latency
from lindero.node.peers.listener import TurnedAway
from lindero.node.peers.peer import Peer


def status_of(
    node: str,
    peers: Iterable[Peer],
    feeds: Feeds,
    latency: Latency,
    *,
    turned_away: Mapping[TurnedAway, int],
    overdue: Callable[[NodeId], bool],
    ready: bool,
) -> dict[str, Any]:
    """Everything as builtins."""
    return {
        "node": node,
        "kernels": "ready" if ready else "warming",
        "links": [
            {
                "partner": peer.partner.node,
                "state": peer.state,
                "since": peer.since,
                "problem": peer.problem.code if peer.problem else None,
                "partner_standing": peer.partner_state,
                "round_trip_s": peer.clocks.round_trip_s,
                "clock_offset_ms": peer.clocks.offset_ms,
                "clock_skewed": peer.clocks.skewed,
                "heartbeat_overdue": overdue(peer.partner.node),
            }
            for peer in peers
        ],
        "turned_away": dict(turned_away),
        "feeds": [
            {"gateway": f.gateway, "sensor": f.sensor, "accepted": f.accepted, "refused": f.refused, "status": f.status}
            for f in feeds.all()
        ],
        "observed_to_here_ms": latency.measurements(),
    }
