"""The feeds of node.toml: each section becomes a gateway that delivers into ingest.

A new kind is one function here that makes it from its section, named in the table `_MAKERS`.
"""

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Protocol

import msgspec
import structlog

from lindero.gateways.adsb.live import Feed as AdsbFeed
from lindero.gateways.adsb.live import Session as AdsbSession
from lindero.gateways.intake.adapter import Address, CaptureFile
from lindero.gateways.intake.counters import Tally
from lindero.gateways.intake.dialler import TcpDialler
from lindero.gateways.intake.http import http_fetcher
from lindero.gateways.intake.limits import Limits
from lindero.gateways.intake.poller import Poller, file_fetcher
from lindero.gateways.intake.server import TcpServer
from lindero.gateways.intake.session import Caller
from lindero.gateways.remoteid.live import Feed as RemoteIdFeed
from lindero.gateways.remoteid.live import Session as RemoteIdSession
from lindero.gateways.remoteid.transmitters import Transmitters
from lindero.gateways.sapient.session import Feed as SapientFeed
from lindero.gateways.sapient.session import Session as SapientSession
from lindero.kernel.clock import Clock, Instant
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import NodeId
from lindero.node.config import Config
from lindero.node.errors import AddressTaken
from lindero.node.feed_sections import (
    AdsbGateway,
    GatewaySection,
    ListeningGateway,
    ReadGateway,
    RemoteIdGateway,
    SapientGateway,
)
from lindero.node.feed_tls import tls_of_reader, tls_of_server
from lindero.node.pipelines.ingest import GatewayReceiver, Ingest

_log = structlog.get_logger("lindero.gateways")

_SAPIENT_NAMES: Final = uuid.UUID("6f6b9f6e-6d3b-5f0e-9a2f-0d1f5f3d8c11")
"""Name space of the SAPIENT node ids that nodes of Lindero speak under."""


class Gateway(Protocol):
    """One feed that is open: a server that senders connect to, or a poller, subscriber or listener."""

    async def start(self) -> object:
        """Open it.

        Raises:
            OSError: Its address cannot be used.
        """

    async def stop(self) -> None:
        """Close it, and hand over what came last."""

    async def tick(self) -> None:
        """Do what the time has come for; called about once a second."""

    def tallies(self) -> dict[str, Tally]:
        """Counts by sender, of those that send now."""


class Making(msgspec.Struct, frozen=True, kw_only=True):
    """What a gateway is made with, beside its section.

    Attributes:
        name: Its name in node.toml.
        node: This node.
        folder: Of the node, for certificates and captures.
        receiver: Where everything goes.
        clock: Of the node.
        entropy: For record ids.
    """

    name: str
    node: NodeId
    folder: Path
    receiver: GatewayReceiver
    clock: Clock
    entropy: Entropy

    def capture(self, folder: str | None) -> CaptureFile | None:
        """What keeps the bytes that come in; None where the section names no folder."""
        if folder is None:
            return None

        def ended(why: str) -> None:
            _log.warning("capture-ended", gateway=self.name, why=why)

        return CaptureFile(self.folder / folder, self.name, ended)

    def listening(self, section: ListeningGateway) -> dict[str, Any]:
        """What every TCP server takes."""
        return {
            "address": Address(section.host, section.port, tls_of_server(self.folder, self.name, section)),
            "receiver": self.receiver,
            "clock": self.clock,
            "limits": limits_of(section),
            "capture": self.capture(section.capture),
        }

    def reading(self, section: ReadGateway) -> dict[str, Any]:
        """What everything takes that reads from others."""
        return {"receiver": self.receiver, "clock": self.clock, "capture": self.capture(section.capture)}


def _sapient(section: SapientGateway, making: Making) -> Gateway:
    feed = SapientFeed(
        node_id=sapient_id(making.node), origin=making.node, marking=section.marking, limits=limits_of(section)
    )
    return TcpServer(
        lambda caller, now: SapientSession(feed, entropy=making.entropy, caller=caller, now=now),
        **making.listening(section),
    )


def _remoteid(section: RemoteIdGateway, making: Making) -> Gateway:
    feed = RemoteIdFeed(origin=making.node, sensor=making.name, marking=section.marking, limits=limits_of(section))
    everybody = Transmitters()
    return TcpServer(
        lambda caller, _: RemoteIdSession(feed, transmitters=everybody, entropy=making.entropy, peer=caller.peer),
        **making.listening(section),
    )


def _adsb(section: AdsbGateway, making: Making) -> Gateway:
    feed = AdsbFeed(
        origin=making.node,
        sensor=making.name,
        format=section.format,
        marking=section.marking,
        limits=Limits(messages_per_s=section.messages_per_s),
    )
    tls = tls_of_reader(making.folder, making.name, section)

    def session(caller: Caller, _: Instant) -> AdsbSession:
        return AdsbSession(feed, entropy=making.entropy, peer=caller.peer)

    if section.host is not None and section.port is not None and section.format != "json":
        return TcpDialler(session, address=Address(section.host, section.port, tls), **making.reading(section))
    fetch = http_fetcher(section.url, tls=tls) if section.url else file_fetcher(making.folder / (section.file or ""))
    where = section.url or section.file or ""
    return Poller(session, fetch, where=where, period_s=section.period_s, **making.reading(section))


_MAKERS: Final[dict[type[GatewaySection], Callable[[Any, Making], Gateway]]] = {
    SapientGateway: _sapient,
    RemoteIdGateway: _remoteid,
    AdsbGateway: _adsb,
}


class Gateways:
    """All feeds of a node.

    Raises:
        BadConfiguration: A certificate cannot be read.
    """

    def __init__(self, config: Config, folder: Path, ingest: Ingest, clock: Clock, entropy: Entropy) -> None:
        self._sections = config.gateway
        self._open: dict[str, Gateway] = {}
        self._made = {
            name: make_gateway(
                section,
                Making(
                    name=name,
                    node=config.node_id,
                    folder=folder,
                    receiver=GatewayReceiver(name, ingest),
                    clock=clock,
                    entropy=entropy,
                ),
            )
            for name, section in config.gateway.items()
        }

    async def start(self) -> None:
        """Open every feed.

        Raises:
            AddressTaken: The address of one is in use.
        """
        for name, gateway in self._made.items():
            section = self._sections[name]
            try:
                await gateway.start()
            except OSError as why:
                address = f"{getattr(section, 'host', '')}:{getattr(section, 'port', '')}"
                raise AddressTaken(address=address, what=f"gateway.{name}", why=why.strerror or why) from None
            self._open[name] = gateway
            if section.marking is None:
                _log.warning("feed-unmarked", gateway=name, effect="kept, never released")

    async def tick(self) -> None:
        """Let gateways do what the time has come for; call it about once a second."""
        for gateway in self._open.values():
            await gateway.tick()

    async def stop(self) -> None:
        """Close every feed."""
        for gateway in self._open.values():
            await gateway.stop()
        self._open.clear()

    def live(self) -> list[str]:
        """Names of the feeds that somebody sends to now."""
        return [name for name, gateway in self._open.items() if gateway.tallies()]


def make_gateway(section: GatewaySection, making: Making) -> Gateway:
    """The gateway of a section, not open yet."""
    return _MAKERS[type(section)](section, making)


def limits_of(section: ListeningGateway) -> Limits:
    """The bounds of one sender that a section sets."""
    return Limits(messages_per_s=section.messages_per_s, connections=section.connections)


def sapient_id(node: NodeId) -> str:
    """UUID under which a node speaks SAPIENT: the same after every start."""
    return str(uuid.uuid5(_SAPIENT_NAMES, node))
