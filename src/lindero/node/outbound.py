"""The feeds of node.toml that leave the node by another standard: each is decided for, kept connected and told.

A new kind is one function here that makes its client from its section, named in the table `_MAKERS`.
"""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import msgspec

from lindero.exchange.release.partner import Partner
from lindero.gateways.intake.adapter import Address, Receiver
from lindero.gateways.intake.client import TcpClient
from lindero.gateways.sapient import told as sapient_told
from lindero.gateways.sapient.fusion import FusionSession
from lindero.gateways.tak import told as tak_told
from lindero.gateways.tak.session import TakSession
from lindero.gateways.tak.told import OWN_UID
from lindero.kernel.clock import Clock
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import NodeId, new_record_id
from lindero.model.alerts import Alert
from lindero.model.ports import Records
from lindero.model.record import Record
from lindero.node.config import Config
from lindero.node.feed_sections import DialledOutbound, OutboundSection, SapientOutbound, TakOutbound
from lindero.node.feed_tls import tls_of_client
from lindero.node.gateways import sapient_id
from lindero.node.outbound_feed import IDLE_S, Client, OutboundFeed, Present, Teller, keep_connected
from lindero.node.pipelines.outward import Outward
from lindero.node.store_thread import StoreThread
from lindero.node.timers import every
from lindero.operations.phrases import PHRASES

Keep = Callable[[str, Callable[[], Awaitable[None]]], None]
"""Runs work under a name, and starts it again when it fails."""


class Outbound:
    """All feeds that leave the node.

    Args:
        config: Of the node.
        folder: Of the node, for certificates.
        outward: Makes what decides for a receiver.
        thread: Of the store.
        tracks: The tracks of the present picture; asked in the event loop.
        alerts: The open alerts; asked in the store's thread.
        receiver: Makes what takes in what comes back over a feed.
        clock: Of the node.
        entropy: For the ids of reports.

    Raises:
        BadConfiguration: A certificate cannot be read.
    """

    def __init__(
        self,
        *,
        config: Config,
        folder: Path,
        outward: Callable[[Partner], Outward],
        thread: StoreThread,
        tracks: Present,
        alerts: Present,
        receiver: Callable[[str], Receiver],
        clock: Clock,
        entropy: Entropy,
    ) -> None:
        self._outward = outward
        self._thread = thread
        self._tracks = tracks
        self._alerts = alerts
        self._clock = clock
        self._feeds: dict[str, OutboundFeed] = {}
        self._clients: dict[str, Client] = {}
        for name, section in config.outbound.items():
            making = _Making(
                name=name,
                node=config.node_id,
                folder=folder,
                receiver=receiver(name),
                wanted=partial(self._want, name),
                clock=clock,
                entropy=entropy,
            )
            self._clients[name] = _MAKERS[type(section)](section, making)
            self.add(name, self._clients[name], partner_of(section))

    def add(self, name: str, teller: Teller, partner: Partner) -> OutboundFeed:
        """A feed that tells one more receiver what policy releases to it."""
        self._feeds[name] = OutboundFeed(
            name,
            teller,
            self._outward(partner),
            self._thread,
            tracks=self._tracks,
            alerts=self._alerts,
            clock=self._clock,
        )
        return self._feeds[name]

    def start(self, keep: Keep) -> None:
        """Begin the work of every feed."""
        for name, feed in self._feeds.items():
            keep(f"outbound-{name}", feed.tell)
        for name, client in self._clients.items():
            keep(f"outbound-{name}-tick", partial(every, IDLE_S, client.tick))
            keep(f"outbound-{name}-link", partial(keep_connected, name, client))

    def observe(self, records: Sequence[Record]) -> None:
        """Records have become durable: each feed is told what it may have."""
        for feed in self._feeds.values():
            feed.observe(records)

    def forget(self, records: Sequence[Record]) -> None:
        """Records are gone."""
        for feed in self._feeds.values():
            feed.forget(records)

    def _want(self, name: str) -> None:
        self._feeds[name].want_picture()


class _Making(msgspec.Struct, frozen=True, kw_only=True):
    """What a client is made with, beside its section: as in `gateways.Making`, and `wanted` asks for the picture."""

    name: str
    node: NodeId
    folder: Path
    receiver: Receiver
    wanted: Callable[[], None]
    clock: Clock
    entropy: Entropy

    def dialling(self, section: DialledOutbound) -> dict[str, Any]:
        """What every TCP client takes."""
        return {
            "address": Address(section.host, section.port, tls_of_client(self.folder, self.name, section)),
            "receiver": self.receiver,
            "wanted": self.wanted,
            "clock": self.clock,
        }


def _tak(section: TakOutbound, making: _Making) -> Client:
    uid = f"{OWN_UID}{making.node}"
    return TcpClient(
        lambda _, now: TakSession(uid=uid, describe=describe_alert, now=now),
        carries=tak_told.CARRIED,
        **making.dialling(section),
    )


def _sapient(section: SapientOutbound, making: _Making) -> Client:
    return TcpClient(
        lambda _, now: FusionSession(
            node_id=sapient_id(making.node),
            name=making.node,
            version=version("lindero"),
            describe=describe_alert,
            new_id=lambda at: new_record_id(at, making.entropy.token(10)),
            now=now,
        ),
        carries=sapient_told.CARRIED,
        **making.dialling(section),
    )


_MAKERS: Final[dict[type[OutboundSection], Callable[[Any, _Making], Client]]] = {
    TakOutbound: _tak,
    SapientOutbound: _sapient,
}


def partner_of(section: OutboundSection) -> Partner:
    """The receiver as release knows it."""
    return Partner(node=NodeId(section.node), country=section.country, simulated=section.simulated)


def describe_alert(alert: Alert) -> str:
    """An alert's reason and request in both languages: the receiver's people are not ours to choose a language for."""
    reason, asks = PHRASES.get(alert.reason), PHRASES.get(alert.asks)
    known = [phrase for phrase in (reason, asks) if phrase is not None]
    return f"{alert.number}: {'. '.join(p.es for p in known)} / {'. '.join(p.en for p in known)}"


def open_alerts(records: Records) -> list[Record]:
    """The newest record of every alert that is open."""
    newest: dict[str, Alert] = {}
    for record in records.of_kind("alert"):
        if isinstance(record, Alert):
            newest.setdefault(record.alert, record)
    return [alert for alert in newest.values() if alert.state == "open"]
