"""Announced, acknowledged, crossed: judged by the story's truth and by what the partner's node holds."""

import pytest

from lindero.demo.crossings import Announcement, announcements, crosses_s, crossings
from lindero.demo.story import LOOP_S, cast, place_of, state_of
from lindero.kernel.clock import SECOND_NS
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.alerts import Acknowledgement, Alert
from lindero.model.border_file import census_border
from lindero.model.place import Position
from lindero.model.record import Pedigree
from lindero.store.sqlite.store import open_store

US, MX = NodeId("us.cbp"), NodeId("mx.sedena")
BEGAN = 1_800_000_000 * SECOND_NS
VISITOR = next(actor for actor in cast(1) if actor.name == "visitor-1")
BIRD = next(actor for actor in cast(1) if actor.name == "bird-1-0")
CROSSES_S = crosses_s(VISITOR)


def at(seconds):
    return BEGAN + int(seconds * SECOND_NS)


def position_of(actor, story_s):
    state = state_of(actor, story_s)
    lat, lon = place_of(state.east_m, state.north_m)
    return Position(lat_deg=lat, lon_deg=lon)


def announced(warned_s, acknowledged_s, about=VISITOR, begins_s=0.0):
    return Announcement(
        alert="AM1-S",
        by=MX,
        place=position_of(about, warned_s - begins_s),
        warned_at=at(warned_s),
        acknowledged_at=None if acknowledged_s is None else at(acknowledged_s),
    )


def judged(known, told_s=100.0):
    first, *_ = crossings(known, BEGAN, told_s)
    return first.in_time(told_s)


def test_the_crossing_is_where_the_committed_line_is():
    distance_m = [
        float(census_border().signed_distance_m(place.lat_deg, place.lon_deg)[0])
        for place in (position_of(VISITOR, CROSSES_S - 0.1), position_of(VISITOR, CROSSES_S + 0.1))
    ]
    assert distance_m[0] < 0.0 < distance_m[1]


@pytest.mark.parametrize(
    ("known", "verdict"),
    [
        ([announced(30.0, 32.0)], True),
        ([announced(30.0, CROSSES_S + 0.5)], False),
        ([announced(30.0, 32.0), announced(40.0, None)], False),
        ([announced(30.0, None)], False),
        ([], False),
        ([announced(30.0, 32.0, about=BIRD)], False),
        ([announced(CROSSES_S + 1.0, CROSSES_S + 3.0)], False),
    ],
)
def test_each_announcement_must_be_acknowledged_before_the_crossing_and_there_must_be_one(known, verdict):
    assert judged(known) is verdict


def test_before_the_crossing_there_is_nothing_to_judge_until_somebody_acknowledges():
    assert judged([], told_s=40.0) is None
    assert judged([announced(30.0, None)], told_s=40.0) is None
    assert judged([announced(30.0, 32.0)], told_s=40.0) is True


def test_each_round_has_a_crossing_of_its_own():
    _, second = crossings([announced(LOOP_S + 30.0, LOOP_S + 32.0, begins_s=LOOP_S)], BEGAN, LOOP_S + 100.0)
    assert (second.drone, second.in_time(LOOP_S + 100.0)) == ("visitor-2", True)
    assert second.crosses_s == pytest.approx(LOOP_S + CROSSES_S, abs=0.02)


def alert(number, step, seconds):
    return Alert(
        id=RecordId(f"{number:026d}"),
        origin=MX,
        observed_at=at(seconds),
        recorded_at=at(seconds),
        pedigree=Pedigree(nodes=(MX,)),
        alert=RecordId("1" * 26),
        number="AM1-S",
        step=step,
        reason=1,
        asks=1,
        track="M1",
        position=position_of(VISITOR, seconds),
    )


def acknowledgement(number, stage, origin, seconds):
    return Acknowledgement(
        id=RecordId(f"{number:026d}"),
        origin=origin,
        observed_at=at(seconds),
        recorded_at=at(seconds),
        pedigree=Pedigree(nodes=(origin,)),
        alert=RecordId("1" * 26),
        stage=stage,
        desk=f"{origin}/watch-1",
    )


def test_the_first_warning_and_the_first_act_of_a_person_of_the_own_side_count(tmp_path):
    with open_store(tmp_path / "node.db") as store:
        store.records.save(
            [alert(2, "warning", 30.0), alert(3, "warning", 31.0), alert(4, "incursion", 90.0)], own=False
        )
        acts = [(5, "shown", US, 31.5), (6, "acknowledged", MX, 31.6), (7, "acknowledged", US, 33.0)]
        store.records.save([acknowledgement(*act) for act in acts], own=True)
        (one,) = announcements(store, MX)
    assert (one.warned_at, one.acknowledged_at) == (at(30.0), at(33.0))
