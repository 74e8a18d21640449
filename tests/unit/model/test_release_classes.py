"""Every field of every kind has a release class: what has none is dropped on release, so none may be forgotten."""

from typing import Annotated

import msgspec
import pytest

from lindero.model.airspace import Detection, Emitter, Flight, Track
from lindero.model.alerts import Alert, Outcome
from lindero.model.incidents import Incident, Note
from lindero.model.kinds import KINDS
from lindero.model.place import Position
from lindero.model.release_class import (
    POSITION,
    PUBLIC,
    RELEASE_CLASSES,
    check_classes,
    classed_fields,
)


def class_of(struct, name):
    return {field.name: field.release_class for field in classed_fields(struct)}[name]


@pytest.mark.parametrize("kind", KINDS)
def test_no_field_of_a_kind_is_without_a_class(kind):
    assert list(check_classes(KINDS[kind])) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_class_in_use_is_one_of_the_known(kind):
    used = {field.release_class for field in classed_fields(KINDS[kind])} - {None}
    assert used <= set(RELEASE_CLASSES)


def test_a_forgotten_class_is_found_by_its_dotted_name():
    class Inner(msgspec.Struct):
        known: Annotated[int, PUBLIC]
        forgotten: int

    class Outer(msgspec.Struct):
        inner: Inner | None
        place: Annotated[Position | None, POSITION]

    assert list(check_classes(Outer)) == ["Inner.forgotten"]


@pytest.mark.parametrize(
    ("struct", "name"),
    [
        (Alert, "launch_position"),
        (Alert, "operator_position"),
        (Track, "launch_position"),
        (Emitter, "operator_position"),
        (Flight, "first_position"),
    ],
)
def test_where_an_aircraft_rose_is_where_its_operator_is(struct, name):
    assert class_of(struct, name) == "operator-position"


@pytest.mark.parametrize(("struct", "name"), [(Note, "text"), (Outcome, "remarks"), (Incident, "title")])
def test_free_text_is_of_class_text(struct, name):
    assert class_of(struct, name) == "text"


def test_who_the_operator_is_is_of_class_person():
    assert class_of(Emitter, "operator_id") == "person"


def test_sensors_are_of_class_source_and_method():
    assert class_of(Detection, "sensor") == class_of(Detection, "gateway") == "source-and-method"
