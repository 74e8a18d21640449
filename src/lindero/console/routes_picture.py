"""Picture routes: tracks, sensors, declarations, links, feeds, phrases."""

import msgspec
from litestar import Router, get
from litestar.params import FromPath

from lindero.console.declaration_view import DeclarationView, NoticeView
from lindero.console.guards import console_of, require_content, require_csrf, require_person
from lindero.console.link_view import LinkView
from lindero.console.routes_session import PersonRequest
from lindero.console.views import MS_NS, CoverageView, FeedView, SensorView, TrackView
from lindero.operations.phrases import PHRASES, Phrase


class PictureView(msgspec.Struct, frozen=True, kw_only=True):
    """The whole picture at one instant, in ms UTC."""

    at_ms: int
    tracks: list[TrackView]
    sensors: list[SensorView]
    declarations: list[DeclarationView]
    notices: list[NoticeView]


class LinksView(msgspec.Struct, frozen=True, kw_only=True):
    """All links."""

    links: list[LinkView]


class FeedsView(msgspec.Struct, frozen=True, kw_only=True):
    """All feeds."""

    feeds: list[FeedView]


@get("/picture")
async def read_picture(request: PersonRequest) -> PictureView:
    """Everything on the map, as of now."""
    console = console_of(request)
    await console.alerts.refresh()
    await console.trail.saw(request.user.session, "view-picture", ["picture"])
    return PictureView(
        at_ms=console.context.clock.now() // MS_NS,
        tracks=console.picture.tracks(),
        sensors=console.picture.sensors(),
        declarations=await console.picture.declarations(),
        notices=await console.picture.notices(),
    )


@get("/coverage")
async def read_coverage(request: PersonRequest) -> CoverageView:
    """Where the own radars look, and where they no longer do."""
    return console_of(request).picture.coverage()


@get("/tracks/{track:str}")
async def read_track(request: PersonRequest, track: FromPath[str]) -> TrackView:
    """One track, with its tail."""
    console = console_of(request)
    await console.alerts.refresh()
    view = console.picture.track(track)
    await console.trail.saw(request.user.session, "view-track", [view.track])
    return view


@get("/links")
async def read_links(request: PersonRequest) -> LinksView:
    """How the links to the partners are; administrators may see it, too."""
    return LinksView(links=console_of(request).context.links.views())


@get("/feeds")
async def read_feeds(request: PersonRequest) -> FeedsView:
    """How the feeds are; administrators may see it, too."""
    return FeedsView(feeds=console_of(request).picture.feeds())


@get("/phrases")
async def read_phrases() -> dict[str, Phrase]:
    """The numbered phrases of reasons, requests and verdicts."""
    return {str(number): phrase for number, phrase in PHRASES.items()}


_content = Router("/", route_handlers=[read_picture, read_coverage, read_track], guards=[require_content])

picture_routes = Router(
    "/api/v1",
    route_handlers=[_content, read_links, read_feeds, read_phrases],
    guards=[require_person, require_csrf],
    tags=["picture"],
)
