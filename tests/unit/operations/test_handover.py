"""Two sectors see one object: one number, one teller at a time, lost only when both have lost it."""

from hand_clock import CountingEntropy, HandClock

from lindero.kernel.ids import NodeId, RecordId
from lindero.model.airspace import Detection, Emitter, Track
from lindero.model.border_file import census_border
from lindero.model.place import Position
from lindero.model.record import Pedigree
from lindero.operations.picture.handover import leave, note_report, told_elsewhere
from lindero.operations.picture.memory import TrackMemory
from lindero.operations.picture.picture import Picture

SECOND = 1_000_000_000
US = NodeId("us.cbp")
HEADER = {"id": RecordId("0" * 26), "origin": US, "recorded_at": 0, "pedigree": Pedigree(nodes=(US,))}
HERE = Position(lat_deg=31.75, lon_deg=-106.45, error_95_m=60.0)
DEGREE_M = 111_000.0


def memory(position=HERE, at=10 * SECOND):
    """Of an object whose newest record is of that instant."""
    one = TrackMemory("U1", Detection(**HEADER, observed_at=at, sensor="r", gateway="g"))
    one.newest = Track(
        **HEADER,
        observed_at=at,
        track="U1",
        status="confirmed",
        existence=1.0,
        position=position,
        first_seen_at=0,
        last_seen_at=at,
    )
    return one


def north(metres, error_95_m=60.0):
    return Position(lat_deg=31.75 + metres / DEGREE_M, lon_deg=-106.45, error_95_m=error_95_m)


def test_a_track_that_begins_where_another_sectors_is_continues_it():
    one = memory()
    assert told_elsewhere({(0, 5): one}, 1, north(70.0), 10 * SECOND) is one


def test_one_that_begins_beyond_both_errors_is_another_object():
    assert told_elsewhere({(0, 5): memory()}, 1, north(100.0), 10 * SECOND) is None


def test_what_the_same_sector_sees_twice_are_two_objects():
    one = memory()
    assert told_elsewhere({(1, 5): one}, 1, HERE, 10 * SECOND) is None
    assert told_elsewhere({(0, 5): one, (1, 6): one}, 1, HERE, 10 * SECOND) is None


def test_the_nearest_is_continued_and_an_old_state_by_nobody():
    near, far = memory(north(20.0)), memory(north(50.0))
    assert told_elsewhere({(0, 1): far, (0, 2): near}, 1, HERE, 10 * SECOND) is near
    assert told_elsewhere({(0, 1): memory(at=0)}, 1, HERE, 11 * SECOND) is None


def test_the_teller_changes_only_after_seconds_without_a_report():
    one = memory()
    note_report(one, (0, 5), 10 * SECOND)
    note_report(one, (1, 9), 12 * SECOND)
    assert one.owner == (0, 5)
    note_report(one, (1, 9), 14 * SECOND)
    assert one.owner == (1, 9)
    note_report(one, (0, 5), 15 * SECOND)
    assert one.owner == (1, 9)


def test_it_is_lost_when_the_last_sector_loses_it():
    one = memory()
    note_report(one, (0, 5), 10 * SECOND)
    known = {(1, 9): one}
    assert not leave(known, one, (0, 5))
    assert one.owner == (1, 9)
    assert leave({}, one, (1, 9))


def heard(at, lon_deg, airframe):
    """A Remote ID message."""
    return Detection(
        **HEADER,
        observed_at=at,
        sensor="rid",
        gateway="g",
        position=Position(lat_deg=31.75, lon_deg=lon_deg, altitude_hae_m=1300.0),
        airframe_ref=airframe,
        emitter=Emitter(serial=airframe),
    )


def test_an_object_that_flies_from_one_sector_into_the_next_keeps_its_number():
    clock = HandClock()
    picture = Picture(US, "USA", census_border(), clock, CountingEntropy())
    picture.observe([heard(clock.now(), -106.0, "east")])
    picture.observe([heard(clock.now(), -106.338, "west")])
    numbers, statuses = set(), set()
    for step in range(40):
        at = 1_800_000_001 * SECOND + step * SECOND
        picture.observe([heard(at, -106.166 - 0.0003 * step, "one")])  # the middle between both origins is at -106.169
        for told in picture.update(at).tracks:
            if told.track.airframe_ref == "one":
                numbers.add(told.track.track)
                statuses.add(told.track.status)
    assert len(numbers) == 1
    assert "lost" not in statuses
