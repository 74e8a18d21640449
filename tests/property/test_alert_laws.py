"""Laws of the alerts' state machines: folds of records, escalation, floods, attendance."""

from itertools import pairwise

import msgspec
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from lindero.kernel.clock import SECOND_NS
from lindero.kernel.ids import DeskId, NodeId, RecordId, ulid
from lindero.model.airspace import Area
from lindero.model.alerts import Acknowledgement, Handling, Outcome
from lindero.model.desks import DeskCall, Presence
from lindero.model.place import Position
from lindero.model.record import Pedigree
from lindero.operations.alerts.escalation import RUNGS, Waiting, due, next_desk
from lindero.operations.alerts.flood import Sortable, groups_of
from lindero.operations.alerts.rule_set import is_inside
from lindero.operations.alerts.stand import RANK, Shelf, decided, stand_of
from lindero.operations.watch.calls import calls_of
from lindero.operations.watch.presence import GRACE_S, Attendance, PresenceBook

US, MX = NodeId("us.cbp"), NodeId("mx.sedena")
DESKS = [DeskId("mx.sedena/guardia-1"), DeskId("mx.sedena/guardia-2"), DeskId("us.cbp/watch-1")]
ALERT = RecordId(ulid(0, bytes(10)))
IDS = st.integers(1, 40).map(lambda count: RecordId(ulid(count * 1_000_000, bytes(10))))
INSTANTS = st.integers(0, 20)
STEPS = st.sampled_from(sorted(RANK))
HEADER = {"origin": st.sampled_from([US, MX]), "observed_at": st.just(0), "pedigree": st.just(Pedigree(nodes=(US,)))}
MADE = {"id": IDS, "recorded_at": INSTANTS, **HEADER, "alert": st.just(ALERT), "desk": st.sampled_from(DESKS)}
ANSWERS = st.builds(Acknowledgement, **MADE, stage=st.sampled_from(["shown", "acknowledged"]))
HANDLINGS = st.builds(
    Handling,
    **MADE,
    act=st.sampled_from(["assigned", "shelved", "resumed", "escalated", "telephoned"]),
    to=st.sampled_from(DESKS),
    reason=st.just(90),
    shelved_until=INSTANTS,
    step=STEPS,
    rung=st.sampled_from(RUNGS),
)
VERDICTS = st.sampled_from(["bird", "balloon", "attack"])
FEW = st.integers(1, 6).map(lambda count: RecordId(ulid(count * 1_000_000, bytes(10))))
OUTCOMES = st.builds(Outcome, **(MADE | {"id": FEW}), verdict=VERDICTS, supersedes=st.none() | FEW, step=STEPS)


def lists(records):
    """Records of different ids: one id is one record."""
    return st.lists(records, max_size=8, unique_by=lambda record: record.id)


@given(answers=lists(ANSWERS), handlings=lists(HANDLINGS), chance=st.randoms())
def test_the_stand_of_an_alert_does_not_depend_on_the_order_of_arrival_nor_on_repeats(answers, handlings, chance):
    stand = stand_of(answers, handlings)
    for records in (answers, handlings):
        chance.shuffle(records)
    assert stand_of([*answers, *answers], [*handlings, *handlings]) == stand


@given(answers=lists(ANSWERS), later=ANSWERS)
def test_the_first_acknowledgement_wins_whatever_comes_later(answers, later):
    first = stand_of(answers, ()).acknowledged
    late = msgspec.structs.replace(later, id=RecordId(ulid(999_000_000, bytes(10))), recorded_at=99)
    if first is not None:
        assert stand_of([late, *answers], ()).acknowledged == first


@given(handlings=lists(HANDLINGS))
def test_no_rung_is_taken_twice(handlings):
    rungs = [rung for rung, _, _ in stand_of((), handlings).rungs]
    assert len(rungs) == len(set(rungs))


@given(until=INSTANTS, seen=STEPS, step=STEPS, now=INSTANTS)
def test_what_is_shelved_comes_back_at_its_end_and_at_once_when_it_climbs(until, seen, step, now):
    shelf = Shelf(desk=DESKS[0], reason=90, until=until, step=seen)
    assert shelf.holds(step, now) == (now < until and RANK[step] <= RANK[seen])
    assert not shelf.holds(step, until)


@given(outcomes=lists(OUTCOMES), chance=st.randoms())
def test_both_sides_agree_which_outcome_counts(outcomes, chance):
    winner, seconds = decided(outcomes)
    chance.shuffle(outcomes)
    assert decided([*outcomes, *outcomes]) == (winner, seconds)
    assert (winner is None) <= (not [one for one in outcomes if one.supersedes is None])


@given(outcomes=lists(OUTCOMES))
def test_an_outcome_is_corrected_only_by_the_desk_that_gave_it(outcomes):
    winner, _ = decided(outcomes)
    known = {one.id: one for one in outcomes}
    if winner is not None and winner.supersedes in known:
        assert known[winner.supersedes].desk == winner.desk


WAITINGS = st.builds(
    Waiting,
    own=st.booleans(),
    since=st.just(0),
    unattended=st.booleans(),
    unreachable=st.booleans(),
    desks=st.lists(st.sampled_from(DESKS), unique=True),
    attended=st.frozensets(st.sampled_from(DESKS)),
    addressed=st.none() | st.sampled_from(DESKS),
)


@given(waiting=WAITINGS, answer_s=st.integers(1, 60))
def test_an_escalation_takes_each_rung_once_in_order_and_never_before_its_time(waiting, answer_s):
    taken, at = [], []
    for second in range(4 * answer_s + 2):
        escalation = due(msgspec.structs.replace(waiting, taken=tuple(taken)), second * SECOND_NS, answer_s)
        if escalation is not None:
            taken.append(escalation.rung)
            at.append(second)
    assert taken == sorted(set(taken), key=RUNGS.index)
    assert taken[0] == "louder"
    assert at[0] == answer_s
    assert ("telephone" in taken) == waiting.own
    assert not (waiting.own and "next-desk" in taken)
    if waiting.own:
        at_once = waiting.unattended or waiting.unreachable
        assert at[1] == (answer_s + 1 if at_once else 3 * answer_s)


@given(waiting=WAITINGS)
def test_the_next_desk_is_another_one_and_one_where_somebody_is_if_there_is_any(waiting):
    desk = next_desk(waiting.desks, waiting.attended, waiting.addressed)
    others = [one for one in waiting.desks if one != waiting.addressed]
    assert (desk is None) == (not others)
    if desk is not None:
        assert desk in others
        assert desk in waiting.attended or not waiting.attended.intersection(others)


SORTABLES = st.lists(
    st.builds(
        Sortable,
        alert=IDS,
        open=st.booleans(),
        own=st.booleans(),
        step=STEPS,
        sector=st.sampled_from(["El Paso", "Ojinaga"]),
        object_class=st.sampled_from([None, "bird"]),
        acknowledged=st.booleans(),
    ),
    min_size=8,
    max_size=30,
    unique_by=lambda one: one.alert,
)


@given(alerts=SORTABLES, flood_from=st.integers(2, 4))
def test_a_flood_never_hides_a_worse_or_a_newer_alert(alerts, flood_from):
    groups = groups_of(alerts, flood_from)
    by_id = {one.alert: one for one in alerts}
    assert not [one for one in groups if by_id[one].step == "incursion" or not by_id[one].open]
    for name in set(groups.values()):
        members = [by_id[alert] for alert, group in groups.items() if group == name]
        assert len(members) >= flood_from
        assert len({(m.step, m.sector, m.object_class, m.acknowledged, m.own) for m in members}) == 1


@given(alerts=SORTABLES, chance=st.randoms())
def test_the_groups_do_not_depend_on_the_order_of_the_alerts(alerts, chance):
    groups = groups_of(alerts, 2)
    chance.shuffle(alerts)
    assert groups_of(alerts, 2) == groups


@settings(max_examples=200)
@given(moves=st.lists(st.tuples(st.sampled_from(DESKS[:2]), st.booleans(), st.integers(0, 20)), max_size=20))
def test_a_desk_is_attended_while_a_console_is_open_there_and_a_moment_longer(moves):
    attendance, now_s = Attendance(), 0.0
    consoles, left_s = dict.fromkeys(DESKS[:2], 0), {}
    for desk, comes, wait_s in moves:
        now_s += wait_s
        if comes:
            consoles[desk] += 1
            attendance.came(desk)
        elif consoles[desk]:
            consoles[desk] -= 1
            attendance.went(desk, now_s)
            left_s[desk] = now_s
        expected = {one for one in DESKS[:2] if consoles[one] or (one in left_s and now_s - left_s[one] < GRACE_S)}
        assert attendance.attended(now_s) == expected


@given(moves=st.lists(st.tuples(st.booleans(), st.integers(0, 20)), max_size=20))
def test_presence_is_said_when_it_changes_and_only_then(moves):
    attendance, now_s, said = Attendance(), 0.0, []
    inside = False
    for comes, wait_s in moves:
        now_s += wait_s
        if comes != inside:
            if comes:
                attendance.came(DESKS[0])
            else:
                attendance.went(DESKS[0], now_s)
            inside = comes
        said += [attended for _, attended in attendance.news(now_s, frozenset({MX}))]
    assert all(one != other for one, other in pairwise(said))
    assert not said or said[0]


PRESENCES = st.builds(
    Presence, id=IDS, recorded_at=INSTANTS, **HEADER, desk=st.sampled_from(DESKS), attended=st.booleans()
)


@given(records=lists(PRESENCES), chance=st.randoms())
def test_a_node_speaks_of_its_own_desks_alone_and_the_newest_counts(records, chance):
    book, other = PresenceBook(), PresenceBook()
    book.take(records)
    chance.shuffle(records)
    for record in records:
        other.take([record])
    assert book.all() == other.all()
    assert all(one.desk.startswith(f"{one.origin}/") for one in book.all())


CALLS = st.builds(
    DeskCall,
    id=IDS,
    recorded_at=INSTANTS,
    **HEADER,
    call=st.sampled_from([ALERT, RecordId(ulid(1_000_000, bytes(10)))]),
    stage=st.sampled_from(["called", "shown", "answered"]),
    desk=st.sampled_from(DESKS),
)


@given(records=lists(CALLS), chance=st.randoms())
def test_a_test_call_is_answered_by_the_other_side_alone_in_any_order_of_arrival(records, chance):
    records = [r for r in records if r.stage != "called" or r.origin == US]
    calls = calls_of(records)
    chance.shuffle(records)
    assert {call.call: call for call in calls_of(records + records)} == {call.call: call for call in calls}
    for call in calls:
        answering = [r for r in records if r.call == call.call and r.stage == "answered" and r.origin != call.origin]
        assert (call.answered_at is not None) == bool(answering)


RINGS = st.lists(
    st.tuples(st.integers(-10, 10).map(float), st.integers(-10, 10).map(float)), min_size=3, max_size=7, unique=True
)


@given(ring=RINGS, lon=st.floats(-12, 12), lat=st.floats(-12, 12))
def test_a_zone_holds_the_places_that_its_polygon_holds(ring, lon, lat):
    polygon = shapely.Polygon(ring)
    place = shapely.Point(lon, lat)
    if not polygon.is_valid or polygon.exterior.distance(place) < 1e-6 or (lon, lat) == (0.0, 0.0):
        return
    assert is_inside(Position(lat_deg=lat, lon_deg=lon), Area(ring=tuple(ring))) == polygon.contains(place)
