"""The watch of one node as one thing: who keeps it, what it says of itself, what it does when nobody answers."""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from lindero.kernel.clock import Clock
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import DeskId, NodeId
from lindero.model.alerts import Alert
from lindero.model.desks import DeskCall, Presence
from lindero.model.marking import Marking
from lindero.model.ports import Records
from lindero.model.record import Record
from lindero.operations.alerts.acts import AlertActs
from lindero.operations.alerts.desk import AlertDesk
from lindero.operations.alerts.escalation import ANSWER_S
from lindero.operations.alerts.making import desk_marking, header_of
from lindero.operations.watch.calls import CallDesk
from lindero.operations.watch.contacts import Card, ContactDesk
from lindero.operations.watch.escalator import Asked, Escalator
from lindero.operations.watch.presence import Attendance, PresenceBook


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """A partner who may be asked, and whether it can be reached.

    Attributes:
        node: Which.
        country: Its side.
        connected: The link works now.
    """

    node: NodeId
    country: str
    connected: bool


class WatchRoom:
    """Everything about the watch of one node.

    `take`, `came`, `went` and what only reads memory may be called from any thread; `load`, `look` and what the desks
    below do, from the store's thread.

    Args:
        node: The own one.
        desk: Its alerts.
        records: Where everything is kept.
        ways: The partners now.
        was_sent: Whether anything of an own alert has left to a partner.
        desks: Own desks, in the order in which they are called.
        clock: Time.
        entropy: Chance.
        simulated: It is a training node.
        card: The own contact card.
        answer_s: An alert is to be acknowledged within this. [s]

    Attributes:
        acts: What desks do with alerts.
        contacts: Contact cards.
        calls: Test calls.
        presence: What every desk said of itself.
    """

    def __init__(
        self,
        node: NodeId,
        desk: AlertDesk,
        records: Records,
        ways: Callable[[], Sequence[Way]],
        was_sent: Callable[[Alert, NodeId], bool],
        desks: Callable[[], Sequence[DeskId]],
        clock: Clock,
        entropy: Entropy,
        *,
        simulated: bool = False,
        card: Card | None = None,
        answer_s: float = ANSWER_S,
    ) -> None:
        self.answer_s = answer_s
        self._node = node
        self._records = records
        self._ways = ways
        self._was_sent = was_sent
        self._clock = clock
        self._entropy = entropy
        self._simulated = simulated
        self._card = card
        self.acts = AlertActs(node, desk, records, clock, entropy)
        self.contacts = ContactDesk(node, records, clock, entropy)
        self.calls = CallDesk(node, records, clock, entropy)
        self.presence = PresenceBook()
        self._attendance = Attendance()
        self._escalator = Escalator(node, desk, self.acts, records, self.asked, desks, clock, entropy, answer_s)

    def load(self) -> None:
        """Continue where the records end."""
        self.presence.take(self._records.of_kind("presence", limit=1000))
        self._attendance = Attendance(self.presence.of(self._node))
        self._escalator.load()

    def take(self, records: Iterable[Record]) -> bool:
        """Records have become durable, own or received; tells whether somebody's presence is new."""
        kept = list(records)
        self._escalator.take(kept)
        return self.presence.take(kept)

    def came(self, desk: DeskId) -> None:
        """A watch officer's console was opened at a desk."""
        self._attendance.came(desk)

    def went(self, desk: DeskId) -> None:
        """It was closed."""
        self._attendance.went(desk, self._clock.monotonic_s())

    def look(self) -> list[Record]:
        """What the clock brings: presence that changed, the own card, rungs of escalation. All made durable."""
        partners = frozenset(way.node for way in self._ways())
        marking = self.marking()
        now_s = self._clock.monotonic_s()
        made: list[Record] = []
        for desk, attended in self._attendance.news(now_s, partners):
            header = header_of(self._node, marking, self._clock, self._entropy)
            made.append(Presence(**header, desk=desk, attended=attended))
        if made:
            self._records.save(made, own=True)
        if self._card is not None and (written := self.contacts.write(self._node, self._card, marking)):
            made.append(written)
        return [*made, *self._escalator.look(self._attendance.attended(now_s))]

    def marking(self) -> Marking | None:
        """Of what this node says to its partners' desks about itself."""
        return desk_marking([way.node for way in self._ways()], simulated=self._simulated)

    def test(self, desk: DeskId) -> DeskCall:
        """One key: call the partners' desks."""
        return self.calls.call(desk, self.marking())

    def asked(self, alert: Alert) -> Asked:
        """Who is asked by an own alert, and how they are reached now."""
        asked = self.partners_asked(alert)
        return Asked(
            anybody=any(not way.connected or self._was_sent(alert, way.node) for way in asked),
            unattended=bool(asked) and all(self.presence.is_unattended(way.node) for way in asked),
            unreachable=bool(asked) and not any(way.connected for way in asked),
        )

    def partners_asked(self, alert: Alert) -> list[Way]:
        """The partners that the marking of an own alert names; attention stays at home."""
        if alert.origin != self._node or alert.step == "attention" or alert.marking is None:
            return []
        named = alert.marking.releasable_to
        return [way for way in self._ways() if way.node in named or way.country in named]
