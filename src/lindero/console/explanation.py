"""Why a record goes to a partner or does not, as the console shows it."""

from typing import Any

import msgspec


class ExplainedReason(msgspec.Struct, frozen=True, kw_only=True):
    """Why it does not go, or not now."""

    code: str
    en: str
    es: str


class ExplainedRule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that decided, in its author's words."""

    id: str
    effect: str
    line: int
    reason_en: str
    reason_es: str


class ExplainedDemand(msgspec.Struct, frozen=True, kw_only=True):
    """An obligation, and the permit that it came from."""

    obligation: str
    value: Any
    rule: str


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """A decision of this moment with everything that it follows from.

    Attributes:
        decision: `release`, `hold`, `review` or `withhold`.
        reasons: Why not.
        rules: That decided.
        demands: Obligations.
        values: What the rules looked at, by name.
        policy: Its file and version.
    """

    decision: str
    reasons: list[ExplainedReason]
    rules: list[ExplainedRule]
    demands: list[ExplainedDemand]
    values: dict[str, str | int | float | bool | None]
    policy: tuple[str, str]
