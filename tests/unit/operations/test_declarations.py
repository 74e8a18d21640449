"""Declarations: an object flies under one where, when and as what it was announced, within its own error."""

import pytest

from lindero.kernel.geodesy import destination
from lindero.kernel.ids import NodeId, RecordId, ulid
from lindero.model.airspace import Area, Declaration, Emitter
from lindero.model.place import Position
from lindero.model.record import Pedigree
from lindero.operations.declarations import in_force, is_inside, is_listed, standing_of

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


def matched(declarations, position, emitter, at):
    """The declaration that it flies under, or None."""
    found = standing_of(declarations, position, emitter, at)
    return found.declaration if found is not None and found.holds == "inside" else None


INSIDE = Position(lat_deg=31.75, lon_deg=-106.45)


@pytest.mark.parametrize("at_s", [100, 150, 200])
def test_a_flight_in_its_area_and_window_is_declared(at_s):
    assert matched([declaration()], INSIDE, None, at_s * SECOND) is not None


@pytest.mark.parametrize("at_s", [99, 201])
def test_outside_its_window_it_is_not(at_s):
    assert matched([declaration()], INSIDE, None, at_s * SECOND) is None


def test_the_margin_is_the_objects_own_error():
    outside = east_of_the_area(80.0, error_95_m=100.0)
    assert matched([declaration()], outside, None, 150 * SECOND) is not None
    precise = east_of_the_area(80.0, error_95_m=50.0)
    assert matched([declaration()], precise, None, 150 * SECOND) is None


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
    assert matched([other, fits], INSIDE, Emitter(serial="X"), 150 * SECOND) is fits


def test_superseded_and_past_declarations_are_not_in_force():
    first = declaration(1)
    corrected = declaration(2, supersedes=first.id, ends_at=300 * SECOND)
    past = declaration(3, ends_at=120 * SECOND)
    assert in_force([first, corrected, past], 150 * SECOND) == [corrected]


LATE = 150 * SECOND
LISTED = Emitter(serial="SN-1")


def holds(position, at, emitter=None, speed_mps=0.0, **changes):
    found = standing_of([declaration(**changes)], position, emitter, at, changes.pop("flown", None), speed_mps)
    return found and found.holds


def test_what_is_named_and_flies_elsewhere_or_at_another_time_is_held_to_its_declaration():
    named = {"serials": ("SN-1",)}
    assert holds(INSIDE, LATE, LISTED, **named) == "inside"
    assert holds(east_of_the_area(500.0), LATE, LISTED, **named) == "outside-area"
    assert holds(INSIDE, 300 * SECOND, LISTED, **named) == "outside-window"
    assert holds(INSIDE, 300 * SECOND, Emitter(serial="SN-2"), **named) is None


def test_what_flew_under_an_area_is_held_to_it_and_what_never_did_is_not():
    one = declaration()
    away = east_of_the_area(500.0)
    assert standing_of([one], away, None, LATE) is None
    assert standing_of([one], away, None, LATE, one.id).holds == "outside-area"
    assert standing_of([one], INSIDE, None, 300 * SECOND, one.id).holds == "outside-window"


def test_above_its_ceiling_it_is_outside_its_area():
    low = Area(ring=AREA.ring, highest_hae_m=1300.0)
    high = Position(lat_deg=31.75, lon_deg=-106.45, altitude_hae_m=1500.0, error_95_m=50.0)
    assert holds(high, LATE, LISTED, serials=("SN-1",), area=low) == "outside-area"


def test_the_margin_in_time_is_the_error_over_the_speed_and_bounded():
    vague = Position(lat_deg=31.75, lon_deg=-106.45, error_95_m=100.0)
    assert holds(vague, 209 * SECOND, LISTED, speed_mps=10.0, serials=("SN-1",)) == "inside"
    assert holds(vague, 211 * SECOND, LISTED, speed_mps=10.0, serials=("SN-1",)) == "outside-window"
    assert holds(vague, 231 * SECOND, LISTED, speed_mps=0.0, serials=("SN-1",)) == "outside-window"


def test_another_declaration_that_holds_comes_before_one_that_does_not():
    one = declaration(serials=("SN-1",), ends_at=120 * SECOND)
    other = declaration(2)
    assert standing_of([one, other], INSIDE, LISTED, LATE).declaration == other


def test_a_declaration_is_kept_a_while_after_its_window_on_demand():
    one = declaration()
    assert in_force([one], 201 * SECOND) == []
    assert in_force([one], 201 * SECOND, 10 * SECOND) == [one]
