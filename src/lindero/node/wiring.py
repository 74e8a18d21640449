"""The node put together: the only place that knows every room."""

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import structlog

from lindero.console.app import make_app
from lindero.console.changes import Changes
from lindero.console.serve import listen, serve
from lindero.exchange.release.partner import Partner
from lindero.kernel.clock import SystemClock
from lindero.kernel.entropy import SystemEntropy
from lindero.kernel.ids import NodeId
from lindero.model.about_tracks import Label
from lindero.model.airspace import AirspaceNotice, Declaration, Sensor, Track
from lindero.model.pairing import Pairing
from lindero.model.people import Account
from lindero.model.record import Record
from lindero.node.clock_watch import LOOK_EVERY_S, ClockWatch
from lindero.node.commands import Commands, Result
from lindero.node.config import Config
from lindero.node.console_side import console_context
from lindero.node.console_tls import console_tls
from lindero.node.control import ControlServer, Handler, Progress
from lindero.node.deciding import border_of
from lindero.node.desk_rounds import DeskRounds
from lindero.node.faults import fault_of
from lindero.node.feeds import Feeds
from lindero.node.fetching import FetchDesk
from lindero.node.folder import Folder
from lindero.node.gateways import Gateways
from lindero.node.heartbeats import LOOK_EVERY_S as HEARTBEAT_EVERY_S
from lindero.node.heartbeats import HeartbeatRound
from lindero.node.key_minding import KEYS_EVERY_S, REKEYING, KeyMinding
from lindero.node.keyring import Keyring
from lindero.node.latency import Latency
from lindero.node.link_views import LinkViews, count_links
from lindero.node.outbound import Outbound, open_alerts
from lindero.node.peers.listener import Listener
from lindero.node.peers.peer import Peer
from lindero.node.peers.proxy import proxy_of
from lindero.node.pipelines.controls import Controls
from lindero.node.pipelines.fuse import Fuse
from lindero.node.pipelines.ingest import GatewayReceiver, Ingest
from lindero.node.pipelines.late import deliver_late
from lindero.node.pipelines.outward import Outward
from lindero.node.pipelines.situation import Situations
from lindero.node.policies import Policies
from lindero.node.release_commands import WITH_PASSWORD, with_password_checked
from lindero.node.replaying import Replaying
from lindero.node.rotation import Rotation
from lindero.node.status import status_of
from lindero.node.store_thread import StoreThread
from lindero.node.supervise import Supervisor
from lindero.node.timers import every
from lindero.node.trail import Trail
from lindero.node.watchkeeping import LOOK_EVERY_S as WATCH_EVERY_S
from lindero.node.watchkeeping import WatchKeeping
from lindero.operations.alerts.desk import AlertDesk
from lindero.operations.picture.board import Board
from lindero.operations.picture.coverage_view import CoverageMap
from lindero.operations.picture.objects import SystemTrack
from lindero.operations.track_desk.desks import Desks
from lindero.store.sqlite.store import SqliteStore

_log = structlog.get_logger("lindero.node")

POLICY_EVERY_S = 0.5
GATEWAYS_EVERY_S = 1.0
BOARD_EVERY_S = 5.0
LINKS_EVERY_S = 1.0
LINKED = ("active", "suspended", "ending")


class Node:
    """One running node. Made and used in its event loop; the store belongs to the store's thread."""

    def __init__(self, path: Path, config: Config, store: SqliteStore, thread: StoreThread) -> None:
        self.path = path
        self.config = config
        self.folder = Folder(path)
        self.store = store
        self.thread = thread
        self.clock, self.entropy = SystemClock(), SystemEntropy()
        self.keyring = Keyring(self.folder, config.keys)
        self.keys = self.keyring.keys
        self.fault = fault_of(config.test)
        self.border = border_of(path, config)
        self.policies = Policies(path, config, self.keys)
        self.board, self.feeds, self.changes = Board(), Feeds(), Changes()
        self.latency = Latency()
        self.clock_watch = ClockWatch(self.clock)
        self.desk = AlertDesk(config.node_id, config.node.side, store.records, self.clock, self.entropy)
        self.desks = Desks(
            config.node_id,
            config.node.side,
            simulated=config.node.simulated,
            records=store.records,
            neighbours=lambda: list(self.peers),
            clock=self.clock,
            entropy=self.entropy,
        )
        self.rounds = DeskRounds(config.node_id, self.desks, self.board, thread, self._saved)
        self.situations = Situations(self.border, config.area, self.desk.open_step)
        self.ingest = Ingest(
            store=store,
            thread=thread,
            feeds=self.feeds,
            clock=self.clock,
            entropy=self.entropy,
            saved=self._saved,
        )
        self.fuse = Fuse(
            node=config.node_id,
            side=config.node.side,
            border=config.picture.border and str(path / config.picture.border),
            store=store,
            thread=thread,
            desk=self.desk,
            clock=self.clock,
            changed=self._derived,
            shown=self._shown,
            covered=self._covered,
        )
        self.commands = Commands(self.folder, config, store, self.desk, self.clock, self.entropy, self.keyring)
        self.commands.keys.running = True
        rotation = Rotation(config.node_id, self.keyring, store, self.clock, self.entropy, self.fault)
        self.controls = Controls(
            node=config.node_id,
            store=store,
            thread=thread,
            clock=self.clock,
            withdrawn=self._withdrawn,
            ordered=self.wake_publishers,
            sweep_files=self.commands.attachments.sweep,
        )
        self.listener = Listener(self.keys, config.link)
        self.gateways = Gateways(config, path, self.ingest, self.clock, self.entropy)
        self.outbound = Outbound(
            config=config,
            folder=path,
            outward=self._outward,
            thread=thread,
            tracks=lambda: [entry.track for entry in self.board.tracks()],
            alerts=lambda: open_alerts(store.records),
            receiver=lambda name: GatewayReceiver(name, self.ingest),
            clock=self.clock,
            entropy=self.entropy,
        )
        self.replaying = Replaying(self.ingest, self.fuse, self.gateways.live, self.clock)
        self.peers: dict[NodeId, Peer] = {}
        self.watch = WatchKeeping(
            self.folder,
            config,
            store,
            thread,
            self.desk,
            self.peers,
            self.clock,
            self.entropy,
            made=self._derived,
            reach_changed=self.changes.reached,
        )
        self.minding = KeyMinding(
            config=config,
            keyring=self.keyring,
            rotation=rotation,
            store=store,
            thread=thread,
            clock=self.clock,
            listener=self.listener,
            peers=self.peers,
        )
        self.links = LinkViews(self.peers, self.clock)
        self.heartbeats = HeartbeatRound(self.peers, store, thread, self.clock, self.entropy)
        self.files_thread = StoreThread("files")
        self.fetching = FetchDesk(self.commands.attachments, self.peers, thread)
        self.supervisor = Supervisor()
        self._control = ControlServer(path, lambda: thread.run(store.accounts.all))

    async def start(self) -> None:
        """Open every port and begin all work; fails at once, and precisely, where a port is taken."""
        await self._deliver_late()
        await self.watch.load()
        for record in await self.thread.run(self._context):
            self.fuse.observe([record])
        self.supervisor.start("ingest", self.ingest.run)
        await self.gateways.start()
        await self.listener.start()
        listen(self.config.console.host, self.config.console.port).close()  # a taken port is told now, not later
        self.supervisor.start("link", self.listener.serve)
        await self.join_partners()
        self._handle_commands()
        self.supervisor.start("control", self._control.serve)
        self.supervisor.start("erasures", self.controls.run)
        self.supervisor.start("gateways", lambda: every(GATEWAYS_EVERY_S, self.gateways.tick))
        self.supervisor.start("policy", lambda: every(POLICY_EVERY_S, self._refresh_policy))
        self.supervisor.start("clock", lambda: every(LOOK_EVERY_S, self._watch_clock))
        self.supervisor.start("links", lambda: every(LINKS_EVERY_S, self._count_links))
        self.supervisor.start("heartbeats", lambda: every(HEARTBEAT_EVERY_S, self.heartbeats.look))
        self.supervisor.start("watch", lambda: every(WATCH_EVERY_S, self.watch.look))
        self.supervisor.start("keys", lambda: every(KEYS_EVERY_S, self.minding.look))
        self.supervisor.start("console", self._serve_console)
        self.supervisor.start("desks", self.rounds.run)
        self.outbound.start(self.supervisor.start)
        self.supervisor.start("fuse", self.fuse.run)  # last: it loads numerics, and people may look meanwhile
        self.supervisor.start("board", lambda: every(BOARD_EVERY_S, self._sweep_board))
        _log.info("node-started", node=self.config.node.id, link=self.config.link.port)

    async def _deliver_late(self) -> None:
        """What an earlier version of the vocabulary could not read."""
        pairings = await self.thread.run(self.store.pairings.all)
        partners = [pairing.partner.node for pairing in pairings if pairing.partner is not None]
        for partner, records in (await self.thread.run(lambda: deliver_late(self.store, partners))).items():
            _log.info("delivered-late", partner=partner, records=len(records))
            self._arrived(partner, records)

    async def stop(self) -> None:
        """End all work in order: feeds first, then links, then the store's last commit."""
        await self.gateways.stop()
        await self.supervisor.stop()
        self.files_thread.close()
        _log.info("node-stopped", node=self.config.node.id)

    async def _conclude_ended(self) -> None:
        """Links of pairings that are over end, before a new pairing with the same partner begins."""
        for pairing in await self.thread.run(self.store.pairings.all):
            peer = self.peers.get(pairing.partner.node) if pairing.partner is not None else None
            if pairing.state == "ended" and peer is not None:
                await peer.conclude()

    async def join_partners(self) -> None:
        """Start the link to every partner whose pairing is confirmed, not over, and not linked yet."""
        for pairing in await self.thread.run(self.store.pairings.all):
            if pairing.state not in LINKED or pairing.partner is None:
                continue
            known = self.peers.get(pairing.partner.node)
            if known is None or known.own.log_id != pairing.own.log_id:  # the earlier pairing with it is over
                self._join(pairing)

    def _join(self, pairing: Pairing) -> None:
        partner = pairing.partner
        assert partner is not None
        peer = Peer(
            own=pairing.own,
            partner=partner,
            folder=self.folder,
            keys=lambda: self.keyring.keys,
            store=self.store,
            thread=self.thread,
            situations=self.situations,
            destination=lambda: self.policies.destination(partner),
            clock=self.clock,
            entropy=self.entropy,
            fault=self.fault,
            silence_s=self.config.link.silence_s,
            trust=self.clock_watch.look,
            arrived=self._arrived,
            controls=self.controls,
            changed=self._link_changed,
            standing=self.commands.standing,
            files=self.commands.attachments,
            files_thread=self.files_thread,
            proxy=proxy_of(self.folder, self.config.link),
            origins=frozenset(NodeId(node) for node in self.config.link.relays.get(partner.node, ())),
            rekeyed=lambda: self.listener.admit(peer, peer.certificates),
        )
        self.peers[partner.node] = peer
        self.listener.admit(peer, pairing.partner_certificates)
        self.supervisor.start(f"link-{partner.node}", peer.run)

    def _outward(self, partner: Partner) -> Outward:
        """What decides for a feed that leaves this node."""
        to = partial(self.policies.destination_to, partner, "gateway")
        return Outward(self.store, to, self.situations.of, self.clock, self.clock_watch.look)

    def wake_publishers(self) -> None:
        """There may be something new to publish."""
        for peer in self.peers.values():
            peer.wake()

    def _context(self) -> list[Record]:
        """What the picture must know before the first detection: sensors, declarations of both sides, the wind."""
        records = self.store.records
        kinds = ("sensor", "declaration", "airspace-notice")
        winds = [record for record in records.of_kind("wind", limit=100) if record.origin == self.config.node_id]
        newest = sorted(winds, key=lambda wind: wind.observed_at)[-1:]
        return [*(record for kind in kinds for record in reversed(records.of_kind(kind))), *newest]

    def _saved(self, records: Sequence[Record]) -> None:
        """Own records have become durable: the picture takes what concerns it, the publishers are told."""
        self.fuse.observe(records)
        for record in records:
            if isinstance(record, Sensor):
                self.board.put_sensor(record)
        self._seen(records)
        self.wake_publishers()

    def _derived(self, records: Sequence[Record]) -> None:
        """Tracks, alerts and sensors' health of the own picture have become durable."""
        for record in records:
            if isinstance(record, Sensor):
                self.board.put_sensor(record)
        self._seen(records)
        if records:
            self.wake_publishers()

    def _shown(self, objects: Sequence[SystemTrack]) -> None:
        """Which tracks of several nodes are one object, as of now."""
        self.board.show(objects)
        self.changes.moved()

    def _covered(self, coverage: CoverageMap) -> None:
        """The radars look elsewhere than before."""
        self.board.coverage = coverage

    def _arrived(self, partner: NodeId, records: Sequence[Record]) -> None:
        """Records of a partner have become durable."""
        self.latency.take(records, self.clock.now())
        self.fuse.observe([record for record in records if isinstance(record, Declaration | AirspaceNotice | Track)])
        self._seen(records)
        self.rounds.arrived(records)

    def _withdrawn(self, records: Sequence[Record]) -> None:
        """Records are gone, at their originator's demand or because their time is over: nothing may show them on."""
        self.board.forget(record for record in records if isinstance(record, Track))
        self.board.unlabel(record for record in records if isinstance(record, Label))
        self.fuse.forget(records)
        self.desk.forget(records)
        self.outbound.forget(records)
        self.changes.withdrawn(records)

    def _seen(self, records: Sequence[Record]) -> None:
        """Show what people may look at."""
        self.board.put(record for record in records if isinstance(record, Track))
        self.board.label(record for record in records if isinstance(record, Label))
        if self.watch.room.take(records):
            self.changes.reached()
        self.changes.saved(records)
        self.outbound.observe(records)

    def _handle_commands(self) -> None:
        for name, (role, _) in self.commands.table.items():
            self._control.handle(name, role, self._handler(name))
        self._control.handle("status", None, self._status)
        self.replaying.handle_with(self._control)
        self.fetching.handle_with(self._control)
        trail = Trail(self.store.audit, self.clock)
        self.commands.rehearsing.handle_with(self._control, self.thread, trail)
        self.commands.alerting.handle_with(self._control, self.thread)

    def _handler(self, name: str) -> Handler:
        _, command = self.commands.table[name]

        async def handle(person: Account, arguments: Result, progress: Progress) -> Result:
            if name in WITH_PASSWORD:
                arguments = await asyncio.to_thread(with_password_checked, person, arguments)

            def work() -> tuple[Result, list[Record]]:
                self.commands.entered = []
                return command(person, arguments), self.commands.entered

            if name in ("pair-accept", "pair-finish"):
                await self._conclude_ended()
            result, entered = await self.thread.run(work)
            if entered:
                self._saved(entered)
            if name == "hold-release":
                self._let_go(self.commands.recalls.gone)
            if name in ("release-approve", "recall", "consent"):
                self.wake_publishers()
            if name == "pair-finish":
                await self.join_partners()
            if name in REKEYING:
                await self.minding.changed(name, result)
            if name in ("pair-suspend", "pair-resume", "pair-end"):
                self._restood(NodeId(arguments["partner"]))
            return result

        return handle

    def _let_go(self, gone: Sequence[Record]) -> None:
        """Records went because a legal hold ended: their receipts are due."""
        self._withdrawn(gone)
        self.controls.finish()

    def _restood(self, partner: NodeId) -> None:
        """A pairing stands elsewhere now: its link begins anew, and says so."""
        self.peers[partner].restart()
        self.changes.shared()

    async def _status(self, person: Account, arguments: Result, progress: Progress) -> Result:
        return status_of(
            self.config.node.id,
            self.peers.values(),
            self.feeds,
            self.latency,
            turned_away=self.listener.turned_away,
            overdue=self.links.overdue,
            ready=self.fuse.kernels_ready,
        )

    async def _refresh_policy(self) -> None:
        await self.thread.run(self.policies.refresh)

    async def _watch_clock(self) -> None:
        self.clock_watch.look()
        for peer in self.peers.values():
            self.clock_watch.compare(peer.clocks.offset_ms)

    async def _count_links(self) -> None:
        if self.links.take(await self.thread.run(lambda: count_links(self.store))):
            self.changes.shared()

    def _link_changed(self) -> None:
        self.changes.shared()

    async def _serve_console(self) -> None:
        section = self.config.console
        tls = console_tls(self.path, section)
        context = console_context(
            self,
            entered=self._saved,
            let_go=self._let_go,
            restood=self._restood,
            rekeyed=lambda partner: self.minding.changed("pair-rekey", {"partner": partner}),
        )
        await serve(make_app(context), section.host, section.port, tls)

    async def _sweep_board(self) -> None:
        self.board.sweep(self.clock.now())
        self.changes.moved()
