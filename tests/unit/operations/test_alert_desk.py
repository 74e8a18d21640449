"""The desk: alerts raised by rule, acknowledged and closed by persons, every step a record."""

import msgspec
import pytest

from lindero.kernel.ids import DeskId, NodeId, RecordId, new_record_id, ulid
from lindero.model.airspace import Track
from lindero.model.alerts import Alert
from lindero.model.marking import Marking
from lindero.model.place import Position
from lindero.model.record import Pedigree
from lindero.operations.alerts.desk import KEPT_AFTER_CROSSING_S, AlertDesk
from lindero.operations.alerts.errors import (
    AlreadyAcknowledged,
    AlreadyClosed,
    NoSuchAlert,
    NotYetAcknowledged,
    StaysAtHome,
)
from lindero.operations.numbers import alert_number, is_number
from lindero.operations.phrases import ACROSS, CLEARED
from lindero.operations.picture.assessment import TrackAssessment
from lindero.store.memory import MemoryStore

SECOND = 1_000_000_000
US, MX = NodeId("us.cbp"), NodeId("mx.sedena")
WATCH, GUARDIA, OTHER = DeskId("us.cbp/watch-1"), DeskId("mx.sedena/guardia-1"), DeskId("mx.sedena/guardia-2")
MARKING = Marking(tlp="amber", releasable_to=("MEX",), purposes=("airspace-security",), authority="usa-2005-01")


class World:
    """A clock that is moved by hand and chance that counts."""

    def __init__(self):
        self.at = 1_800_000_000 * SECOND
        self.count = 0

    def now(self):
        self.at += 1_000_000
        return self.at

    def monotonic_s(self):
        return self.at / SECOND

    def token(self, size):
        self.count += 1
        return self.count.to_bytes(size, "big")


@pytest.fixture
def world():
    return World()


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def desk(store, world):
    return AlertDesk(US, "USA", store.records, world, world)


@pytest.fixture
def track(world):
    """A track record as the picture makes it."""

    def build(number="U1-Q", status="confirmed", **changes):
        at = world.now()
        return Track(
            id=new_record_id(at, world.token(10)),
            origin=US,
            observed_at=at,
            recorded_at=at,
            pedigree=Pedigree(nodes=(US,), sensors=("radar-1",)),
            marking=MARKING,
            track=number,
            status=status,
            existence=1.0,
            position=Position(lat_deg=31.75, lon_deg=-106.45),
            first_seen_at=at,
            last_seen_at=at,
            **changes,
        )

    return build


@pytest.fixture
def received(store, world):
    """An alert of the other side, as `receive` saves it."""
    at = world.now()
    first = RecordId(ulid(at, bytes(10)))
    marking = Marking(tlp="amber", releasable_to=("USA",), simulated=True)
    header = {"id": first, "origin": MX, "observed_at": at, "recorded_at": at, "pedigree": Pedigree(nodes=(MX,))}
    alert = Alert(
        **header, alert=first, number="AM1-8", step="warning", reason=1, asks=20, track="M1-M", marking=marking
    )
    store.records.save([alert], own=False)
    return alert


def warned(track, **says):
    return TrackAssessment(track=track, **({"attention": True, "warned": True, "p_cross": 0.8} | says))


def test_a_warning_becomes_a_record_with_what_the_picture_knows(desk, store, track):
    seen = track()
    (alert,) = desk.consider([warned(seen)])
    assert store.records.load(alert.id) == alert
    assert (alert.step, alert.state, alert.track) == ("warning", "open", "U1-Q")
    assert alert.alert == alert.id
    assert alert.position == seen.position
    assert alert.p_cross == 0.8
    assert alert.derived_from == (seen.id,)
    assert alert.marking == MARKING
    assert is_number(alert.number)


def test_the_same_picture_again_raises_nothing(desk, track):
    desk.consider([warned(track())])
    assert desk.consider([warned(track())]) == []


def test_a_higher_step_supersedes_and_keeps_the_alert(desk, store, track):
    (first,) = desk.consider([warned(track(), warned=False)])
    (second,) = desk.consider([warned(track())])
    (third,) = desk.consider([warned(track(), incursion=True)])
    assert [a.step for a in (first, second, third)] == ["attention", "warning", "incursion"]
    assert first.alert == second.alert == third.alert
    assert (second.supersedes, third.supersedes) == (first.id, second.id)
    assert first.number == third.number
    assert third.reason == ACROSS
    assert len(store.records.about(f"alert:{first.alert}")) == 3


def test_every_track_has_its_own_alert_and_number(desk, track):
    alerts = desk.consider([warned(track("U1-Q")), warned(track("U2-O"))])
    assert [a.number for a in alerts] == [alert_number("USA", 1), alert_number("USA", 2)]


def test_a_new_desk_over_the_same_records_goes_on_where_the_old_one_ended(desk, store, world, track):
    desk.consider([warned(track("U1-Q"))])
    again = AlertDesk(US, "USA", store.records, world, world)
    assert again.open_step("U1-Q") == "warning"
    assert again.consider([warned(track("U1-Q"))]) == []
    (second,) = again.consider([warned(track("U2-O"))])
    assert second.number == alert_number("USA", 2)


def test_alerts_of_the_other_side_do_not_count_as_own(store, world, received):
    desk = AlertDesk(US, "USA", store.records, world, world)
    assert desk.open_step(received.track) is None


def test_what_no_longer_crosses_is_cleared(desk, track):
    (raised,) = desk.consider([warned(track())])
    (cleared,) = desk.consider([TrackAssessment(track=track())])
    assert (cleared.state, cleared.reason, cleared.supersedes) == ("cleared", CLEARED, raised.id)
    assert desk.open_step("U1-Q") is None


def test_a_cleared_alert_that_threatens_again_is_opened_again_under_its_number(desk, track):
    (raised,) = desk.consider([warned(track())])
    desk.consider([TrackAssessment(track=track())])
    (again,) = desk.consider([warned(track())])
    assert (again.state, again.number, again.alert) == ("open", raised.number, raised.alert)


def test_a_warning_about_a_lost_track_ends_only_after_its_predicted_crossing(desk, store, world, track):
    desk.consider([warned(track(), time_to_cross_s=(10.0, 20.0, 40.0))])
    store.records.save([track(status="lost")], own=True)
    world.at += int((40.0 + KEPT_AFTER_CROSSING_S - 1) * SECOND)
    assert desk.sweep() == []
    world.at += 2 * SECOND
    (ended,) = desk.sweep()
    assert (ended.state, ended.reason) == ("cleared", CLEARED)
    assert desk.sweep() == []


def test_a_warning_about_a_track_still_seen_is_not_swept(desk, store, world, track):
    desk.consider([warned(track())])
    world.at += 3600 * SECOND
    store.records.save([track()], own=True)
    assert desk.sweep() == []


def test_a_warning_about_a_track_that_went_silent_ends(desk, store, world, track):
    desk.consider([warned(track())])
    store.records.save([track()], own=True)
    world.at += 3600 * SECOND
    (ended,) = desk.sweep()
    assert ended.state == "cleared"


def test_an_alert_that_a_person_raised_without_a_track_is_not_swept(desk, world, track):
    desk.consider([warned(track())])
    world.at += 3600 * SECOND
    assert desk.sweep() == []


def test_an_incursion_is_not_swept(desk, world, track):
    desk.consider([warned(track(), incursion=True)])
    world.at += 3600 * SECOND
    assert desk.sweep() == []


def test_an_acknowledgement_names_the_desk_and_goes_back_to_the_origin(desk, store, received):
    record = desk.acknowledge(received.alert, WATCH)
    assert (record.stage, record.desk, record.alert) == ("acknowledged", WATCH, received.alert)
    assert record.marking.releasable_to == (MX,)
    assert record.marking.simulated
    assert store.records.load(record.id) == record


def test_two_desks_act_at_once_and_the_second_is_told_who_was_first(desk, received):
    desk.acknowledge(received.alert, GUARDIA)
    with pytest.raises(AlreadyAcknowledged) as refused:
        desk.acknowledge(received.alert, OTHER)
    assert refused.value.facts["desk"] == GUARDIA


def test_nobody_acknowledges_an_own_alert(desk, track):
    (alert,) = desk.consider([warned(track())])
    with pytest.raises(StaysAtHome):
        desk.acknowledge(alert.alert, WATCH)


def test_an_alert_that_nobody_knows_is_not_acknowledged(desk):
    with pytest.raises(NoSuchAlert):
        desk.acknowledge(RecordId("01JDC3N8V0T4W6Y8Z0A2B4C6D8"), WATCH)


def test_shown_is_written_down_once_and_only_for_the_other_sides_alerts(desk, track, received):
    (own,) = desk.consider([warned(track())])
    assert desk.shown(own.alert, WATCH) is None
    assert desk.shown(received.alert, WATCH).stage == "shown"
    assert desk.shown(received.alert, WATCH) is None


def test_shown_is_no_acknowledgement(desk, received):
    desk.shown(received.alert, WATCH)
    with pytest.raises(NotYetAcknowledged):
        desk.close(received.alert, WATCH, "balloon")


def test_an_acknowledged_alert_is_closed_with_a_verdict(desk, received):
    desk.acknowledge(received.alert, WATCH)
    outcome = desk.close(received.alert, WATCH, "balloon", "two of them")
    assert (outcome.verdict, outcome.remarks, outcome.desk) == ("balloon", "two of them", WATCH)
    assert desk.outcome(received.alert) == outcome
    assert [a.stage for a in desk.answers(received.alert)] == ["acknowledged"]


def test_an_own_alert_is_closed_without_an_acknowledgement(desk, track):
    (alert,) = desk.consider([warned(track())])
    assert desk.close(alert.alert, WATCH, "bird", "").remarks is None


def test_a_closed_alert_is_neither_closed_nor_acknowledged_again(desk, received):
    desk.acknowledge(received.alert, WATCH)
    desk.close(received.alert, WATCH, "balloon")
    with pytest.raises(AlreadyClosed):
        desk.close(received.alert, WATCH, "bird")
    with pytest.raises(AlreadyClosed):
        desk.acknowledge(received.alert, WATCH)


def test_after_an_outcome_only_a_worse_step_speaks_again(desk, track):
    (alert,) = desk.consider([warned(track())])
    desk.close(alert.alert, WATCH, "bird")
    assert desk.consider([warned(track())]) == []
    assert desk.consider([TrackAssessment(track=track())]) == []
    (worse,) = desk.consider([warned(track(), incursion=True)])
    assert worse.step == "incursion"


def test_what_grows_worse_after_its_outcome_is_a_new_alert_that_can_be_closed(desk, track):
    (settled,) = desk.consider([warned(track())])
    desk.close(settled.alert, WATCH, "bird")
    (worse,) = desk.consider([warned(track(), incursion=True)])
    assert worse.alert != settled.alert
    assert worse.number != settled.number
    assert desk.close(worse.alert, WATCH, "confirmed-drone").verdict == "confirmed-drone"


def test_an_answer_to_an_unmarked_alert_stays_unmarked(desk, track):
    bare = msgspec.structs.replace(track(), marking=None)
    (alert,) = desk.consider([warned(bare)])
    assert desk.close(alert.alert, WATCH, "bird").marking is None


def test_the_newest_record_of_an_alert_is_the_one_that_counts(desk, track):
    desk.consider([warned(track(), warned=False)])
    (second,) = desk.consider([warned(track())])
    assert desk.newest(second.alert) == second


def test_an_alert_that_was_withdrawn_is_over_and_its_object_raises_another_one(desk, store, track):
    (first,) = desk.consider([warned(track())])
    desk.forget([*store.records.erase([first.id]), track()])
    assert desk.open_step("U1-Q") is None
    (second,) = desk.consider([warned(track())])
    assert second.alert != first.alert
    desk.forget([first])
    assert desk.open_step("U1-Q") == "warning"
