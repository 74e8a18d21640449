"""Two nodes' pictures of one sky: one object on both sides, under one number; coarse places stay what they are."""

import math

import msgspec
import pytest

from lindero.exchange.release.grid import aside_of, circle, coarsen
from lindero.kernel.clock import SECOND_NS
from lindero.kernel.ids import NodeId, RecordId, ulid
from lindero.model.airspace import Detection
from lindero.model.border_file import census_border
from lindero.model.place import Position
from lindero.model.record import Pedigree
from lindero.operations.numbers import is_number
from lindero.operations.picture.board import Board
from lindero.operations.picture.picture import Picture

US, MX = NodeId("us.cbp"), NodeId("mx.sedena")
START_S = 1_790_000_000
METRES_NORTH = 1.0 / 110_900.0


class Tokens:
    """Chance of a test: counts."""

    def __init__(self):
        self.count = 0

    def token(self, size):
        self.count += 1
        return self.count.to_bytes(size, "big")


class Stands:
    """A clock that stands."""

    def now(self):
        return START_S * SECOND_NS

    def monotonic_s(self):
        return 0.0


def detection(node, number, second, lat_deg, lon_deg, name=None):
    at = int((START_S + second) * SECOND_NS)
    return Detection(
        id=RecordId(ulid(at, number.to_bytes(10, "big"))),
        origin=node,
        observed_at=at,
        recorded_at=at,
        pedigree=Pedigree(nodes=(node,)),
        sensor=f"radar-{number}",
        gateway="sapient",
        position=Position(lat_deg=lat_deg, lon_deg=lon_deg, altitude_hae_m=1300.0, error_95_m=20.0),
        source_track=str(number),
        airframe_ref=name,
    )


class Sky:
    """Two nodes that see places, and tell each other what they make of them."""

    def __init__(self, sees, change=lambda track: track):
        border = census_border()
        self.sees, self.change = sees, change
        self.pictures = {
            US: Picture(US, "USA", border, Stands(), Tokens()),
            MX: Picture(MX, "MEX", border, Stands(), Tokens()),
        }
        self.boards = {US: Board(), MX: Board()}
        self.objects = {US: (), MX: ()}

    def run(self, seconds):
        for second in seconds:
            told = {}
            for node, picture in self.pictures.items():
                for number, place in self.sees(node, second).items():
                    picture.observe([detection(node, number, second, *place)])
                update = picture.update(int((START_S + second) * SECOND_NS))
                told[node] = [assessment.track for assessment in update.tracks]
                self.objects[node] = update.objects
                self.boards[node].put(told[node])
                self.boards[node].show(update.objects)
            for node, other in ((US, MX), (MX, US)):
                released = [self.change(track) for track in told[other]]
                self.pictures[node].share(released)
                self.boards[node].put(released)

    def shown(self, node):
        return sorted(entry.name for entry in self.boards[node].tracks())


def along(second, east_m=0.0, north_m=0.0):
    """A drone that flies north of the line at El Paso, 15 m/s to the north."""
    return 31.78 + (north_m + 15.0 * second) * METRES_NORTH, -106.40 + east_m / 94_600.0


def both_see(node, second):
    """One drone; the other side begins to see it five seconds later, and places it 12 m aside."""
    if node == US:
        return {1: along(second)}
    return {1: along(second, east_m=12.0)} if second >= 5 else {}


def test_an_object_seen_by_both_is_one_on_both_under_one_number():
    sky = Sky(both_see)
    sky.run(range(20))
    assert sky.shown(US) == sky.shown(MX)
    (number,) = sky.shown(US)
    assert number.startswith("U")
    assert is_number(number)
    for node in (US, MX):
        (entry,) = sky.boards[node].tracks()
        assert [track.origin for track in sky.boards[node].contributions(entry)] == sorted(
            (US, MX), key=lambda n: n != node
        )


def test_every_number_of_the_object_finds_it():
    sky = Sky(both_see)
    sky.run(range(20))
    board = sky.boards[US]
    (entry,) = board.tracks()
    numbers = {track.track for track in board.contributions(entry)}
    assert len(numbers) == 2
    assert {board.track(number) for number in numbers} == {entry}


def test_the_number_stays_when_the_first_to_see_it_sees_it_no_more():
    sky = Sky(lambda node, second: {} if node == US and second > 20 else both_see(node, second))
    sky.run(range(20))
    (number,) = sky.shown(US)
    sky.run(range(20, 60))
    assert sky.shown(MX) == [number]


def test_two_objects_that_part_are_two_again():
    def see(node, second):
        north_m = 40.0 * max(0, second - 15) if node == MX else 0.0
        return {1: along(second, north_m=north_m)}

    sky = Sky(see)
    sky.run(range(12))
    assert len(sky.shown(US)) == 1
    sky.run(range(12, 60))
    assert len(sky.shown(US)) == len(sky.shown(MX)) == 2
    assert sky.shown(US) == sky.shown(MX)


def test_two_drones_side_by_side_are_two_on_both_sides():
    sky = Sky(lambda node, second: {1: along(second), 2: along(second, east_m=150.0)})
    sky.run(range(20))
    assert len(sky.shown(US)) == 2
    assert sky.shown(US) == sky.shown(MX)


def coarse(track):
    """As it leaves under `coarsen_m: 500`."""
    cell = coarsen(track.position, 500, aside_of(track.track))
    return msgspec.structs.replace(
        track, position=cell, ellipse_95=circle(cell.error_95_m), velocity=None, emitter=None, airframe_ref=None
    )


def test_a_coarse_place_alone_keeps_its_circle():
    sky = Sky(lambda node, second: {1: along(second)} if node == US else {2: along(second, east_m=9000.0)}, coarse)
    sky.run(range(15))
    board = sky.boards[MX]
    entry = next(entry for entry in board.tracks() if entry.track.origin == US)
    assert entry.object is None
    assert entry.track.ellipse_95.semi_major_m > 600.0


def test_a_coarse_place_moves_no_object_and_narrows_no_error():
    alone = Sky(lambda node, second: {1: along(second)} if node == MX else {})
    alone.run(range(30))
    shared = Sky(lambda node, second: {1: along(second)}, coarse)
    shared.run(range(30))
    (entry,) = [entry for entry in alone.boards[MX].tracks() if entry.track.origin == MX]
    mine = next(entry for entry in shared.boards[MX].tracks() if entry.track.origin == MX)
    if mine.object is not None:
        assert mine.object.ellipse_95.semi_major_m >= 0.9 * entry.track.ellipse_95.semi_major_m
        away_m = abs(mine.object.position.lat_deg - entry.track.position.lat_deg) / METRES_NORTH
        assert away_m < entry.track.ellipse_95.semi_major_m


def test_what_was_recalled_is_in_no_object():
    sky = Sky(both_see)
    sky.run(range(15))
    assert len(sky.objects[US]) == 1
    sky.pictures[US].unshare([name for name in sky.objects[US][0].members if name[0] == MX])
    update = sky.pictures[US].update(int((START_S + 15) * SECOND_NS))
    assert update.objects == ()


def test_no_partners_track_makes_an_own_record():
    sky = Sky(lambda node, second: {1: along(second)} if node == US else {3: along(second, east_m=8000.0)})
    sky.run(range(15))
    update = sky.pictures[MX].update(int((START_S + 15.2) * SECOND_NS))
    assert {assessment.track.pedigree.nodes for assessment in update.tracks} <= {(MX,)}
    assert all(not assessment.track.pedigree.fused for assessment in update.tracks)


@pytest.mark.parametrize("node", [US, MX])
def test_the_fused_place_is_between_the_two(node):
    sky = Sky(both_see)
    sky.run(range(25))
    (shown,) = sky.objects[node]
    east = [math.radians(p.lon_deg + 106.40) * 6_378_137.0 * math.cos(math.radians(31.78)) for p in (shown.position,)]
    assert 0.0 < east[0] < 12.0
