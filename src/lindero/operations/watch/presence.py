"""Who keeps watch: of the own desks from their open consoles, of the partners' desks from what they say. Pure."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from lindero.kernel.ids import DeskId, NodeId
from lindero.model.desks import Presence
from lindero.model.record import Record

GRACE_S: Final = 8.0
"""A console that is closed or reloaded leaves its desk attended for so long. [s]"""


class Attendance:
    """The own desks: attended while a watch officer's console is open, and a moment longer.

    Args:
        said: What was said last of each desk, before this start: nobody is here until a console opens.
    """

    def __init__(self, said: Iterable[Presence] = ()) -> None:
        self._open: Counter[DeskId] = Counter()
        self._left_s: dict[DeskId, float] = {}
        self._said: dict[DeskId, bool] = {presence.desk: presence.attended for presence in said}
        self._partners: frozenset[NodeId] | None = None

    def came(self, desk: DeskId) -> None:
        """A console was opened at a desk."""
        self._open[desk] += 1
        self._left_s.pop(desk, None)

    def went(self, desk: DeskId, now_s: float) -> None:
        """A console was closed; `now_s` monotonic."""
        self._open[desk] -= 1
        if self._open[desk] <= 0:
            del self._open[desk]
            self._left_s[desk] = now_s

    def attended(self, now_s: float) -> frozenset[DeskId]:
        """Desks where somebody is, or was a moment ago."""
        left = {desk for desk, at_s in self._left_s.items() if now_s - at_s < GRACE_S}
        return frozenset(self._open) | left

    def news(self, now_s: float, partners: frozenset[NodeId]) -> list[tuple[DeskId, bool]]:
        """What is to be said now: desks that changed, and every desk again where the partners are others."""
        here = self.attended(now_s)
        anew = self._partners is not None and partners != self._partners
        self._partners = partners
        desks = sorted(here | set(self._said))
        news = [(desk, desk in here) for desk in desks if anew or self._said.get(desk) != (desk in here)]
        self._said.update(news)
        return news


class PresenceBook:
    """What every desk said of itself last, own and partners', by the order of each node's own records."""

    def __init__(self) -> None:
        self._newest: dict[DeskId, Presence] = {}

    def take(self, records: Iterable[Record]) -> bool:
        """Take over; tells whether anything is new."""
        news = False
        for record in records:
            if not isinstance(record, Presence) or not record.desk.startswith(f"{record.origin}/"):
                continue  # a desk is said to be attended by its own node alone
            known = self._newest.get(record.desk)
            if known is None or (record.recorded_at, record.id) > (known.recorded_at, known.id):
                self._newest[record.desk] = record
                news = True
        return news

    def of(self, node: NodeId) -> list[Presence]:
        """The desks of a node, by name."""
        return sorted((p for p in self._newest.values() if p.origin == node), key=lambda p: p.desk)

    def all(self) -> list[Presence]:
        """Every desk, by name."""
        return sorted(self._newest.values(), key=lambda p: p.desk)

    def is_unattended(self, node: NodeId) -> bool:
        """Whether a node said that nobody keeps watch; one that never said anything is not known to be."""
        desks = self.of(node)
        return bool(desks) and not any(presence.attended for presence in desks)
