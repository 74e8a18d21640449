"""Any mirror knows when a partner's entries became durable here."""

import msgspec
from pair_logs import US
from peers_in_process import track

from lindero.model.codec import encode_record

MX, CA = "mx.sedena", "ca.rcmp"


def test_what_was_never_noted_has_no_time(store, entry, head):
    store.mirror.append(MX, [entry(0)], head(1))
    assert store.mirror.kept_at(MX, 0) is None


def test_an_entry_became_durable_with_the_first_size_that_covers_it(store):
    store.mirror.save_kept(MX, 2, 100)
    store.mirror.save_kept(MX, 5, 200)
    assert [store.mirror.kept_at(MX, index) for index in (0, 1, 2, 4, 5)] == [100, 100, 200, 200, None]


def test_the_same_size_again_and_a_smaller_one_change_nothing(store):
    store.mirror.save_kept(MX, 5, 100)
    store.mirror.save_kept(MX, 5, 200)
    store.mirror.save_kept(MX, 3, 300)
    assert [store.mirror.kept_at(MX, index) for index in (0, 2, 4)] == [100] * 3


def test_a_clock_that_was_set_back_does_not_change_what_came_first(store):
    store.mirror.save_kept(MX, 2, 300)
    store.mirror.save_kept(MX, 4, 100)
    assert [store.mirror.kept_at(MX, index) for index in (0, 3)] == [300, 100]


def test_an_empty_log_covers_no_entry(store):
    store.mirror.save_kept(MX, 0, 100)
    assert store.mirror.kept_at(MX, 0) is None


def test_the_own_log_and_other_partners_are_told_apart(store):
    store.mirror.save_kept(MX, 5, 100)
    store.outbox.save_receipt(MX, 5, b"five", 700)
    store.mirror.save_kept(CA, 1, 900)
    assert [store.mirror.kept_at(MX, 0), store.mirror.kept_at(CA, 0), store.mirror.kept_at(CA, 1)] == [100, 900, None]
    assert store.outbox.receipted_at(MX, 0) == 700


def test_a_record_whose_body_comes_again_is_adopted_by_its_page(store, entry, head):
    """As after a restore: the entries are there, their bodies and records are not."""
    records = [track(n) for n in range(5)]
    lost = [entry(n, empty="lost", record=one.id) for n, one in enumerate(records)]
    for start, stop in ((0, 2), (2, 5)):
        store.mirror.append(US, lost[start:stop], head(stop))
    for index in (1, 3):
        again = {"body": encode_record(records[index]), "salt": bytes(32), "empty": None}
        store.mirror.replace(US, [msgspec.structs.replace(lost[index], **again)])
        first = store.mirror.page_first(US, index)
        assert first <= index
        assert store.records.adopt(US, first, [(index - first, records[index])]) == 1
    assert [store.records.load(one.id) for one in records] == [None, records[1], None, records[3], None]
