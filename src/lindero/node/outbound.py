"""The feeds of node.toml that leave the node by another standard: each is decided for, kept connected and told.

One feed never waits for another, and none for a partner's link. A feed that is down loses nothing that it needs: when
its receiver is back it is told the present picture.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Final, Protocol

import structlog

from lindero.exchange.release.partner import Partner
from lindero.gateways.intake.refusal import Refusal
from lindero.gateways.sapient.adapter import SapientClient
from lindero.gateways.sapient.fusion import FusionSession
from lindero.gateways.tak.adapter import TakClient
from lindero.gateways.tak.session import TakSession
from lindero.gateways.tak.told import OWN_UID
from lindero.kernel.clock import SECOND_NS, Clock, Instant
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import NodeId, new_record_id
from lindero.model.alerts import Alert
from lindero.model.ports import Records
from lindero.model.record import Record
from lindero.node.config import Config, OutboundSection
from lindero.node.errors import BadConfiguration
from lindero.node.gateways import sapient_id
from lindero.node.pipelines.outward import Outward
from lindero.node.store_thread import StoreThread
from lindero.node.timers import growing_pause, pause, woken
from lindero.operations.phrases import PHRASES

_log = structlog.get_logger("lindero.outbound")

IDLE_S: Final = 1.0
MOST_WAITING: Final = 20_000
"""Records that wait for a feed whose receiver is slow; beyond, it is told the present picture instead."""

Refuse = Callable[[str, Refusal], Awaitable[None]]


class Client(Protocol):
    """What speaks a standard to one receiver."""

    @property
    def carries(self) -> tuple[type[Record], ...]:
        """Types of record that the standard has a message for."""

    @property
    def accepted(self) -> bool:
        """Whether the receiver takes what it is told now."""

    async def hold(self, host: str, port: int, tls: ssl.SSLContext | None) -> bool:
        """Connect and stay until the connection ends; returns whether the receiver was there."""

    async def tell(self, records: Sequence[Record]) -> None:
        """Tell what was released."""

    async def end_of(self, records: Sequence[Record]) -> None:
        """Take back what was told of these records, where the standard can."""

    async def tick(self) -> None:
        """Do what the time has come for."""


Keep = Callable[[str, Callable[[], Awaitable[None]]], None]
"""Runs work under a name, and starts it again when it fails."""
Present = Callable[[], Sequence[Record]]


class OutboundFeed:
    """One feed.

    Args:
        name: Its section in node.toml.
        client: Speaks to the receiver.
        outward: Decides what it may have.
        thread: Of the store.
        tracks: The tracks of the present picture; asked in the event loop.
        alerts: The open alerts; asked in the store's thread.
        clock: Of the node.
    """

    def __init__(
        self,
        name: str,
        client: Client,
        outward: Outward,
        thread: StoreThread,
        *,
        tracks: Present,
        alerts: Present,
        clock: Clock,
    ) -> None:
        self.name = name
        self._client = client
        self._outward = outward
        self._thread = thread
        self._tracks = tracks
        self._alerts = alerts
        self._clock = clock
        self._waiting: list[Record] = []
        self._gone: list[Record] = []
        self._picture_wanted = False
        self._wake = asyncio.Event()

    def want_picture(self) -> None:
        """The receiver is to be told the present picture."""
        self._picture_wanted = True
        self._wake.set()

    def observe(self, records: Sequence[Record]) -> None:
        """Records have become durable."""
        if not self._client.accepted:
            return
        self._waiting += [record for record in records if isinstance(record, self._client.carries)]
        if len(self._waiting) > MOST_WAITING:
            _log.warning("outbound-slow", feed=self.name, skipped=len(self._waiting))
            self._waiting.clear()
            self._picture_wanted = True
        self._wake.set()

    def forget(self, records: Sequence[Record]) -> None:
        """Records are gone: none of them may leave any more."""
        gone = {record.id for record in records}
        self._waiting = [record for record in self._waiting if record.id not in gone]
        self._gone += records
        self._wake.set()

    async def tell(self) -> None:
        """Decide and tell, until cancelled."""
        while True:
            await woken(self._wake, self._idle_s())
            gone, self._gone = self._gone, []
            if gone:
                taken_back = await self._thread.run(lambda g=gone: self._outward.forget(g))  # type: ignore[misc]
                await self._client.end_of(taken_back)
            records, self._waiting = self._waiting, []
            wanted, self._picture_wanted = self._picture_wanted, False
            if wanted:
                records = [*self._tracks(), *records]
            leaving = await self._thread.run(lambda r=records, w=wanted: self._decided(r, alerts=w))  # type: ignore[misc]
            if leaving:
                await self._client.tell(leaving)

    def _decided(self, records: Sequence[Record], *, alerts: bool) -> list[Record]:
        return self._outward.decide([*(self._alerts() if alerts else ()), *records])

    def _idle_s(self) -> float:
        due = self._outward.due_at()
        return IDLE_S if due is None else min(IDLE_S, max(0.0, (due - self._clock.now()) / SECOND_NS))

    async def connect(self, host: str, port: int, tls: ssl.SSLContext | None) -> None:
        """Keep the receiver connected, until cancelled."""
        failures = 0
        while True:
            try:
                accepted = await self._client.hold(host, port, tls)
                failures = 0 if accepted else failures + 1
                _log.info("outbound-ended", feed=self.name)
            except OSError as why:
                failures += 1
                _log.info("outbound-unreachable", feed=self.name, why=str(why))
            await pause(growing_pause(failures, first_s=1.0))

    async def tick(self) -> None:
        """Let the connection do what its time has come for."""
        while True:
            await pause(IDLE_S)
            await self._client.tick()


class Outbound:
    """All feeds that leave the node.

    Args:
        config: Of the node.
        folder: Of the node, for certificates.
        outward: Makes what decides for a receiver.
        thread: Of the store.
        tracks: The tracks of the present picture; asked in the event loop.
        alerts: The open alerts; asked in the store's thread.
        refuse: Takes a refused message of a feed into quarantine.
        clock: Of the node.
        entropy: For the ids of reports.
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
        refuse: Refuse,
        clock: Clock,
        entropy: Entropy,
    ) -> None:
        self._config = config
        self._folder = folder
        self._outward = outward
        self._thread = thread
        self._tracks = tracks
        self._alerts = alerts
        self._refuse = refuse
        self._clock = clock
        self._entropy = entropy
        self._feeds = {name: self._feed(name, section) for name, section in config.outbound.items()}

    def start(self, keep: Keep) -> None:
        """Begin the work of every feed.

        Raises:
            BadConfiguration: A certificate cannot be read.
        """
        for name, feed in self._feeds.items():
            section = self._config.outbound[name]
            tls = _tls_of(self._folder, name, section)
            keep(f"outbound-{name}", feed.tell)
            keep(f"outbound-{name}-tick", feed.tick)
            keep(f"outbound-{name}-link", partial(feed.connect, section.host, section.port, tls))

    def observe(self, records: Sequence[Record]) -> None:
        """Records have become durable: each feed is told what it may have."""
        for feed in self._feeds.values():
            feed.observe(records)

    def forget(self, records: Sequence[Record]) -> None:
        """Records are gone."""
        for feed in self._feeds.values():
            feed.forget(records)

    def _feed(self, name: str, section: OutboundSection) -> OutboundFeed:
        partner = Partner(node=NodeId(section.node), country=section.country, simulated=section.simulated)
        client, outward = self._client(name, section), self._outward(partner)
        return OutboundFeed(
            name, client, outward, self._thread, tracks=self._tracks, alerts=self._alerts, clock=self._clock
        )

    def _client(self, name: str, section: OutboundSection) -> Client:
        """What speaks the section's standard."""

        def wanted() -> None:
            self._feeds[name].want_picture()

        async def refused(refusal: Refusal) -> None:
            await self._refuse(name, refusal)

        if section.kind == "tak":
            return TakClient(self._tak_session, wanted=wanted, refused=refused, clock=self._clock)
        return SapientClient(self._sapient_session, wanted=wanted, refused=refused, clock=self._clock)

    def _tak_session(self, now: Instant) -> TakSession:
        return TakSession(uid=f"{OWN_UID}{self._config.node_id}", describe=describe_alert, now=now)

    def _sapient_session(self, now: Instant) -> FusionSession:
        return FusionSession(
            node_id=sapient_id(self._config.node_id),
            name=self._config.node.id,
            version=version("lindero"),
            describe=describe_alert,
            new_id=lambda at: new_record_id(at, self._entropy.token(10)),
            now=now,
        )


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


def _tls_of(folder: Path, name: str, section: OutboundSection) -> ssl.SSLContext | None:
    """TLS towards the receiver, where the section names who vouches for it."""
    if section.authority is None:
        return None
    try:
        context = ssl.create_default_context(cafile=str(folder / section.authority))
        if section.certificate is not None:
            context.load_cert_chain(folder / section.certificate, section.key and folder / section.key)
    except (OSError, ssl.SSLError) as why:
        raise BadConfiguration(file=f"outbound.{name}", why=str(why), hint_en="", hint_es="") from None
    return context
