"""One way out of the node, and the policy's verdicts for it.

A verdict costs an evaluation by Cedar (about 0.1 ms); records that are alike to the policy share one, kept by the
words that decide. The memories are bounded and never decide anything: a verdict is a function of its facts.

Whatever leaves a node leaves by a destination: `decide` takes one, and only what it answers in `Release` may be
sealed, sent, written, printed or answered (docs/explanation/ways-out.md).
"""

from bisect import bisect_left
from collections.abc import Callable
from math import isnan
from typing import Any, Final

import msgspec

from lindero.exchange.release.attributes import (
    STEPS_M,
    WORDS,
    DemandWords,
    Facts,
    Situation,
    WayOut,
    context_of,
    demands_of,
    facts_of,
)
from lindero.exchange.release.cedar import Evaluation
from lindero.exchange.release.decision import Reason, Withhold, reason
from lindero.exchange.release.marked import Marked
from lindero.exchange.release.obligations import Obligations, fold
from lindero.exchange.release.partner import Partner, Sender
from lindero.exchange.release.policy import Policy, Rule
from lindero.exchange.release.presence import Guarded, guarded_of
from lindero.exchange.release.transform import Shape
from lindero.model.marking import Marking
from lindero.model.record import Record

MOST_VERDICTS: Final = 65_536
"""Verdicts, markings and shapes remembered for one destination; each memory starts anew when it is full."""


class Permit(msgspec.Struct, frozen=True, kw_only=True):
    """The policy permits it, under these obligations.

    Attributes:
        rules: Ids of the permits that matched, in the policy's order.
        obligations: Folded over all of them.
        shape: How the record's type leaves under them.
        guarded: Reads what of the type leads to classes that the guard stops.
    """

    rules: tuple[str, ...]
    obligations: Obligations
    shape: Shape
    guarded: Guarded


Verdict = Permit | Withhold


class Destination:
    """One way out: a partner, the policy in force for it, and the sender's tokens for it.

    Args:
        partner: Who would get the records.
        sender: The own node.
        policy: In force; a new policy takes a new destination.
        token: The random token that stands for one of the own sensors towards this partner; the same one for the
            same sensor, always. Called with the sensor's id.
        way_out: How they would leave.
    """

    def __init__(
        self,
        *,
        partner: Partner,
        sender: Sender,
        policy: Policy,
        token: Callable[[str], str],
        way_out: WayOut = "link",
    ) -> None:
        self.partner = partner
        self.sender = sender
        self.policy = policy
        self.token = token
        self.way_out = way_out
        self._verdicts: dict[tuple[Any, ...], Verdict] = {}
        self._marked: dict[Marking | None, Marked] = {}
        self._numbers: dict[DemandWords | None, int] = {}
        self._shapes: dict[tuple[type[Record], Obligations], Shape] = {}

    def marked(self, marking: Marking | None) -> Marked:
        """A marking as this destination sees it; remembered."""
        return self._marked.get(marking) or self._learn_marking(marking)

    def verdict(self, record: Record, situation: Situation, marked: Marked | None = None) -> Verdict:
        """What the policy says of a record; remembered. `marked` spares a caller who has it a look-up."""
        if marked is None:
            marked = self.marked(record.marking)
        kind = type(record)
        distance_m = situation.distance_to_line_m
        key = (
            kind,
            marked.number,
            WORDS[kind](record),
            -1 if distance_m is None or isnan(distance_m) else bisect_left(STEPS_M, abs(distance_m)),
            situation.areas,
            situation.open_alert,
        )
        return self._verdicts.get(key) or self._learn(key, facts_of(record, situation))

    def shape(self, kind: type[Record], obligations: Obligations) -> Shape:
        """How a type leaves under these obligations; remembered."""
        key = (kind, obligations)
        found = self._shapes.get(key)
        if found is None:
            _make_room(self._shapes)
            found = self._shapes[key] = Shape(kind, obligations, self.token)
        return found

    def evaluate(self, facts: Facts) -> Verdict:
        """What the policy says of facts; asks Cedar each time."""
        evaluation, rules = self.match(facts)
        if evaluation.errors:
            return Withhold(reasons=tuple(reason("policy-error", why) for why in sorted(evaluation.errors)))
        if not evaluation.allowed:
            return Withhold(reasons=tuple(map(_forbidden, rules)) or (reason("no-permit"),))
        obligations = fold(rule.obligations for rule in rules)
        if not lies_within(obligations, facts.areas):
            return Withhold(reasons=(outside_area(obligations),))
        return Permit(
            rules=tuple(rule.id for rule in rules),
            obligations=obligations,
            shape=self.shape(facts.kind, obligations),
            guarded=guarded_of(facts.kind),
        )

    def match(self, facts: Facts) -> tuple[Evaluation, tuple[Rule, ...]]:
        """Cedar's answer, and the rules that decided, in the policy's order."""
        context = context_of(facts, self.partner, self.sender, self.policy.areas, self.way_out)
        evaluation = self.policy.evaluate(self.partner.node, context)
        return evaluation, tuple(rule for rule in self.policy.rules.values() if rule.id in evaluation.rules)

    def _learn(self, key: tuple[Any, ...], facts: Facts) -> Verdict:
        _make_room(self._verdicts)
        verdict = self._verdicts[key] = self.evaluate(facts)
        return verdict

    def _learn_marking(self, marking: Marking | None) -> Marked:
        if len(self._numbers) >= MOST_VERDICTS:  # numbers start again: nothing that was keyed by one may stay
            self._numbers.clear()
            self._marked.clear()
            self._verdicts.clear()
        _make_room(self._marked)
        number = self._numbers.setdefault(demands_of(marking), len(self._numbers))
        marked = self._marked[marking] = Marked(marking, number, self.partner, self.sender)
        return marked


def lies_within(obligations: Obligations, areas: frozenset[str]) -> bool:
    """Whether a record in these areas is where the permits are limited to."""
    return obligations.within is None or bool(obligations.within & areas)


def outside_area(obligations: Obligations) -> Reason:
    """The reason for a record that is not."""
    return reason("outside-area", ", ".join(sorted(obligations.within or ())) or "-")


def _make_room(memory: dict[Any, Any]) -> None:
    if len(memory) >= MOST_VERDICTS:
        memory.clear()


def _forbidden(rule: Rule) -> Reason:
    """A forbid's reason, in its author's words."""
    return Reason(code="forbidden", rule=rule.id, es=rule.reason_es, en=rule.reason_en)
