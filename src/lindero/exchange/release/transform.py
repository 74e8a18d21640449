"""What leaves: the record without its dropped classes, coarsened, with tokens for its sensors.

Works by the release class of every field, never by kind. For each type and each set of obligations a plan is made
once and kept: which fields are emptied, which are changed and how. A field without a class is emptied. A field that
must not be empty cannot be dropped, and then the record cannot leave.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, Final, TypeVar

import msgspec

from lindero.exchange.release.grid import circle, coarsen
from lindero.exchange.release.obligations import Obligations
from lindero.model.place import Ellipse, Position
from lindero.model.record import Record
from lindero.model.release_class import (
    MOTION,
    OPERATOR_POSITION,
    POSITION,
    SOURCE_AND_METHOD,
    TEXT,
    ClassedField,
    ReleaseClass,
    classed_fields,
)

_SENSOR_FIELDS: Final = frozenset({"sensor", "sensors"})
"""Names of the fields of class source-and-method that hold ids of sensors."""
_EMPTY: Final = (None, ())

Struct = TypeVar("Struct", bound=msgspec.Struct)
Token = Callable[[str], str]


def _name(of: msgspec.Meta) -> ReleaseClass:
    found: ReleaseClass = (of.extra or {})["release"]
    return found


_COARSE_DROPS: Final = frozenset({_name(MOTION), _name(TEXT)})
_PLACES: Final = frozenset({_name(POSITION), _name(OPERATOR_POSITION), _name(SOURCE_AND_METHOD)})


class NothingLeft(ValueError):
    """A field that must not be empty would have to be dropped; the message is its dotted name."""


class _Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How to transform one type under one set of obligations; every list holds field names.

    Attributes:
        emptied: Fields to empty, with the empty value.
        stuck: Fields to empty that have no empty value.
        nested: Structs to look into, with their plans and whether an empty one becomes None.
        places: Positions to replace by their cell.
        ellipses: Error ellipses to replace by the circle of the coarsened `position`.
        sensors: Ids of sensors to replace by tokens.
    """

    emptied: dict[str, Any]
    stuck: tuple[str, ...]
    nested: tuple[tuple[str, "_Plan", bool], ...]
    places: tuple[str, ...]
    ellipses: tuple[str, ...]
    sensors: tuple[str, ...]


def transform(record: Record, obligations: Obligations, token: Token) -> Record:
    """The record as it may leave under these obligations.

    Args:
        record: As its node holds it; not changed.
        obligations: What the policy demands.
        token: Stands for a sensor's id towards the partner.

    Raises:
        NothingLeft: A dropped class takes a field that the kind cannot be without.
    """
    coarse = obligations.coarsen_m is not None
    plan = _plan(type(record), obligations.drop | _COARSE_DROPS if coarse else obligations.drop, coarse)
    return _apply(record, plan, obligations.coarsen_m or 0, token)


def _apply(struct: Struct, plan: _Plan, coarsen_m: int, token: Token) -> Struct:
    for name in plan.stuck:
        raise NothingLeft(f"{type(struct).__name__}.{name}")
    changes = dict(plan.emptied)
    for name, below, can_be_none in plan.nested:
        value = getattr(struct, name)
        if value is not None:
            value = _apply(value, below, coarsen_m, token)
            changes[name] = None if can_be_none and _is_empty(value) else value
    for name in plan.places:
        position = getattr(struct, name)
        changes[name] = None if position is None else coarsen(position, coarsen_m)
    for name in plan.ellipses:
        changes[name] = None if getattr(struct, name) is None else _circle_of(changes.get("position"))
    for name in plan.sensors:
        changes[name] = _tokens(getattr(struct, name), token)
    return msgspec.structs.replace(struct, **changes)


def _circle_of(cell: Position | None) -> Ellipse | None:
    """The error circle of a coarsened position."""
    return None if cell is None or cell.error_95_m is None else circle(cell.error_95_m)


def _tokens(sensors: str | tuple[str, ...], token: Token) -> str | tuple[str, ...]:
    """Tokens of one sensor or of several; sorted, so that their order tells nothing of the ids'."""
    return token(sensors) if isinstance(sensors, str) else tuple(sorted(map(token, sensors)))


def _is_empty(struct: msgspec.Struct) -> bool:
    return all(getattr(struct, name) in _EMPTY for name in struct.__struct_fields__)


@cache
def _plan(struct: type[msgspec.Struct], drop: frozenset[ReleaseClass], coarse: bool) -> _Plan:
    """The plan for a type; `drop` includes what coarsening drops."""
    made = _Plan(emptied={}, stuck=(), nested=(), places=(), ellipses=(), sensors=())
    infos = {info.name: info for info in msgspec.structs.fields(struct)}
    for field in classed_fields(struct):
        made = _with_field(made, field, infos[field.name], drop, coarse)
    return made


def _with_field(
    made: _Plan,
    field: ClassedField,
    info: msgspec.structs.FieldInfo,
    drop: frozenset[ReleaseClass],
    coarse: bool,
) -> _Plan:
    """The plan with one more field."""
    name, release_class, inner = field.name, field.release_class, field.inner
    change = msgspec.structs.replace
    if release_class is None and inner is not None:
        below = _plan(inner, drop, coarse)
        return change(made, nested=(*made.nested, (name, below, info.default is None)))
    if release_class is None or release_class in drop:
        return _with_emptied(made, info)
    if coarse and inner is Position:
        return change(made, places=(*made.places, name))
    if coarse and release_class in _PLACES and inner is Ellipse:
        return change(made, ellipses=(*made.ellipses, name))
    if coarse and (release_class == _name(POSITION) or (release_class in _PLACES and inner is not None)):
        return _with_emptied(made, info)  # bearings, distances, how a recording was moved: each narrows the cell
    if release_class == _name(SOURCE_AND_METHOD) and name in _SENSOR_FIELDS:
        return change(made, sensors=(*made.sensors, name))
    return made


def _with_emptied(made: _Plan, info: msgspec.structs.FieldInfo) -> _Plan:
    """The plan with one field emptied; a default that says something would be an invention."""
    if not info.required and info.default in _EMPTY:
        return msgspec.structs.replace(made, emptied={**made.emptied, info.name: info.default})
    return msgspec.structs.replace(made, stuck=(*made.stuck, info.name))
