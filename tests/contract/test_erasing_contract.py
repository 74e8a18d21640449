"""Any store erases and hides records, and finds what was derived from what; any quarantine forgets on demand."""

from contextlib import suppress

import msgspec

from lindero.kernel.ids import NodeId, RecordId, ulid
from lindero.model.incidents import Note
from lindero.model.marking import Marking
from lindero.model.quarantine import Refused
from lindero.model.record import Pedigree, traces_sources

US, MX = NodeId("us.cbp"), NodeId("mx.sedena")


def note(number, *, sources=(), until=None):
    return Note(
        id=RecordId(ulid(number * 1_000_000_000, b"\2" * 10)),
        origin=US,
        observed_at=number,
        recorded_at=number,
        marking=None if until is None else Marking(tlp="amber", retain_until=until),
        pedigree=Pedigree(nodes=(US,)),
        derived_from=tuple(sources),
        desk="us.cbp/watch-1",
    )


def test_an_erased_record_is_given_once_and_then_nowhere(store, detection):
    store.records.save([detection(1), detection(2)], own=True)
    assert store.records.erase([detection(1).id, RecordId("unknown"), detection(1).id]) == [detection(1)]
    assert store.records.erase([detection(1).id]) == []
    assert store.records.load(detection(1).id) is None
    assert store.records.of_kind("detection") == [detection(2)]
    assert [record for _, record in store.records.after("track", 0, 10)] == [detection(2)]


def test_the_place_of_an_erased_record_is_not_given_again(store, detection):
    store.records.save([detection(1), detection(2)], own=True)
    last = store.records.last_place("track")
    store.records.erase([detection(2).id])
    store.records.save([detection(3)], own=True)
    assert store.records.last_place("track") > last


def test_an_erasure_that_failed_took_nothing(store, detection):
    store.records.save([detection(1)], own=True)
    with suppress(ZeroDivisionError), store.transaction():
        store.records.erase([detection(1).id])
        raise ZeroDivisionError
    assert store.records.load(detection(1).id) == detection(1)
    assert len(store.records.after("track", 0, 10)) == 1


def test_a_hidden_record_is_in_no_answer_until_it_is_shown(store, detection):
    store.records.save([detection(1), detection(2)], own=True)
    hidden = detection(2).id
    store.records.hide([hidden])
    assert store.records.load(hidden) is None
    assert store.records.of_kind("detection") == [detection(1)]
    assert [record for _, record in store.records.after("track", 0, 10)] == [detection(1)]
    assert store.records.hidden() == [hidden]
    store.records.show([hidden])
    assert store.records.load(hidden) == detection(2)
    assert store.records.hidden() == []


def test_a_hidden_record_can_be_erased_and_hides_no_more(store, detection):
    store.records.save([detection(1)], own=True)
    store.records.hide([detection(1).id])
    assert store.records.erase([detection(1).id]) == [detection(1)]
    assert store.records.hidden() == []


def test_hidden_records_about_an_object_are_not_among_it(store, outcome):
    store.records.save([outcome(1)], own=True)
    store.records.hide([outcome(1).id])
    assert store.records.about(f"outcome:{outcome(1).alert}") == []


def test_what_was_derived_is_found_by_any_of_its_sources_until_it_is_erased(store):
    first, second = note(1, sources=["S1", "S2"]), note(2, sources=["S2"])
    store.records.save([first, second, note(3)], own=True)
    assert store.records.derived_from(["S1"]) == [first.id]
    assert store.records.derived_from(["S2", "S1", "S9"]) == [first.id, second.id]
    store.records.erase([first.id])
    assert store.records.derived_from(["S1", "S2"]) == [second.id]


def test_own_tracks_are_not_searched_by_their_own_detections_but_by_a_partners_evidence(store, detection):
    alone = msgspec.structs.replace(detection(1), derived_from=(RecordId("S1"),))
    fused = msgspec.structs.replace(detection(2), derived_from=(RecordId("S1"),), pedigree=Pedigree(nodes=(MX, US)))
    assert [traces_sources(record) for record in (alone, fused, note(3, sources=["S1"]))] == [False, True, True]
    store.records.save([alone, fused], own=True)
    assert store.records.derived_from(["S1"]) == [fused.id]


def test_own_records_are_overdue_after_their_time_soonest_first(store):
    kept, over, early, theirs = note(1), note(2, until=50), note(3, until=40), note(4, until=10)
    store.records.save([kept, over, early], own=True)
    store.records.save([theirs], own=False)
    assert store.records.overdue(40) == []
    assert store.records.overdue(51) == [early.id, over.id]
    assert store.records.overdue(51, limit=1) == [early.id]
    store.records.hide([early.id])
    store.records.erase([over.id])
    assert store.records.overdue(51) == []


def test_what_lies_in_quarantine_is_found_by_source_and_code_and_erased_by_its_place(store):
    def refused(source, offset, code="record.unreadable"):
        return Refused(at=1, source=source, code=code, message="", offset=offset, raw=b"body")

    store.quarantine.save([refused(US, 1), refused(US, 2), refused(MX, 1), refused(US, 3, "link.foreign-origin")])
    assert store.quarantine.of(US, "record.unreadable") == [refused(US, 1), refused(US, 2)]
    store.quarantine.erase(US, [1, 3, 77])
    assert store.quarantine.latest() == [refused(MX, 1), refused(US, 2)]
    assert store.quarantine.counts()[US, "record.unreadable"] == 2
