"""Alert routes: the list, and what a person does with one."""

from typing import Annotated, Literal

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from lindero.console.alert_view import AlertView
from lindero.console.guards import console_of, require_content, require_csrf, require_person, require_watch
from lindero.console.routes_session import PersonRequest
from lindero.kernel.ids import RecordId
from lindero.model.alerts import Verdict

LONGEST_REMARKS = 2_000


class AlertsView(msgspec.Struct, frozen=True, kw_only=True):
    """Alerts, and the cursor from which the live stream goes on."""

    alerts: list[AlertView]
    cursor: int


class OutcomeGiven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an alert turned out to be."""

    verdict: Verdict
    remarks: Annotated[str, msgspec.Meta(max_length=LONGEST_REMARKS)] | None = None


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


alert_routes = Router(
    "/api/v1/alerts",
    route_handlers=[read_alerts, acknowledge, give_outcome, shown],
    guards=[require_person, require_csrf, require_content],
    tags=["alerts"],
)
