"""What the recall desk and the hold desk refuse, and what they write down."""

import pytest
from pair_logs import MX, US
from peers_in_process import identity_of, record_id, track

from lindero.kernel.clock import Instant
from lindero.model.pairing import Pairing
from lindero.partners.errors import AlreadyHeld, NoSuchPartner, NotHeld, NothingToHold, NothingToRecall, NotOriginator
from lindero.partners.holds import HoldDesk
from lindero.partners.recall import RecallDesk
from lindero.store.memory.store import MemoryStore


class Noon:
    def now(self):
        return Instant(1_795_000_000_000_000_000)

    def monotonic_s(self):
        return 0.0


@pytest.fixture
def store():
    opened = MemoryStore()
    opened.pairings.save(Pairing(partner=identity_of(MX), own=identity_of(US), state="active"))
    return opened


@pytest.fixture
def recalls(store):
    return RecallDesk(US, store, Noon())


@pytest.fixture
def holds(store):
    return HoldDesk(US, store, Noon())


def test_a_record_that_nobody_knows_cannot_be_recalled(recalls):
    with pytest.raises(NothingToRecall):
        recalls.recall_record("oficial", record_id(1))
    with pytest.raises(NothingToRecall):
        recalls.recall_object("oficial", "track:T1")


def test_only_the_originator_recalls_a_record(store, recalls):
    store.records.save([track(1, origin=MX)], own=False)
    with pytest.raises(NotOriginator):
        recalls.recall_record("oficial", record_id(1))


def test_a_recall_from_a_stranger_is_refused(store, recalls):
    store.records.save([track(1)], own=True)
    with pytest.raises(NoSuchPartner):
        recalls.recall_record("oficial", record_id(1), to="mx.pf")
    with pytest.raises(NoSuchPartner):
        recalls.recall_everything("oficial", "mx.pf")


def test_a_recall_towards_one_partner_keeps_the_record_from_that_one_only(store, recalls):
    store.records.save([track(1), track(2)], own=True)
    recalls.recall_record("oficial", record_id(1), to=MX)
    recalls.recall_record("oficial", record_id(2))
    assert store.retractions.towards(MX) == {record_id(1), record_id(2)}
    assert store.retractions.towards("mx.pf") == {record_id(2)}


def test_who_recalled_what_is_in_the_audit_trail(store, recalls):
    store.records.save([track(1)], own=True)
    recalls.recall_record("oficial", record_id(1), to=MX)
    (event,) = store.audit.latest()
    assert (event.person, event.act, event.about, event.detail) == ("oficial", "recall", f"record:{record_id(1)}", MX)


def test_a_record_is_held_once_and_let_go_once(store, holds):
    store.records.save([track(1)], own=True)
    with pytest.raises(NotHeld):
        holds.end("auditora", record_id(1))
    holds.add("auditora", record_id(1), "juicio", "orden 12/2026")
    with pytest.raises(AlreadyHeld):
        holds.add("auditora", record_id(1), "juicio", "orden 12/2026")
    assert holds.end("auditora", record_id(1)) == []
    assert store.records.load(record_id(1)) is not None
    assert [(h.record, h.ended_by) for h in holds.all()] == [(record_id(1), "auditora")]
    assert [event.act for event in store.audit.latest()] == ["hold-end", "hold-add"]


def test_what_is_not_here_cannot_be_held(holds):
    with pytest.raises(NothingToHold):
        holds.add("auditora", record_id(1), "juicio", "orden 12/2026")
