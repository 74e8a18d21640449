"""Obligations: what must happen to a record on release, read from a permit's annotations and folded over permits.

Folding only tightens: `drop` and `caveat` are unions, `delay_s`, `coarsen_m` and `min_interval_s` maxima, `retain_days`
is the minimum, `within` the intersection, `two_person` binds if any permit has it. `Obligations()` obliges to nothing
and is neutral; folding is associative, commutative and idempotent.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, cast, get_args

import msgspec

from lindero.model.marking import Caveat
from lindero.model.release_class import PUBLIC, RELEASE_CLASSES, ReleaseClass

COARSEST_M: Final = 100_000
LONGEST_INTERVAL_S: Final = 86_400
DROPPABLE: Final[tuple[ReleaseClass, ...]] = tuple(
    name for name in RELEASE_CLASSES if name != (PUBLIC.extra or {})["release"]
)
LONGEST_DELAY_S: Final = 30 * 86_400
LONGEST_RETENTION_DAYS: Final = 36_500
CAVEATS: Final[tuple[Caveat, ...]] = get_args(Caveat)

_WHOLE: Final = re.compile(r"[1-9][0-9]{0,6}")
_NAMES: Final = re.compile(r"[a-z][a-z0-9_-]*( *, *[a-z][a-z0-9_-]*)*")


class Obligations(msgspec.Struct, frozen=True, kw_only=True):
    """What must happen to a record on release.

    Attributes:
        within: The record must lie in one of these named areas; None means anywhere, empty means nowhere.
        two_person: Two persons must have approved what leaves.
        delay_s: It leaves no sooner than this after it was recorded; None sets no delay. [s]
        drop: Release classes whose fields are left out.
        coarsen_m: Side of the grid cell that replaces every position; None leaves positions alone. [m]
        min_interval_s: Shortest time between two releases about one object; None sets none. [s]
        caveat: Caveats that the leaving copy's marking carries besides its own.
        retain_days: The partner may keep the copy this long after its release; None leaves the marking's own. [d]
    """

    within: frozenset[str] | None = None
    two_person: bool = False
    delay_s: int | None = None
    drop: frozenset[ReleaseClass] = frozenset()
    coarsen_m: int | None = None
    min_interval_s: int | None = None
    caveat: frozenset[Caveat] = frozenset()
    retain_days: int | None = None


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


def _caveats(value: str) -> frozenset[Caveat]:
    names = _names(value)
    if not names <= set(CAVEATS):
        listed = ", ".join(CAVEATS)
        raise Unreadable(f"caveats out of {listed}", f"salvedades de entre {listed}")
    return cast("frozenset[Caveat]", names)


def _bare(value: str) -> bool:
    if value:
        raise Unreadable("nothing in brackets, just the word", "solo la palabra, sin nada entre paréntesis")
    return True


_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "within": _names,
    "two_person": _bare,
    "delay_s": lambda value: _whole(value, LONGEST_DELAY_S),
    "drop": _classes,
    "coarsen_m": lambda value: _whole(value, COARSEST_M),
    "min_interval_s": lambda value: _whole(value, LONGEST_INTERVAL_S),
    "caveat": _caveats,
    "retain_days": lambda value: _whole(value, LONGEST_RETENTION_DAYS),
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


_ENCODER: Final = msgspec.msgpack.Encoder(order="deterministic")


def encode_obligations(obligations: Obligations) -> bytes:
    """Bytes to be kept with a delayed record."""
    return _ENCODER.encode(obligations)


def decode_obligations(body: bytes) -> Obligations | None:
    """The obligations of kept bytes; None for no bytes."""
    return msgspec.msgpack.decode(body, type=Obligations) if body else None


def fold(all_of: Iterable[Obligations]) -> Obligations:
    """The strictest of all: what every one of them demands holds."""
    folded = Obligations()
    for one in all_of:
        folded = Obligations(
            within=_shared(folded.within, one.within),
            two_person=folded.two_person or one.two_person,
            delay_s=_greater(folded.delay_s, one.delay_s),
            drop=folded.drop | one.drop,
            coarsen_m=_greater(folded.coarsen_m, one.coarsen_m),
            min_interval_s=_greater(folded.min_interval_s, one.min_interval_s),
            caveat=folded.caveat | one.caveat,
            retain_days=_lesser(folded.retain_days, one.retain_days),
        )
    return folded


def _greater(a: int | None, b: int | None) -> int | None:
    return b if a is None else a if b is None else max(a, b)


def _lesser(a: int | None, b: int | None) -> int | None:
    return b if a is None else a if b is None else min(a, b)


def _shared(a: frozenset[str] | None, b: frozenset[str] | None) -> frozenset[str] | None:
    return b if a is None else a if b is None else a & b
