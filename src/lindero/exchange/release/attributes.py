"""What a policy may know: the declared attributes of a record for one partner, and the values that each can take.

Two steps, because records are many and their attribute values few. `facts_of` picks from a record, by plain reads,
the few words that decide; equal facts have equal attributes, so verdicts are kept by them. `context_of` turns facts
into the attributes of `release.cedarschema`, once for each facts never seen.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping
from math import isnan
from operator import attrgetter
from typing import Any, Final, Literal, NamedTuple, get_args

import msgspec

from lindero.exchange.release.partner import COUNTRIES, Partner, Sender
from lindero.kernel.ids import NodeId
from lindero.model.airspace import Detection, Identity, Track
from lindero.model.alerts import Alert, AlertState, AlertStep
from lindero.model.incidents import Note
from lindero.model.kinds import KINDS
from lindero.model.marking import Caveat, Marking, Purpose, Tlp
from lindero.model.record import Record

STEPS_M: Final = (100, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
"""Distances to the line are rounded up to one of these. [m]"""
FAR_M: Final = 1_000_000
"""Stands for every distance beyond the last step. [m]"""
CROSSES_FROM: Final = 0.5
"""From this P(cross within 60 s) on an alert counts as predicted to cross, as for raising one (DESIGN §6)."""
UNDECLARED: Final[frozenset[str]] = frozenset({"unknown", "suspect"})
"""Identities of an object that nobody has announced."""

NONE: Final = "none"
"""Value of a text attribute that the record's kind or marking does not have."""

WayOut = Literal["link", "gateway", "export", "print", "api"]
"""How a record leaves its node: the partner's link, an outbound gateway, a file, paper, or a program that asks."""

_STEPS: Final = (*STEPS_M, FAR_M)
_CAVEATS: Final[tuple[Caveat, ...]] = get_args(Caveat)
_PURPOSES: Final[tuple[Purpose, ...]] = get_args(Purpose)

VALUES: Final[Mapping[str, tuple[str | int, ...]]] = {
    "kind": tuple(KINDS),
    "tlp": (*get_args(Tlp), NONE),
    "identity": (*get_args(Identity), NONE),
    "alert_step": (*get_args(AlertStep), NONE),
    "alert_state": (*get_args(AlertState), NONE),
    "open_alert": (*get_args(AlertStep), NONE),
    "distance_to_line_m": _STEPS,
    "partner_country": COUNTRIES,
    "way_out": get_args(WayOut),
}
"""Every value that each attribute can take; attributes that are not listed are booleans."""


class Situation(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What the caller knows about a record's place and company; geometry is not release's trade.

    Attributes:
        distance_to_line_m: To the line, on either side of it; None when the record has no position. [m]
        areas: Named areas that its position lies in.
        open_alert: Step of the open alert about the same object.
        consented: It is another node's, which lets it go to this partner.
    """

    distance_to_line_m: float | None = None
    areas: frozenset[str] = frozenset()
    open_alert: AlertStep | None = None
    consented: bool = False


class Particulars(NamedTuple):
    """The words that only some kinds have."""

    identity: str
    corroborated: bool
    authenticated: bool
    alert_step: str
    alert_state: str
    predicted_to_cross: bool
    phrased: bool


class Demands(NamedTuple):
    """The words of a marking that a policy may know; `retain_until` and `grade` are not among them."""

    tlp: Tlp
    releasable_to: tuple[str, ...]
    caveats: tuple[Caveat, ...]
    purposes: tuple[Purpose, ...]
    authority: str | None
    personal: bool
    intercept_derived: bool
    simulated: bool


ParticularWords = tuple[str, bool, bool, str, str, bool, bool]
"""`Particulars` as a plain tuple."""
DemandWords = tuple[Tlp, tuple[str, ...], tuple[Caveat, ...], tuple[Purpose, ...], str | None, bool, bool, bool]
"""`Demands` as a plain tuple."""


class Facts(NamedTuple):
    """What decides about a record: records with equal facts get equal verdicts."""

    kind: type[Record]
    origin: NodeId
    fused: bool
    particulars: ParticularWords
    demands: DemandWords | None
    distance_m: int | None
    areas: frozenset[str]
    open_alert: AlertStep | None


def _words_of_alert(record: Alert) -> tuple[Any, ...]:
    p_cross = record.p_cross
    return (
        record.origin,
        record.pedigree.fused,
        record.identity,
        record.corroborated,
        record.authenticated,
        record.step,
        record.state,
        p_cross is not None and p_cross >= CROSSES_FROM,
    )


def _words_of_note(record: Note) -> tuple[Any, ...]:
    return (record.origin, record.pedigree.fused, record.phrase is not None)


Words = Callable[[Any], tuple[Any, ...]]
_words_of_any: Final[Words] = attrgetter("origin", "pedigree.fused")
WORDS: Final[dict[type[Record], Words]] = dict.fromkeys(KINDS.values(), _words_of_any) | {
    Detection: attrgetter("origin", "pedigree.fused", "authenticated"),
    Track: attrgetter("origin", "pedigree.fused", "identity", "corroborated", "authenticated"),
    Alert: _words_of_alert,
    Note: _words_of_note,
}
"""By type: reads origin, fused, and the few words of its kind, all at once."""
_PARTICULARS: Final[dict[type[Record], Callable[..., ParticularWords]]] = {
    Detection: lambda authenticated: (NONE, False, authenticated, NONE, NONE, False, False),
    Track: lambda identity, corroborated, authenticated: (
        identity,
        corroborated,
        authenticated,
        NONE,
        NONE,
        False,
        False,
    ),
    Alert: lambda *words: (*words, False),
    Note: lambda phrased: (NONE, False, False, NONE, NONE, False, phrased),
}


def demands_of(marking: Marking | None) -> DemandWords | None:
    """The words of a marking that a policy may know."""
    if marking is None:
        return None
    m = marking
    return (
        m.tlp,
        m.releasable_to,
        m.caveats,
        m.purposes,
        m.authority,
        m.personal,
        m.intercept_derived,
        m.simulated,
    )


def distance_rank(distance_m: float | None) -> int:
    """Number of the distance's step, from 0; -1 for none or NaN."""
    if distance_m is None or isnan(distance_m):
        return -1
    return bisect_left(STEPS_M, abs(distance_m))


def distance_step_m(distance_m: float | None) -> int | None:
    """The smallest step that is not below a distance, either side; `FAR_M` beyond the last, None for none or NaN."""
    rank = distance_rank(distance_m)
    return None if rank < 0 else _STEPS[rank]


def facts_of(record: Record, situation: Situation) -> Facts:
    """What decides about a record."""
    origin, fused, *particular = WORDS[type(record)](record)
    make = _PARTICULARS.get(type(record))
    return Facts(
        kind=type(record),
        origin=origin,
        fused=fused,
        particulars=make(*particular) if make else (NONE, False, False, NONE, NONE, False, False),
        demands=demands_of(record.marking),
        distance_m=distance_step_m(situation.distance_to_line_m),
        areas=situation.areas,
        open_alert=situation.open_alert,
    )


def context_of(
    facts: Facts, partner: Partner, sender: Sender, areas: frozenset[str], way_out: WayOut = "link"
) -> dict[str, Any]:
    """The attributes of `release.cedarschema` for these facts; `areas` are all areas that the policy knows."""
    own = Particulars(*facts.particulars)
    demands = facts.demands
    context: dict[str, Any] = {
        "kind": facts.kind.__struct_config__.tag,
        "origin_own": facts.origin == sender.node,
        "fused": facts.fused,
        **own._asdict(),
        "undeclared": own.identity in UNDECLARED,
        **_marking_attributes(None if demands is None else Demands(*demands), partner, sender),
        "open_alert": facts.open_alert or NONE,
        "areas": {area: area in facts.areas for area in sorted(areas)},
        "partner_country": partner.country,
        "partner_simulated": partner.simulated,
        "way_out": way_out,
    }
    if facts.distance_m is not None:
        context["distance_to_line_m"] = facts.distance_m
    return context


_UNMARKED: Final = Demands(
    tlp="red",
    releasable_to=(),
    caveats=(),
    purposes=(),
    authority=None,
    personal=False,
    intercept_derived=False,
    simulated=False,
)


def _marking_attributes(demands: Demands | None, partner: Partner, sender: Sender) -> dict[str, Any]:
    """The marking's part; an unmarked record is `marked: false`, of tlp `none`, and everything else false."""
    said = demands or _UNMARKED
    return {
        "marked": demands is not None,
        "tlp": NONE if demands is None else said.tlp,
        "releasable": partner.is_named_in(said.releasable_to),
        "authority_registered": said.authority in sender.authorities,
        "personal": said.personal,
        "intercept_derived": said.intercept_derived,
        "simulated": said.simulated,
        **{caveat.replace("-", "_"): caveat in said.caveats for caveat in _CAVEATS},
        **{f"for_{purpose.replace('-', '_')}": purpose in said.purposes for purpose in _PURPOSES},
    }
