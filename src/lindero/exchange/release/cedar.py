"""Cedar behind one door: nothing else in the product calls cedarpy.

Policies and schema are parsed once into handles. An evaluation returns what matched and every error; it never raises.
Source: Cutler et al., "Cedar: A New Language for Expressive, Fast, Safe, and Analyzable Authorization", OOPSLA 2024.
"""

from typing import Any, Final, NamedTuple

import cedarpy
import msgspec

_ACTION: Final = {"type": "Action", "id": "release"}
_RESOURCE: Final = {"type": "Record", "id": "record"}
_NO_ENTITIES: Final = cedarpy.Entities.from_json_str("[]")


class NotCedar(ValueError):
    """Text that the parser refuses; the message is Cedar's own."""


class Evaluation(NamedTuple):
    """What Cedar said about one request.

    Attributes:
        allowed: A permit matched and no forbid did.
        rules: Ids of the rules that decided: the matching permits, or the matching forbids.
        errors: What could not be evaluated. Cedar skips such a rule, so the caller must withhold.
    """

    allowed: bool
    rules: frozenset[str]
    errors: tuple[str, ...]


class Invalid(NamedTuple):
    """One finding of the validator.

    Attributes:
        rule: Id of the rule.
        why: Cedar's sentence.
    """

    rule: str
    why: str


class CompiledPolicy:
    """A policy set and the schema that its rules are checked against, parsed.

    Raises:
        NotCedar: Text or schema cannot be parsed.
    """

    def __init__(self, text: str, schema: str) -> None:
        try:
            self._schema = cedarpy.Schema.from_str(schema)
            self._policies = cedarpy.PolicySet.from_str(text)
        except ValueError as why:
            raise NotCedar(str(why)) from None
        self._text = text

    def check_schema(self) -> tuple[Invalid, ...]:
        """Findings of the validator in strict mode; empty when every rule keeps to the schema."""
        result = cedarpy.validate_policies(self._text, self._schema)
        ids = result.id_annotations_by_policy_id
        return tuple(Invalid(ids.get(found.policy_id, ""), found.error) for found in result.errors)

    def evaluate(self, partner: str, context: dict[str, Any]) -> Evaluation:
        """Decide one request of a partner with these attribute values, which the caller has held to the schema."""
        request = {
            "principal": {"type": "Partner", "id": partner},
            "action": _ACTION,
            "resource": _RESOURCE,
            "context": context,
        }
        try:
            result = cedarpy.is_authorized(request, self._policies, _NO_ENTITIES)
        except ValueError as why:
            return Evaluation(allowed=False, rules=frozenset(), errors=(str(why),))
        found = result.diagnostics
        return Evaluation(
            allowed=result.allowed,
            rules=frozenset(found.id_annotations_by_reason.values()),
            errors=tuple(found.errors),
        )


def parse_rule(text: str) -> dict[str, Any] | None:
    """Cedar's JSON form of one rule: effect, annotations, scope, conditions; None for a template.

    Raises:
        NotCedar: The text is not one rule.
    """
    try:
        parsed = msgspec.json.decode(cedarpy.policies_to_json_str(text))
    except (ValueError, RecursionError) as why:
        raise NotCedar(str(why).rstrip(".")) from None
    rules = list(parsed["staticPolicies"].values())
    return rules[0] if rules else None
