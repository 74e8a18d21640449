"""What desks say and ask about a track: labels, whose it is, and the acts of a hand-over."""

import msgspec
import pytest
from console_desk import MX, US, Desk

from lindero.kernel.clock import SECOND_NS
from lindero.model.airspace import Area, Emitter
from lindero.operations.picture.board import Board
from lindero.operations.track_desk.errors import (
    AlreadyAsked,
    AlreadyOffered,
    NoNeighbour,
    NoSuchOffer,
    NoSuchQuery,
    NotHolder,
    NotLabelled,
    NotYours,
    OfferSettled,
    OwnQuery,
)
from lindero.operations.track_desk.handover import HandOverDesk
from lindero.operations.track_desk.labels import LabelDesk, standing_labels
from lindero.operations.track_desk.queries import QueryDesk, is_late, life_of
from lindero.operations.track_desk.subject import subject_named, subject_of

WATCH, GUARDIA = "us.cbp/watch-1", "mx.sedena/guardia-2"


class Side:
    """One node's desks over what it holds; `tell` gives its records to the other."""

    def __init__(self, node, other, base):
        self.node, self.base, self.board = node, base, Board()
        self.store = Desk().store
        around = (node, self.store.records, base.clock, base.entropy)
        self.labels, self.queries = LabelDesk(*around), QueryDesk(*around)
        self.handovers = HandOverDesk(node, self.store.records, lambda: [other], base.clock, base.entropy)

    def see(self, track):
        self.board.put([track])
        return subject_named(self.board, (track.origin, track.track), self.node)

    def tell(self, other, *records):
        other.store.records.save([r for r in records if r is not None], own=False)


@pytest.fixture
def sides():
    base = Desk()
    return Side(US, MX, base), Side(MX, US, base)


def ours(side, **fields):
    return side.base.track("U104-K", US, **fields)


def test_a_label_leads_is_changed_and_taken_back(sides):
    us, _ = sides
    subject = us.see(ours(us))
    first = us.labels.give(subject, "bird", WATCH)
    assert us.labels.give(subject, "bird", WATCH) is None
    us.base.clock.advance(1)
    second = us.labels.give(subject, "balloon", WATCH)
    assert second.supersedes == first.id
    assert [one.label for one in us.labels.of((US, "U104-K"))] == ["balloon"]
    us.base.clock.advance(1)
    us.labels.take_back(subject, WATCH)
    assert us.labels.standing() == {}
    with pytest.raises(NotLabelled):
        us.labels.take_back(subject, WATCH)


def test_both_sides_labels_stand_each_sides_own_first(sides):
    us, mx = sides
    track = ours(us)
    said = us.labels.give(us.see(track), "drone", WATCH)
    us.tell(mx, said)
    mx.base.clock.advance(1)
    theirs = mx.labels.give(mx.see(track), "bird", GUARDIA)
    assert theirs.marking.releasable_to == (US,)
    mx.tell(us, theirs)
    assert [one.label for one in us.labels.of((US, "U104-K"))] == ["drone", "bird"]
    assert [one.label for one in mx.labels.of((US, "U104-K"))] == ["bird", "drone"]
    assert standing_labels([], US) == {}


def test_a_question_carries_the_own_track_and_waits_for_the_other_side(sides):
    us, mx = sides
    query = us.queries.ask(us.see(ours(us, emitter=Emitter(serial="1581F4AB"))), WATCH)
    assert (query.serial, query.answer_until) == ("1581F4AB", query.recorded_at + 30 * SECOND_NS)
    with pytest.raises(AlreadyAsked):
        us.queries.ask(us.see(ours(us)), WATCH)
    with pytest.raises(OwnQuery):
        us.queries.answer(query.id, "ours", WATCH)
    with pytest.raises(NoSuchQuery):
        mx.queries.answer(query.id, "ours", GUARDIA)
    us.tell(mx, query)
    answer = mx.queries.answer(query.id, "not-ours", GUARDIA)
    mx.tell(us, answer)
    life = us.queries.life(query.id)
    assert (life.state, life.answers[0].whose, life.answers[0].desk) == ("answered", "not-ours", GUARDIA)


def test_a_question_without_answer_is_overdue_and_a_late_answer_counts(sides):
    us, mx = sides
    query = us.queries.ask(us.see(ours(us)), WATCH)
    us.base.clock.advance(31)
    assert us.queries.lives()[0].state == "overdue"
    us.tell(mx, query)
    answer = mx.queries.answer(query.id, "unknown", GUARDIA)
    assert is_late(query, answer)
    mx.tell(us, answer)
    assert us.queries.lives()[0].state == "answered"


def test_the_machine_answers_only_where_an_own_declaration_matches(sides):
    us, mx = sides
    query = us.queries.ask(us.see(ours(us, emitter=Emitter(serial="1581F4AB"))), WATCH)
    us.tell(mx, query)
    assert mx.queries.answer_by_machine(query, None) is None
    declared = msgspec.structs.replace(
        mx.base.declaration(), origin=MX, serials=("1581F4AB",), area=_around(query.position)
    )
    mx.tell(mx, msgspec.structs.replace(declared, id=mx.base.record_id(), origin=US))
    assert mx.queries.answer_by_machine(query, None) is None
    mx.tell(mx, declared)
    said = mx.queries.answer_by_machine(query, None)
    assert (said.whose, said.automatic, said.desk, said.declaration) == ("ours", True, None, declared.id)
    assert mx.queries.answer_by_machine(query, None) is None
    assert us.queries.answer_by_machine(query, None) is None


def test_the_own_picture_answers_where_the_other_side_gives_no_place(sides):
    us, mx = sides
    theirs = mx.base.track("M7-R", MX, identity="own", declared_by=mx.base.declaration().id)
    declared = msgspec.structs.replace(mx.base.declaration(), id=theirs.declared_by, origin=MX)
    mx.tell(mx, declared)
    query = us.queries.ask(us.see(theirs), WATCH)
    us.tell(mx, query)
    assert query.position is None
    assert query.marking.releasable_to == (MX,)
    assert mx.queries.answer_by_machine(query, mx.see(theirs)).declaration == declared.id


def test_a_persons_answer_goes_before_the_machines_in_any_order(sides):
    us, mx = sides
    query = us.queries.ask(us.see(ours(us)), WATCH)
    us.tell(mx, query)
    person = mx.queries.answer(query.id, "not-ours", GUARDIA)
    machine = msgspec.structs.replace(
        person, id=us.base.record_id(), recorded_at=person.recorded_at + 1, whose="ours", desk=None, automatic=True
    )
    for order in ([person, machine], [machine, person]):
        assert [one.whose for one in life_of(query, order, person.recorded_at).answers] == ["not-ours"]
    foreign = msgspec.structs.replace(person, query=us.base.record_id())
    assert life_of(query, [foreign], 0).answers == ()


def _around(position):
    lon, lat = position.lon_deg, position.lat_deg
    return Area(ring=((lon - 0.01, lat - 0.01), (lon + 0.01, lat - 0.01), (lon, lat + 0.01)))


def offered(us, mx):
    offer = us.handovers.offer(us.see(ours(us, time_to_cross_s=(60.0, 70.0, 90.0))), WATCH)
    us.tell(mx, offer)
    return offer


def test_an_offer_carries_the_crossing_and_its_acceptance_is_custody(sides):
    us, mx = sides
    offer = offered(us, mx)
    assert offer.offered_until == offer.recorded_at + 90 * SECOND_NS
    assert offer.to == MX
    with pytest.raises(AlreadyOffered):
        us.handovers.offer(us.see(ours(us)), WATCH)
    with pytest.raises(NotYours):
        us.handovers.accept(offer.id, WATCH)
    with pytest.raises(NotYours):
        mx.handovers.withdraw(offer.id, GUARDIA)
    step = mx.handovers.accept(offer.id, GUARDIA)
    mx.tell(us, step)
    for side in sides:
        custody = side.handovers.custody((US, "U104-K"))
        assert (custody.holder, custody.desk, custody.state) == (MX, GUARDIA, "accepted")
    with pytest.raises(NotHolder):
        us.handovers.offer(us.see(ours(us)), WATCH)
    with pytest.raises(OfferSettled) as settled:
        mx.handovers.decline(offer.id, GUARDIA)
    assert "accepted" in settled.value.text("en")


def test_its_new_holder_may_offer_it_back(sides):
    us, mx = sides
    offer = offered(us, mx)
    mx.tell(us, mx.handovers.accept(offer.id, GUARDIA))
    back = mx.handovers.offer(mx.see(ours(us)), GUARDIA)
    mx.tell(us, back)
    us.tell(mx, us.handovers.accept(back.id, WATCH))
    assert {side.handovers.custody((US, "U104-K")).holder for side in sides} == {US}


def test_a_declined_withdrawn_or_late_offer_leaves_it_where_it_is(sides):
    us, mx = sides
    mx.tell(us, mx.handovers.decline(offered(us, mx).id, GUARDIA))
    assert us.handovers.custody((US, "U104-K")).state == "declined"
    us.tell(mx, us.handovers.withdraw(offered(us, mx).id, WATCH))
    assert mx.handovers.custody((US, "U104-K")).state == "withdrawn"
    late = offered(us, mx)
    us.base.clock.advance(91)
    assert mx.handovers.custody((US, "U104-K")).state == "expired"
    with pytest.raises(OfferSettled):
        mx.handovers.accept(late.id, GUARDIA)
    assert us.handovers.custody((US, "U104-K")).holder == US


def test_an_open_offer_of_a_lost_track_ends_by_machine(sides):
    us, mx = sides
    offer = offered(us, mx)
    assert us.handovers.sweep({(US, "U104-K")}) == []
    (ended,) = us.handovers.sweep(set())
    assert (ended.step, ended.desk, ended.handover) == ("lost", None, offer.id)
    assert mx.handovers.sweep(set()) == []
    us.tell(mx, ended)
    assert mx.handovers.custody((US, "U104-K")).state == "lost"


def test_whom_to_offer_it_to_must_be_known(sides):
    us, _ = sides
    several = HandOverDesk(US, us.store.records, lambda: [MX, "mx.gn"], us.base.clock, us.base.entropy)
    for to in (None, "mx.other"):
        with pytest.raises(NoNeighbour):
            several.offer(us.see(ours(us)), WATCH, to)
    assert several.offer(us.see(ours(us)), WATCH, "mx.gn").to == "mx.gn"
    with pytest.raises(NoSuchOffer):
        several.accept(us.base.record_id(), WATCH)


def test_a_track_is_meant_by_any_of_its_numbers(sides):
    us, _ = sides
    us.see(ours(us))
    assert subject_of(us.board, "U104-K", US).name == (US, "U104-K")
    assert subject_of(us.board, "U9-X", US) is None
    assert subject_named(us.board, (MX, "U104-K"), US) is None
