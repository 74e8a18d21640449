"""The watch of a running node: who may be asked, which desks there are, and what the clock brings once a second."""

from collections.abc import Callable, Mapping, Sequence

from lindero.kernel.clock import Clock
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import DeskId, NodeId
from lindero.model.alerts import Alert
from lindero.model.kinds import object_of
from lindero.model.record import Record
from lindero.node.alert_rules import AlertRules
from lindero.node.config import Config
from lindero.node.folder import Folder
from lindero.node.peers.peer import Peer
from lindero.node.store_thread import StoreThread
from lindero.operations.alerts.desk import AlertDesk
from lindero.operations.watch.contacts import Card
from lindero.operations.watch.room import WatchRoom, Way
from lindero.store.sqlite.store import SqliteStore

LOOK_EVERY_S = 0.5


class WatchKeeping:
    """Keeps the watch room of a node going.

    Args:
        folder: Of the node.
        config: Of the node.
        store: Its store.
        thread: The store's thread.
        desk: Its alerts.
        peers: The links, by partner.
        clock: Time.
        entropy: Chance.
        made: Told of records that the watch made.
        reach_changed: Told when a link or a desk came or went.

    Attributes:
        room: The watch.
        rules: The alert rules.
    """

    def __init__(
        self,
        folder: Folder,
        config: Config,
        store: SqliteStore,
        thread: StoreThread,
        desk: AlertDesk,
        peers: Mapping[NodeId, Peer],
        clock: Clock,
        entropy: Entropy,
        made: Callable[[Sequence[Record]], None],
        reach_changed: Callable[[], None],
    ) -> None:
        self._config = config
        self._store = store
        self._thread = thread
        self._desk = desk
        self._peers = peers
        self._made = made
        self._reach_changed = reach_changed
        self._connected: frozenset[NodeId] = frozenset()
        self.rules = AlertRules(folder.path / config.watch.rules, config.area)
        desk.rules = self.rules.rules
        self.room = WatchRoom(
            config.node_id,
            desk,
            store.records,
            self._ways,
            self._was_sent,
            self._desks,
            clock,
            entropy,
            simulated=config.node.simulated,
            card=_card(config),
            answer_s=config.watch.answer_s,
        )

    async def load(self) -> None:
        """Continue where the records end."""
        await self._thread.run(self.room.load)

    async def look(self) -> None:
        """What the clock brings."""
        connected = frozenset(node for node, peer in self._peers.items() if peer.state == "connected")
        if connected != self._connected:
            self._connected = connected
            self._reach_changed()
        if made := await self._thread.run(self._look):
            self._made(made)

    def _look(self) -> list[Record]:
        if self.rules.refresh():
            self._desk.rules = self.rules.rules
        with self._store.transaction():
            return self.room.look()

    def _ways(self) -> list[Way]:
        return [
            Way(node=node, country=peer.partner.country, connected=peer.state == "connected")
            for node, peer in list(self._peers.items())
        ]

    def _was_sent(self, alert: Alert, partner: NodeId) -> bool:
        return self._store.outbox.first_about(partner, object_of(alert)) is not None

    def _desks(self) -> list[DeskId]:
        """Own desks of watch officers: those that node.toml names first."""
        watching = {a.desk for a in self._store.accounts.all() if "watch-officer" in a.roles and not a.disabled}
        named = [desk for desk in self._config.watch.desks if desk in watching]
        rest = sorted(watching - set(named))
        return [DeskId(f"{self._config.node_id}/{desk}") for desk in (*named, *rest)]


def _card(config: Config) -> Card | None:
    """The own contact card; None without a telephone."""
    section = config.watch
    if section.phone is None:
        return None
    return Card(
        phone=section.phone,
        second_phone=section.second_phone,
        radio=section.radio,
        languages=section.languages,
    )
