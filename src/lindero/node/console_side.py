"""The console's context: what the pages and routes of a running node are given, and what they may do."""

from collections.abc import Awaitable, Callable, Sequence
from importlib.metadata import version
from typing import Protocol

import msgspec
from argon2 import PasswordHasher

from lindero.console.changes import Changes
from lindero.console.context import ConsoleContext
from lindero.console.explanation import Explained
from lindero.console.long_work import Say
from lindero.console.ports import RehearsalAsked
from lindero.kernel.clock import SystemClock
from lindero.kernel.entropy import SystemEntropy
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.record import Record
from lindero.node.commands import Commands
from lindero.node.config import Config
from lindero.node.deciding import decide_now
from lindero.node.explaining import explain_release
from lindero.node.feeds import Feeds
from lindero.node.folder import Folder
from lindero.node.link_views import LinkViews
from lindero.node.peers.peer import Peer
from lindero.node.pipelines.fuse import Fuse
from lindero.node.pipelines.situation import Situations
from lindero.node.policies import Policies
from lindero.node.store_thread import StoreThread
from lindero.node.timers import pause, woken
from lindero.node.watchkeeping import WatchKeeping
from lindero.operations.alerts.desk import AlertDesk
from lindero.operations.alerts.life import Lives
from lindero.operations.picture.board import Board
from lindero.operations.places import load_places
from lindero.operations.track_desk.desks import Desks
from lindero.partners.holds import HoldDesk
from lindero.partners.onward import ConsentDesk
from lindero.partners.recall import RecallDesk
from lindero.partners.rehearsal import Rehearsed
from lindero.partners.release_desk import ReleaseDesk
from lindero.store.sqlite.store import SqliteStore, open_reader

REHEARSED = "rehearsal.cedar"


class Shown(Protocol):
    """What the console shows of a node; `lindero.node.wiring.Node` is one."""

    config: Config
    folder: Folder
    store: SqliteStore
    thread: StoreThread
    clock: SystemClock
    entropy: SystemEntropy
    board: Board
    desk: AlertDesk
    desks: Desks
    feeds: Feeds
    changes: Changes
    fuse: Fuse
    policies: Policies
    situations: Situations
    commands: Commands
    links: LinkViews
    peers: dict[NodeId, Peer]
    watch: WatchKeeping

    def wake_publishers(self) -> None:
        """There may be something new to publish."""


def console_context(
    node: Shown,
    *,
    entered: Callable[[Sequence[Record]], None],
    let_go: Callable[[Sequence[Record]], None],
    restood: Callable[[NodeId], None],
    rekeyed: Callable[[NodeId], Awaitable[None]],
) -> ConsoleContext:
    """The context of a node's console.

    Args:
        node: The node.
        entered: Takes records that a person made at the console.
        let_go: To be told of records that went because a legal hold ended.
        restood: To be told that a pairing stands elsewhere now.
        rekeyed: To be told that a partner's keys are others now.
    """
    config, store, clock, own = node.config, node.store, node.clock, node.config.node_id
    return ConsoleContext(
        node=own,
        side=config.node.side,
        simulated=config.node.simulated,
        version=version("lindero"),
        language=config.node.language,
        secure=config.console.certificate is not None,
        clock=clock,
        entropy=node.entropy,
        thread=node.thread,
        store=store,
        board=node.board,
        desk=node.desk,
        desks=node.desks,
        watch=node.watch.room,
        alert_rules=node.watch.rules.view,
        lives=Lives(own, store.records, store.outbox, store.mirror, lambda: list(node.peers)),
        places=load_places(),
        links=node.links,
        feeds=node.feeds,
        kernels_ready=lambda: node.fuse.kernels_ready,
        changes=node.changes,
        entered=entered,
        recalls=RecallDesk(own, store, clock),
        holds=HoldDesk(own, store, clock),
        consents=ConsentDesk(store, clock),
        explain=lambda record, partner: _explained(node, record, partner),
        let_go=let_go,
        release=ReleaseDesk(
            store, decide_now(store, node.policies, node.situations, clock), frozenset(config.authorities), clock
        ),
        standing=node.commands.standing,
        restood=restood,
        offered_keys=node.commands.keys.offered_keys,
        rekeyed=rekeyed,
        reader=lambda: open_reader(node.folder.database),
        policy=lambda: node.policies.policy,
        rehearse=lambda asked, say: _rehearsed(node, asked, say),
        ordered=node.wake_publishers,
        pause=pause,
        woken=woken,
        hasher=PasswordHasher(),
    )


def _explained(node: Shown, record: RecordId, partner: NodeId) -> Explained:
    """In the store's thread."""
    told = explain_release(node.store, node.commands.deciding, node.clock, record=record, partner=partner)
    return msgspec.convert(told, Explained)


def _rehearsed(node: Shown, asked: RehearsalAsked, say: Say) -> Rehearsed:
    """In a thread of its own, by a connection of its own."""
    with open_reader(node.folder.database) as reader:
        return node.commands.rehearsing.rehearsed(
            reader,
            text=asked.text.encode(),
            name=REHEARSED,
            since_s=asked.since_s,
            partner=asked.partner,
            say=lambda done, total: say("", done, total),
        )
