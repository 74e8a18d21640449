"""Obligations: what must happen to a record on release, read from a permit's annotations and folded over permits.

Folding only tightens: drop is the union, `coarsen_m` and `min_interval_s` the maximum, `within` the intersection.
`Obligations()` obliges to nothing and is neutral; folding is associative, commutative and idempotent.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, cast

import msgspec

from lindero.model.release_class import PUBLIC, RELEASE_CLASSES, ReleaseClass

COARSEST_M: Final = 100_000
LONGEST_INTERVAL_S: Final = 86_400
DROPPABLE: Final[tuple[ReleaseClass, ...]] = tuple(
    name for name in RELEASE_CLASSES if name != (PUBLIC.extra or {})["release"]
)
LATER: Final = ("delay_s", "retain_days", "two_person")
"""Obligations of the design that this version does not keep; a policy that uses one is refused."""

_WHOLE: Final = re.compile(r"[1-9][0-9]{0,6}")
_NAMES: Final = re.compile(r"[a-z][a-z0-9_-]*( *, *[a-z][a-z0-9_-]*)*")


class Obligations(msgspec.Struct, frozen=True, kw_only=True):
    """What must happen to a record on release.

    Attributes:
        drop: Release classes whose fields are left out.
        coarsen_m: Side of the grid cell that replaces every position; None leaves positions alone. [m]
        min_interval_s: Shortest time between two releases about one object; None sets none. [s]
        within: The record must lie in one of these named areas; None means anywhere, empty means nowhere.
    """

    drop: frozenset[ReleaseClass] = frozenset()
    coarsen_m: int | None = None
    min_interval_s: int | None = None
    within: frozenset[str] | None = None


class Unreadable(ValueError):
    """An obligation's value that is not of its form.

    Attributes:
        en: What is expected, in English.
        es: What is expected, in Spanish.
    """

    def __init__(self, en: str, es: str) -> None:
        super().__init__(en)
        self.en, self.es = en, es


def _whole(value: str, most: int) -> int:
    if not _WHOLE.fullmatch(value) or int(value) > most:
        raise Unreadable(f"a whole number from 1 to {most}", f"un número entero de 1 a {most}")
    return int(value)


def _names(value: str) -> frozenset[str]:
    if not _NAMES.fullmatch(value):
        raise Unreadable("names with commas between them", "nombres separados por comas")
    return frozenset(name.strip() for name in value.split(","))


def _classes(value: str) -> frozenset[ReleaseClass]:
    names = _names(value)
    if not names <= set(DROPPABLE):
        listed = ", ".join(DROPPABLE)
        raise Unreadable(f"release classes out of {listed}", f"clases de divulgación de entre {listed}")
    return cast("frozenset[ReleaseClass]", names)


_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "within": _names,
    "drop": _classes,
    "coarsen_m": lambda value: _whole(value, COARSEST_M),
    "min_interval_s": lambda value: _whole(value, LONGEST_INTERVAL_S),
}
OBLIGATIONS: Final[tuple[str, ...]] = tuple(_READERS)
"""Names of the obligations, in the order in which they are applied."""


def parse_obligation(name: str, value: str) -> Any:  # noqa: ANN401 — each obligation has a type of its own
    """The value of one obligation, for the field of `Obligations` with that name.

    Raises:
        Unreadable: The value is not of the obligation's form.
        KeyError: There is no such obligation.
    """
    return _READERS[name](value)


def obligations_of(values: Mapping[str, Any]) -> Obligations:
    """The obligations of one permit, from parsed values by name."""
    return Obligations(**values)


def fold(all_of: Iterable[Obligations]) -> Obligations:
    """The strictest of all: what every one of them demands holds."""
    folded = Obligations()
    for one in all_of:
        folded = Obligations(
            drop=folded.drop | one.drop,
            coarsen_m=_greater(folded.coarsen_m, one.coarsen_m),
            min_interval_s=_greater(folded.min_interval_s, one.min_interval_s),
            within=_shared(folded.within, one.within),
        )
    return folded


def _greater(a: int | None, b: int | None) -> int | None:
    return b if a is None else a if b is None else max(a, b)


def _shared(a: frozenset[str] | None, b: frozenset[str] | None) -> frozenset[str] | None:
    return b if a is None else a if b is None else a & b
