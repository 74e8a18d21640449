"""When heartbeats leave: looked at every minute, for each partner that is connected."""

from collections.abc import Mapping
from typing import Final

from lindero.kernel.clock import Clock
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import NodeId
from lindero.node.peers.peer import Peer
from lindero.node.store_thread import StoreThread
from lindero.node.timers import pause
from lindero.partners.heartbeat import beat, close_rows, is_due
from lindero.store.sqlite.store import SqliteStore

LOOK_EVERY_S: Final = 60.0


class HeartbeatRound:
    """Sends what is due; the store's thread is given back after each page of decisions."""

    def __init__(
        self, peers: Mapping[NodeId, Peer], store: SqliteStore, thread: StoreThread, clock: Clock, entropy: Entropy
    ) -> None:
        self._peers = peers
        self._store = store
        self._thread = thread
        self._clock = clock
        self._entropy = entropy

    async def look(self) -> None:
        """One round over the partners."""
        for node, peer in list(self._peers.items()):
            now = self._clock.now()
            if peer.state == "connected" and await self._thread.run(lambda n=node, t=now: is_due(self._store, n, t)):  # type: ignore[misc]
                while await self._thread.run(lambda t=now: close_rows(self._store, t)):  # type: ignore[misc]
                    await pause(0)
                await self._send(node, peer, now)

    async def _send(self, node: NodeId, peer: Peer, now: int) -> None:
        offset_ms = peer.clocks.offset_ms
        await self._thread.run(lambda: beat(self._store, node, now, offset_ms, self._entropy))
        peer.wake()
