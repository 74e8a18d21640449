"""Why a record went, waits or stays, in the words of the rules' authors: behind `lindero release explain`."""

from collections.abc import Iterator

import msgspec

from lindero.exchange.release.attributes import Situation, context_of, facts_of
from lindero.exchange.release.decide import decide
from lindero.exchange.release.decision import Decision, Hold, Release, Review, Withhold
from lindero.exchange.release.destination import Destination
from lindero.exchange.release.obligations import OBLIGATIONS
from lindero.exchange.release.policy import Rule
from lindero.kernel.clock import Instant, format_instant
from lindero.kernel.errors import Language
from lindero.model.record import Record


class Demand(msgspec.Struct, frozen=True, kw_only=True):
    """One obligation and the permit that it came from.

    Attributes:
        obligation: Its name.
        value: As the rule's author wrote it, sets sorted.
        rule: Id of the permit.
    """

    obligation: str
    value: str
    rule: str


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """A decision and everything that it follows from.

    Attributes:
        decision: What `decide` answers.
        rules: The rules that decided; empty when no rule matched.
        values: The attributes that those rules mention, or any permit where none matched, with the record's values;
            None where it is unknown.
        demands: Every obligation of every permit that matched, before folding.
        policy: Name and version of the policy.
    """

    decision: Decision
    rules: tuple[Rule, ...]
    values: dict[str, str | int | bool | None]
    demands: tuple[Demand, ...]
    policy: tuple[str, str]


def explain(
    record: Record,
    *,
    to: Destination,
    situation: Situation,
    now: Instant,
    last_released_at: Instant | None = None,
) -> Explanation:
    """Decide as `decide` does, and say why; same arguments."""
    decision = decide(record, to=to, situation=situation, now=now, last_released_at=last_released_at)
    facts = facts_of(record, situation)
    _, rules = to.match(facts)
    asked = rules or tuple(rule for rule in to.policy.rules.values() if rule.effect == "permit")
    context = context_of(facts, to.partner, to.sender, to.policy.areas)
    names = sorted({name for rule in asked for name in rule.attributes})
    return Explanation(
        decision=decision,
        rules=rules,
        values={name: _look_up(context, name) for name in names},
        demands=tuple(demand for rule in rules for demand in _demands(rule)),
        policy=(to.policy.name, to.policy.version),
    )


def _look_up(context: dict[str, object], dotted: str) -> str | int | bool | None:
    value: object = context
    for name in dotted.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, str | int | bool) else None


def _demands(rule: Rule) -> Iterator[Demand]:
    for name in OBLIGATIONS:
        value = getattr(rule.obligations, name)
        if value not in (None, False, frozenset()):
            text = ", ".join(sorted(value)) if isinstance(value, frozenset) else str(value)
            yield Demand(obligation=name, value=text, rule=rule.id)


_WORDS = {
    "es": (
        "Sale",
        "Espera hasta",
        "Espera",
        "No sale",
        "Regla",
        "línea",
        "Valores que deciden",
        "Obligaciones",
        "Política",
    ),
    "en": ("Released", "Held until", "Waits", "Withheld", "Rule", "line", "Deciding values", "Obligations", "Policy"),
}


def format_explanation(explanation: Explanation, language: Language) -> str:
    """Lines for a person, in their language."""
    return "\n".join(_lines(explanation, language))


def _lines(explained: Explanation, language: Language) -> Iterator[str]:
    released, held, waits, withheld, rule_word, line_word, values, obligations, policy = _WORDS[language]
    match explained.decision:
        case Release():
            yield f"{released}."
        case Hold(until=until, reason=why):
            yield f"{held} {format_instant(until)}: {why.text(language)}"
        case Review(reason=why):
            yield f"{waits}: {why.text(language)}"
        case Withhold(reasons=reasons):
            yield f"{withheld}:"
            yield from (f"  {why.word}: {why.text(language)}" for why in reasons)
    for rule in explained.rules:
        said = rule.reason_es if language == "es" else rule.reason_en
        yield f"{rule_word} {rule.id} ({line_word} {rule.line}, {rule.effect}): {said}"
    if explained.values:
        yield f"{values}:"
        yield from (f"  {name} = {_shown(value, language)}" for name, value in explained.values.items())
    if explained.demands:
        yield f"{obligations}:"
        yield from (f"  {d.obligation} {d.value}  ← {d.rule}" for d in explained.demands)
    name, version = explained.policy
    yield f"{policy}: {name} {version[:12]}"


def _shown(value: str | int | bool | None, language: Language) -> str:
    if value is None:
        return "desconocido" if language == "es" else "unknown"
    if isinstance(value, bool):
        return {"es": ("no", "sí"), "en": ("no", "yes")}[language][value]
    return str(value)
