"""What runs on an open link, each part a task of its own: sending, receiving, files, bodies again, the standing."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass

from lindero.exchange.link.events import (
    BatchArrived,
    BodiesArrived,
    BodiesWanted,
    ChunkArrived,
    ChunkGone,
    ChunkWanted,
    PartnerHello,
    PartnerStanding,
    Receipted,
)
from lindero.exchange.release.delay import ClockTrust
from lindero.exchange.release.destination import Destination
from lindero.kernel.clock import Clock
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import NodeId
from lindero.model.pairing import Identity
from lindero.model.record import Record
from lindero.node.attachments import Attachments
from lindero.node.keys import Keys, signers_since
from lindero.node.peers.bulk import Fetching, Serving
from lindero.node.peers.paired import Paired
from lindero.node.peers.receiving import Receiving
from lindero.node.peers.restoring import Restoring, answer_to
from lindero.node.peers.sending import Sending
from lindero.node.peers.standing import Standing
from lindero.node.peers.wire import Wire
from lindero.node.pipelines.controls import Controls
from lindero.node.pipelines.orders_only import OrdersOnly
from lindero.node.pipelines.publish import Publisher
from lindero.node.pipelines.situation import Situations
from lindero.node.store_thread import StoreThread
from lindero.partners.standing import StandingDesk
from lindero.store.fault import Fault
from lindero.store.sqlite.store import SqliteStore

ToHalves = (
    BatchArrived | Receipted | ChunkWanted | ChunkArrived | ChunkGone | BodiesWanted | BodiesArrived | PartnerStanding
)
"""Events of a session that are for one of its halves."""


@dataclass(frozen=True, kw_only=True)
class Means:
    """What every session with one partner works with.

    Attributes:
        own: This node's half of the pairing.
        paired: The pairing in force.
        keys: Gives the own keys as they are now.
        store: The store; touched in its thread.
        thread: That thread.
        situations: Where records are.
        destination: Gives the partner under the policy in force.
        clock: Time.
        entropy: Chance.
        fault: Named places.
        trust: Gives how far the clock can be trusted.
        arrived: Takes records that became durable.
        controls: Acts on what partners say about the logs.
        changed: Tells that something is to be shown anew.
        desk: Where the pairing stands.
        files: Of records.
        fetching: The partner's files that people here want.
        origins: Nodes whose records the partner may pass on.
    """

    own: Identity
    paired: Paired
    keys: Callable[[], Keys]
    store: SqliteStore
    thread: StoreThread
    situations: Situations
    destination: Callable[[], Destination]
    clock: Clock
    entropy: Entropy
    fault: Fault
    trust: Callable[[], ClockTrust]
    arrived: Callable[[NodeId, Sequence[Record]], None]
    controls: Controls
    changed: Callable[[], None]
    desk: StandingDesk
    files: Attachments
    fetching: Fetching
    origins: frozenset[NodeId]

    @property
    def partner(self) -> NodeId:
        """Who is at the other end."""
        return self.paired.partner


class Halves:
    """The work on one open session; made by `open_halves`."""

    def __init__(
        self,
        wire: Wire,
        *,
        sending: Sending | None,
        receiving: Receiving,
        serving: Serving,
        restoring: Restoring,
        standing: Standing,
        fetching: Fetching,
    ) -> None:
        self._wire = wire
        self._receiving = receiving
        self._serving = serving
        self._restoring = restoring
        self._standing = standing
        self._fetching = fetching
        work = [
            *([] if sending is None else [sending.run()]),
            standing.run(),
            receiving.run(),
            receiving.run_receipts(),
            serving.run(),
            fetching.run(wire),
            restoring.run(),
        ]
        self._tasks = [asyncio.create_task(self._run(one)) for one in work]

    async def _run(self, work: Coroutine[None, None, None]) -> None:
        """Run one half; when it fails, the session ends and the next one starts from what is durable."""
        try:
            await work
        except BaseException:
            self._wire.abandon()
            raise

    def take(self, event: ToHalves) -> None:
        """Give an event of the session to the half that it is for."""
        match event:
            case BatchArrived() | Receipted():
                self._receiving.take(event)
            case ChunkWanted() | BodiesWanted():
                self._serving.take(event)
            case ChunkArrived() | ChunkGone():
                self._fetching.take(event)
            case BodiesArrived():
                self._restoring.take(event)
            case PartnerStanding():
                self._standing.take(event)

    async def end(self) -> list[Exception]:
        """Cancel what runs; gives why halves had failed before."""
        for task in self._tasks:
            task.cancel()
        ended = await asyncio.gather(*self._tasks, return_exceptions=True)
        return [error for error in ended if isinstance(error, Exception)]


async def open_halves(
    means: Means,
    wire: Wire,
    hello: PartnerHello,
    *,
    rekeyed: Callable[[], Awaitable[None]],
    restart: Callable[[], None],
    ended: Callable[[], None],
) -> Halves:
    """Start the halves, as far as the pairing's standing lets them.

    Args:
        means: What they work with.
        wire: The open session.
        hello: How the partner's log and copy relate.
        rekeyed: To be called when a key has changed.
        restart: Begins a new session.
        ended: To be called when the pairing is over.
    """
    partner, store, thread = means.partner, means.store, means.thread
    state = (await thread.run(lambda: means.desk.load(partner))).state
    publishes = Publisher if state == "active" else OrdersOnly
    publisher = await thread.run(
        lambda: publishes(partner, store, means.situations.of, means.clock, means.entropy, means.trust)
    )
    silent = state == "suspended" and await thread.run(lambda: means.desk.holds_back(partner, hello.resume_at))
    means.controls.promised(partner, hello.partner_size)
    return Halves(
        wire,
        sending=None if silent else _sending(means, wire, hello, publisher),
        receiving=_receiving(means, wire, rekeyed),
        serving=Serving(
            wire,
            lambda entry, index: means.files.released(partner, entry, index) if state == "active" else None,
            lambda wanted: answer_to(store, partner, wanted) if state == "active" else [],
            thread,
        ),
        restoring=Restoring(wire, partner, store, thread, means.clock, means.origins, means.changed),
        standing=Standing(wire, partner, state, means.desk, thread, restart=restart, ended=ended),
        fetching=means.fetching,
    )


def _sending(means: Means, wire: Wire, hello: PartnerHello, publisher: Publisher) -> Sending:
    return Sending(
        wire=wire,
        log=means.paired.terms.outgoing,
        log_keys=lambda: signers_since(means.own.log_key, means.keys().log_signers),
        publisher=publisher,
        destination=means.destination,
        thread=means.thread,
        clock=means.clock,
        fault=means.fault,
        resume_at=hello.resume_at,
        frontier=hello.frontier,
    )


def _receiving(means: Means, wire: Wire, rekeyed: Callable[[], Awaitable[None]]) -> Receiving:
    partner, controls = means.partner, means.controls
    return Receiving(
        partner=partner,
        wire=wire,
        log=lambda: means.paired.terms.incoming,
        receipt_keys=lambda: signers_since(means.own.receipt_key, means.keys().receipt_signers),
        store=means.store,
        thread=means.thread,
        clock=means.clock,
        fault=means.fault,
        arrived=lambda records: means.arrived(partner, records),
        obey=lambda said: controls.obey(partner, said),
        obeyed=lambda said: controls.obeyed(partner, said),
        rekeyed=rekeyed,
        origins=means.origins,
        relay=lambda records: controls.relay(partner, records),
    )
