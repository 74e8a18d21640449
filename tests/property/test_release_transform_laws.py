"""Laws of the transformation: dropped classes are not in the bytes, a coarsened record tells its cell and no more."""

import math
import re
import struct
from collections.abc import Iterator
from itertools import count
from typing import Annotated, Any, get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lindero.exchange.release.grid import LONGEST_DEGREE_M, aside_of, cell_centre
from lindero.exchange.release.obligations import DROPPABLE, Obligations
from lindero.exchange.release.presence import holds_class
from lindero.exchange.release.transform import NothingLeft, transform
from lindero.kernel.geodesy import destination, distance_bearing
from lindero.model.airspace import Ellipse, Track, Velocity
from lindero.model.attachment import CHUNK_BYTES, Attachment
from lindero.model.codec import decode_record, encode_record, format_record
from lindero.model.kinds import KINDS
from lindero.model.place import Position
from lindero.model.record import Record
from lindero.model.release_class import TEXT, ReleaseClass, classed_fields

inspect = msgspec.inspect


law = settings(deadline=None)  # speed lives in bench/


def token(sensor: str) -> str:
    return f"token{len(sensor)}"


class Filler:
    """Makes one record of a kind in which every leaf that can carries a value found nowhere else."""

    def __init__(self) -> None:
        self.numbers = count(1)
        self.needles: dict[ReleaseClass, list[tuple[bytes, str]]] = {}

    def struct(self, kind: type[msgspec.Struct], inherited: ReleaseClass | None = None) -> Any:
        fields = {field.name: field for field in inspect.type_info(kind).fields}
        values = {
            field.name: self.value(fields[field.name].type, inherited or field.release_class)
            for field in classed_fields(kind)
        }
        if kind is Attachment:
            values["size_bytes"] = CHUNK_BYTES * len(values["chunks"])
        return kind(**values)

    def value(self, kind: Any, release_class: ReleaseClass | None) -> Any:
        match kind:
            case inspect.Metadata():
                return self.value(kind.type, release_class)
            case inspect.UnionType():
                return self.value(next(t for t in kind.types if not isinstance(t, inspect.NoneType)), release_class)
            case inspect.StructType():
                return self.struct(kind.cls, release_class)
            case inspect.VarTupleType():
                return tuple(self.value(kind.item_type, release_class) for _ in range(3))
            case inspect.TupleType():
                return tuple(self.value(item, release_class) for item in kind.item_types)
            case inspect.LiteralType():
                return kind.values[-1]
            case inspect.BytesType():
                return self.needle(release_class, next(self.numbers).to_bytes(kind.min_length or 32, "big"))
            case inspect.BoolType():
                return True
            case inspect.StrType():
                number = next(self.numbers)
                shapes = (f"needle-{number:04d}", f"needle/{number:04d}", f"+52 656 {number:07d}")
                fitting = (text for text in shapes if kind.pattern is None or re.search(kind.pattern, text))
                return self.needle(release_class, next(fitting))
            case inspect.IntType():
                small = kind.le is not None
                return kind.le if small else self.needle(release_class, 1_790_000_000_123_000_000 + next(self.numbers))
            case inspect.FloatType():
                share = 0.1 + next(self.numbers) * 0.001234567891
                return self.needle(release_class, share if kind.le == 1.0 else share * 90)
        raise AssertionError(kind)

    def needle(self, release_class: ReleaseClass | None, value: Any) -> Any:
        assert release_class is not None, "a leaf without a class"
        text = msgspec.json.encode(value).decode().strip('"')
        packed = struct.pack(">d", value) if isinstance(value, float) else msgspec.msgpack.encode(value)
        self.needles.setdefault(release_class, []).append((packed, text))
        return value


def filled(kind: str) -> tuple[Record, dict[ReleaseClass, list[tuple[bytes, str]]]]:
    filler = Filler()
    return filler.struct(KINDS[kind]), filler.needles


def found(record: Record, needles: list[tuple[bytes, str]]) -> Iterator[bool]:
    """For each needle, whether it is in the record's bytes or in its JSON (which writes instants as RFC 3339)."""
    packed, text = encode_record(record), format_record(record)
    for in_bytes, in_text in needles:
        yield in_bytes in packed or in_text in text


CLASSES = st.frozensets(st.sampled_from(DROPPABLE))


@law
@given(kind=st.sampled_from(sorted(KINDS)), drop=CLASSES)
def test_no_value_of_a_dropped_class_is_in_the_bytes_or_the_json(kind: str, drop: frozenset[ReleaseClass]) -> None:
    record, needles = filled(kind)
    assert all(any(found(record, needles[name])) for name in needles)
    try:
        leaving = transform(record, Obligations(drop=drop), token)
    except NothingLeft:
        return
    for name in needles:
        if name in drop:
            assert not any(found(leaving, needles[name])), name
            assert not holds_class(leaving, name)
        elif name != "source-and-method":  # sensors became tokens
            assert all(found(leaving, needles[name])), name


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_only_a_kind_that_is_nothing_but_its_source_cannot_lose_its_source(kind: str) -> None:
    record, _ = filled(kind)
    drop = Obligations(drop=frozenset(set(DROPPABLE) - {"position", "identity"}))
    if kind in ("sensor", "detection"):
        with pytest.raises(NothingLeft):
            transform(record, drop, token)
    else:
        assert transform(record, drop, token).id == record.id


@law
@given(kind=st.sampled_from(sorted(KINDS)), drop=CLASSES, coarsen_m=st.none() | st.integers(1, 100_000))
def test_a_transformed_record_is_still_of_the_vocabulary(
    kind: str, drop: frozenset[ReleaseClass], coarsen_m: int | None
) -> None:
    record, _ = filled(kind)
    try:
        leaving = transform(record, Obligations(drop=drop, coarsen_m=coarsen_m), token)
    except NothingLeft:
        return
    assert decode_record(encode_record(leaving)) == leaving


@law
@given(kind=st.sampled_from(sorted(KINDS)), coarsen_m=st.integers(50, 100_000))
def test_of_a_coarsened_record_no_number_of_its_place_or_motion_is_left(kind: str, coarsen_m: int) -> None:
    record, needles = filled(kind)
    leaving = transform(record, Obligations(coarsen_m=coarsen_m), token)
    for name in ("position", "operator-position", "motion", "text"):
        assert not any(found(leaving, needles.get(name, [])))


@law
@given(kind=st.sampled_from(sorted(KINDS)))
def test_a_released_record_names_sensors_only_by_tokens(kind: str) -> None:
    record, _ = filled(kind)
    leaving = transform(record, Obligations(), token)
    for sensor in (*record.pedigree.sensors, *filter(None, [getattr(record, "sensor", None)])):
        assert sensor.encode() not in encode_record(leaving)
    assert leaving.pedigree.sensors == ("token11",) * 3


def track(position: Position, velocity: Velocity | None, ellipse: Ellipse | None, distance_m: float | None) -> Track:
    record, _ = filled("track")
    assert isinstance(record, Track)
    return msgspec.structs.replace(
        record,
        position=position,
        launch_position=None,
        velocity=velocity,
        ellipse_95=ellipse,
        distance_to_line_m=distance_m,
        distance_error_95_m=distance_m,
    )


@st.composite
def cells(draw: st.DrawFn) -> tuple[int, Position, Position]:
    """A cell size and two positions in one cell, with heights and errors of their own."""
    coarsen_m = draw(st.sampled_from([100, 500, 2000]))
    lat, lon = draw(st.floats(-80, 80)), draw(st.floats(-180, 180))
    centre_lat, centre_lon, _ = cell_centre(lat, lon, coarsen_m)
    step = coarsen_m / 111_694 * 0.45
    near = st.floats(-step, step)
    errors = st.none() | st.floats(0, coarsen_m / 4)
    heights = st.none() | st.floats(-100, 5000)

    north, east = aside_of(token("\0aside/track:needle-0001/position"))
    lat_aside = north * coarsen_m / LONGEST_DEGREE_M
    lon_aside = east * coarsen_m / LONGEST_DEGREE_M / math.cos(math.radians(centre_lat))

    def position() -> Position:
        return Position(
            lat_deg=centre_lat + draw(near) - lat_aside,
            lon_deg=(centre_lon + draw(near) - lon_aside + 180.0) % 360.0 - 180.0,
            altitude_hae_m=draw(heights),
            height_agl_m=draw(heights),
            error_95_m=draw(errors),
        )

    return coarsen_m, position(), position()


MOTIONS = st.none() | st.builds(Velocity, speed_mps=st.floats(0, 90), track_deg=st.none() | st.floats(0, 359))
ELLIPSES = st.builds(
    Ellipse, semi_major_m=st.floats(10, 20), semi_minor_m=st.floats(1, 10), azimuth_deg=st.floats(0, 179)
)


@law
@given(
    cell=cells(), motions=st.tuples(MOTIONS, MOTIONS), ellipses=st.tuples(ELLIPSES, ELLIPSES), away_m=st.floats(0, 9)
)
def test_all_that_lies_in_one_cell_leaves_as_the_same_bytes(
    cell: tuple[int, Position, Position],
    motions: tuple[Velocity | None, Velocity | None],
    ellipses: tuple[Ellipse, Ellipse],
    away_m: float,
) -> None:
    coarsen_m, one, other = cell
    coarse = Obligations(coarsen_m=coarsen_m)
    first = transform(track(one, motions[0], ellipses[0], away_m), coarse, token)
    second = transform(track(other, motions[1], ellipses[1], None), coarse, token)
    assert encode_record(first) == encode_record(second)


@law
@given(lat=st.floats(-90, 90), lon=st.floats(-180, 180), coarsen_m=st.integers(10, 100_000))
def test_a_cell_is_held_by_its_radius_and_its_centre_is_its_own(lat: float, lon: float, coarsen_m: int) -> None:
    centre_lat, centre_lon, radius_m = cell_centre(lat, lon, coarsen_m)
    distance_m, _ = distance_bearing(lat, lon, centre_lat, centre_lon)
    assert distance_m <= radius_m
    assert cell_centre(centre_lat, centre_lon, coarsen_m) == (centre_lat, centre_lon, radius_m)
    assert (centre_lat, centre_lon) != (0.0, 0.0)
    assert -90.0 < centre_lat < 90.0
    assert -180.0 <= centre_lon <= 180.0


@law
@given(lat=st.floats(-75, 75), lon=st.floats(-170, 170), coarsen_m=st.integers(10, 20_000))
def test_a_cell_is_as_high_as_it_says_and_as_wide_at_its_middle(lat: float, lon: float, coarsen_m: int) -> None:
    centre_lat, centre_lon, radius_m = cell_centre(lat, lon, coarsen_m)
    for azimuth_deg in (0.0, 90.0, 180.0, 270.0):
        inside = destination(centre_lat, centre_lon, azimuth_deg, coarsen_m * 0.499)
        assert cell_centre(*inside, coarsen_m) == (centre_lat, centre_lon, radius_m)


class Probe(Record, tag="probe", frozen=True, kw_only=True):
    """A kind with what the vocabulary must never have: a field without a class, and a default that says something."""

    forgotten: str | None = None
    loud: Annotated[bool, TEXT] = True


def probe() -> Probe:
    record, _ = filled("note")
    head = {name: getattr(record, name) for name in Record.__struct_fields__}
    return Probe(**head, forgotten="nobody gave me a class", loud=False)


def test_a_field_without_a_class_never_leaves() -> None:
    assert transform(probe(), Obligations(), token).forgotten is None


def test_a_dropped_field_never_takes_a_default_that_says_something() -> None:
    with pytest.raises(NothingLeft, match=r"Probe\.loud"):
        transform(probe(), Obligations(drop=frozenset({"text"})), token)


def test_every_release_class_but_public_can_be_dropped() -> None:
    assert set(DROPPABLE) | {"public"} == set(get_args(ReleaseClass))
