"""The board: newest states, their tails, and who has left since a reader last looked."""

import msgspec
import pytest

from lindero.kernel.ids import NodeId, RecordId, ulid
from lindero.model.airspace import Sensor, Track
from lindero.model.place import Ellipse, Position, Velocity
from lindero.model.record import Pedigree
from lindero.operations.picture.board import FORGET_AFTER_S, TAIL_POINTS, Board
from lindero.operations.picture.objects import SystemTrack

SECOND = 1_000_000_000
US, MX = NodeId("us.cbp"), NodeId("mx.sedena")


def track(number="U1-Q", at_s=10, lat_deg=31.7, origin=US, status="confirmed"):
    return Track(
        id=RecordId(ulid(at_s * SECOND, bytes(10))),
        origin=origin,
        observed_at=at_s * SECOND,
        recorded_at=at_s * SECOND,
        pedigree=Pedigree(nodes=(origin,)),
        track=number,
        status=status,
        existence=1.0,
        position=Position(lat_deg=lat_deg, lon_deg=-106.4),
        first_seen_at=SECOND,
        last_seen_at=at_s * SECOND,
    )


@pytest.fixture
def board():
    return Board()


def test_the_newest_state_stands_on_the_board(board):
    board.put([track(at_s=10), track(at_s=11, lat_deg=31.8)])
    assert board.track("U1-Q").track.position.lat_deg == 31.8
    assert len(board.tracks()) == 1


def test_a_state_that_comes_late_changes_nothing(board):
    board.put([track(at_s=11)])
    version = board.version
    board.put([track(at_s=10, lat_deg=31.8)])
    assert board.version == version
    assert board.track("U1-Q").track.position.lat_deg == 31.7


def test_two_nodes_may_use_one_number(board):
    board.put([track(origin=US), track(origin=MX)])
    assert len(board.tracks()) == 2


def test_a_tail_is_oldest_first_and_bounded(board):
    board.put(track(at_s=at) for at in range(1, TAIL_POINTS + 11))
    tail = board.track("U1-Q").tail
    assert len(tail) == TAIL_POINTS
    assert [at for _, _, at in tail] == sorted(at for _, _, at in tail)
    assert tail[-1] == (-106.4, 31.7, (TAIL_POINTS + 10) * SECOND)


def test_a_reader_gets_only_what_changed_since_it_looked(board):
    board.put([track("U1-Q"), track("U2-J")])
    looked = board.version
    assert board.changed_since(looked) == ([], [])
    board.put([track("U2-J", at_s=11)])
    changed, gone = board.changed_since(looked)
    assert [entry.track.track for entry in changed] == ["U2-J"]
    assert gone == []


def test_of_a_state_that_is_gone_the_point_leaves_and_the_newer_state_stays(board):
    states = [track(at_s=10), track(at_s=11), track(at_s=12)]
    board.put(states)
    looked = board.version
    board.forget(states[:2])
    entry = board.track("U1-Q")
    assert (entry.track, [at for _, _, at in entry.tail]) == (states[2], [12 * SECOND])
    assert board.changed_since(looked) == ([entry], [])


def test_a_track_whose_newest_state_is_gone_leaves(board):
    board.put([track(at_s=10), track(at_s=11)])
    looked = board.version
    board.forget([track(at_s=11), track("U2-J")])
    assert board.tracks() == []
    assert board.changed_since(looked) == ([], ["U1-Q"])


def test_a_lost_track_leaves_and_every_reader_hears_it(board):
    board.put([track()])
    looked = board.version
    board.put([track(at_s=11, status="lost")])
    assert board.tracks() == []
    assert board.changed_since(looked) == ([], ["U1-Q"])
    assert board.changed_since(board.version) == ([], [])


def test_a_track_without_news_is_forgotten(board):
    board.put([track(at_s=10)])
    board.sweep(int((10 + FORGET_AFTER_S) * SECOND))
    assert board.track("U1-Q") is not None
    looked = board.version
    board.sweep(int((11 + FORGET_AFTER_S) * SECOND))
    assert board.track("U1-Q") is None
    assert board.changed_since(looked)[1] == ["U1-Q"]


def test_a_track_that_comes_back_is_on_the_board_again(board):
    board.put([track(), track(at_s=11, status="lost"), track(at_s=12)])
    assert board.track("U1-Q") is not None
    assert len(board.track("U1-Q").tail) == 1


def test_sensors_are_listed_by_id_in_their_newest_state(board):
    header = {"origin": US, "observed_at": 1, "recorded_at": 1, "pedigree": Pedigree(nodes=(US,))}
    first = Sensor(id=RecordId(ulid(0, bytes(10))), **header, sensor="b", gateway="radar", sensor_kind="radar")
    board.put_sensor(first)
    board.put_sensor(msgspec.structs.replace(first, sensor="a"))
    board.put_sensor(msgspec.structs.replace(first, status="silent"))
    assert [(s.sensor, s.status) for s in board.sensors()] == [("a", "ok"), ("b", "silent")]
    assert board.sensors_version == 3


def seen_together(*members, number="U1-Q", lat_deg=31.75, at_s=12):
    return SystemTrack(
        number=number,
        at=at_s * SECOND,
        members=tuple(members),
        position=Position(lat_deg=lat_deg, lon_deg=-106.4),
        ellipse_95=Ellipse(semi_major_m=10.0, semi_minor_m=5.0, azimuth_deg=0.0),
        velocity=Velocity(speed_mps=10.0),
        classes=(),
    )


OURS, THEIRS = (US, "U1-Q"), (MX, "M7-3")


@pytest.fixture
def shared(board):
    board.put([track(), track("M7-3", origin=MX)])
    board.show([seen_together(OURS, THEIRS)])
    return board


def names(board):
    return sorted(entry.name for entry in board.tracks())


def test_an_object_of_two_nodes_is_one_entry(shared):
    assert names(shared) == ["U1-Q"]
    (entry,) = shared.tracks()
    assert [t.origin for t in shared.contributions(entry)] == [US, MX]
    assert shared.track("M7-3") is entry


def test_a_reader_is_told_that_the_other_number_left(board):
    board.put([track(), track("M7-3", origin=MX)])
    before = board.version
    board.show([seen_together(OURS, THEIRS)])
    changed, gone = board.changed_since(before)
    assert [entry.name for entry in changed] == ["U1-Q"]
    assert gone == ["M7-3"]


def test_an_object_may_bear_the_partners_number(board):
    board.put([track(), track("M7-3", origin=MX)])
    before = board.version
    board.show([seen_together(OURS, THEIRS, number="M7-3")])
    assert names(board) == ["M7-3"]
    changed, gone = board.changed_since(before)
    assert [(entry.name, entry.track.origin) for entry in changed] == [("M7-3", US)]
    assert "U1-Q" in gone


def test_an_object_that_parts_shows_both_again(shared):
    before = shared.version
    shared.show([])
    assert names(shared) == ["M7-3", "U1-Q"]
    changed, gone = shared.changed_since(before)
    assert {entry.name for entry in changed} == {"M7-3", "U1-Q"}
    assert gone == []


def test_when_the_own_track_ends_the_partners_goes_on_under_the_number(shared):
    before = shared.version
    shared.put([track(at_s=13, status="lost")])
    changed, _ = shared.changed_since(before)
    assert [(entry.name, entry.track.origin) for entry in changed] == [("U1-Q", MX)]


def test_news_of_any_part_is_news_of_the_object(shared):
    before = shared.version
    shared.put([track("M7-3", at_s=14, origin=MX)])
    assert [entry.name for entry in shared.changed_since(before)[0]] == ["U1-Q"]


def test_what_is_said_again_changes_nothing(shared):
    before = shared.version
    shared.show([seen_together(OURS, THEIRS)])
    assert shared.version == before
