"""What leaves: the record without its dropped classes, coarsened, with tokens for its sensors.

Works by the release class of every field, never by kind. For each type and each set of obligations a `Shape` is made
once and kept: which fields are emptied, which are changed and how. A field without a class is emptied. A field that
must not be empty cannot be dropped, and then the record cannot leave. The marking is the destination's to change.
"""

from collections.abc import Callable
from operator import attrgetter
from typing import Any, Final, TypeVar

import msgspec

from lindero.exchange.release.grid import Aside, aside_of, circle, coarsen
from lindero.exchange.release.obligations import Obligations
from lindero.model.kinds import object_of
from lindero.model.place import Ellipse, Position
from lindero.model.record import Pedigree, Record
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
_MOST_PEDIGREES: Final = 4096

Struct = TypeVar("Struct", bound=msgspec.Struct)
Token = Callable[[str], str]
_set = msgspec.structs.force_setattr  # only ever on a copy that nobody has seen yet: a third of the cost of a new one


def _name(of: msgspec.Meta) -> ReleaseClass:
    found: ReleaseClass = (of.extra or {})["release"]
    return found


_COARSE_DROPS: Final = frozenset({_name(MOTION), _name(TEXT)})
_PLACES: Final = frozenset({_name(POSITION), _name(OPERATOR_POSITION), _name(SOURCE_AND_METHOD)})


class NothingLeft(ValueError):
    """A field that must not be empty would have to be dropped; the message is its dotted name."""


def transform(record: Record, obligations: Obligations, token: Token) -> Record:
    """The record as it may leave under these obligations, its marking unchanged.

    Args:
        record: As its node holds it; not changed.
        obligations: What the policy demands.
        token: Stands for a sensor's id towards the partner.

    Raises:
        NothingLeft: A dropped class takes a field that the kind cannot be without.
    """
    return Shape(type(record), obligations, token).of(record)


class Shape:
    """How one type leaves under one set of obligations.

    Args:
        struct: The type of record, or of what stands in one.
        obligations: Only `drop` and `coarsen_m` matter.
        token: Stands for a sensor's id towards the partner.
    """

    def __init__(self, struct: type[msgspec.Struct], obligations: Obligations, token: Token) -> None:
        self._struct = struct
        self._coarsen_m = obligations.coarsen_m
        self._drop = obligations.drop if self._coarsen_m is None else obligations.drop | _COARSE_DROPS
        self._obligations, self._token = obligations, token
        self._pedigrees: dict[Pedigree, Pedigree] = {}
        self._emptied: dict[str, Any] = {}
        self._stuck: list[str] = []
        self._nested: list[tuple[str, Callable[[Any, str], Any]]] = []
        self._changes: list[tuple[str, Callable[[Any, Any], Any]]] = []
        self._cells: list[tuple[str, str]] = []
        self._asides: dict[tuple[str, str], Aside] = {}
        infos = {info.name: info for info in msgspec.structs.fields(struct)}
        for field in classed_fields(struct):
            self._plan(field, infos[field.name])
        names = tuple(self._emptied)
        self._found: Callable[[Any], Any] = attrgetter(*names) if names else _nothing
        self._empties = tuple(self._emptied.values()) if len(names) > 1 else next(iter(self._emptied.values()), None)

    def of(self, struct: Struct, about: str = "") -> Struct:
        """A copy as it may leave.

        Args:
            struct: The record, or what stands in it; not changed.
            about: The object, by `standing_for` of the record that it stands in; a record knows its own.

        Raises:
            NothingLeft: A dropped class takes a field that the type cannot be without.
        """
        if self._stuck:
            raise NothingLeft(f"{self._struct.__name__}.{self._stuck[0]}")
        leaving: Struct = struct.__copy__()  # type: ignore[attr-defined]  # every msgspec Struct has it
        if self._found(struct) != self._empties:
            for name, empty in self._emptied.items():
                _set(leaving, name, empty)
        if self._coarsen_m is not None and isinstance(struct, Record):
            about = standing_for(struct)
        for name, below in self._nested:
            value = getattr(struct, name)
            if value is not None:
                _set(leaving, name, below(value, about))
        for name, key in self._cells:
            position = getattr(struct, name)
            if position is not None:
                _set(leaving, name, coarsen(position, self._coarsen_m or 0, self._aside(about, key)))
        for name, change in self._changes:
            _set(leaving, name, change(getattr(struct, name), leaving))
        return leaving

    def _plan(self, field: ClassedField, info: msgspec.structs.FieldInfo) -> None:
        """Put one field where it belongs."""
        name, release_class, inner = field.name, field.release_class, field.inner
        coarse = self._coarsen_m is not None
        if release_class is None and inner is not None:
            self._nested.append((name, self._below(inner, can_be_none=info.default is None)))
        elif release_class is None or release_class in self._drop:
            self._empty(info)
        elif coarse and inner is Position:
            operator = release_class == _name(OPERATOR_POSITION)  # launch and operator stand together
            self._cells.append((name, str(release_class) if operator else name))
        elif coarse and release_class in _PLACES and inner is Ellipse:
            self._changes.append((name, _circle))
        elif coarse and (release_class == _name(POSITION) or (release_class in _PLACES and inner is not None)):
            self._empty(info)  # bearings, distances, how a recording was moved: each narrows the cell
        elif release_class == _name(SOURCE_AND_METHOD) and name in _SENSOR_FIELDS:
            self._changes.append((name, self._tokens))

    def _empty(self, info: msgspec.structs.FieldInfo) -> None:
        """Empty a field; a default that says something would be an invention."""
        if not info.required and info.default in _EMPTY:
            self._emptied[info.name] = info.default
        else:
            self._stuck.append(info.name)

    def _below(self, inner: type[msgspec.Struct], *, can_be_none: bool) -> Callable[[Any, str], Any]:
        """How a struct without a class of its own leaves."""
        shape = Shape(inner, self._obligations, self._token)
        if inner is Pedigree:
            return lambda pedigree, _: self._pedigrees.get(pedigree) or self._learn(shape, pedigree)
        if not can_be_none:
            return shape.of

        def of_or_none(value: Any, about: str) -> Any:  # noqa: ANN401 — any struct
            left = shape.of(value, about)
            return None if all(getattr(left, name) in _EMPTY for name in left.__struct_fields__) else left

        return of_or_none

    def _learn(self, shape: "Shape", pedigree: Pedigree) -> Pedigree:
        """A pedigree as it leaves; there are few, and their tokens are dear."""
        if len(self._pedigrees) >= _MOST_PEDIGREES:
            self._pedigrees.clear()
        left = self._pedigrees[pedigree] = shape.of(pedigree)
        return left

    def _aside(self, about: str, name: str) -> Aside:
        """How far one sort of place of one object stands aside: the same for ever, so that nothing is averaged away."""
        found = self._asides.get((about, name))
        if found is None:
            if len(self._asides) >= _MOST_PEDIGREES:
                self._asides.clear()
            found = self._asides[about, name] = aside_of(self._token(f"\0aside/{about}/{name}"))
        return found

    def _tokens(self, sensors: str | tuple[str, ...], _: object) -> str | tuple[str, ...]:
        """Tokens of one sensor or of several; sorted, so that their order tells nothing of the ids'."""
        return self._token(sensors) if isinstance(sensors, str) else tuple(sorted(map(self._token, sensors)))


def standing_for(record: Record) -> str:
    """What the records about one moving object have in common, of whatever kind they are."""
    for name in ("track", "airframe_ref", "source_track"):
        value = getattr(record, name, None)
        if value:
            return f"{name}:{value}"
    return object_of(record)


def _nothing(_: object) -> None:
    """Reads none of a struct's fields."""


def _circle(ellipse: Ellipse | None, leaving: Any) -> Ellipse | None:  # noqa: ANN401 — any struct with a position
    """The error circle of the coarsened position."""
    cell: Position | None = getattr(leaving, "position", None)
    return None if ellipse is None or cell is None or cell.error_95_m is None else circle(cell.error_95_m)
