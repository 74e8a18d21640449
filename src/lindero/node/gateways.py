"""The feeds of node.toml: each section becomes a gateway that delivers into ingest."""

import uuid
from typing import Final

import structlog

from lindero.gateways.remoteid.adapter import RemoteIdServer
from lindero.gateways.remoteid.live import Feed as RemoteIdFeed
from lindero.gateways.sapient.adapter import SapientServer
from lindero.gateways.sapient.session import Feed as SapientFeed
from lindero.kernel.clock import Clock
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import NodeId
from lindero.node.config import Config, GatewaySection
from lindero.node.errors import AddressTaken
from lindero.node.pipelines.ingest import GatewayReceiver, Ingest

_log = structlog.get_logger("lindero.gateways")

_SAPIENT_NAMES: Final = uuid.UUID("6f6b9f6e-6d3b-5f0e-9a2f-0d1f5f3d8c11")
"""Name space of the SAPIENT node ids that nodes of Lindero speak under."""

Gateway = SapientServer | RemoteIdServer


class Gateways:
    """All feeds of a node."""

    def __init__(self, config: Config, ingest: Ingest, clock: Clock, entropy: Entropy) -> None:
        self._config = config
        self._ingest = ingest
        self._clock = clock
        self._entropy = entropy
        self._servers: dict[str, Gateway] = {}

    async def start(self) -> None:
        """Open the port of every feed.

        Raises:
            AddressTaken: One is in use.
        """
        for name, section in self._config.gateway.items():
            server = self._server(name, section)
            try:
                await server.start(section.host, section.port)
            except OSError as why:
                address = f"{section.host}:{section.port}"
                raise AddressTaken(address=address, what=f"gateway.{name}", why=why.strerror or why) from None
            self._servers[name] = server
            if section.marking is None:
                _log.warning("feed-unmarked", gateway=name, effect="kept, never released")

    async def check_silence(self) -> None:
        """Let gateways report sensors that fell silent; call it about once a second."""
        for server in self._servers.values():
            if isinstance(server, SapientServer):
                await server.check_silence()

    async def stop(self) -> None:
        """Close every feed."""
        for server in self._servers.values():
            await server.stop()
        self._servers.clear()

    def live(self) -> list[str]:
        """Names of the feeds that somebody sends to now."""
        return [name for name, server in self._servers.items() if server.tallies()]

    def _server(self, name: str, section: GatewaySection) -> Gateway:
        receiver = GatewayReceiver(name, self._ingest)
        node = self._config.node_id
        if section.kind == "sapient":
            feed = SapientFeed(node_id=sapient_id(node), origin=node, marking=section.marking)
            return SapientServer(feed, receiver=receiver, clock=self._clock, entropy=self._entropy)
        remote = RemoteIdFeed(origin=node, sensor=name, marking=section.marking)
        return RemoteIdServer(remote, receiver=receiver, clock=self._clock, entropy=self._entropy)


def sapient_id(node: NodeId) -> str:
    """UUID under which a node speaks SAPIENT: the same after every start."""
    return str(uuid.uuid5(_SAPIENT_NAMES, node))
