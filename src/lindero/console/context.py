"""What the console is given by the node that runs it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher

from lindero.console.changes import Changes
from lindero.console.ports import (
    ConsoleStore,
    Entered,
    Explain,
    Feeds,
    InStore,
    Links,
    Pause,
    Reader,
    Rehearse,
    RulesInForce,
    Woken,
)
from lindero.exchange.release.policy import Policy
from lindero.kernel.clock import Clock
from lindero.kernel.entropy import Entropy
from lindero.kernel.errors import Language
from lindero.kernel.ids import NodeId
from lindero.model.record import Record
from lindero.operations.alerts.desk import AlertDesk
from lindero.operations.alerts.life import Lives
from lindero.operations.picture.board import Board
from lindero.operations.places import Places
from lindero.operations.track_desk.desks import Desks
from lindero.operations.watch.room import WatchRoom
from lindero.partners.holds import HoldDesk
from lindero.partners.offered_keys import OfferedKeys
from lindero.partners.onward import ConsentDesk
from lindero.partners.recall import RecallDesk
from lindero.partners.release_desk import ReleaseDesk
from lindero.partners.standing import StandingDesk

STATIC_FOLDER: Final = Path(__file__).parent / "static"
"""Where the build of `web/` puts the front-end."""


@dataclass(frozen=True, kw_only=True)
class ConsoleContext:
    """One node, as its console sees it.

    Attributes:
        node: Own id.
        side: Country whose side of the line is the own one.
        simulated: It is a training node.
        version: Of the product.
        language: Of answers to readers who name none.
        secure: The console is served over TLS: cookies take the `__Host-` prefix.
        hosts: Names that it answers for, besides the local ones and the addresses it listens on.
        clock: Time.
        entropy: Chance.
        thread: The store's thread.
        store: The store; touched in that thread only.
        board: Newest state of all tracks and sensors.
        desk: The alerts; called in the store's thread only.
        desks: Declarations, labels, questions, hand-overs; called in the store's thread only.
        watch: Who keeps it, and what else is done with alerts; its desks are called in the store's thread only.
        alert_rules: The rules in force, with what is wrong with a newer file.
        lives: What became of them; called in the store's thread only.
        places: Names of places.
        links: The links to the partners.
        feeds: The feeds.
        kernels_ready: Whether the numeric kernels are compiled.
        changes: Through which the node tells that something is new.
        entered: Takes records that a person made here.
        recalls: Demands records back; called in the store's thread only.
        holds: Keeps records under legal holds; called in the store's thread only.
        consents: Lets partners pass records on; called in the store's thread only.
        explain: Why a record goes to a partner or does not; called in the store's thread only.
        let_go: Tells the node that records went because a hold ended.
        release: What waits for two persons; called in the store's thread only.
        standing: Where pairings stand; called in the store's thread only.
        restood: Tells the node that a pairing stands elsewhere now.
        offered_keys: Confirms partners' new keys; called in the store's thread only.
        rekeyed: Tells the node that a partner's keys are others now.
        reader: Opens the pair logs for one reader.
        policy: The policy in force.
        rehearse: Runs another policy beside it.
        ordered: Tells the node that something waits for the partners' sessions.
        pause: Lets others run for so many seconds.
        woken: Waits for an event no longer than so many seconds.
        hasher: Argon2id.
        static: Folder of the built front-end.
    """

    node: NodeId
    side: str
    simulated: bool
    version: str
    clock: Clock
    entropy: Entropy
    thread: InStore
    store: ConsoleStore
    board: Board
    desk: AlertDesk
    desks: Desks
    watch: WatchRoom
    alert_rules: Callable[[], RulesInForce]
    lives: Lives
    places: Places
    links: Links
    feeds: Feeds
    kernels_ready: Callable[[], bool]
    changes: Changes
    entered: Entered
    recalls: RecallDesk
    holds: HoldDesk
    consents: ConsentDesk
    explain: Explain
    let_go: Callable[[Sequence[Record]], None]
    release: ReleaseDesk
    standing: StandingDesk
    restood: Callable[[NodeId], None]
    offered_keys: OfferedKeys
    rekeyed: Callable[[NodeId], Awaitable[None]]
    reader: Reader
    policy: Callable[[], Policy]
    rehearse: Rehearse
    ordered: Callable[[], None]
    pause: Pause
    woken: Woken
    hasher: PasswordHasher
    language: Language = "en"
    secure: bool = False
    hosts: tuple[str, ...] = ()
    static: Path = STATIC_FOLDER
