"""One partner: its connection, whoever dialled it, and what the node knows of the link."""

import asyncio
import ssl
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Literal

import msgspec
import structlog

from lindero.exchange.link.errors import Contradiction
from lindero.exchange.link.events import (
    BatchArrived,
    BodiesArrived,
    BodiesWanted,
    ChunkArrived,
    ChunkGone,
    ChunkWanted,
    Event,
    KeysLearned,
    PartnerHello,
    PartnerLost,
    PartnerRolledBack,
    PartnerStanding,
    Receipted,
    RefillArrived,
    RefillWanted,
    RolledBack,
    RoundTrip,
    Stopped,
)
from lindero.exchange.link.evidence import format_evidence
from lindero.exchange.link.frames import PartnerState
from lindero.exchange.link.session import LinkSession
from lindero.exchange.link.terms import StoredLog
from lindero.exchange.log.ports import Log
from lindero.exchange.release.delay import ClockTrust
from lindero.exchange.release.destination import Destination
from lindero.kernel.clock import Clock
from lindero.kernel.entropy import Entropy
from lindero.kernel.errors import LinderoError
from lindero.kernel.ids import NodeId
from lindero.model.pairing import Identity
from lindero.model.record import Record
from lindero.node.attachments import Attachments
from lindero.node.folder import Folder
from lindero.node.keys import Keys
from lindero.node.peers.bulk import Fetching, Pace
from lindero.node.peers.clocks import Clocks
from lindero.node.peers.dialling import READ_BYTES, Dialling
from lindero.node.peers.halves import Halves, Means, ToHalves, open_halves
from lindero.node.peers.introduction import Introducing
from lindero.node.peers.paired import Paired
from lindero.node.peers.precedence import Connection, replaces
from lindero.node.peers.proxy import Proxy
from lindero.node.peers.refill import keep_refill, send_refill
from lindero.node.peers.tls import peer_certificate
from lindero.node.peers.wire import Wire
from lindero.node.pipelines.controls import Controls
from lindero.node.pipelines.situation import Situations
from lindero.node.store_thread import StoreThread
from lindero.node.timers import growing_pause, pause
from lindero.partners.standing import StandingDesk
from lindero.store.fault import Fault
from lindero.store.sqlite.store import SqliteStore

_log = structlog.get_logger("lindero.link")

LinkState = Literal["connected", "connecting", "stopped", "ended"]
TICK_S: Final = 1.0


class Peer:
    """The link to one partner.

    Attributes:
        partner: Its half of the pairing.
        state: Connected means: its hello is verified.
        since: When that state began. [ns UTC]
        clocks: Round trip and clock offset.
        last_receipt_at: When its newest receipt came. [ns UTC]
        problem: Why it is not connected; None when nothing is wrong.
        fetching: Its files that people here want.
        partner_state: Where the pairing stands at the partner, as it said; None while not connected.
    """

    def __init__(
        self,
        *,
        own: Identity,
        partner: Identity,
        folder: Folder,
        keys: Callable[[], Keys],
        store: SqliteStore,
        thread: StoreThread,
        situations: Situations,
        destination: Callable[[], Destination],
        clock: Clock,
        entropy: Entropy,
        fault: Fault,
        silence_s: float,
        trust: Callable[[], ClockTrust],
        arrived: Callable[[NodeId, Sequence[Record]], None],
        controls: Controls,
        changed: Callable[[], None],
        standing: StandingDesk,
        files: Attachments,
        files_thread: StoreThread,
        proxy: Proxy | None = None,
        rekeyed: Callable[[], None] = lambda: None,
        origins: frozenset[NodeId] = frozenset(),
    ) -> None:
        self.own = own
        self.partner = partner
        self.state: LinkState = "connecting"
        self.since = clock.now()
        self.clocks = Clocks(partner.node)
        self.last_receipt_at: int | None = None
        self.problem: LinderoError | None = None
        self._paired = Paired(own, partner, store, keys, clock, silence_s)
        self._folder = folder
        self._store = store
        self._thread = thread
        self._clock = clock
        self._changed = changed
        self.partner_state: PartnerState | None = None
        self.fetching = Fetching(
            partner.node, files.chunks, files_thread, Pace(clock, lambda: self.clocks.round_trip_s)
        )
        self._means = Means(
            own=own,
            paired=self._paired,
            keys=keys,
            store=store,
            thread=thread,
            situations=situations,
            destination=destination,
            clock=clock,
            entropy=entropy,
            fault=fault,
            trust=trust,
            arrived=arrived,
            controls=controls,
            changed=changed,
            desk=standing,
            files=files,
            fetching=self.fetching,
            origins=origins,
        )
        self._rekeyed = rekeyed
        self._dialling = Dialling(lambda: keys().tls, lambda: self.certificates, partner.address, proxy)
        self._introducing = Introducing(self._dialling, self._paired, thread, clock)
        self._turn = asyncio.Lock()
        self._standing: tuple[Connection, asyncio.StreamWriter] | None = None
        self._greeted = False
        self._certificate = b""
        self._wire: Wire | None = None
        self._halves: Halves | None = None

    def wake(self) -> None:
        """There may be something new to publish."""
        if self._wire is not None:
            self._wire.changed.set()

    @property
    def certificates(self) -> tuple[bytes, ...]:
        """What the partner may show, oldest first."""
        return self._paired.certificates

    async def rekey(self) -> None:
        """A key of either side was changed: the session goes on under the keys that are stored now."""
        await self._thread.run(lambda: self._paired.settle(self._certificate))
        if self._wire is not None:
            self._wire.session.renew(self._paired.terms.outgoing, self._paired.terms.incoming)
        self._rekeyed()

    async def introduced(self, changes: Sequence[bytes]) -> None:
        """Somebody presents key changes of the partner: what they prove counts, whoever brings them."""
        if await self._thread.run(lambda: self._paired.learn(changes)):
            self._rekeyed()
            self._changed()

    def drop(self) -> None:
        """End the connection that stands; the next one begins from what is stored."""
        if self._wire is not None:
            self._wire.abandon()

    def restart(self) -> None:
        """Begin a new session: the pairing stands elsewhere now. From here on nothing leaves by the old one."""
        if self._wire is not None:
            self._wire.send(self._wire.session.close())

    async def conclude(self) -> None:
        """The pairing is over: end what is left of its last session, so that a new pairing finds nobody at work."""
        self._become("ended")
        self.restart()
        if self._standing:
            self._standing[1].close()
        async with self._turn:
            pass

    async def run(self) -> None:
        """Dial while there is no session, until cancelled; does nothing where only the partner dials."""
        failures = 0
        while self._dialling.address is not None and self.state not in ("stopped", "ended"):
            async with self._turn:
                pass  # the partner's dialling has come through: there is nothing to dial for
            try:
                await self._thread.run(self._paired.load)
                reader, writer = await self._dialling.open()
                if await self.talk(reader, writer, dialled=True):
                    failures = 0
                else:
                    failures += 1
                    await self._introducing.present()
            except ssl.SSLCertVerificationError as why:
                failures += 1
                _log.info("dial-failed", partner=self.partner.node, why=str(why), failures=failures)
                if await self._introducing.look():
                    self._rekeyed()
                    self._changed()
            except (OSError, TimeoutError) as why:
                failures += 1
                _log.info("dial-failed", partner=self.partner.node, why=str(why), failures=failures)
            except LinderoError as error:
                failures, self.problem = failures + 1, error
                _log.warning("dial-failed", partner=self.partner.node, why=str(error), failures=failures)
            await pause(growing_pause(failures, longest_s=2.0))

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, dialled: bool) -> bool:
        """Hold one session on a mutually authenticated connection; tells whether the link was connected on it.

        There is one session at a time; `precedence` says which of two connections is kept.

        Args:
            reader: Of the connection.
            writer: Of the connection.
            dialled: This node dialled.
        """
        near, far = (self.own.node, self.partner.node) if dialled else (self.partner.node, self.own.node)
        newer = Connection(dialler=near, begun_s=self._clock.monotonic_s())
        if self.state in ("stopped", "ended") or (self._standing and not replaces(newer, self._standing[0], other=far)):
            writer.close()
            return False
        if self._standing:
            self._standing[1].transport.abort()
        self._standing = newer, writer
        async with self._turn:
            if self._standing[1] is not writer:  # a still newer one has come
                writer.close()
                return False
            return await self._talk(reader, writer)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """The session, and why it ended."""
        self._greeted = False
        try:
            await self._hold_session(reader, writer)
        except OSError as why:
            _log.info("connection-lost", partner=self.partner.node, why=str(why))
        except LinderoError as error:
            self.problem = error
            _log.error("session-failed", partner=self.partner.node, code=error.code, message=str(error))
        finally:
            writer.close()
            if self._standing and self._standing[1] is writer:
                self._standing = None
        return self._greeted

    async def _hold_session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """From the first byte to the last."""
        session = await self._thread.run(self._open_session)
        wire = self._wire = Wire(session, writer)
        ticking = asyncio.create_task(self._tick(wire))
        try:
            self._certificate = peer_certificate(writer)
            await self._act(wire, session.connected())
            while session.state != "stopped" and (data := await reader.read(READ_BYTES)):
                await self._hear(wire, data)
            await self._act(wire, session.disconnected())
        finally:
            ticking.cancel()
            await self._end(wire)

    async def _end(self, wire: Wire) -> None:
        """Let go of a session: its halves end, the link is down."""
        if wire.session.state != "stopped":
            wire.send(wire.session.close())
        halves, self._halves = self._halves, None
        for error in await halves.end() if halves else []:
            if isinstance(error, LinderoError):  # such as a full disk: people must see it
                self.problem = error
                _log.error("half-failed", partner=self.partner.node, code=error.code, message=str(error))
            elif not isinstance(error, ConnectionError):
                _log.error("half-failed", partner=self.partner.node, exc_info=error)
        if wire.problem is not None:
            self.problem = wire.problem
            _log.warning("not-reading", partner=self.partner.node, message=str(wire.problem))
        await self._thread.run(lambda: self._keep_note(wire.session.signed_note))
        self._wire = self.partner_state = None
        if self.state == "connected":
            self._become("connecting")

    def _keep_note(self, note: bytes | None) -> None:
        """In the store's thread: what was signed and not receipted yet, should another history turn up."""
        if note is not None:
            self._store.outbox.save_note(self.partner.node, note)

    def _open_session(self) -> LinkSession:
        """A session over what is stored; runs in the store's thread."""
        node, store = self.partner.node, self._store
        self._paired.load()
        receipt = store.outbox.receipt(node)
        if receipt is not None:
            self.last_receipt_at = receipt[2]
        head = store.outbox.head(node)
        if receipt is not None and receipt[0] == head.size:  # what was cosigned is what this node had signed
            head = msgspec.structs.replace(head, note=receipt[1])
        own = StoredLog(head, _leaves(store.outbox, node), receipt[0] if receipt else 0)
        mirror = StoredLog(store.mirror.head(node), _leaves(store.mirror, node))
        return LinkSession(self._paired.terms, own, mirror, self._clock.monotonic_s())

    async def _hear(self, wire: Wire, data: bytes) -> None:
        """Give bytes to the session; a hello reads stored entries, so it is heard in the store's thread."""
        now_s, wall_ms = self._clock.monotonic_s(), self._clock.now() // 1_000_000
        if wire.session.state == "greeting":
            events = await self._thread.run(lambda: wire.session.bytes_received(data, now_s, wall_ms))
        else:
            events = wire.session.bytes_received(data, now_s, wall_ms)
        await self._act(wire, events)

    async def _tick(self, wire: Wire) -> None:
        while True:
            await pause(TICK_S)
            events = wire.session.tick(self._clock.monotonic_s(), self._clock.now() // 1_000_000)
            await self._act(wire, events)
            if wire.session.state == "stopped":
                wire.abandon()

    async def _act(self, wire: Wire, events: Sequence[Event]) -> None:
        """Do what the session says, in order."""
        for event in wire.send(events):
            match event:
                case KeysLearned(changes=changes):
                    await self._thread.run(lambda told=changes: self._paired.learn(told))  # type: ignore[misc]
                    self._rekeyed()
                case PartnerHello():
                    await self._begin(wire, event)
                case PartnerStanding(state=state):
                    self.partner_state = state
                    self._give(event)
                    self._changed()
                case Receipted():
                    self._give(event)
                    self.last_receipt_at = self._clock.now()
                    self._changed()
                case BatchArrived() | ChunkWanted() | ChunkArrived() | ChunkGone() | BodiesWanted() | BodiesArrived():
                    self._give(event)
                case RoundTrip():
                    self.clocks.take(event)
                    self._changed()
                case RolledBack() | PartnerRolledBack() | PartnerLost():
                    _log.error("alarm", partner=self.partner.node, what=type(event).__name__, detail=str(event))
                    if isinstance(event, RolledBack):
                        wire.send(wire.session.request_refill())
                case RefillWanted():
                    await send_refill(wire, self._store, self._thread, self.partner.node, event)
                case RefillArrived():
                    await keep_refill(self._store, self._thread, self.partner.node, event)
                    wire.send(wire.session.close())
                case Stopped():
                    self._stopped(event)
                case _:
                    pass  # Send was written; credit only wakes the sending half
        wire.changed.set()

    async def _begin(self, wire: Wire, hello: PartnerHello) -> None:
        """The link is connected."""
        if await self._thread.run(lambda: self._paired.settle(self._certificate)):
            self._rekeyed()
        self.problem, self._greeted = None, True
        self._halves = await open_halves(
            self._means, wire, hello, rekeyed=self.rekey, restart=self.restart, ended=self._pairing_ended
        )
        self._become("connected")
        _log.info("connected", partner=self.partner.node, resume_at=hello.resume_at)

    def _give(self, event: ToHalves) -> None:
        if self._halves:
            self._halves.take(event)

    def _pairing_ended(self) -> None:
        """Both logs are closed: nobody dials any more."""
        self.restart()
        self._become("ended")

    def _stopped(self, event: Stopped) -> None:
        """Note why; two contradicting histories end the link until a person has looked."""
        self.problem = event.error
        if event.error is not None:
            _log.warning("stopped", partner=self.partner.node, code=event.error.code, message=str(event.error))
        if isinstance(event.error, Contradiction):
            self._become("stopped")
            if event.evidence is not None:
                self._keep_evidence(format_evidence(event.evidence))

    def _keep_evidence(self, text: bytes) -> None:
        path: Path = self._folder.path / f"evidence-{self.partner.node}-{self._clock.now()}.txt"
        path.write_bytes(text)
        _log.error("evidence-kept", partner=self.partner.node, file=str(path))

    def _become(self, state: LinkState) -> None:
        self.state = state
        self.since = self._clock.now()
        self._changed()


def _leaves(log: Log, partner: NodeId) -> Callable[[int, int], list[bytes]]:
    """Entry bytes of a stored log."""
    return lambda start, stop: [entry.entry for entry in log.entries(partner, start, stop)]
