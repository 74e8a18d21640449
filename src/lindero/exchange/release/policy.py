"""A release policy: Cedar rules, each with an id and its author's reasons in both languages, checked when loaded.

What cannot be kept is refused here, with line, cause and remedy, so that a decision has nothing left to fail on:
syntax, templates, missing reasons, unknown obligations, attributes outside the schema, values never taken.
"""

import difflib
import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal

import msgspec

from lindero.exchange.release.attributes import VALUES
from lindero.exchange.release.cedar import CompiledPolicy, Evaluation, NotCedar, parse_rule
from lindero.exchange.release.comparisons import attributes_in, comparisons_in
from lindero.exchange.release.errors import (
    BadObligation,
    ForbidWithObligation,
    MissingAnnotation,
    NeverTaken,
    OutsideSchema,
    PolicySyntax,
    PolicyTemplate,
    PolicyTooDeep,
    RepeatedRule,
    UnknownAnnotation,
)
from lindero.exchange.release.obligations import (
    OBLIGATIONS,
    Obligations,
    Unreadable,
    obligations_of,
    parse_obligation,
)
from lindero.exchange.release.schema import misfit, schema_with
from lindero.exchange.release.statements import DEEPEST_RULE, LONGEST_RULE, Statement, split_statements

_SAID: Final = ("id", "reason_es", "reason_en")


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule of a policy.

    Attributes:
        id: Its `@id`; decisions are logged under it.
        effect: What it does where it matches.
        reason_es: Its author's reason, in Spanish.
        reason_en: Its author's reason, in English.
        line: Line of the text that it begins on.
        obligations: What it demands of what it permits.
        attributes: Attributes that its conditions mention, sorted.
    """

    id: str
    effect: Literal["permit", "forbid"]
    reason_es: str
    reason_en: str
    line: int
    obligations: Obligations
    attributes: tuple[str, ...]


class Policy:
    """A loaded policy; made by `load_policy`.

    Attributes:
        name: What its errors and explanations call it.
        text: As written.
        version: SHA-256 of the text in UTF-8, hexadecimal.
        areas: Named areas that its rules may ask for.
        rules: By id, in the order of the text.
    """

    def __init__(self, *, name: str, text: str, areas: frozenset[str], rules: tuple[Rule, ...]) -> None:
        self.name = name
        self.text = text
        self.version = hashlib.sha256(text.encode()).hexdigest()
        self.areas = areas
        self.rules = {rule.id: rule for rule in rules}
        self._compiled = CompiledPolicy(text, schema_with(areas))

    def evaluate(self, partner: str, context: dict[str, Any]) -> Evaluation:
        """What the rules say of these attribute values; `context` is made by `attributes.context_of`."""
        wrong = misfit(context, self.areas)
        if wrong is not None:
            return Evaluation(allowed=False, rules=frozenset(), errors=(f"{wrong} is not as the schema has it",))
        return self._compiled.evaluate(partner, context)

    def require_schema(self) -> None:
        """Raise `OutsideSchema` for the first rule that the schema refuses."""
        for found in self._compiled.check_schema():
            rule = self.rules.get(found.rule)
            raise OutsideSchema(policy=self.name, line=rule.line if rule else 1, why=found.why)


def load_policy(text: str, name: str, areas: Iterable[str] = ()) -> Policy:
    """Parse and check a policy.

    Args:
        text: Cedar rules.
        name: What errors call it, such as the file's name.
        areas: Named areas of the node, as `context.areas.NAME` and `@within("NAME")`.

    Raises:
        LocalError: One of `release.errors`, with the line, what is wrong and what to do.
    """
    known = frozenset(areas)
    rules: dict[str, Rule] = {}
    for statement in split_statements(text):
        rule = _load_rule(statement, name, known)
        if rule.id in rules:
            raise RepeatedRule(policy=name, line=rule.line, rule=rule.id, first=rules[rule.id].line)
        rules[rule.id] = rule
    policy = Policy(name=name, text=text, areas=known, rules=tuple(rules.values()))
    policy.require_schema()
    return policy


def _load_rule(statement: Statement, name: str, areas: frozenset[str]) -> Rule:
    line = statement.line
    if statement.length > LONGEST_RULE or statement.depth > DEEPEST_RULE:
        raise PolicyTooDeep(policy=name, line=line, longest=LONGEST_RULE, deepest=DEEPEST_RULE)
    try:
        parsed = parse_rule(statement.text)
    except NotCedar as why:
        raise PolicySyntax(policy=name, line=line, why=why) from None
    if parsed is None:
        raise PolicyTemplate(policy=name, line=line)
    annotations: dict[str, str] = {key: value or "" for key, value in parsed.get("annotations", {}).items()}
    for said in _SAID:
        if not annotations.get(said, "").strip():
            raise MissingAnnotation(policy=name, line=line, annotation=said)
    _require_declared_values(parsed["conditions"], name, line)
    return Rule(
        id=annotations["id"],
        effect=parsed["effect"],
        reason_es=annotations["reason_es"],
        reason_en=annotations["reason_en"],
        line=line,
        obligations=obligations_of(dict(_obligations(annotations, parsed["effect"], name, line, areas))),
        attributes=tuple(sorted(set(attributes_in(parsed["conditions"])))),
    )


def _obligations(
    annotations: dict[str, str], effect: str, name: str, line: int, areas: frozenset[str]
) -> Iterator[tuple[str, Any]]:
    """The obligations among a rule's annotations, parsed, by name."""
    for key, value in annotations.items():
        if key in _SAID:
            continue
        if key not in OBLIGATIONS:
            known = (*_SAID, *OBLIGATIONS)
            nearest = max(known, key=lambda word: difflib.SequenceMatcher(None, key, word).ratio())
            raise UnknownAnnotation(policy=name, line=line, annotation=key, known=", ".join(known), nearest=nearest)
        if effect == "forbid":
            raise ForbidWithObligation(policy=name, line=line, annotation=key)
        try:
            parsed = parse_obligation(key, value)
            if key == "within" and not parsed <= areas:
                listed = ", ".join(sorted(areas)) or "-"
                raise Unreadable(f"named areas out of: {listed}", f"áreas con nombre de entre: {listed}")
        except Unreadable as why:
            raise BadObligation(
                policy=name, line=line, annotation=key, value=value, expected_en=why.en, expected_es=why.es
            ) from None
        yield key, parsed


def _require_declared_values(conditions: Any, name: str, line: int) -> None:  # noqa: ANN401 — a tree of builtins
    """A misspelt value in a forbid would release what it was written to hold back."""
    for attribute, value in comparisons_in(conditions):
        values = VALUES.get(attribute)
        if values is None or isinstance(value, bool) or type(value) is not type(values[0]):
            continue  # a boolean, or a wrong type, which the validator reports
        if value not in values:
            raise NeverTaken(
                policy=name, line=line, attribute=attribute, value=value, values=", ".join(map(str, values))
            )
