"""Declarations: an object flies under one where, when and as what it was announced, within its own error."""

import pytest

from lindero.kernel.geodesy import destination
from lindero.kernel.ids import NodeId, RecordId, ulid
from lindero.model.airspace import Area, Declaration, Emitter
from lindero.model.place import Position
from lindero.model.record import Pedigree
from lindero.operations.declarations import in_force, is_inside, is_listed, match

SECOND = 1_000_000_000
WEST, EAST, SOUTH, NORTH = -106.50, -106.40, 31.70, 31.80
AREA = Area(ring=((WEST, SOUTH), (EAST, SOUTH), (EAST, NORTH), (WEST, NORTH)))
US = NodeId("us.cbp")


def declaration(number=1, **changes):
    fields = {
        "id": RecordId(ulid(number * SECOND, bytes(10))),
        "origin": US,
        "observed_at": 0,
        "recorded_at": 0,
        "pedigree": Pedigree(nodes=(US,)),
        "area": AREA,
        "starts_at": 100 * SECOND,
        "ends_at": 200 * SECOND,
    }
    return Declaration(**(fields | changes))


def east_of_the_area(metres, **fields):
    lat, lon = destination(31.75, EAST, 90.0, metres)
    return Position(lat_deg=float(lat), lon_deg=float(lon), **fields)


INSIDE = Position(lat_deg=31.75, lon_deg=-106.45)


@pytest.mark.parametrize("at_s", [100, 150, 200])
def test_a_flight_in_its_area_and_window_is_declared(at_s):
    assert match([declaration()], INSIDE, None, at_s * SECOND) is not None


@pytest.mark.parametrize("at_s", [99, 201])
def test_outside_its_window_it_is_not(at_s):
    assert match([declaration()], INSIDE, None, at_s * SECOND) is None


def test_the_margin_is_the_objects_own_error():
    outside = east_of_the_area(80.0, error_95_m=100.0)
    assert match([declaration()], outside, None, 150 * SECOND) is not None
    precise = east_of_the_area(80.0, error_95_m=50.0)
    assert match([declaration()], precise, None, 150 * SECOND) is None


@pytest.mark.parametrize(("metres", "inside"), [(99.0, True), (101.0, False)])
def test_the_margin_is_in_metres_on_the_ground(metres, inside):
    assert is_inside(AREA, east_of_the_area(metres), margin_m=100.0) is inside


@pytest.mark.parametrize(
    ("height_m", "inside"), [(None, True), (90.0, True), (121.0, True), (141.0, False), (40.0, False)]
)
def test_heights_count_where_both_are_known(height_m, inside):
    area = Area(ring=AREA.ring, lowest_hae_m=60.0, highest_hae_m=120.0)
    position = Position(lat_deg=31.75, lon_deg=-106.45, altitude_hae_m=height_m)
    assert is_inside(area, position, margin_m=10.0) is inside


def test_a_declaration_that_names_aircraft_covers_only_these():
    named = declaration(serials=("1588E040",), caa_ids=("XA-1",))
    assert is_listed(named, Emitter(serial="1588E040"))
    assert is_listed(named, Emitter(caa_id="XA-1"))
    assert not is_listed(named, Emitter(serial="OTHER"))
    assert not is_listed(named, None)


def test_an_emitter_without_identity_is_on_no_list():
    assert not is_listed(declaration(serials=("1588E040",)), Emitter(address="a1:b2"))


def test_the_first_declaration_that_fits_is_named():
    other = declaration(1, serials=("OTHER",))
    fits = declaration(2)
    assert match([other, fits], INSIDE, Emitter(serial="X"), 150 * SECOND) is fits


def test_superseded_and_past_declarations_are_not_in_force():
    first = declaration(1)
    corrected = declaration(2, supersedes=first.id, ends_at=300 * SECOND)
    past = declaration(3, ends_at=120 * SECOND)
    assert in_force([first, corrected, past], 150 * SECOND) == [corrected]
