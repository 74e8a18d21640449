"""Any sequence of writes, kept and broken transactions: the file and the memory give the same answers."""

import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from lindero.exchange.log.ports import Decision, Head, Held, LoggedEntry
from lindero.model.airspace import Detection
from lindero.model.alerts import Outcome
from lindero.model.record import Pedigree
from lindero.store.errors import LogGap
from lindero.store.memory import MemoryStore
from lindero.store.sqlite import open_reader, open_store

PARTNERS = ("mx.sedena", "ca.rcmp")
LANES = ("alert", "casework", "track")
partners = st.sampled_from(PARTNERS)
sides = st.sampled_from(["outbox", "mirror"])
numbers = st.integers(0, 5)
keys = st.sampled_from(["a", "b"])


def record(number, *, at, alert):
    header = {
        "id": f"R{number}{alert:d}",
        "origin": "us.cbp",
        "observed_at": at,
        "recorded_at": 0,
        "pedigree": Pedigree(nodes=("us.cbp",)),
    }
    if alert:
        return Outcome(**header, alert="A", verdict="bird", desk="us.cbp/watch")
    return Detection(**header, sensor="s", gateway="g")


class TwoStores(RuleBasedStateMachine):
    """Does everything to both stores; a broken block is entered, written in, and left by an exception."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "node.db"
        self.sqlite, self.memory = open_store(self.path), MemoryStore()
        self.open = []

    def teardown(self):
        while self.open:
            self.leave(broken=True)
        self.sqlite.close()
        self.folder.cleanup()

    def both(self, act):
        """The answer (or refusal) of the file, once the memory has given the same."""
        answers = []
        for store in (self.sqlite, self.memory):
            try:
                answers.append(act(store))
            except LogGap as why:
                answers.append(why.facts)
        assert answers[0] == answers[1]
        return answers[0]

    def leave(self, *, broken):
        """The innermost block ends, whole or by an exception that goes on after it."""
        why = RuntimeError("broken") if broken else None
        for block in self.open.pop():
            with suppress(RuntimeError):
                block.__exit__(type(why) if why else None, why, None)

    @precondition(lambda self: len(self.open) < 3)
    @rule()
    def begin(self):
        blocks = [store.transaction() for store in (self.sqlite, self.memory)]
        for block in blocks:
            block.__enter__()
        self.open.append(blocks)

    @precondition(lambda self: self.open)
    @rule(broken=st.booleans())
    def end(self, broken):
        self.leave(broken=broken)

    @precondition(lambda self: not self.open)
    @rule()
    def reopen(self):
        self.sqlite.close()
        self.sqlite = open_store(self.path)

    @rule(chosen=st.lists(st.tuples(numbers, numbers, st.booleans()), max_size=4), own=st.booleans())
    def save_records(self, chosen, own):
        records = [record(number, at=at, alert=alert) for number, at, alert in chosen]
        self.both(lambda store: store.records.save(records, own=own))

    @rule(side=sides, to=partners, count=st.integers(0, 4), shift=st.sampled_from([0, 0, 0, 1, -1]), about=keys)
    def append(self, side, to, count, shift, about):
        def act(store):
            log = getattr(store, side)
            start = max(log.head(to).size + shift, 0)
            entries = [
                LoggedEntry(index, b"e%d" % index, b"b", b"s" * 32, f"R{index % 7}", about)
                for index in range(start, start + count)
            ]
            log.append(to, entries, Head(start + count, (b"h" * 32,) * (count % 3), b"note %d" % start))

        self.both(act)

    @rule(to=partners, size=numbers, at=numbers)
    def save_receipt(self, to, size, at):
        self.both(lambda store: store.outbox.save_receipt(to, size, b"receipt %d" % at, at))

    @rule(to=partners, size=numbers, at=numbers)
    def save_kept(self, to, size, at):
        self.both(lambda store: store.mirror.save_kept(to, size, at))

    @rule(to=partners, lane=st.sampled_from(LANES), place=numbers)
    def save_cursor(self, to, lane, place):
        self.both(lambda store: store.cursors.save(to, {lane: place}))

    @rule(to=partners, key=keys, until=numbers, lane=st.sampled_from(LANES))
    def save_held(self, to, key, until, lane):
        self.both(lambda store: store.cursors.save_held(to, [Held(lane, key, f"R{until}", until)]))

    @rule(to=partners, key=keys)
    def drop_held(self, to, key):
        self.both(lambda store: store.cursors.drop_held(to, [key]))

    @rule(to=partners, key=keys, at=st.integers(0, 200 * 3600 * 10**9))
    def save_released(self, to, key, at):
        self.both(lambda store: store.cursors.save_released(to, {key: at}))

    @rule(
        made=st.lists(
            st.builds(
                Decision,
                at=st.integers(0, 3 * 60 * 10**9),
                partner=partners,
                record=st.sampled_from(["R0", "R1"]),
                object_key=keys,
                released=st.booleans(),
                rules=st.just(("r",)),
                reasons=st.sampled_from([(), ("x",), ("x", "y")]),
                policy=st.sampled_from(["p", "q"]),
                count=st.integers(1, 3),
            ),
            max_size=4,
        )
    )
    def append_decisions(self, made):
        self.both(lambda store: store.decisions.append(made))

    @invariant()
    def records_agree(self):
        placed = []
        for lane in LANES:
            own = self.both(lambda store, lane=lane: [found for _, found in store.records.after(lane, 0, 99)])
            for store in (self.sqlite, self.memory):
                places = [at for at, _ in store.records.after(lane, 0, 99)]
                assert places == sorted(set(places))
                assert store.records.last_place(lane) == max(places, default=0)
            placed += own
        for kind in ("detection", "outcome"):
            self.both(lambda store, kind=kind: store.records.of_kind(kind, since=2, limit=3))
        self.both(lambda store: store.records.about("outcome:A"))
        for found in placed:
            assert self.both(lambda store, found=found: store.records.load(found.id)) == found

    @invariant()
    def logs_and_cursors_agree(self):
        for to in PARTNERS:
            for side in ("outbox", "mirror"):
                self.both(lambda store, side=side, to=to: answers_of_log(getattr(store, side), to))
            self.both(lambda store, to=to: answers_of_partner(store, to))
        for number in range(2):
            self.both(lambda store, number=number: store.decisions.about(f"R{number}"))

    @precondition(lambda self: not self.open)
    @rule()
    def a_reader_sees_what_the_writer_has_committed(self):
        with open_reader(self.path) as reader:
            for to in PARTNERS:
                assert answers_of_partner(reader, to) == answers_of_partner(self.memory, to)
                assert answers_of_log(reader.mirror, to) == answers_of_log(self.memory.mirror, to)


def answers_of_log(log, to):
    about = [log.first_about(to, key) for key in "abc"]
    return (
        log.head(to),
        log.entries(to, 0, 999),
        log.entries(to, 1, 3),
        about,
        [log.index_of(to, f"R{n}") for n in range(7)],
    )


def answers_of_partner(store, to):
    receipted = [store.outbox.receipted_at(to, index) for index in range(6)]
    publishing = store.cursors.load(to), store.cursors.held(to), store.cursors.last_released(to)
    kept = [store.mirror.kept_at(to, index) for index in range(6)]
    return store.outbox.receipt(to), receipted, kept, publishing, store.decisions.withheld(to)


TestTwoStores = TwoStores.TestCase
TestTwoStores.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
