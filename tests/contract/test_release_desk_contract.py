"""Any store keeps what waits for two persons, who wrote what, and grants that wait for a second administrator."""

import msgspec
import pytest

from lindero.exchange.release.approval import Voice
from lindero.exchange.release.review import Waiting
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.people import Account, PendingGrant

MX, CA = NodeId("mx.sedena"), NodeId("ca.rcmp")
VOICE = Voice(person="ana", at=5, sha256=b"\1" * 32, partner=MX, purpose="extradition", authority="t-1", policy="p")
GRANT = PendingGrant(account=Account(name="eva", roles=("releaser",), desk="desk-1"), by="ana", at=7)


def waiting(record, *, partner=MX, since=5, **fields):
    return Waiting(
        partner=partner,
        record=RecordId(record),
        object_key=f"note:{record}",
        body=b"body",
        sha256=b"\1" * 32,
        as_of=5,
        rules=("both",),
        policy="p",
        since=since,
        **fields,
    )


def test_what_waits_comes_back_as_it_was_saved_longest_first(store):
    newer, older = waiting("b", since=9, voices=(VOICE,)), waiting("a", since=3)
    store.reviews.save(newer)
    store.reviews.save(older)
    assert store.reviews.all() == [older, newer]
    assert store.reviews.load(MX, "b") == newer
    assert store.reviews.load(CA, "b") is None


def test_a_record_waits_once_for_each_partner(store):
    store.reviews.save(waiting("a"))
    store.reviews.save(waiting("a", partner=CA))
    store.reviews.save(waiting("a", voices=(VOICE,)))
    assert store.reviews.all() == [waiting("a", voices=(VOICE,)), waiting("a", partner=CA)]


def test_the_approved_are_found_by_partner(store):
    done = waiting("a", approved=True)
    for item in (done, waiting("b"), waiting("c", partner=CA, approved=True)):
        store.reviews.save(item)
    assert store.reviews.approved(MX) == [done]


def test_what_is_dropped_waits_no_more(store):
    store.reviews.save(waiting("a"))
    store.reviews.save(waiting("a", partner=CA))
    store.reviews.drop(MX, RecordId("a"))
    store.reviews.drop(MX, RecordId("never there"))
    assert store.reviews.all() == [waiting("a", partner=CA)]


def test_the_first_author_of_a_record_stays(store):
    store.authors.save([RecordId("a"), RecordId("b")], "ana")
    store.authors.save([RecordId("b"), RecordId("c")], "luis")
    assert [store.authors.of(RecordId(name)) for name in "abcd"] == ["ana", "ana", "luis", None]


def test_a_grant_is_replaced_by_name_and_dropped(store):
    store.grants.save(GRANT)
    store.grants.save(msgspec.structs.replace(GRANT, by="luis"))
    assert store.grants.all() == [msgspec.structs.replace(GRANT, by="luis")]
    assert store.grants.load("eva") == msgspec.structs.replace(GRANT, by="luis")
    store.grants.drop("eva")
    assert store.grants.load("eva") is None


def test_a_delayed_record_keeps_what_was_demanded(store, held):
    item = msgspec.structs.replace(held("R1"), demands=b"duties")
    store.cursors.save_held(MX, [item, held("b", until=9)])
    assert store.cursors.held(MX) == [item, held("b", until=9)]


def test_what_waits_is_undone_with_its_transaction(store):
    def fail_after_writing():
        with store.transaction():
            store.reviews.save(waiting("a"))
            store.grants.save(GRANT)
            store.authors.save([RecordId("a")], "ana")
            raise KeyError

    with pytest.raises(KeyError):
        fail_after_writing()
    assert (store.reviews.all(), store.grants.all(), store.authors.of(RecordId("a"))) == ([], [], None)
