"""A rehearsal is the difference of two real runs over the same records."""

from collections import Counter

import msgspec
import pytest
from hand_clock import CountingEntropy
from hypothesis import given, settings
from hypothesis import strategies as st
from peers_in_process import alert, record_id, track

from lindero.exchange.release.attributes import Situation
from lindero.exchange.release.delay import ClockTrust
from lindero.exchange.release.destination import Destination
from lindero.exchange.release.partner import Partner, Sender
from lindero.exchange.release.policy import load_policy
from lindero.kernel.clock import SECOND_NS
from lindero.kernel.ids import NodeId
from lindero.model.codec import decode_record, encode_record
from lindero.model.kinds import object_of
from lindero.node.pipelines.publish import Publisher
from lindero.partners.rehearsal import EXAMPLES, OpenAlerts, Outcome, Rehearsal, changed, rehearse
from lindero.store.memory.store import MemoryStore

US, MX = NodeId("us.cbp"), NodeId("mx.sedena")
START = 1_800_000_000 * SECOND_NS
RULE = '@id("{0}") @reason_en("x") @reason_es("x") {1} {2} (principal, action, resource) when {{ {3} }};'


def permit(duties, condition="true", name="all"):
    return RULE.format(name, duties, "permit", condition)


def forbid(condition):
    return RULE.format("no", "", "forbid", condition)


def destination(text):
    return Destination(
        partner=Partner(node=MX, country="MEX", simulated=True),
        sender=Sender(node=US),
        policy=load_policy(text, "policy.cedar"),
        token=lambda sensor: f"s-{sensor}",
    )


def at(record, seconds):
    return msgspec.structs.replace(record, recorded_at=START + seconds * SECOND_NS)


class VirtualClock:
    at = START

    def now(self):
        return self.at


def real_run(records, text):
    """What became of each record by publishing them for good: its body, or the reasons of its last decision."""
    store, clock, to, alerts = MemoryStore(), VirtualClock(), destination(text), OpenAlerts()
    trust = ClockTrust(undisturbed_since=0, confirmed=True)
    situation = situation_by(alerts)
    last = {}

    def noting(rows, append=store.decisions.append):
        last.update({row.record: row for row in rows})  # the store folds refusals about one object
        append(rows)

    store.decisions.append = noting
    publisher = Publisher(MX, store, situation, clock, CountingEntropy(), lambda: trust)

    def until(instant):
        while (due := publisher.due_at()) is not None and (instant is None or due <= instant):
            clock.at = due
            publisher.next_batch(to, 1 << 30)

    for record in records:
        until(record.recorded_at)
        alerts.take(record)
        clock.at = record.recorded_at
        store.records.save([record], own=True)
        publisher.next_batch(to, 1 << 30)
    until(None)
    return {record.id: fate(store, record, last.get(record.id)) for record in records}


def fate(store, record, last):
    index = store.outbox.index_of(MX, record.id)
    if index is None:
        return (False, last.reasons)
    (entry,) = store.outbox.entries(MX, index, index + 1)
    return (True, entry.body)


def situation_by(alerts):
    def situation(record):
        return Situation(distance_to_line_m=800.0, open_alert=alerts.step(getattr(record, "track", "")))

    return situation


def rehearsed(records, old, new):
    alerts = OpenAlerts()
    rehearsal = Rehearsal(destination(old), destination(new), situation_by(alerts))
    rehearse(records, [rehearsal], alerts)
    return rehearsal


def difference(before, after, records):
    """Counts of newly released, newly withheld and changed records, by kind and reason where there is one."""
    counts = Counter()
    for record in records:
        (was, one), (now, other) = before[record.id], after[record.id]
        if now and not was:
            counts[record.kind, "released", ", ".join(one)] += 1
        elif was and not now:
            counts[record.kind, "withheld", ", ".join(other)] += 1
        elif was and now and unretained(one) != unretained(other):
            counts[record.kind, "changed"] += 1
    return counts


def unretained(body):
    record = decode_record(body)
    return encode_record(
        msgspec.structs.replace(record, marking=msgspec.structs.replace(record.marking, retain_until=None))
    )


def told(rehearsal):
    """The same counts of a rehearsal; a change of obligations that changed no byte is none."""
    counts = Counter()
    for change in rehearsal.changes():
        key = (change.kind, change.change)
        counts[key if change.change == "changed" else (*key, change.reason)] += change.count
    return counts


DUTIES = st.lists(
    st.sampled_from(
        ['@drop("motion")', '@coarsen_m("300")', '@min_interval_s("7")', '@delay_s("5")', '@caveat("lead-only")']
    ),
    max_size=2,
    unique=True,
).map(" ".join)
CONDITIONS = st.sampled_from(
    ["true", 'context.kind == "alert"', 'context.kind == "track"', 'context.open_alert == "warning"', "context.fused"]
)
POLICIES = st.builds(
    lambda permits, forbids: "\n".join(
        [permit(duties, condition, f"p{n}") for n, (duties, condition) in enumerate(permits)] + forbids
    ),
    st.lists(st.tuples(DUTIES, CONDITIONS), min_size=1, max_size=3),
    st.lists(CONDITIONS.filter(lambda c: c != "true").map(forbid), max_size=1),
)
STEPS = st.lists(st.tuples(st.integers(0, 9), st.sampled_from("ABC"), st.booleans()), min_size=1, max_size=25)


@settings(deadline=None, max_examples=120)
@given(old=POLICIES, new=POLICIES, steps=STEPS)
def test_a_rehearsal_is_the_difference_of_two_real_runs(old, new, steps):
    records, seconds = [], 0
    for number, (wait, name, is_alert) in enumerate(steps, 1):
        seconds += wait
        records.append(at((alert if is_alert else track)(number, track=name), seconds))
    before, after = real_run(records, old), real_run(records, new)
    want, got = difference(before, after, records), told(rehearsed(records, old, new))
    for key, count in got.items():
        if key[-1] == "changed":
            assert count >= want[key]  # obligations that differ without another byte are told, too
        else:
            assert count == want[key]
    assert set(want) <= set(got)


def test_changes_name_kind_reason_and_examples():
    records = [at(track(number, track=f"T{number}"), number) for number in range(1, 6)]
    closed = permit("", 'context.kind == "alert"')
    (change,) = rehearsed(records, closed, permit("")).changes()
    assert (change.kind, change.change, change.reason, change.count) == ("track", "released", "no-permit", 5)
    assert change.examples == tuple(record_id(number) for number in range(1, 1 + EXAMPLES))
    (back,) = rehearsed(records, permit(""), closed).changes()
    assert (back.change, back.reason) == ("withheld", "no-permit")
    (other,) = rehearsed(records, permit(""), permit('@drop("motion") @retain_days("3")')).changes()
    assert (other.change, other.reason) == ("changed", "drop, retain_days")


def test_the_same_policy_changes_nothing():
    records = [at(track(number, track="A"), number) for number in range(1, 20)]
    held = permit('@min_interval_s("5") @retain_days("1")')
    assert rehearsed(records, held, "// as before\n" + held).changes() == []


def test_an_object_that_leaves_coarse_and_exact_is_told():
    coarse = permit('@coarsen_m("300")', 'context.open_alert == "none"', "far")
    exact = permit("", 'context.open_alert == "warning"', "warned")
    one, warning, two = at(track(1, track="T1-K"), 1), alert(2), at(track(3, track="T1-K"), 60)
    records = [one, at(msgspec.structs.replace(warning, track="T1-K"), 30), two]
    (mixed,) = rehearsed(records, exact, coarse + exact).mixed()
    assert (mixed.object_key, mixed.coarsen_m) == (object_of(one), (0, 300))
    assert mixed.examples == (two.id, one.id)
    assert rehearsed(records, coarse, exact).mixed() == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (Outcome("withheld", ("x",)), Outcome("withheld", ("y",)), None),
        (Outcome("withheld", ("x",)), Outcome("review", ("two-person",)), ("changed", "two-person")),
        (Outcome("released"), Outcome("review", ("two-person",)), ("withheld", "two-person")),
        (Outcome("released", (), b"a"), Outcome("released", (), b"b"), ("changed", "content")),
    ],
)
def test_fates_differ_in_what_leaves(before, after, said):
    assert changed(before, after) == said
