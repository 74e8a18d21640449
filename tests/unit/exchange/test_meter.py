"""The meter: each figure as spec/meter.md defines it."""

import math
from collections import Counter

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_logs import BEGIN_MS, DAY, control, record

from lindero.exchange.envelope.control import LOST, Heartbeat, Poison, Recall
from lindero.exchange.envelope.errors import BadEntry
from lindero.exchange.log.meter import EmptySlots, PairMeter, ShareTime, Tally, Window, encode_meter, three_digits
from lindero.exchange.log.tree import leaf_hashes, root_of_hashes


def tally(entries, *, window=None, lost=(), page=2):
    counted = Tally("a/to/b/00", window or Window(), lost, lambda index: entries[index].entry)
    for start in range(0, len(entries), page):
        counted.take(entries[start : start + page])
    return counted


def figures(entries, *, answered=(), **options):
    return tally(entries, **options).figures(answered)


def test_objects_are_counted_once_and_entries_each_time():
    entries = [record(0, "track"), record(1, "alert"), record(2, "track", of=0), record(3, "track"), record(4, "alert")]
    counted = figures(entries)
    assert {topic: (one.objects, one.entries) for topic, one in counted.topics.items()} == {
        "track": (2, 3),
        "alert": (2, 2),
    }


def test_the_root_and_size_say_which_log_was_looked_at():
    entries = [record(index, "track") for index in range(7)]
    counted = figures(entries)
    assert counted.size == 7
    assert counted.root == root_of_hashes(leaf_hashes(one.entry for one in entries))


def test_what_is_lost_is_not_shared():
    entries = [record(0, "track", empty="lost"), record(1, "track"), record(2, "alert", empty="lost")]
    counted = figures(entries, lost={0, 2})
    assert set(counted.topics) == {"track"}
    assert counted.topics["track"].entries == 1
    assert counted.empty.lost == 2


def test_an_object_whose_first_entry_is_lost_counts_from_its_next():
    entries = [record(0, "track"), record(1, "track", of=0), record(2, "track", of=0)]
    assert figures(entries, lost={0}).topics["track"].objects == 1
    assert figures(entries, lost={0, 1, 2}).topics == {}


def test_a_slot_that_is_empty_on_this_disk_alone_changes_nothing():
    whole = [record(0, "track"), record(1, "track")]
    damaged = [record(0, "track", empty="lost"), record(1, "track")]
    assert figures(whole) == figures(damaged)


def test_a_loss_counts_when_the_reader_reports_it():
    said = tally([control(0, Poison(code=LOST), re=5), control(1, Poison(code="record.malformed"), re=6)])
    assert said.reported == {5}


def test_a_report_that_was_itself_lost_says_nothing():
    report = control(0, Poison(code=LOST), re=5)
    assert tally([report], lost={0}).reported == set()


def test_alerts_are_acknowledged_once_by_whatever_entry_the_acknowledgement_names():
    alerts = [record(0, "alert"), record(1, "alert", of=0), record(2, "alert"), record(3, "track"), record(4, "alert")]
    answers = [record(0, "acknowledgement", re=1), record(1, "acknowledgement", of=0, re=0)]
    answers += [record(2, "acknowledgement", re=3), record(3, "outcome", re=2), record(4, "acknowledgement", re=4)]
    answered = tally(answers, lost={4}).answered
    assert figures(alerts, answered=answered).acknowledged == 1


def test_recalled_entries_count_once_and_stay_shared():
    recall = Recall(entries=(0, 2), reason="recalled")
    entries = [record(0, "track"), record(1, "track"), record(2, "track"), control(3, recall, of=0)]
    entries += [control(4, Recall(entries=(0,), reason="corrected"), of=0)]
    counted = figures(entries)
    assert counted.empty == EmptySlots(expired=0, recalled=2, lost=0)
    assert counted.topics["track"].entries == 3
    assert counted.controls == {"recall": 2}


def test_expired_is_what_the_day_of_the_newest_entry_is_beyond():
    entries = [record(0, "track", expires_day=DAY), record(1, "track", expires_day=DAY + 1), record(2, "track")]
    assert figures(entries).empty.expired == 0
    later = record(3, "track", at_ms=86_400_000)
    assert figures([*entries, later]).empty.expired == 1
    assert figures([*entries, record(3, "track", at_ms=2 * 86_400_000)]).empty.expired == 2


def test_a_slot_is_empty_for_one_reason_lost_before_recalled_before_expired():
    entries = [record(index, "track", expires_day=DAY) for index in range(3)]
    entries += [control(3, Recall(entries=(0, 1), reason="recalled"), of=0), record(4, "track", at_ms=2 * 86_400_000)]
    assert figures(entries, lost={0}).empty == EmptySlots(expired=1, recalled=1, lost=1)


def test_a_window_limits_what_counts_not_what_is_known_of_it():
    entries = [record(0, "track"), record(1, "alert"), record(2, "track", of=0), record(3, "track", of=0)]
    entries += [control(4, Recall(entries=(0, 2), reason="recalled"), of=0)]
    window = Window(since_ms=BEGIN_MS + 1000, until_ms=BEGIN_MS + 3000)
    counted = figures(entries, window=window, answered={1})
    assert {topic: (one.objects, one.entries) for topic, one in counted.topics.items()} == {
        "alert": (1, 1),
        "track": (1, 1),
    }
    assert (counted.acknowledged, counted.controls, counted.empty.recalled) == (1, {}, 1)


@pytest.mark.parametrize(
    ("number", "rounded"),
    [(0, 0), (999, 999), (1234, 1230), (1235, 1240), (9995, 10000), (123_456, 123_000), (-1235, -1240)],
)
def test_times_keep_three_significant_digits(number, rounded):
    assert three_digits(number) == rounded


def test_percentiles_are_those_of_the_nearest_rank():
    entries = [record(index, "track", took_ms=index + 1) for index in range(20)]
    assert figures(entries).topics["track"].share_ms == ShareTime(median=10, p95=19)
    assert figures(entries[:1]).topics["track"].share_ms == ShareTime(median=1, p95=1)


def test_a_damaged_entry_is_not_counted_around():
    with pytest.raises(BadEntry):
        figures([msgspec.structs.replace(record(0, "track"), entry=b"\x00")])


def test_the_meter_is_written_with_sorted_names_and_whole_numbers():
    log = figures([record(0, "track", took_ms=1500)], page=1)
    text = encode_meter(PairMeter(window=Window(), logs=(log,))).decode()
    assert text.startswith(
        '{"logs":[{"acknowledged":0,"controls":{},"empty":{"expired":0,"lost":0,"recalled":0},"origin"'
    )
    assert text.endswith(
        '"topics":{"track":{"entries":1,"objects":1,"share_ms":{"median":1500,"p95":1500}}}}],"meter":1,"window":{"since_ms":null,"until_ms":null}}'
    )


@st.composite
def logs(draw):
    """A log of random records and controls, with which of its entries were lost."""
    entries = []
    for index in range(draw(st.integers(0, 40))):
        kind = draw(st.sampled_from(["track", "alert", "note", "recall", "heartbeat"]))
        if kind == "recall" and index:
            named = draw(st.lists(st.integers(0, index - 1), min_size=1, max_size=3))
            entries.append(control(index, Recall(entries=tuple(named), reason="recalled"), of=named[0]))
        elif kind in ("track", "alert", "note"):
            same = [at for at, one in enumerate(entries) if one.object_key == f"{kind}:{at}" and is_first(one)]
            of = draw(st.sampled_from([None, *same]))
            day = draw(st.sampled_from([None, DAY, DAY + 5]))
            took_ms = draw(st.integers(-2000, 10**7))
            entries.append(record(index, kind, of=of, took_ms=took_ms, at_ms=index * 7_200_000, expires_day=day))
        else:
            entries.append(control(index, Heartbeat(wall_ms=1, decisions=bytes(32))))
    return entries, draw(st.sets(st.sampled_from(range(len(entries))))) if entries else set()


def is_first(stored):
    return msgspec.msgpack.decode(stored.entry)[5] is None


def counted_plainly(entries, lost):
    """Topics and empty slots by a second way: everything in lists."""
    decoded = [msgspec.msgpack.decode(one.entry) for one in entries]
    newest = max((entry[3] for entry in decoded), default=0) // 86_400_000
    shared = [(at, entry) for at, entry in enumerate(decoded) if entry[1] == "record" and at not in lost]
    recalled = {
        named
        for at, one in enumerate(entries)
        if decoded[at][1] == "recall" and at not in lost
        for named in msgspec.msgpack.decode(one.body)["entries"]
    }
    topics = {}
    for topic in {entry[2] for _, entry in shared}:
        mine = [(at, entry) for at, entry in shared if entry[2] == topic]
        times = sorted(entry[3] - entry[4] for _, entry in mine)
        objects = {at if entry[5] is None else entry[5] for at, entry in mine}
        topics[topic] = (
            len(mine),
            len(objects),
            three_digits(times[math.ceil(len(times) * 0.50) - 1]),
            three_digits(times[math.ceil(len(times) * 0.95 - 1e-9) - 1]),
        )
    empty = Counter(
        "recalled" if at in recalled else "expired"
        for at, entry in shared
        if at in recalled or (entry[7] is not None and entry[7] < newest)
    )
    empty["lost"] = sum(decoded[at][1] == "record" for at in lost)
    return topics, empty


@given(logs(), st.integers(1, 9))
def test_any_log_cut_into_any_pages_is_counted_as_by_hand(log, page):
    entries, lost = log
    counted = figures(entries, lost=lost, page=page)
    topics, empty = counted_plainly(entries, lost)
    assert {
        topic: (one.entries, one.objects, one.share_ms.median, one.share_ms.p95)
        for topic, one in counted.topics.items()
    } == topics
    assert (counted.empty.expired, counted.empty.recalled, counted.empty.lost) == (
        empty["expired"],
        empty["recalled"],
        empty["lost"],
    )
