"""The commands about the watch: rehearse alert rules, write down a contact card, call the other side as a test."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

import msgspec

from lindero.kernel.clock import Clock, Instant, format_instant
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import DeskId, NodeId
from lindero.model.codec import public_tree
from lindero.model.people import Account, Role
from lindero.model.ports import Records
from lindero.model.record import Record
from lindero.node.alert_rules import load_rules, rehearse_alerts, rules_of
from lindero.node.config import Config
from lindero.node.control import ControlServer, Progress
from lindero.node.folder import Folder
from lindero.node.store_thread import StoreThread
from lindero.node.trail import Trail
from lindero.operations.alerts.making import desk_marking
from lindero.operations.alerts.rehearsal import AlertsRehearsed
from lindero.operations.alerts.rule_set import RuleSet
from lindero.operations.watch.calls import CallDesk
from lindero.operations.watch.contacts import Card, ContactDesk
from lindero.operations.watch.errors import BadCard
from lindero.partners.errors import NoSuchPartner
from lindero.store.sqlite.store import SqliteStore, open_reader

Result = dict[str, Any]
ALERT_REHEARSE: Final = "alert-rehearse"


class AlertCommands:
    """The commands about the watch of one node.

    Args:
        folder: Of the node.
        config: Of the node.
        store: Its store.
        clock: Time.
        entropy: Chance.
        entered: Takes records that a command made.

    Attributes:
        table: Name of each request, the role that it takes, and what carries it out.
    """

    def __init__(
        self,
        folder: Folder,
        config: Config,
        store: SqliteStore,
        clock: Clock,
        entropy: Entropy,
        entered: Callable[[list[Record]], None],
    ) -> None:
        self._path = folder.path / config.watch.rules
        self._database = folder.database
        self._config = config
        self._store = store
        self._clock = clock
        self._entered = entered
        self._trail = Trail(store.audit, clock)
        self._contacts = ContactDesk(config.node_id, store.records, clock, entropy)
        self._calls = CallDesk(config.node_id, store.records, clock, entropy)
        self.table: dict[str, tuple[Role | None, Callable[[Account, Result], Result]]] = {
            ALERT_REHEARSE: ("watch-officer", self.rehearse),
            "contact-set": ("watch-officer", self.set_contact),
            "contacts": ("watch-officer", self.contacts),
            "test-call": ("watch-officer", self.test_call),
        }

    def rehearse(self, person: Account, arguments: Result) -> Result:
        """What alert rules would have raised from the own tracks, beside what was raised.

        Raises:
            BadRules: The file cannot be used; the line is named.
        """
        self._trail.note(person, ALERT_REHEARSE)
        return self._rehearsed(self._store.records, arguments)

    def handle_with(self, control: ControlServer, thread: StoreThread) -> None:
        """Rehearse in a running node: beside the store's thread, by a connection of its own."""

        async def handle(person: Account, arguments: Result, _: Progress) -> Result:
            def work() -> Result:
                with open_reader(self._database) as reader:
                    return self._rehearsed(reader.records, arguments)

            await thread.run(lambda: self._trail.note(person, ALERT_REHEARSE))
            return await asyncio.to_thread(work)

        control.handle(ALERT_REHEARSE, "watch-officer", handle)

    def set_contact(self, person: Account, arguments: Result) -> Result:
        """Write down how a partner's desk on duty is reached; it stays on this node.

        Raises:
            NoSuchPartner: Not paired.
            BadCard: The telephone number is none.
        """
        partner = NodeId(arguments["node"])
        if self._store.pairings.load(partner) is None:
            raise NoSuchPartner(partner=partner)
        try:
            card = msgspec.convert(arguments["card"], Card)
        except msgspec.ValidationError:
            raise BadCard(phone=arguments["card"].get("phone")) from None
        with self._store.transaction():
            record = self._contacts.write(partner, card)
            if record is not None:
                self._store.authors.save([record.id], person.name)
                self._trail.note(person, "contact", about=partner)
                self._entered([record])
        return {"written": record is not None}

    def contacts(self, person: Account, arguments: Result) -> Result:
        """The cards of this node and of all partners."""
        nodes = [self._config.node_id, *self._partners()]
        return {"contacts": [public_tree(card) for node in nodes for card in self._contacts.cards(node)]}

    def test_call(self, person: Account, arguments: Result) -> Result:
        """Call the partners' desks: would an alert reach somebody now."""
        marking = desk_marking(self._partners(), simulated=self._config.node.simulated)
        desk = DeskId(f"{self._config.node_id}/{person.desk}")
        with self._store.transaction():
            record = self._calls.call(desk, marking)
            self._store.authors.save([record.id], person.name)
            self._trail.note(person, "test-call", about=record.id)
        self._entered([record])
        return public_tree(record)

    def _rehearsed(self, records: Records, arguments: Result) -> Result:
        rules = self._rules(arguments.get("text"), str(arguments.get("name")))
        return _told(rehearse_alerts(records, rules, int(arguments["since_s"]), self._clock))

    def _rules(self, text: bytes | None, name: str) -> RuleSet:
        if text is not None:
            return rules_of(text, name, self._config.area)
        return load_rules(self._path, self._config.area) if self._path.is_file() else RuleSet()

    def _partners(self) -> list[NodeId]:
        return [p.partner.node for p in self._store.pairings.all() if p.partner is not None]


def _told(result: AlertsRehearsed) -> Result:
    tree: Result = msgspec.to_builtins(result)
    for alert in tree["alerts"]:
        for name in ("first_at", "worst_at"):
            alert[name] = format_instant(Instant(alert[name]))
    return tree
