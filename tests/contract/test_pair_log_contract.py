"""Any store of pair logs appends without holes and gives back the bytes."""

import pytest

from lindero.exchange.log.ports import Head, LoggedEntry
from lindero.store.errors import LogGap

MX, CA = "mx.sedena", "ca.rcmp"


def test_a_log_that_was_never_written_is_empty(log):
    assert log.head(MX) == Head(size=0, frontier=(), note=b"")
    assert log.entries(MX, 0, 10) == []
    assert log.first_about(MX, "track:T1-K") is None
    assert log.index_of(MX, "record-0") is None


def test_entries_and_head_come_back_as_appended(log, entry, head):
    log.append(MX, [entry(0), entry(1)], head(2))
    log.append(MX, [entry(2)], head(3, b"newer"))
    assert log.entries(MX, 0, 3) == [entry(0), entry(1), entry(2)]
    assert log.head(MX) == head(3, b"newer")


@pytest.mark.parametrize(
    ("start", "stop", "expected"), [(1, 3, [1, 2]), (2, 99, [2, 3]), (0, 0, []), (3, 1, []), (4, 9, [])]
)
def test_a_range_is_half_open_and_may_reach_beyond_the_end(log, entry, head, start, stop, expected):
    log.append(MX, [entry(index) for index in range(4)], head(4))
    assert [found.index for found in log.entries(MX, start, stop)] == expected


@pytest.mark.parametrize("reason", ["expired", "recalled", "lost"])
def test_an_empty_slot_keeps_its_reason(log, entry, head, reason):
    log.append(MX, [entry(0, empty=reason)], head(1))
    assert log.entries(MX, 0, 1) == [entry(0, empty=reason)]


@pytest.mark.parametrize("indexes", [[3], [1], [0], [2, 4], [2, 2], [3, 2]])
def test_entries_that_do_not_continue_the_log_are_refused_whole(log, entry, head, indexes):
    log.append(MX, [entry(0), entry(1)], head(2))
    with pytest.raises(LogGap) as refused:
        log.append(MX, [entry(index, record=f"again-{index}") for index in indexes], head(2 + len(indexes)))
    assert refused.value.facts["partner"] == MX
    assert log.head(MX) == head(2)
    assert log.entries(MX, 0, 9) == [entry(0), entry(1)]
    assert log.index_of(MX, f"again-{indexes[0]}") is None


def test_a_head_of_another_size_is_refused(log, entry, head):
    with pytest.raises(LogGap):
        log.append(MX, [entry(0)], head(2))
    assert log.head(MX).size == 0


def test_a_note_may_be_replaced_without_entries(log, entry, head):
    log.append(MX, [entry(0)], head(1))
    log.save_note(MX, b"later note")
    assert log.head(MX) == head(1, b"later note")
    log.append(MX, [], head(1, b"latest"))
    assert log.head(MX) == head(1, b"latest")


def test_the_note_of_an_empty_log_is_kept(log):
    log.save_note(MX, b"size 0")
    assert log.head(MX) == Head(size=0, frontier=(), note=b"size 0")


def test_the_first_entry_about_an_object_stays_the_first(log, entry, head):
    log.append(MX, [entry(0, about="a"), entry(1, about="b"), entry(2, about="b")], head(3))
    log.append(MX, [entry(3, about="a"), entry(4, about="c")], head(5))
    assert [log.first_about(MX, key) for key in "abcd"] == [0, 1, 4, None]


def test_a_record_is_found_by_its_id(log, entry, head):
    log.append(MX, [entry(0, record="x"), entry(1, record="y"), entry(2, record="x")], head(3))
    assert [log.index_of(MX, record) for record in "xyz"] == [0, 1, None]


def test_logs_of_two_partners_are_two_logs(log, entry, head):
    log.append(MX, [entry(0, record="mx", about="m")], head(1))
    log.append(CA, [entry(0, record="ca", about="c"), entry(1)], head(2))
    assert log.entries(MX, 0, 9) == [entry(0, record="mx", about="m")]
    assert log.head(CA).size == 2
    assert log.index_of(MX, "ca") is None
    assert log.first_about(MX, "c") is None


def test_outbox_and_mirror_of_one_partner_are_two_logs(store, entry, head):
    store.outbox.append(MX, [entry(0, record="sent", about="a")], head(1))
    store.mirror.append(MX, [entry(0, record="received", about="b"), entry(1)], head(2))
    assert store.outbox.head(MX).size == 1
    assert store.mirror.index_of(MX, "received") == 0
    assert store.outbox.index_of(MX, "received") is None
    assert store.outbox.first_about(MX, "b") is None


def test_erasing_takes_bodies_and_salts_and_leaves_the_entries(log, entry, head):
    log.append(MX, [entry(index) for index in range(4)], head(4))
    assert log.erase(MX, [1, 3], "recalled") == ["record-1", "record-3"]
    assert log.entries(MX, 0, 4) == [entry(0), entry(1, empty="recalled"), entry(2), entry(3, empty="recalled")]
    assert log.head(MX) == head(4)


def test_what_was_recalled_does_not_expire_and_nothing_is_erased_twice(log, entry, head):
    log.append(MX, [entry(0), entry(1, empty="lost")], head(2))
    assert log.erase(MX, [0], "recalled") == ["record-0"]
    assert log.erase(MX, [0, 1, 2, 9], "expired") == []
    assert [one.empty for one in log.entries(MX, 0, 2)] == ["recalled", "expired"]


def test_erasing_in_one_log_leaves_the_others(store, entry, head):
    for side in (store.outbox, store.mirror):
        side.append(MX, [entry(0)], head(1))
    assert store.outbox.erase(CA, [0], "recalled") == []
    store.outbox.erase(MX, [0], "recalled")
    assert store.mirror.entries(MX, 0, 1) == [entry(0)]


def test_a_repair_overwrites_leaf_and_content_but_not_what_it_is_found_by(log, entry, head):
    log.append(MX, [entry(0), entry(1, about="a"), entry(2, empty="expired")], head(3))
    other = entry(9, record="other", about="other")
    repaired = [
        LoggedEntry(1, b"leaf", other.body, other.salt, other.record, other.object_key),
        LoggedEntry(2, b"last", None, None, other.record, other.object_key, "recalled"),
    ]
    log.replace(MX, repaired)
    assert log.entries(MX, 0, 9) == [
        entry(0),
        LoggedEntry(1, b"leaf", other.body, other.salt, entry(1).record, "a"),
        LoggedEntry(2, b"last", None, None, entry(2).record, entry(2).object_key, "recalled"),
    ]
    assert log.head(MX) == head(3)
    assert (log.index_of(MX, entry(1).record), log.first_about(MX, "a")) == (1, 1)
    assert log.index_of(MX, "other") is None


def test_a_repair_of_what_is_not_stored_is_refused_whole(log, entry, head):
    log.append(MX, [entry(0), entry(1)], head(2))
    for wrong in (2, -1):
        with pytest.raises(LogGap):
            log.replace(MX, [entry(0, about="x", empty="lost"), entry(wrong)])
    assert log.entries(MX, 0, 9) == [entry(0), entry(1)]
    with pytest.raises(LogGap):
        log.replace(CA, [entry(0)])
    log.replace(CA, [])
