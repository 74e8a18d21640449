"""Markings: what the originator demands of anyone who holds a record, and the join for derived records.

Sources: FIRST, Traffic Light Protocol 2.0; NATO AJP-2.1 grading of sources (A-F) and information (1-6).
"""

from collections.abc import Sequence
from typing import Annotated, Final, Literal, cast, get_args

import msgspec

Tlp = Literal["clear", "green", "amber", "amber+strict", "red"]
Caveat = Literal[
    "originator-controlled",
    "lead-only",
    "may-disclose",
    "may-be-evidence",
    "law-enforcement-sensitive",
    "uncorroborated",
]
Purpose = Literal["airspace-security", "criminal-investigation", "asset-recovery", "extradition", "programme-review"]
PURPOSES: Final[tuple[Purpose, ...]] = get_args(Purpose)

_TLP_ORDER: Final[tuple[Tlp, ...]] = ("clear", "green", "amber", "amber+strict", "red")


class Grade(msgspec.Struct, frozen=True, kw_only=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """How far the originator trusts the source and the information; F and 6 mean that it cannot be judged."""

    source: Literal["A", "B", "C", "D", "E", "F"]
    information: Annotated[int, msgspec.Meta(ge=1, le=6)]


class Marking(msgspec.Struct, frozen=True, kw_only=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """The originator's demands. A record without one is kept and never released.

    Attributes:
        tlp: Traffic Light Protocol 2.0.
        releasable_to: Countries (ISO 3166-1 alpha-3) or node ids; empty releases to none.
        caveats: Further demands.
        purposes: What a recipient may use it for.
        authority: Id in the register of legal bases.
        retain_until: Last instant at which a holder may keep it. [ns UTC]
        personal: It is about an identified or identifiable person.
        intercept_derived: It comes from an intercepted control link.
        grade: Trust in source and information.
        simulated: It describes nothing real.
    """

    tlp: Tlp
    releasable_to: tuple[str, ...] = ()
    caveats: tuple[Caveat, ...] = ("originator-controlled",)
    purposes: tuple[Purpose, ...] = ()
    authority: str | None = None
    retain_until: int | None = None
    personal: bool = False
    intercept_derived: bool = False
    grade: Grade | None = None
    simulated: bool = False


def _shared(sets: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Members of every set, sorted."""
    return tuple(sorted(set(sets[0]).intersection(*sets[1:])))


def _weakest(grades: Sequence[Grade | None]) -> Grade | None:
    """The worst source letter and the worst information digit; unknown where any is unknown."""
    known = [grade for grade in grades if grade is not None]
    if len(known) < len(grades):
        return None
    return Grade(source=max(g.source for g in known), information=max(g.information for g in known))


def join(markings: Sequence[Marking | None]) -> Marking | None:
    """Marking of a record derived from records with these: never weaker than any of them.

    Commutative, associative and idempotent; None (unmarked, not released) absorbs everything. The authority
    survives only where all agree.

    Args:
        markings: One per source; at least one.
    """
    known = [marking for marking in markings if marking is not None]
    if not known or len(known) < len(markings):
        return None
    ends = [m.retain_until for m in known if m.retain_until is not None]
    authorities = {m.authority for m in known}
    return Marking(
        tlp=max((m.tlp for m in known), key=_TLP_ORDER.index),
        releasable_to=_shared([m.releasable_to for m in known]),
        caveats=tuple(sorted({caveat for m in known for caveat in m.caveats})),
        purposes=cast("tuple[Purpose, ...]", _shared([m.purposes for m in known])),
        authority=authorities.pop() if len(authorities) == 1 else None,
        retain_until=min(ends) if ends else None,
        personal=any(m.personal for m in known),
        intercept_derived=any(m.intercept_derived for m in known),
        grade=_weakest([m.grade for m in known]),
        simulated=any(m.simulated for m in known),
    )
