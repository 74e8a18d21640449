"""One way out of the node, and the policy's verdicts for it.

A verdict costs an evaluation by Cedar (about 0.1 ms); records that are alike to the policy share one, kept by
`attributes.Facts`. The memory of verdicts is bounded and never decides anything: a verdict is a function of its facts.
"""

from collections.abc import Callable
from typing import Final

import msgspec

from lindero.exchange.release.attributes import Facts, Situation, context_of, facts_of
from lindero.exchange.release.cedar import Evaluation
from lindero.exchange.release.decision import Reason, Withhold, reason
from lindero.exchange.release.obligations import Obligations, fold
from lindero.exchange.release.partner import Partner, Sender
from lindero.exchange.release.policy import Policy, Rule
from lindero.model.record import Record

MOST_VERDICTS: Final = 65_536
"""Verdicts remembered for one destination; the memory starts anew when it is full."""


class Permit(msgspec.Struct, frozen=True, kw_only=True):
    """The policy permits it, under these obligations.

    Attributes:
        rules: Ids of the permits that matched, in the policy's order.
        obligations: Folded over all of them.
    """

    rules: tuple[str, ...]
    obligations: Obligations


Verdict = Permit | Withhold


class Destination:
    """One way out: a partner, the policy in force for it, and the sender's tokens for it.

    Args:
        partner: Who would get the records.
        sender: The own node.
        policy: In force; a new policy takes a new destination.
        token: The random token that stands for one of the own sensors towards this partner; the same one for the
            same sensor, always. Called with the sensor's id.
    """

    def __init__(self, *, partner: Partner, sender: Sender, policy: Policy, token: Callable[[str], str]) -> None:
        self.partner = partner
        self.sender = sender
        self.policy = policy
        self.token = token
        self._verdicts: dict[Facts, Verdict] = {}

    def verdict(self, record: Record, situation: Situation) -> Verdict:
        """What the policy says of a record; remembered."""
        facts = facts_of(record, situation)
        found = self._verdicts.get(facts)
        return self._learn(facts) if found is None else found

    def _learn(self, facts: Facts) -> Verdict:
        if len(self._verdicts) >= MOST_VERDICTS:
            self._verdicts.clear()
        verdict = self._verdicts[facts] = self.evaluate(facts)
        return verdict

    def evaluate(self, facts: Facts) -> Verdict:
        """What the policy says of facts; asks Cedar each time."""
        evaluation, rules = self.match(facts)
        if evaluation.errors:
            return Withhold(reasons=tuple(reason("policy-error", why) for why in sorted(evaluation.errors)))
        if not evaluation.allowed:
            return Withhold(reasons=tuple(map(_forbidden, rules)) or (reason("no-permit"),))
        obligations = fold(rule.obligations for rule in rules)
        if obligations.within is not None and not obligations.within & _areas_of(facts):
            return Withhold(reasons=(reason("outside-area", ", ".join(sorted(obligations.within)) or "-"),))
        return Permit(rules=tuple(rule.id for rule in rules), obligations=obligations)

    def match(self, facts: Facts) -> tuple[Evaluation, tuple[Rule, ...]]:
        """Cedar's answer, and the rules that decided, in the policy's order."""
        context = context_of(facts, self.partner, self.sender, self.policy.areas)
        evaluation = self.policy.evaluate(self.partner.node, context)
        return evaluation, tuple(rule for rule in self.policy.rules.values() if rule.id in evaluation.rules)


def _areas_of(facts: Facts) -> frozenset[str]:
    """The named areas among facts, as `facts_of` orders them."""
    *_, areas, _open_alert = facts
    return areas


def _forbidden(rule: Rule) -> Reason:
    """A forbid's reason, in its author's words."""
    return Reason(code="forbidden", rule=rule.id, es=rule.reason_es, en=rule.reason_en)
