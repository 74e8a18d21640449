"""Policy routes: the rules in force, what their reasons say, and a rehearsal of another text beside them."""

from typing import Annotated, Literal

import msgspec
from litestar import Router, get, post
from litestar.params import JSONBody

from lindero.console.guards import console_of, require_csrf, require_person, require_role
from lindero.console.long_work import Run, Say
from lindero.console.person import Person
from lindero.console.ports import RehearsalAsked
from lindero.console.routes_session import PersonRequest
from lindero.console.run_view import RunView, run_view
from lindero.exchange.release.decision import REASONS
from lindero.exchange.release.policy import Policy
from lindero.kernel.ids import NodeId
from lindero.partners.rehearsal import Rehearsed

_MONTH_S = 31 * 86_400


class Words(msgspec.Struct, frozen=True):
    """A sentence in both languages."""

    es: str
    en: str


class ReasonsView(msgspec.Struct, frozen=True, kw_only=True):
    """What the words in decisions mean: rules of the policy in force in their author's words, and reason codes."""

    version: str
    reasons: dict[str, Words]


class PolicyView(msgspec.Struct, frozen=True, kw_only=True):
    """The policy in force."""

    name: str
    version: str
    text: str


class Rehearsing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another policy, over the own records of the last `since_s` seconds, for one partner or every one."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=48_000)]
    since_s: Annotated[int, msgspec.Meta(ge=60, le=_MONTH_S)] = 7 * 86_400
    partner: Annotated[str, msgspec.Meta(min_length=1, max_length=200)] | None = None


class ChangeView(msgspec.Struct, frozen=True, kw_only=True):
    """Records of one kind whose fate would change in one way; `examples` only for those who see content."""

    partner: NodeId
    kind: str
    change: Literal["released", "withheld", "changed"]
    reason: str
    count: int
    examples: tuple[str, ...]


class MixedView(msgspec.Struct, frozen=True, kw_only=True):
    """An object that would leave with different exactness; `object` only for those who see content."""

    partner: NodeId
    object: str | None
    coarsen_m: tuple[int, ...]


class RehearsalView(msgspec.Struct, frozen=True, kw_only=True):
    """The last rehearsal: how far it is, and once it is done what the other policy would have changed."""

    run: RunView | None
    policy: str | None = None
    records: int | None = None
    changes: list[ChangeView] = []
    mixed: list[MixedView] = []


@get("/reasons")
async def read_reasons(request: PersonRequest) -> ReasonsView:
    """What reasons and rules say, for whoever reads figures or decisions."""
    policy = console_of(request).context.policy()
    return ReasonsView(version=policy.version, reasons=_reasons(policy))


def _reasons(policy: Policy) -> dict[str, Words]:
    codes = {code: Words(es.split(": {")[0], en.split(": {")[0]) for code, (es, en) in REASONS.items()}
    return codes | {rule.id: Words(rule.reason_es, rule.reason_en) for rule in policy.rules.values()}


@get("/policy", guards=[require_role("administrator", "watch-officer", "auditor")])
async def read_policy(request: PersonRequest) -> PolicyView:
    """The policy in force."""
    policy = console_of(request).context.policy()
    return PolicyView(name=policy.name, version=policy.version, text=policy.text)


@get("/rehearsal", guards=[require_role("administrator", "watch-officer")])
async def read_rehearsal(request: PersonRequest) -> RehearsalView:
    """The last rehearsal at this node, whoever started it."""
    return _view(console_of(request).rehearsal.run, request.user)


@post("/rehearsal", status_code=202, guards=[require_role("administrator", "watch-officer")])
async def rehearse(request: PersonRequest, data: JSONBody[Rehearsing]) -> RehearsalView:
    """Begin to rehearse another policy; nothing leaves, and the policy in force stays."""
    console, person = console_of(request), request.user
    partner = None if data.partner is None else NodeId(data.partner)
    asked = RehearsalAsked(text=data.text, since_s=data.since_s, partner=partner)

    def work(say: Say) -> Rehearsed:
        return console.context.rehearse(asked, say)

    run = console.rehearsal.start(person.account.name, work)
    await console.trail.note(person.account.name, "release-rehearse")
    return _view(run, person)


def _view(run: Run[Rehearsed] | None, reader: Person) -> RehearsalView:
    if run is None or run.result is None:
        return RehearsalView(run=None if run is None else run_view(run))
    result, content = run.result, reader.reads_content
    return RehearsalView(
        run=run_view(run),
        policy=result.policy[1],
        records=result.records,
        changes=[
            ChangeView(
                partner=one.partner,
                kind=one.kind,
                change=one.change,
                reason=one.reason,
                count=one.count,
                examples=one.examples if content else (),
            )
            for one in result.changes
        ],
        mixed=[
            MixedView(partner=one.partner, object=one.object_key if content else None, coarsen_m=one.coarsen_m)
            for one in result.mixed
        ],
    )


policy_routes = Router(
    "/api/v1",
    route_handlers=[read_reasons, read_policy, read_rehearsal, rehearse],
    guards=[require_person, require_csrf],
    tags=["policy"],
)
