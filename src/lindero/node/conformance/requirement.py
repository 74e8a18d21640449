"""What is checked, and the report of what came of it."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec

from lindero.node.conformance.tester import Tester
from lindero.node.conformance.verdict import Met, NotRun, Unmet, Verdict

Check = Callable[[Tester], Awaitable[Verdict]]


class Requirement(msgspec.Struct, frozen=True, kw_only=True):
    """One numbered requirement.

    Attributes:
        id: Number, kept for ever.
        paragraph: Page of spec/ and heading.
        en: What a node does.
        es: The same.
        check: Tries it.
        last: The node under test stops its link for good when it does this right: nothing can be checked after it.
    """

    id: str
    paragraph: str
    en: str
    es: str
    check: Check
    last: bool = False

    @classmethod
    def of(cls, id_: str, paragraph: str, en: str, es: str, check: Check, *, last: bool = False) -> "Requirement":
        """One, in the order of a table's columns."""
        return cls(id=id_, paragraph=paragraph, en=en, es=es, check=check, last=last)


class Checked(msgspec.Struct, frozen=True):
    """A requirement and its verdict."""

    requirement: Requirement
    verdict: Verdict


def report(node: str, checked: Sequence[Checked]) -> dict[str, Any]:
    """Everything as builtins, for JSON."""
    return {
        "node": node,
        "met": sum(isinstance(one.verdict, Met) for one in checked),
        "unmet": sum(isinstance(one.verdict, Unmet) for one in checked),
        "not_run": sum(isinstance(one.verdict, NotRun) for one in checked),
        "requirements": [
            {
                "id": one.requirement.id,
                "paragraph": f"spec/{one.requirement.paragraph}",
                "requirement": one.requirement.en,
                "verdict": {Met: "met", Unmet: "unmet", NotRun: "not-run"}[type(one.verdict)],
                **_details(one.verdict),
            }
            for one in checked
        ],
    }


def _details(verdict: Verdict) -> dict[str, str]:
    if isinstance(verdict, Unmet):
        return {"expected": verdict.expected, "seen": verdict.seen}
    return {"why": verdict.en} if isinstance(verdict, NotRun) else {}
