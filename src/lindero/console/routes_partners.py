"""Partner routes: heads of both logs; an administrator who moves a pairing, or confirms new keys of a partner."""

from collections.abc import Callable
from typing import Annotated

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody

from lindero.console.confirmation import require_typed
from lindero.console.console import Console
from lindero.console.guards import console_of, require_again, require_csrf, require_person, require_role
from lindero.console.log_view import LogView, log_views
from lindero.console.routes_session import PersonRequest
from lindero.console.views import MS_NS
from lindero.kernel.ids import NodeId
from lindero.model.pairing import Pairing, PairingState
from lindero.partners.standing import WAIT_S


class LogsView(msgspec.Struct, frozen=True, kw_only=True):
    """Both logs with every partner."""

    logs: list[LogView]


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Where a pairing stands; `until_ms` is how long the partner's answer is awaited, in ms UTC, while it ends."""

    partner: NodeId
    pairing: PairingState
    until_ms: int | None


class Ending(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The end of a pairing, confirmed by typing the partner's id; `wait_s` bounds the wait for its receipts."""

    typed: str
    wait_s: Annotated[int, msgspec.Meta(ge=0, le=30 * 86_400)] = WAIT_S


class Digits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the partner's person read from their own node."""

    digits: Annotated[str, msgspec.Meta(max_length=200)]


class Rekeyed(msgspec.Struct, frozen=True, kw_only=True):
    """The partner's keys that count now, by name."""

    partner: NodeId
    keys: dict[str, str]


@get("/logs")
async def read_logs(request: PersonRequest) -> LogsView:
    """Size, root and receipt of every log; no content."""
    console = console_of(request)
    return LogsView(logs=await console.context.thread.run(lambda: log_views(console.context.store)))


@post("/partners/{partner:str}/suspend", status_code=200, guards=[require_role("administrator")])
async def suspend(request: PersonRequest, partner: FromPath[str]) -> Standing:
    """Nothing leaves to this partner until it is resumed."""
    console, name = console_of(request), request.user.account.name
    return await _stand(console, lambda: console.context.standing.suspend(name, NodeId(partner)))


@post("/partners/{partner:str}/resume", status_code=200, guards=[require_role("administrator")])
async def resume(request: PersonRequest, partner: FromPath[str]) -> Standing:
    """What the policy releases leaves again."""
    console, name = console_of(request), request.user.account.name
    return await _stand(console, lambda: console.context.standing.resume(name, NodeId(partner)))


@post("/partners/{partner:str}/end", status_code=200, guards=[require_role("administrator"), require_again])
async def end(request: PersonRequest, partner: FromPath[str], data: JSONBody[Ending]) -> Standing:
    """Everything is recalled from this partner, and both logs are closed; it cannot be undone."""
    require_typed(data.typed, partner)
    console, name = console_of(request), request.user.account.name
    return await _stand(console, lambda: console.context.standing.end(name, NodeId(partner), data.wait_s))


@post("/partners/{partner:str}/keys", status_code=200, guards=[require_role("administrator"), require_again])
async def confirm_keys(request: PersonRequest, partner: FromPath[str], data: JSONBody[Digits]) -> Rekeyed:
    """The new keys that this partner's recovery key vouches for count from now on; those before are refused."""
    context, name = console_of(request).context, request.user.account.name
    confirmed = await context.thread.run(lambda: context.offered_keys.confirm(name, NodeId(partner), data.digits))
    await context.rekeyed(confirmed.place)
    return Rekeyed(partner=confirmed.place, keys={epoch.key: epoch.public.hex() for epoch in confirmed.partner_keys})


async def _stand(console: Console, act: Callable[[], Pairing]) -> Standing:
    pairing = await console.context.thread.run(act)
    assert pairing.partner is not None
    console.context.restood(pairing.partner.node)
    until = pairing.ending_until
    return Standing(
        partner=pairing.partner.node, pairing=pairing.state, until_ms=None if until is None else until // MS_NS
    )


partner_routes = Router(
    "/api/v1",
    route_handlers=[read_logs, suspend, resume, end, confirm_keys],
    guards=[require_person, require_csrf],
    tags=["partners"],
)
