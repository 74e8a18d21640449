"""spec/conformance.md: the numbered requirements that `lindero conformance` checks, and what it cannot."""

from collections.abc import Iterator

from lindero.node.conformance.requirement import Requirement
from lindero.node.conformance.run import REQUIREMENTS
from reference_pages.markdown import GENERATED, cell, table

HEAD = """\
# Conformance

Version 1. A node conforms when it meets every requirement below, the vectors of [vectors/](vectors), and the sections
of [README.md](README.md#what-a-tester-cannot-see) that no tester can look into.

    lindero conformance HOST:PORT --identity DIR

speaks the link as a paired partner and checks the requirements one by one, each in a session of its own. The first
call makes a training identity in DIR and says how to pair it with the node under test, which must be a training node.
The identity keeps no log: where its log ends, the node's hello tells it, so that a node that accepts what it should
refuse spoils no later check. What arrives at the node is heartbeats and nonsense; the nonsense ends in its
quarantine.

Exit codes: 0 all met; 1 at least one unmet; 2 not paired yet; 3 none unmet, but some could not be checked. The last
two requirements make the node stop its link for good: of these a run checks one, and the other after a restart by
`--only`.

Numbers are kept for ever: a requirement that goes leaves its number unused. Each row names the paragraph that it is
from. A check fails for its own requirement alone: each has been tried on a node with that one defect
(`tests/support/defects.py`).
"""


def page() -> str:
    rows = sorted(REQUIREMENTS, key=lambda one: (one.id.split("-")[0], int(one.id.split("-")[1])))
    return f"{GENERATED}\n{HEAD}\n" + table(("Number", "A node …", "Paragraph"), _rows(rows))


def _rows(requirements: list[Requirement]) -> Iterator[tuple[str, str, str]]:
    for one in requirements:
        name = one.paragraph.partition("#")[0]
        yield one.id, cell(one.en), f"[{name}]({one.paragraph})"
