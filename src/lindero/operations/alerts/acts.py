"""What a desk does with an alert between its acknowledgement and its outcome: assign, shelve, tell, close many.

Every act names what the person's screen showed; where another desk was first, it is refused and says who that was.
Call it from the store's thread.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal

import msgspec

from lindero.kernel.clock import SECOND_NS, Clock
from lindero.kernel.entropy import Entropy
from lindero.kernel.errors import LocalError
from lindero.kernel.ids import DeskId, NodeId, RecordId
from lindero.model.alerts import Acknowledgement, Alert, AlertStep, Handling, Outcome, Verdict
from lindero.model.incidents import Note
from lindero.model.ports import Records
from lindero.operations.alerts.desk import AlertDesk
from lindero.operations.alerts.errors import AlreadyHandled, BadReason, BadShelfTime, NotOpen, WorseNow
from lindero.operations.alerts.making import answer_marking, header_of
from lindero.operations.alerts.stand import RANK, Stand, by_node, stand_of
from lindero.operations.phrases import MESSAGES, SHELF_REASONS

LONGEST_SHELF_MIN: Final = 8 * 60
"""A shelf ends within a shift. [min]"""
SPOKEN: Final = frozenset(number for section in MESSAGES.values() for number in section)
"""What a desk may say in a message."""


class Seen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An alert as a person saw it.

    Attributes:
        alert: Which.
        step: How severe it was on the screen.
    """

    alert: RecordId
    step: AlertStep


class Handled(msgspec.Struct, frozen=True):
    """What became of alerts that were closed together.

    Attributes:
        records: Acknowledgements and outcomes, in order.
        refused: Why one stayed open, by alert.
    """

    records: list[Acknowledgement | Outcome]
    refused: dict[RecordId, LocalError]


class AlertActs:
    """The further acts of the desks of one node.

    Args:
        node: The own one.
        desk: Its alerts.
        records: Where everything is kept.
        clock: Time.
        entropy: Chance.
    """

    def __init__(self, node: NodeId, desk: AlertDesk, records: Records, clock: Clock, entropy: Entropy) -> None:
        self._node = node
        self._desk = desk
        self._records = records
        self._clock = clock
        self._entropy = entropy

    def stand(self, alert: RecordId) -> Stand:
        """What this node did with it so far."""
        answers = by_node(self._desk.answers(alert), self._node)[0]
        return stand_of(answers, by_node(self._desk.handlings(alert), self._node)[0])

    def assign(self, alert: RecordId, desk: DeskId, to: DeskId, *, seen: DeskId | None) -> Handling:
        """Give it to a desk.

        Args:
            alert: Which.
            desk: Who does it.
            to: Who follows it up.
            seen: Who did so on the person's screen.

        Raises:
            NoSuchAlert: Unknown here.
            NotOpen: It asks nothing any more.
            AlreadyHandled: Another desk has been given it meanwhile.
        """
        newest = self._require_open(alert)
        now = self.stand(alert).assigned_to
        if now is not None and now not in (seen, to):
            raise AlreadyHandled(number=newest.number, desk=now)
        return self._keep(Handling(**self._header(newest), alert=alert, act="assigned", desk=desk, to=to))

    def shelve(self, alert: RecordId, desk: DeskId, reason: int, minutes: int) -> Handling:
        """Put it aside for a time, for this node's desks.

        Raises:
            NoSuchAlert: Unknown here.
            NotOpen: It asks nothing any more.
            AlreadyHandled: Another desk has shelved it.
            BadReason: No reason for this.
            BadShelfTime: Not between a minute and a shift.
        """
        newest = self._require_open(alert)
        if reason not in SHELF_REASONS:
            raise BadReason(reason=reason)
        if not 1 <= minutes <= LONGEST_SHELF_MIN:
            raise BadShelfTime(minutes=minutes, longest=LONGEST_SHELF_MIN)
        now, shelf = self._clock.now(), self.stand(alert).shelf
        if shelf is not None and shelf.holds(newest.step, now) and shelf.desk != desk:
            raise AlreadyHandled(number=newest.number, desk=shelf.desk)
        until = now + minutes * 60 * SECOND_NS
        header = self._header(newest)
        return self._keep(
            Handling(
                **header, alert=alert, act="shelved", desk=desk, reason=reason, shelved_until=until, step=newest.step
            )
        )

    def resume(self, alert: RecordId, desk: DeskId) -> Handling:
        """Take it from the shelf before its time.

        Raises:
            NoSuchAlert: Unknown here.
            NotOpen: It asks nothing any more.
        """
        return self._simply(alert, desk, "resumed")

    def telephoned(self, alert: RecordId, desk: DeskId) -> Handling:
        """Note that this desk has telephoned the other side about it.

        Raises:
            NoSuchAlert: Unknown here.
            NotOpen: It asks nothing any more.
        """
        return self._simply(alert, desk, "telephoned")

    def say(self, alert: RecordId, desk: DeskId, phrase: int | None, text: str | None) -> Note:
        """A message about it to the other side's desks: a numbered phrase, free text, or both.

        Raises:
            NoSuchAlert: Unknown here.
            BadReason: Neither a phrase of the book nor a text.
        """
        newest = self._desk.newest(alert)
        if (phrase is None and not text) or (phrase is not None and phrase not in SPOKEN):
            raise BadReason(reason=phrase or 0)
        note = Note(**self._header(newest), about=alert, desk=desk, phrase=phrase, text=text or None)
        self._records.save([note], own=True)
        return note

    def close_many(self, seen: Sequence[Seen], desk: DeskId, verdict: Verdict, remarks: str | None = None) -> Handled:
        """Take and close alerts with one outcome; one that has climbed since the person looked stays open.

        Call it in one transaction: either all that is not refused is closed, or nothing.
        """
        handled = Handled([], {})
        for one in seen:
            try:
                handled.records.extend(self._close(one, desk, verdict, remarks))
            except LocalError as why:
                handled.refused[one.alert] = why
        return handled

    def _close(
        self, seen: Seen, desk: DeskId, verdict: Verdict, remarks: str | None
    ) -> Iterator[Acknowledgement | Outcome]:
        newest = self._desk.newest(seen.alert)
        if RANK[newest.step] > RANK[seen.step]:
            raise WorseNow(number=newest.number)
        if newest.origin != self._node and not self._desk.is_acknowledged(seen.alert):
            yield self._desk.acknowledge(seen.alert, desk)
        yield self._desk.close(seen.alert, desk, verdict, remarks)

    def _simply(self, alert: RecordId, desk: DeskId, act: Literal["resumed", "telephoned"]) -> Handling:
        newest = self._require_open(alert)
        return self._keep(Handling(**self._header(newest), alert=alert, act=act, desk=desk))

    def _require_open(self, alert: RecordId) -> Alert:
        newest = self._desk.newest(alert)
        if not self._desk.is_open(newest):
            raise NotOpen(number=newest.number)
        return newest

    def _keep(self, handling: Handling) -> Handling:
        self._records.save([handling], own=True)
        return handling

    def _header(self, alert: Alert) -> dict[str, Any]:
        return header_of(self._node, answer_marking(alert, self._node), self._clock, self._entropy)
