"""Watched areas and the meaning of a track: entered at the right height and time, the weightiest reason told."""

import msgspec
import numpy as np
import pytest
from made_pictures import picture

from lindero.analytics.airspace import Frame, Watch
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.airspace import AirspaceNotice, Area, Declaration, Sensor
from lindero.model.place import Position
from lindero.model.record import Pedigree
from lindero.operations.declarations import Standing
from lindero.operations.phrases import ACROSS, INSIDE_NOTICE, OUTSIDE_AREA, OUTSIDE_WINDOW, WILL_ENTER
from lindero.operations.picture.areas import AreaWatch, Entry
from lindero.operations.picture.meaning import Meaning, meaning_of, with_areas, without_launch_of_others

SECOND = 1_000_000_000
US = NodeId("us.cbp")
FRAME = Frame(latitude_deg=31.75, longitude_deg=-106.45, height_hae_m=0.0)
HEADER = {"id": RecordId("0" * 26), "origin": US, "observed_at": 0, "recorded_at": 0, "pedigree": Pedigree(nodes=(US,))}


def area(half_m=500.0, clockwise=False, **heights):
    corners = [(-half_m, -half_m), (half_m, -half_m), (half_m, half_m), (-half_m, half_m)]
    ring = [FRAME.wgs84_from_enu([x, y, 0.0])[:2] for x, y in corners]
    ring = tuple((float(lon), float(lat)) for lat, lon in ring)
    return Area(ring=ring[::-1] if clockwise else ring, **heights)


def notice(where, **changes):
    return AirspaceNotice(**(HEADER | {"area": where, "starts_at": 0, "ends_at": 1000 * SECOND} | changes))


def fly_in(watch, seconds=100):
    """What is said at each second of an object that flies east through the middle at 15 m/s, 100 m up."""
    told = {}
    for t in range(seconds):
        entries = watch.step(picture((1, -1200.0 + 15.0 * t, 0.0, 15.0, 0.0), at=float(t)), t * SECOND)
        told[t] = entries.get(1)
    return told


@pytest.mark.parametrize("clockwise", [False, True])
def test_an_area_is_entered_after_it_was_expected(clockwise):
    told = fly_in(AreaWatch(notice(area(clockwise=clockwise)), FRAME))
    first = next(t for t, entry in told.items() if entry)
    assert 1 <= first < 20
    assert not told[first].inside
    assert told[60].inside


def test_a_shorter_horizon_expects_it_later():
    def first(horizon_s):
        told = fly_in(AreaWatch(notice(area(), horizon_s=horizon_s), FRAME))
        return next(t for t, entry in told.items() if entry)

    assert first(15.0) > first(60.0) + 5


def test_what_passes_below_the_floor_or_above_the_ceiling_does_not_enter():
    assert not any(fly_in(AreaWatch(notice(area(lowest_hae_m=300.0)), FRAME)).values())
    low = fly_in(AreaWatch(notice(area(highest_hae_m=20.0)), FRAME))
    assert not any(entry and entry.inside for entry in low.values())
    assert any(fly_in(AreaWatch(notice(area(lowest_hae_m=120.0)), FRAME)).values())  # within its error


def test_outside_its_window_a_notice_says_nothing():
    assert not any(fly_in(AreaWatch(notice(area(), starts_at=500 * SECOND), FRAME)).values())
    told = fly_in(AreaWatch(notice(area(), ends_at=30 * SECOND), FRAME))
    assert any(told.values())
    assert not told[31]


def test_an_area_far_away_concerns_another_sector():
    far = Frame(latitude_deg=31.75, longitude_deg=-105.0, height_hae_m=0.0)
    assert AreaWatch(notice(area()), FRAME).is_near
    assert not AreaWatch(notice(area()), far).is_near


def test_the_weightiest_reason_is_told():
    declared = Declaration(**HEADER, area=area(), starts_at=0, ends_at=1)
    inside, coming = [Entry(RecordId("0" * 26), True)], [Entry(RecordId("0" * 26), False)]
    assert with_areas(Meaning(), inside, None).reason == INSIDE_NOTICE
    assert with_areas(Meaning(), coming, None).reason == WILL_ENTER
    assert with_areas(Meaning(), coming, None).attention
    assert with_areas(Meaning(reason=1, warned=True), inside, None).reason == 1
    assert with_areas(Meaning(reason=1), [], Standing(declared, "outside-area")).reason == OUTSIDE_AREA
    assert with_areas(Meaning(), [], Standing(declared, "outside-window")).reason == OUTSIDE_WINDOW
    assert with_areas(Meaning(reason=ACROSS), [], Standing(declared, "outside-window")).reason == ACROSS
    assert with_areas(Meaning(), [], Standing(declared, "inside")) == Meaning()


def test_a_track_gets_forecast_quality_and_launch_from_its_own_row():
    line = np.array([(-5000.0, 0.0), (5000.0, 0.0)])
    near, far = Watch(line, 100.0), Watch(line, 100.0, horizon_s=120.0)
    table = picture((3, 0.0, 4000.0, 0.0, 1.0), (7, 100.0, -900.0, 0.0, 20.0))
    judged = near.step(table), far.step(table)
    meaning = meaning_of(judged, 7, FRAME)
    assert meaning.p_cross > 0.3
    assert meaning.quality == "A"
    assert meaning.time_to_cross_s[0] < 45.0 < meaning.time_to_cross_s[2]
    assert meaning.crossing_position.lat_deg == pytest.approx(31.75, abs=1e-4)
    assert meaning.launch_position.error_95_m == meaning.launch_ellipse_95.semi_major_m
    assert meaning_of(judged, 5, FRAME) == meaning_of(None, 7, FRAME) == Meaning()


def test_a_launch_is_claimed_only_well_inside_a_contributing_sensors_range():
    place = Position(lat_deg=31.75, lon_deg=-106.45)
    radar = Sensor(**HEADER, sensor="r", gateway="g", sensor_kind="radar", position=place, max_range_m=1000.0)

    def claimed(metres):
        launch = FRAME.wgs84_from_enu([metres, 0.0, 0.0])
        meaning = Meaning(launch_position=Position(lat_deg=float(launch[0]), lon_deg=float(launch[1])))
        return without_launch_of_others(meaning, [None, radar]).launch_position is not None

    assert claimed(800.0)
    assert not claimed(950.0)
    silent = msgspec.structs.replace(radar, max_range_m=None)
    assert without_launch_of_others(Meaning(launch_position=place), [silent]).launch_position is None
