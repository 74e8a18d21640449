"""What desks do between acknowledgement and outcome; two at once; one alert per airframe; withdrawal; rehearsal."""

import msgspec
import pytest
from console_desk import MX, US, Desk

from lindero.kernel.clock import SECOND_NS
from lindero.kernel.ids import RecordId
from lindero.model.alerts import Outcome
from lindero.operations.alerts.acts import LONGEST_SHELF_MIN, Seen
from lindero.operations.alerts.desk import FLIGHT_GAP_S, GONE_S, reopens
from lindero.operations.alerts.errors import (
    AlreadyClosed,
    AlreadyHandled,
    BadReason,
    BadShelfTime,
    NotOpen,
    NotYourAlert,
    WorseNow,
)
from lindero.operations.alerts.rehearsal import AlertRehearsal
from lindero.operations.alerts.rule_set import BUILT_IN, Rule, RuleFile, RuleSet
from lindero.operations.phrases import MESSAGES, PHRASES, RAISED_IN_ERROR, SHELF_WATCHED
from lindero.operations.picture.assessment import TrackAssessment

FIRST, SECOND = f"{US}/watch-1", f"{US}/watch-2"


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def received(desk):
    desk.receive(alert := desk.alert())
    return alert


@pytest.fixture
def acts(desk):
    return desk.watch.acts


def warned(track, **says):
    return TrackAssessment(track=track, **({"attention": True, "warned": True} | says))


def test_the_phrase_book_has_about_forty_messages_and_each_number_one_meaning():
    numbers = [number for section in MESSAGES.values() for number in section]
    assert 36 <= len(numbers) <= 44
    assert len(numbers) == len(set(numbers))
    assert all(PHRASES[number].es != PHRASES[number].en for number in numbers)


def test_of_two_desks_that_take_over_at_once_one_wins_and_the_other_is_told_who(acts, received):
    acts.assign(received.alert, FIRST, FIRST, seen=None)
    with pytest.raises(AlreadyHandled) as refused:
        acts.assign(received.alert, SECOND, SECOND, seen=None)
    assert refused.value.facts["desk"] == FIRST
    acts.assign(received.alert, FIRST, SECOND, seen=FIRST)
    assert acts.stand(received.alert).assigned_to == SECOND


def test_an_alert_is_shelved_with_a_reason_and_an_end(acts, desk, received):
    made = acts.shelve(received.alert, FIRST, SHELF_WATCHED, 15)
    assert made.shelved_until == desk.clock.now() + 15 * 60 * SECOND_NS
    assert (made.reason, made.step) == (SHELF_WATCHED, "warning")
    with pytest.raises(AlreadyHandled):
        acts.shelve(received.alert, SECOND, SHELF_WATCHED, 15)
    acts.resume(received.alert, SECOND)
    assert acts.stand(received.alert).shelf is None


@pytest.mark.parametrize("minutes", [0, LONGEST_SHELF_MIN + 1])
def test_a_shelf_without_an_end_is_refused(acts, received, minutes):
    with pytest.raises(BadShelfTime):
        acts.shelve(received.alert, FIRST, SHELF_WATCHED, minutes)


def test_reasons_and_messages_are_those_of_the_book(acts, received):
    with pytest.raises(BadReason):
        acts.shelve(received.alert, FIRST, 1, 15)
    with pytest.raises(BadReason):
        acts.say(received.alert, FIRST, 1, None)
    with pytest.raises(BadReason):
        acts.say(received.alert, FIRST, None, "")
    assert acts.say(received.alert, FIRST, 100, None).phrase == 100


def test_a_message_goes_back_to_the_origin_of_the_alert(acts, received):
    note = acts.say(received.alert, FIRST, 140, None)
    assert (note.about, note.marking.releasable_to) == (received.alert, (MX,))


def test_a_flood_is_closed_with_one_outcome_and_what_has_climbed_stays_open(acts, desk):
    alerts = [desk.alert(count) for count in range(1, 4)]
    desk.receive(*alerts)
    climbed = msgspec.structs.replace(
        alerts[1], id=desk.record_id(), step="incursion", supersedes=alerts[1].id, recorded_at=desk.clock.now() + 1
    )
    desk.receive(climbed)
    handled = acts.close_many([Seen(alert.alert, "warning") for alert in alerts], FIRST, "balloon")
    assert [record.kind for record in handled.records] == ["acknowledgement", "outcome"] * 2
    assert list(handled.refused) == [alerts[1].alert]
    assert isinstance(handled.refused[alerts[1].alert], WorseNow)
    assert desk.alerts.outcome(alerts[0].alert).verdict == "balloon"


def test_an_alert_that_is_closed_asks_for_nothing_more(acts, desk, received):
    desk.alerts.acknowledge(received.alert, FIRST)
    desk.alerts.close(received.alert, FIRST, "bird")
    with pytest.raises(NotOpen):
        acts.assign(received.alert, FIRST, FIRST, seen=None)


def test_only_its_own_node_withdraws_an_alert_and_it_stays_withdrawn(desk, received):
    with pytest.raises(NotYourAlert):
        desk.alerts.withdraw(received.alert, RAISED_IN_ERROR)
    (own,) = desk.alerts.consider([warned(desk.track())])
    with pytest.raises(BadReason):
        desk.alerts.withdraw(own.alert, SHELF_WATCHED)
    assert desk.alerts.withdraw(own.alert, RAISED_IN_ERROR).state == "withdrawn"
    with pytest.raises(NotOpen):
        desk.alerts.withdraw(own.alert, RAISED_IN_ERROR)
    assert desk.alerts.consider([warned(desk.track())]) == []
    (worse,) = desk.alerts.consider([warned(desk.track(), incursion=True)])
    assert worse.alert != own.alert


@pytest.mark.parametrize(
    ("silent_s", "one"), [(GONE_S + 1, True), (0.0, False), (GONE_S, False), (FLIGHT_GAP_S, False)]
)
def test_one_alert_per_airframe_and_flight_but_two_at_once_under_one_serial_are_two(desk, silent_s, one):
    (first,) = desk.alerts.consider([warned(desk.track("U1-Q", airframe_ref="serial-1"))])
    later = desk.clock.now() + int(silent_s * SECOND_NS)
    again = desk.track("U2-R", airframe_ref="serial-1", observed_at=later, identity="suspect")
    made = desk.alerts.consider([warned(again, incursion=True)])
    assert [alert.alert == first.alert for alert in made] == [one]
    assert made[0].track == "U2-R"


def test_an_outcome_closes_what_its_desk_had_seen_whatever_the_clocks_say(desk):
    alert = desk.alert(step="warning", recorded_at=desk.clock.now())
    slow = Outcome(
        id=desk.record_id(),
        origin=MX,
        observed_at=0,
        recorded_at=alert.recorded_at - 60 * SECOND_NS,
        pedigree=alert.pedigree,
        alert=alert.alert,
        verdict="bird",
        desk=FIRST,
        step="warning",
    )
    assert not reopens(alert, slow)
    assert reopens(msgspec.structs.replace(alert, step="incursion"), slow)
    assert reopens(alert, msgspec.structs.replace(slow, step=None))  # of an older version: by time


def test_of_two_outcomes_given_at_once_both_sides_keep_the_same(desk, received):
    for origin, verdict, at in ((MX, "balloon", 5), (US, "bird", 4)):
        outcome = Outcome(
            id=RecordId(desk.record_id()),
            origin=origin,
            observed_at=0,
            recorded_at=at,
            pedigree=received.pedigree,
            alert=received.alert,
            verdict=verdict,
            desk=f"{origin}/desk",
            step="warning",
        )
        desk.store.records.save([outcome], own=origin == US)
    assert desk.alerts.outcome(received.alert).verdict == "bird"
    with pytest.raises(AlreadyClosed):
        desk.alerts.close(received.alert, FIRST, "lost")


def course(desk):
    """Tracks as the picture writes them: one approaches, warns and crosses; one turns away; one warns."""
    steps = [("U1-Q", None), ("U1-Q", "attention"), ("U2-R", "attention"), ("U1-Q", "warning"), ("U2-R", None)]
    for number, watch in [*steps, ("U1-Q", "incursion"), ("U3-S", "warning")]:
        desk.clock.advance(1.0)
        yield desk.track(number, watch=watch)


def test_a_rehearsal_of_the_rules_in_force_raises_what_was_raised(desk):
    rehearsal, raised = AlertRehearsal(RuleSet()), []
    for track in course(desk):
        rehearsal.take(track)
        said = {"attention": track.watch is not None, "warned": track.watch == "warning"}
        raised += desk.alerts.consider([TrackAssessment(track=track, **said, incursion=track.watch == "incursion")])
    result = rehearsal.result(raised)
    assert result.counts == result.raised == {"incursion": 1, "attention": 1, "warning": 1}
    assert result.by_rule == {"across@1": 1, "approaches@1": 1, "will-cross@1": 1}
    assert [one.track for one in result.alerts] == ["U1-Q", "U3-S", "U2-R"]
    assert result.alerts[2].cleared


def test_a_rehearsal_of_other_rules_shows_what_they_would_spare(desk):
    across = RuleFile(version=2, rule=(Rule(id="across", step="incursion", watch="incursion"),))
    rehearsal = AlertRehearsal(RuleSet(across))
    for track in course(desk):
        rehearsal.take(track)
    result = rehearsal.result(())
    assert (result.version, result.counts, result.tracks) == (2, {"incursion": 1}, 7)
    assert BUILT_IN.version == 1
