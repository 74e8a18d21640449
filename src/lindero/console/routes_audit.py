"""An auditor's routes: the own decision log, and verification of every pair log from its bytes."""

from typing import Annotated

import msgspec
from litestar import Router, get, post
from litestar.params import QueryParameter

from lindero.console.console import Console
from lindero.console.explanation import Explained
from lindero.console.guards import console_of, require_csrf, require_person, require_role
from lindero.console.long_work import Run, Say
from lindero.console.routes_session import PersonRequest
from lindero.console.run_view import RunView, Told, run_view, told
from lindero.console.views import MS_NS
from lindero.exchange.log.ports import Decision, DecisionPage, DecisionsAsked
from lindero.kernel.ids import NodeId, RecordId
from lindero.partners.verification import Checked, verify_node


class DecisionView(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the decision log.

    Attributes:
        at_ms: When it was decided. [ms UTC]
        partner: For whom.
        record: About which record; empty for a run of released entries.
        object: What it is about; of a run, `entries:` and the first index.
        released: It left.
        rules: Ids of the permits.
        reasons: Why not: ids of rules, or reason codes.
        policy: Version of the policy.
        count: How many records the row stands for.
        way_out: How it would leave: `link`, `export` and so on.
    """

    at_ms: int
    partner: NodeId
    record: RecordId
    object: str
    released: bool
    rules: tuple[str, ...]
    reasons: tuple[str, ...]
    policy: str
    count: int
    way_out: str


class DecisionsView(msgspec.Struct, frozen=True, kw_only=True):
    """Rows, newest first; `next` is the `before` of the next page."""

    decisions: list[DecisionView]
    next: int | None


class FindingView(Told, frozen=True, kw_only=True):
    """What is wrong with a log, and where."""

    index: int | None
    part: str


class CheckedView(msgspec.Struct, frozen=True, kw_only=True):
    """One log that was checked; no findings: all is as it was signed."""

    origin: str
    size: int
    findings: list[FindingView]


class VerificationView(msgspec.Struct, frozen=True, kw_only=True):
    """The last verification: how far it is, and what it found once it is done."""

    run: RunView | None
    logs: list[CheckedView]


@get("/decisions")
async def read_decisions(
    request: PersonRequest,
    record: Annotated[str | None, QueryParameter(max_length=64)] = None,
    partner: Annotated[str | None, QueryParameter(max_length=200)] = None,
    reason: Annotated[str | None, QueryParameter(max_length=200)] = None,
    released: Annotated[bool | None, QueryParameter()] = None,
    before: Annotated[int | None, QueryParameter(ge=1, le=2**62)] = None,
) -> DecisionsView:
    """The decision log: all about one record, or the newest by partner, reason and fate."""
    console = console_of(request)
    asked = DecisionsAsked(
        partner=None if partner is None else NodeId(partner), reason=reason, released=released, before=before
    )
    page = await console.context.thread.run(lambda: _decisions(console, record, asked))
    await console.trail.saw(request.user.session, "view-decisions", [record or reason or "decisions"])
    return DecisionsView(decisions=[_decision(made) for made in page.rows], next=page.next)


def _decisions(console: Console, record: str | None, asked: DecisionsAsked) -> DecisionPage:
    """In the store's thread."""
    decisions = console.context.store.decisions
    if record is not None:
        return DecisionPage(rows=tuple(decisions.about(RecordId(record))), next=None)
    return decisions.latest(asked)


def _decision(made: Decision) -> DecisionView:
    return DecisionView(
        at_ms=made.at // MS_NS,
        partner=made.partner,
        record=made.record,
        object=made.object_key,
        released=made.released,
        rules=made.rules,
        reasons=made.reasons,
        policy=made.policy,
        count=made.count,
        way_out=made.way_out,
    )


@get("/decisions/explained")
async def explain(
    request: PersonRequest,
    record: Annotated[str, QueryParameter(max_length=64)],
    partner: Annotated[str, QueryParameter(max_length=200)],
) -> Explained:
    """What the policy of this moment decides about a record for a partner, and by which rules and values."""
    console = console_of(request)
    answer = await console.context.thread.run(lambda: console.context.explain(RecordId(record), NodeId(partner)))
    await console.trail.saw(request.user.session, "explain", [f"{record} {partner}"])
    return answer


@get("/verification")
async def read_verification(request: PersonRequest) -> VerificationView:
    """The last verification of this node's logs, whoever started it."""
    return _view(console_of(request).verification.run)


@post("/verification", status_code=202)
async def verify(request: PersonRequest) -> VerificationView:
    """Begin to check every pair log from its bytes, by a connection of its own."""
    console = console_of(request)

    def work(say: Say) -> list[Checked]:
        with console.context.reader() as shelf:
            return list(verify_node(shelf, console.context.clock.now() // 1_000_000, say))

    run = console.verification.start(request.user.account.name, work)
    await console.trail.note(request.user.account.name, "verify")
    return _view(run)


def _view(run: Run[list[Checked]] | None) -> VerificationView:
    if run is None:
        return VerificationView(run=None, logs=[])
    return VerificationView(run=run_view(run), logs=[_checked(one) for one in run.result or ()])


def _checked(one: Checked) -> CheckedView:
    findings = [
        FindingView(**msgspec.structs.asdict(told(finding)), index=finding.index, part=finding.part)
        for finding in one.findings
    ]
    return CheckedView(origin=one.log.origin, size=one.size, findings=findings)


audit_routes = Router(
    "/api/v1",
    route_handlers=[read_decisions, explain, read_verification, verify],
    guards=[require_person, require_csrf, require_role("auditor")],
    tags=["audit"],
)
