"""The meter: counts of what was shared, a pure function of the two logs of a pair, so equal on both sides.

Nothing but entries and control messages is looked at: what a body slot holds on this disk plays no part. Entries are
taken in pages and forgotten; what is kept does not grow with the log, but for the alerts. Definitions: spec/meter.md.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import Final

import msgspec

from lindero.exchange.envelope.control import LOST, Poison, Recall, decode_control
from lindero.exchange.envelope.entry import Entry, decode_entry
from lindero.exchange.envelope.errors import BadControl
from lindero.exchange.log.ports import Frontier, LoggedEntry
from lindero.exchange.log.tree import extend, leaf_hashes, root_of

METER_VERSION: Final = 1
UNCOUNTED: Final = "test-call"
"""Topic of calls that test the way: nothing was shared by them."""
DAY_MS: Final = 86_400_000


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """Entries sealed at or after `since_ms` and before `until_ms` count, in ms UTC; None is no bound."""

    since_ms: int | None = None
    until_ms: int | None = None

    def holds(self, sealed_ms: int) -> bool:
        """Whether an entry sealed then counts."""
        after = self.since_ms is None or sealed_ms >= self.since_ms
        return after and (self.until_ms is None or sealed_ms < self.until_ms)


class ShareTime(msgspec.Struct, frozen=True):
    """sealed_ms − observed_ms of shared entries, ms: nearest-rank percentiles, to three significant digits."""

    median: int
    p95: int


class TopicFigures(msgspec.Struct, frozen=True):
    """One topic of one log: entries shared, objects they are about, and how long sharing took."""

    entries: int
    objects: int
    share_ms: ShareTime


class EmptySlots(msgspec.Struct, frozen=True):
    """Entries without a body, by reason; each counts once: lost before recalled before expired."""

    expired: int
    recalled: int
    lost: int


class LogMeter(msgspec.Struct, frozen=True, kw_only=True):
    """One direction.

    Attributes:
        origin: Which log.
        size: Entries of the log that were looked at.
        root: Of the tree of them, 32 bytes: equal roots are equal logs.
        topics: Records shared, by topic; `lost` ones are not among them.
        acknowledged: Alerts that an acknowledgement in the other log answers.
        controls: Control messages, by type.
        empty: Slots without a body.
    """

    origin: str
    size: int
    root: bytes
    topics: dict[str, TopicFigures]
    acknowledged: int
    controls: dict[str, int]
    empty: EmptySlots


class PairMeter(msgspec.Struct, frozen=True, kw_only=True):
    """Both directions, by origin, so that either side writes the same."""

    meter: int = METER_VERSION
    window: Window
    logs: tuple[LogMeter, ...]


_ENCODER: Final = msgspec.json.Encoder(order="sorted")


def encode_meter(meter: PairMeter) -> bytes:
    """Canonical JSON: names sorted, no spaces, whole numbers only, hashes in base64."""
    return _ENCODER.encode(meter)


class _Topic:
    """What is counted of one topic."""

    def __init__(self) -> None:
        self.entries = 0
        self.objects = 0
        self.times: Counter[int] = Counter()  # rounded, so a few thousand different values at most


class Tally:
    """Counts of one log.

    Args:
        origin: Which log.
        window: What counts.
        lost: Indexes that the reader reports as lost.
        leaf_at: Entry bytes at an index below those taken or in the page at hand; asked for recalled entries only.

    Attributes:
        size: Entries taken.
        reported: Indexes of the other log that this log reports as lost.
        answered: Indexes of the other log that this log acknowledges.
    """

    def __init__(self, origin: str, window: Window, lost: Collection[int], leaf_at: Callable[[int], bytes]) -> None:
        self.size = 0
        self.reported: set[int] = set()
        self.answered: set[int] = set()
        self._origin = origin
        self._window = window
        self._lost = frozenset(lost)
        self._leaf_at = leaf_at
        self._frontier: Frontier = ()
        self._topics: dict[str, _Topic] = {}
        self._controls: Counter[str] = Counter()
        self._unstarted: set[int] = set()  # objects whose entries so far are lost or outside the window
        self._alerts: dict[int, int] = {}  # entry of an alert → first entry of that alert
        self._days: Counter[int] = Counter()  # expires_day of what is neither lost nor recalled
        self._recalled: set[int] = set()
        self._recalled_in_window = 0
        self._lost_in_window = 0
        self._newest_ms = 0

    def take(self, page: Sequence[LoggedEntry]) -> None:
        """Count the next entries.

        Raises:
            BadEntry: One is no entry: the stored copy is damaged (`lindero verify` says where).
        """
        leaves = [stored.entry for stored in page]
        for index, (leaf, stored) in enumerate(zip(leaves, page, strict=True), self.size):
            entry = decode_entry(leaf)
            self._newest_ms = max(self._newest_ms, entry.sealed_ms)
            if entry.type == "record":
                if entry.topic != UNCOUNTED:
                    self._count(index, entry)
            else:
                self._heed(index, entry, stored.body)
        self._frontier = extend(self._frontier, self.size, leaf_hashes(leaves))
        self.size += len(page)

    def figures(self, answered: Collection[int]) -> LogMeter:
        """What was counted; `answered` are the indexes that the other log acknowledges."""
        today = self._newest_ms // DAY_MS
        return LogMeter(
            origin=self._origin,
            size=self.size,
            root=root_of(self._frontier),
            topics={name: _figures(topic) for name, topic in self._topics.items()},
            acknowledged=len({self._alerts[index] for index in answered if index in self._alerts}),
            controls=dict(self._controls),
            empty=EmptySlots(
                expired=sum(count for day, count in self._days.items() if day < today),
                recalled=self._recalled_in_window,
                lost=self._lost_in_window,
            ),
        )

    def _count(self, index: int, entry: Entry) -> None:
        """A record's entry."""
        within, lost = self._window.holds(entry.sealed_ms), index in self._lost
        self._lost_in_window += within and lost
        if entry.topic == "acknowledgement" and entry.re is not None and not lost:
            self.answered.add(entry.re)
        if lost or not within:
            if entry.of is None:
                self._unstarted.add(index)
            return
        topic = self._topics.setdefault(entry.topic, _Topic())
        topic.entries += 1
        topic.times[three_digits(entry.sealed_ms - entry.observed_ms)] += 1
        if entry.of is None or entry.of in self._unstarted:
            topic.objects += 1
            self._unstarted.discard(index if entry.of is None else entry.of)
        if entry.expires_day is not None:
            self._days[entry.expires_day] += 1
        if entry.topic == "alert":
            self._alerts[index] = index if entry.of is None else entry.of

    def _heed(self, index: int, entry: Entry, body: bytes | None) -> None:
        """A control entry."""
        if self._window.holds(entry.sealed_ms):
            self._controls[entry.type] += 1
        if body is None or index in self._lost:
            return
        try:
            message = decode_control(body)
        except BadControl:
            return
        if isinstance(message, Recall):
            for named in message.entries:
                if named < index and named not in self._recalled:
                    self._recall(named)
        elif isinstance(message, Poison) and message.code == LOST and entry.re is not None:
            self.reported.add(entry.re)

    def _recall(self, index: int) -> None:
        """An entry whose body the writer took back."""
        self._recalled.add(index)
        entry = decode_entry(self._leaf_at(index))
        if entry.type != "record" or index in self._lost or not self._window.holds(entry.sealed_ms):
            return
        self._recalled_in_window += 1
        if entry.expires_day is not None:
            self._days[entry.expires_day] -= 1


def three_digits(number: int) -> int:
    """A whole number rounded to three significant digits, halves away from zero."""
    if number < 0:
        return -three_digits(-number)
    if number < 1000:
        return number
    step: int = 10 ** (len(str(number)) - 3)
    return (number + step // 2) // step * step


def _figures(topic: _Topic) -> TopicFigures:
    times = sorted(topic.times.items())
    return TopicFigures(topic.entries, topic.objects, ShareTime(_percentile(times, 50), _percentile(times, 95)))


def _percentile(times: Sequence[tuple[int, int]], percent: int) -> int:
    """Smallest value that at least so many percent do not exceed, of values with their counts in order."""
    rank = -(-sum(count for _, count in times) * percent // 100)
    for value, count in times:
        rank -= count
        if rank <= 0:
            return value
    raise ValueError("no values")
