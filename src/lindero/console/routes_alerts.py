"""Alert routes: the list, and what a person does with one."""

from typing import Annotated, Literal

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from lindero.console.alert_view import AlertView
from lindero.console.guards import console_of, require_content, require_csrf, require_person, require_watch
from lindero.console.language import preferred_language
from lindero.console.routes_session import PersonRequest
from lindero.kernel.ids import DeskId, RecordId, parse_desk_id
from lindero.model.alerts import Verdict
from lindero.operations.alerts.acts import Seen

LONGEST_REMARKS = 2_000
MOST_AT_ONCE = 500


class AlertsView(msgspec.Struct, frozen=True, kw_only=True):
    """Alerts, and the cursor from which the live stream goes on."""

    alerts: list[AlertView]
    cursor: int


class OutcomeGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an alert turned out to be."""

    verdict: Verdict
    remarks: Annotated[str, msgspec.Meta(max_length=LONGEST_REMARKS)] | None = None


class Assigned(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """To which desk, and which desk follows it up on the person's screen."""

    to: Annotated[str, msgspec.Meta(min_length=3, max_length=120)]
    seen: str | None = None


class Shelved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why, and for how many minutes."""

    reason: int
    minutes: int


class Withdrawn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why."""

    reason: int


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A numbered phrase, free text, or both."""

    phrase: int | None = None
    text: Annotated[str, msgspec.Meta(max_length=LONGEST_REMARKS)] | None = None


class ManyClosed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Alerts as the person saw them, and the one outcome of all."""

    seen: Annotated[list[Seen], msgspec.Meta(min_length=1, max_length=MOST_AT_ONCE)]
    verdict: Verdict
    remarks: Annotated[str, msgspec.Meta(max_length=LONGEST_REMARKS)] | None = None


class StayedOpen(msgspec.Struct, frozen=True):
    """Why one was not closed with the others."""

    code: str
    message: str


class ManyClosedView(msgspec.Struct, frozen=True):
    """How many were closed, and those that stayed open."""

    closed: int
    refused: dict[RecordId, StayedOpen]


class Noted(msgspec.Struct, frozen=True):
    """It was taken note of."""

    noted: bool = True


@get("/")
async def read_alerts(
    request: PersonRequest, wanted: Annotated[Literal["open", "all"], QueryParameter(name="state")] = "open"
) -> AlertsView:
    """Alerts in the order of their last change."""
    console = console_of(request)
    await console.alerts.refresh()
    cursor = console.alerts.cursor
    views = [view for _, view in console.alerts.after(0) if wanted == "all" or view.state == "open"]
    await console.trail.saw(request.user.session, "view-alert", [view.alert for view in views])
    return AlertsView(alerts=views, cursor=cursor)


@post("/{alert:str}/acknowledge", status_code=200, guards=[require_watch])
async def acknowledge(request: PersonRequest, alert: FromPath[str]) -> AlertView:
    """Take it, by one's own act."""
    return await console_of(request).acknowledge(request.user, RecordId(alert))


@post("/{alert:str}/outcome", status_code=200, guards=[require_watch])
async def give_outcome(request: PersonRequest, alert: FromPath[str], data: JSONBody[OutcomeGiven]) -> AlertView:
    """Say what it was."""
    return await console_of(request).close(request.user, RecordId(alert), data.verdict, data.remarks)


@post("/{alert:str}/shown", status_code=200)
async def shown(request: PersonRequest, alert: FromPath[str]) -> Noted:
    """It has been drawn on this desk's screen; for pages whose stream is one-way."""
    await console_of(request).shown(request.user, RecordId(alert))
    return Noted()


@post("/{alert:str}/assign", status_code=200, guards=[require_watch])
async def assign(request: PersonRequest, alert: FromPath[str], data: JSONBody[Assigned]) -> AlertView:
    """Give it to a desk of this node."""
    console, person, about = console_of(request), request.user, RecordId(alert)
    desk, to = person.desk(console.context.node), parse_desk_id(data.to)
    seen = None if data.seen is None else DeskId(data.seen)
    acts = console.context.watch.acts
    with console.second(about, desk, "assign"):
        await console.act(person, "assign", lambda: acts.assign(about, desk, to, seen=seen), detail=to, about=about)
    return await console.view(about)


@post("/{alert:str}/shelve", status_code=200, guards=[require_watch])
async def shelve(request: PersonRequest, alert: FromPath[str], data: JSONBody[Shelved]) -> AlertView:
    """Put it aside; it comes back by itself."""
    console, person, about = console_of(request), request.user, RecordId(alert)
    desk, acts = person.desk(console.context.node), console.context.watch.acts
    detail = f"{data.reason} {data.minutes} min"
    with console.second(about, desk, "shelve"):
        await console.act(
            person, "shelve", lambda: acts.shelve(about, desk, data.reason, data.minutes), detail=detail, about=about
        )
    return await console.view(about)


@post("/{alert:str}/resume", status_code=200, guards=[require_watch])
async def resume(request: PersonRequest, alert: FromPath[str]) -> AlertView:
    """Take it from the shelf."""
    console, person, about = console_of(request), request.user, RecordId(alert)
    desk, acts = person.desk(console.context.node), console.context.watch.acts
    await console.act(person, "resume", lambda: acts.resume(about, desk), about=about)
    return await console.view(about)


@post("/{alert:str}/telephoned", status_code=200, guards=[require_watch])
async def telephoned(request: PersonRequest, alert: FromPath[str]) -> AlertView:
    """Note that the other side was telephoned."""
    console, person, about = console_of(request), request.user, RecordId(alert)
    desk, acts = person.desk(console.context.node), console.context.watch.acts
    await console.act(person, "telephone", lambda: acts.telephoned(about, desk), about=about)
    return await console.view(about)


@post("/{alert:str}/withdraw", status_code=200, guards=[require_watch])
async def withdraw(request: PersonRequest, alert: FromPath[str], data: JSONBody[Withdrawn]) -> AlertView:
    """Take back an own alert."""
    console, person, about = console_of(request), request.user, RecordId(alert)
    desk = console.context.desk
    await console.act(
        person, "withdraw", lambda: desk.withdraw(about, data.reason), detail=str(data.reason), about=about
    )
    return await console.view(about)


@post("/{alert:str}/message", status_code=200, guards=[require_watch])
async def say(request: PersonRequest, alert: FromPath[str], data: JSONBody[Said]) -> AlertView:
    """A message to the other side's desks about it."""
    console, person, about = console_of(request), request.user, RecordId(alert)
    desk, acts = person.desk(console.context.node), console.context.watch.acts
    await console.act(person, "message", lambda: acts.say(about, desk, data.phrase, data.text), about=about)
    return await console.view(about)


@post("/close", status_code=200, guards=[require_watch])
async def close_many(request: PersonRequest, data: JSONBody[ManyClosed]) -> ManyClosedView:
    """Take and close a flood with one outcome; what has climbed meanwhile stays open."""
    console, person = console_of(request), request.user
    handled = await console.close_many(person, data.seen, data.verdict, data.remarks)
    language = preferred_language(request.headers.get("accept-language", ""), console.context.language)
    refused = {alert: StayedOpen(why.code, why.text(language)) for alert, why in handled.refused.items()}
    return ManyClosedView(closed=len(data.seen) - len(refused), refused=refused)


alert_routes = Router(
    "/api/v1/alerts",
    route_handlers=[
        read_alerts,
        acknowledge,
        give_outcome,
        shown,
        assign,
        shelve,
        resume,
        telephoned,
        withdraw,
        say,
        close_many,
    ],
    guards=[require_person, require_csrf, require_content],
    tags=["alerts"],
)
