"""What a desk says and asks about a track: labels, whose it is, hand-over. Every act is a record of this node."""

from typing import Annotated, Final

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody

from lindero.console.guards import console_of, require_content, require_csrf, require_person, require_watch
from lindero.console.routes_session import PersonRequest
from lindero.console.talk_view import HandOverView, QueryView
from lindero.console.views import TrackView
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.about_tracks import TrackLabel, Whose

_Node = Annotated[str, msgspec.Meta(max_length=64)]


class TalkView(msgspec.Struct, frozen=True, kw_only=True):
    """The newest questions and hand-overs."""

    queries: list[QueryView]
    handovers: list[HandOverView]


class Labelling(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person takes a track for."""

    label: TrackLabel


class Answering(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose a track is."""

    whose: Whose


class Offering(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """To whom a track is offered; nothing where there is one neighbour."""

    to: _Node | None = None


class Done(msgspec.Struct, frozen=True):
    """The record that was made; null where there was nothing to do."""

    record: RecordId | None


@get("/talk")
async def read_talk(request: PersonRequest) -> TalkView:
    """The newest questions and hand-overs."""
    console = console_of(request)
    queries, handovers = await console.talk.views()
    await console.trail.saw(request.user.session, "view-talk", ["talk"])
    return TalkView(queries=queries, handovers=handovers)


@post("/tracks/{track:str}/label", status_code=200, guards=[require_watch])
async def label(request: PersonRequest, track: FromPath[str], data: JSONBody[Labelling]) -> TrackView:
    """Say what it is."""
    console, subject = console_of(request), console_of(request).subject(track)
    desk = request.user.desk(console.context.node)
    give = console.context.desks.labels.give
    await console.act(request.user, "label", lambda: give(subject, data.label, desk), data.label)
    return console.picture.track(track)


@post("/tracks/{track:str}/label/withdraw", status_code=200, guards=[require_watch])
async def unlabel(request: PersonRequest, track: FromPath[str]) -> TrackView:
    """Take this node's label back."""
    console, subject = console_of(request), console_of(request).subject(track)
    desk = request.user.desk(console.context.node)
    await console.act(request.user, "label-withdraw", lambda: console.context.desks.labels.take_back(subject, desk))
    return console.picture.track(track)


@post("/tracks/{track:str}/query", status_code=201, guards=[require_watch])
async def ask(request: PersonRequest, track: FromPath[str]) -> Done:
    """Ask the partners whose it is."""
    console, subject = console_of(request), console_of(request).subject(track)
    desk = request.user.desk(console.context.node)
    query = await console.act(request.user, "query", lambda: console.context.desks.queries.ask(subject, desk))
    return Done(query.id)


@post("/queries/{asked:str}/answer", status_code=201, guards=[require_watch])
async def answer(request: PersonRequest, asked: FromPath[str], data: JSONBody[Answering]) -> Done:
    """Answer a partner's question."""
    console = console_of(request)
    desk, query = request.user.desk(console.context.node), RecordId(asked)
    answering = console.context.desks.queries.answer
    said = await console.act(request.user, "answer", lambda: answering(query, data.whose, desk), data.whose)
    return Done(said.id)


@post("/tracks/{track:str}/offer", status_code=201, guards=[require_watch])
async def offer(request: PersonRequest, track: FromPath[str], data: JSONBody[Offering]) -> Done:
    """Offer a track that this node holds."""
    console, subject = console_of(request), console_of(request).subject(track)
    desk, to = request.user.desk(console.context.node), None if data.to is None else NodeId(data.to)
    offering = console.context.desks.handovers.offer
    made = await console.act(request.user, "offer", lambda: offering(subject, desk, to))
    return Done(made.id)


@post("/hand-overs/{handover:str}/accept", status_code=201, guards=[require_watch])
async def accept(request: PersonRequest, handover: FromPath[str]) -> Done:
    """Take a track over."""
    console, offered = console_of(request), RecordId(handover)
    desk, accepting = request.user.desk(console.context.node), console.context.desks.handovers.accept
    return Done((await console.act(request.user, "accept", lambda: accepting(offered, desk))).id)


@post("/hand-overs/{handover:str}/decline", status_code=201, guards=[require_watch])
async def decline(request: PersonRequest, handover: FromPath[str]) -> Done:
    """Leave it where it is."""
    console, offered = console_of(request), RecordId(handover)
    desk, declining = request.user.desk(console.context.node), console.context.desks.handovers.decline
    return Done((await console.act(request.user, "decline", lambda: declining(offered, desk))).id)


@post("/hand-overs/{handover:str}/withdraw", status_code=201, guards=[require_watch])
async def withdraw(request: PersonRequest, handover: FromPath[str]) -> Done:
    """Take an offer of this node back."""
    console, offered = console_of(request), RecordId(handover)
    desk, withdrawing = request.user.desk(console.context.node), console.context.desks.handovers.withdraw
    return Done((await console.act(request.user, "offer-withdraw", lambda: withdrawing(offered, desk))).id)


_HANDLERS: Final = [read_talk, label, unlabel, ask, answer, offer, accept, decline, withdraw]

talk_routes = Router(
    "/api/v1",
    route_handlers=_HANDLERS,
    guards=[require_person, require_csrf, require_content],
    tags=["tracks"],
)
