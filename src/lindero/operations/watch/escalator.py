"""Watches the alerts that nobody has taken, and makes each rung of their escalation a record.

The time of an alert counts by the clock of this node alone, from when the alert became durable here: no skew between
the two sides shortens or lengthens it. After a restart it counts anew; rungs that were taken are not taken again.
"""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from lindero.kernel.clock import SECOND_NS, Clock
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import DeskId, NodeId, RecordId
from lindero.model.alerts import Acknowledgement, Alert, Handling, Outcome
from lindero.model.ports import Records
from lindero.model.record import Record
from lindero.operations.alerts.acts import AlertActs
from lindero.operations.alerts.desk import AlertDesk
from lindero.operations.alerts.errors import NoSuchAlert
from lindero.operations.alerts.escalation import Waiting, due, first_desk
from lindero.operations.alerts.making import answer_marking, header_of
from lindero.operations.alerts.stand import Stand

LOADED = 500
"""Alerts looked at when a node starts; older ones have had their time."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Who is asked by an own alert, and how they are reached now.

    Attributes:
        anybody: Some partner is asked: its marking names one, and it has left or waits for a link.
        unattended: Every one of them said that nobody keeps watch there.
        unreachable: There is no link to any of them.
    """

    anybody: bool
    unattended: bool = False
    unreachable: bool = False


class Escalator:
    """The alerts of one node that wait for an acknowledgement. Call it from the store's thread.

    Args:
        node: The own one.
        desk: Its alerts.
        acts: What was done with them.
        records: Where rungs are kept.
        asked: Who is asked by an own alert.
        desks: Own desks, in the order in which they are called.
        clock: Time.
        entropy: Chance.
        answer_s: An alert is to be acknowledged within this. [s]
    """

    def __init__(
        self,
        node: NodeId,
        desk: AlertDesk,
        acts: AlertActs,
        records: Records,
        asked: Callable[[Alert], Asked],
        desks: Callable[[], Sequence[DeskId]],
        clock: Clock,
        entropy: Entropy,
        answer_s: float,
    ) -> None:
        self._node = node
        self._desk = desk
        self._acts = acts
        self._records = records
        self._asked = asked
        self._desks = desks
        self._clock = clock
        self._entropy = entropy
        self._answer_s = answer_s
        self._since: dict[RecordId, int] = {}

    def load(self) -> None:
        """Take up what was open when the node stopped."""
        self.take(reversed(self._records.of_kind("alert", limit=LOADED)))

    def take(self, records: Iterable[Record]) -> None:
        """Records have become durable, own or received."""
        for record in records:
            match record:
                case Alert(state="open", step="warning" | "incursion"):
                    self._since.setdefault(record.alert, self._clock.now())
                case Alert(alert=alert) | Outcome(alert=alert) | Acknowledgement(alert=alert, stage="acknowledged"):
                    self._since.pop(alert, None)
                case _:
                    pass

    def look(self, attended: frozenset[DeskId]) -> list[Handling]:
        """The rungs that are due now, made durable; `attended`: own desks where somebody is."""
        now = self._clock.now()
        made = []
        for alert, since in list(self._since.items()):
            if now - since >= int(self._answer_s * SECOND_NS):
                made += self._escalate(alert, since, now, attended)
        if made:
            self._records.save(made, own=True)
        return made

    def _escalate(self, alert: RecordId, since: int, now: int, attended: frozenset[DeskId]) -> list[Handling]:
        try:
            newest = self._desk.newest(alert)
        except NoSuchAlert:  # recalled, or past its time
            self._since.pop(alert, None)
            return []
        if not self._desk.is_open(newest) or self._desk.is_acknowledged(alert):
            self._since.pop(alert, None)
            return []
        stand = self._acts.stand(alert)
        if stand.shelf is not None:
            if stand.shelf.holds(newest.step, now):
                return []
            if now >= stand.shelf.until:  # its time counts anew; what climbed off the shelf is as late as it was
                since = max(since, stand.shelf.until)
        since = max(since, stand.back_at or 0)
        waiting = self._waiting(newest, stand, since, attended)
        escalation = None if waiting is None else due(waiting, now, self._answer_s)
        if waiting is None or escalation is None:
            return []
        to = escalation.to or waiting.addressed or DeskId(f"{self._node}/-")
        header = header_of(self._node, answer_marking(newest, self._node), self._clock, self._entropy)
        return [
            Handling(
                **header,
                alert=alert,
                act="escalated",
                desk=to,
                reason=escalation.reason,
                step=newest.step,
                rung=escalation.rung,
            )
        ]

    def _waiting(self, alert: Alert, stand: Stand, since: int, attended: frozenset[DeskId]) -> Waiting | None:
        """What decides on its escalation; None where nobody is asked."""
        own, desks = alert.origin == self._node, self._desks()
        asked = self._asked(alert) if own else Asked(anybody=True)
        if not asked.anybody:
            return None
        addressed = stand.rungs[-1][2] if stand.rungs else first_desk(desks, attended)
        return Waiting(
            own=own,
            since=since,
            taken=tuple(rung for rung, _, _ in stand.rungs),
            unattended=asked.unattended,
            unreachable=asked.unreachable,
            desks=desks,
            attended=attended,
            addressed=addressed,
        )
