"""The watch room: escalation as records, presence that is said, cards, test calls."""

import msgspec
import pytest
from console_desk import MARKING, MX, US, Desk

from lindero.kernel.clock import SECOND_NS
from lindero.model.desks import Contact, Presence
from lindero.model.people import Account
from lindero.model.record import Pedigree
from lindero.operations.phrases import NO_ANSWER, SHELF_WATCHED, UNATTENDED, UNREACHABLE
from lindero.operations.watch.contacts import Card, card_of, newest_card
from lindero.operations.watch.errors import CallOver, NoSuchCall
from lindero.operations.watch.presence import GRACE_S
from lindero.operations.watch.room import Way

FIRST, SECOND = f"{US}/watch-1", f"{US}/watch-2"


@pytest.fixture
def desk():
    made = Desk()
    made.store.accounts.save(Account(name="bea", roles=("watch-officer",), desk="watch-2"))
    made.watch.load()
    return made


def look(desk, seconds):
    """What the clock brings after so many seconds; escalations alone."""
    desk.clock.advance(seconds)
    return [made for made in desk.watch.look() if made.kind == "handling"]


def said_by(node, name, attended, desk):
    at = desk.clock.now()
    header = {"origin": node, "observed_at": at, "recorded_at": at, "pedigree": Pedigree(nodes=(node,))}
    return Presence(id=desk.record_id(), **header, desk=f"{node}/{name}", attended=attended)


def test_a_received_alert_becomes_louder_and_then_calls_the_next_desk(desk):
    desk.watch.came(FIRST)
    desk.receive(alert := desk.alert())
    assert look(desk, 29) == []
    (louder,) = look(desk, 1)
    assert (louder.rung, louder.desk, louder.reason) == ("louder", FIRST, NO_ANSWER)
    assert louder.marking.releasable_to == (MX,)
    assert look(desk, 29) == []
    (calls,) = look(desk, 1)
    assert (calls.rung, calls.desk) == ("next-desk", SECOND)
    assert look(desk, 600) == []
    assert [rung for rung, _, _ in desk.watch.acts.stand(alert.alert).rungs] == ["louder", "next-desk"]


def test_what_is_acknowledged_escalates_no_further(desk):
    desk.receive(alert := desk.alert())
    assert len(look(desk, 30)) == 1
    desk.receive(desk.alerts.acknowledge(alert.alert, FIRST))
    assert look(desk, 600) == []


def test_an_own_alert_goes_to_the_telephone_after_three_times(desk):
    desk.receive(desk.alert(origin=US))
    assert [made.rung for made in look(desk, 30)] == ["louder"]
    assert look(desk, 59) == []
    assert [(made.rung, made.reason) for made in look(desk, 1)] == [("telephone", NO_ANSWER)]


def test_it_goes_to_the_telephone_at_once_where_nobody_is_or_the_link_is_down(desk):
    desk.receive(said_by(MX, "guardia-1", False, desk), desk.alert(origin=US))
    assert [made.reason for made in [*look(desk, 30), *look(desk, 1)]] == [UNATTENDED, UNATTENDED]
    desk.ways = [Way(node=MX, country="MEX", connected=False)]
    desk.receive(desk.alert(origin=US))
    assert [made.reason for made in [*look(desk, 30), *look(desk, 1)]] == [UNREACHABLE, UNREACHABLE]


def test_nobody_is_telephoned_about_what_no_partner_is_asked(desk):
    desk.receive(desk.alert(origin=US, step="attention"))
    desk.receive(desk.alert(origin=US, marking=msgspec.structs.replace(MARKING, releasable_to=("USA",))))
    assert look(desk, 600) == []


def test_a_shelved_alert_waits_and_its_time_counts_anew_when_it_comes_back(desk):
    desk.receive(alert := desk.alert())
    desk.watch.acts.shelve(alert.alert, FIRST, SHELF_WATCHED, 5)
    assert look(desk, 300) == []
    assert look(desk, 29) == []
    assert [made.rung for made in look(desk, 1)] == ["louder"]


def test_what_climbs_off_the_shelf_is_as_late_as_it_was(desk):
    desk.receive(alert := desk.alert())
    desk.watch.acts.shelve(alert.alert, FIRST, SHELF_WATCHED, 60)
    assert look(desk, 31) == []
    desk.receive(msgspec.structs.replace(alert, id=desk.record_id(), step="incursion", supersedes=alert.id))
    assert [made.rung for made in look(desk, 1)] == ["louder"]


def test_a_restart_takes_no_rung_twice(desk):
    desk.receive(desk.alert())
    assert len(look(desk, 30)) == 1
    desk.watch.load()
    assert look(desk, 1) == []
    assert [made.rung for made in look(desk, 60)] == ["next-desk"]


def test_presence_is_said_to_the_partners_when_it_changes(desk):
    desk.watch.came(FIRST)
    (came,) = desk.watch.look()
    assert (came.kind, came.desk, came.attended) == ("presence", FIRST, True)
    assert came.marking.releasable_to == (MX,)
    desk.watch.went(FIRST)
    assert desk.watch.look() == []
    desk.clock.advance(GRACE_S)
    (left,) = desk.watch.look()
    assert not left.attended


def test_after_a_restart_nobody_is_there_until_a_console_opens(desk):
    desk.watch.came(FIRST)
    desk.watch.take(desk.watch.look())
    desk.watch.load()
    (left,) = desk.watch.look()
    assert (left.desk, left.attended) == (FIRST, False)


def test_a_new_partner_is_told_of_every_desk(desk):
    desk.watch.came(FIRST)
    desk.watch.look()
    desk.ways.append(Way(node="mx.sepol", country="MEX", connected=True))
    (again,) = desk.watch.look()
    assert (again.desk, again.marking.releasable_to) == (FIRST, (MX, "mx.sepol"))


def test_no_desk_known_is_not_the_same_as_nobody_there(desk):
    assert not desk.watch.presence.is_unattended(MX)
    desk.receive(said_by(MX, "guardia-1", False, desk))
    assert desk.watch.presence.is_unattended(MX)
    desk.receive(said_by(MX, "guardia-2", True, desk))
    assert not desk.watch.presence.is_unattended(MX)


def test_a_card_is_written_once_and_the_newest_word_counts(desk):
    card = Card(phone="+52 656 555 0100", languages=("es",))
    written = desk.watch.contacts.write(MX, card)
    assert desk.watch.contacts.write(MX, card) is None
    assert written.marking is None
    at = desk.clock.now() + SECOND_NS
    own = Contact(
        id=desk.record_id(),
        origin=MX,
        observed_at=at,
        recorded_at=at,
        pedigree=Pedigree(nodes=(MX,)),
        node=MX,
        phone="+52 656 555 0199",
    )
    desk.receive(own)
    cards = desk.watch.contacts.cards(MX)
    assert [found.origin for found in cards] == [MX, US]
    assert newest_card(cards) == own
    assert card_of(written) == card


def test_a_test_call_is_answered_once_by_the_side_that_was_called(desk):
    made = desk.watch.test(FIRST)
    assert made.marking.releasable_to == (MX,)
    with pytest.raises(NoSuchCall):
        desk.watch.calls.answer(made.call, FIRST)
    theirs = msgspec.structs.replace(made, id=desk.record_id(), origin=MX, desk=f"{MX}/guardia-1")
    theirs = msgspec.structs.replace(theirs, call=theirs.id)
    desk.receive(theirs)
    assert desk.watch.calls.shown(theirs.call, FIRST).marking.releasable_to == (MX,)
    assert desk.watch.calls.shown(theirs.call, SECOND) is None
    desk.watch.calls.answer(theirs.call, FIRST)
    with pytest.raises(CallOver):
        desk.watch.calls.answer(theirs.call, SECOND)
    assert {call.answered_by for call in desk.watch.calls.recent()} == {None, FIRST}
