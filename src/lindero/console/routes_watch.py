"""Watch routes: who keeps it, contact cards, the one-key test call."""

from typing import Annotated, Literal

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody

from lindero.console.guards import console_of, require_content, require_csrf, require_person, require_watch
from lindero.console.routes_alerts import Noted
from lindero.console.routes_session import PersonRequest
from lindero.console.watch_view import WatchView
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.desks import Phone
from lindero.operations.watch.contacts import Card
from lindero.partners.errors import NoSuchPartner


class CardWritten(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person writes down about a partner's desk on duty."""

    phone: Phone
    second_phone: Phone | None = None
    radio: Annotated[str, msgspec.Meta(max_length=80)] | None = None
    languages: tuple[Literal["es", "en"], ...] = ()


@get("/")
async def read_watch(request: PersonRequest) -> WatchView:
    """Who keeps watch on both sides, how desks are reached, and recent test calls."""
    return await console_of(request).watch.view()


@post("/test-call", status_code=200, guards=[require_watch])
async def test_call(request: PersonRequest) -> WatchView:
    """Call the partners' desks: would an alert reach somebody now."""
    console, person = console_of(request), request.user
    desk = person.desk(console.context.node)
    await console.act(person, "test-call", lambda: console.context.watch.test(desk))
    return await console.watch.view()


@post("/test-call/{call:str}/answer", status_code=200, guards=[require_watch])
async def answer_call(request: PersonRequest, call: FromPath[str]) -> WatchView:
    """Answer a partner's test call, by one's own act."""
    console, person, about = console_of(request), request.user, RecordId(call)
    desk, calls = person.desk(console.context.node), console.context.watch.calls
    await console.act(person, "test-answer", lambda: calls.answer(about, desk), about=about)
    return await console.watch.view()


@post("/test-call/{call:str}/shown", status_code=200, guards=[require_watch])
async def call_shown(request: PersonRequest, call: FromPath[str]) -> Noted:
    """A partner's test call has been drawn on this desk's screen."""
    console, person = console_of(request), request.user
    desk, calls = person.desk(console.context.node), console.context.watch.calls
    record = await console.context.thread.run(lambda: calls.shown(RecordId(call), desk))
    console.tell([] if record is None else [record])
    return Noted()


@post("/contacts/{node:str}", status_code=200, guards=[require_watch])
async def write_contact(request: PersonRequest, node: FromPath[str], data: JSONBody[CardWritten]) -> WatchView:
    """Write down how a partner's desk on duty is reached; it stays on this node."""
    console, person, partner = console_of(request), request.user, NodeId(node)
    context = console.context
    card = Card(**msgspec.structs.asdict(data))

    def work() -> None:
        if context.store.pairings.load(partner) is None:
            raise NoSuchPartner(partner=partner)
        with context.store.transaction():
            record = context.watch.contacts.write(partner, card)
            if record is not None:
                context.store.authors.save([record.id], person.account.name)
                context.store.audit.append(console.trail.event(person.account.name, "contact", about=partner))

    await context.thread.run(work)
    context.changes.carded()
    return await console.watch.view()


watch_routes = Router(
    "/api/v1/watch",
    route_handlers=[read_watch, test_call, answer_call, call_shown, write_contact],
    guards=[require_person, require_csrf, require_content],
    tags=["watch"],
)
