"""The live stream: what changed, as batches of messages. How they travel is the transports' matter."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Final, Literal

import msgspec

from lindero.console.alert_view import AlertView
from lindero.console.console import Console
from lindero.console.declaration_view import DeclarationView, NoticeView
from lindero.console.link_view import LinkView
from lindero.console.person import Person
from lindero.console.talk_view import HandOverView, QueryView
from lindero.console.views import MS_NS, FeedView, SensorView, TrackView
from lindero.console.watch_view import WatchView
from lindero.kernel.ids import RecordId

BATCH_S: Final = 0.1
"""Least time between two batches."""
CHECK_S: Final = 0.5
"""A stream looks at its session at least so often: it ends within a second of sign-out or a lost role."""
STATUS_S: Final = 1.0
"""Least time between two statements about links, feeds and sensors, whose figures change all the time."""


class Tracks(msgspec.Struct, frozen=True, tag="tracks"):
    """Tracks that changed, and numbers that are gone."""

    at_ms: int
    tracks: list[TrackView]
    gone: list[str]


class AlertChanged(msgspec.Struct, frozen=True, tag="alert"):
    """An alert as it is now; `cursor` resumes after it."""

    cursor: int
    alert: AlertView


class AlertWithdrawn(msgspec.Struct, frozen=True, tag="alert-withdrawn"):
    """An alert whose records are gone: nothing of it may be shown on; `cursor` resumes after it."""

    cursor: int
    alert: RecordId


class Links(msgspec.Struct, frozen=True, tag="links"):
    """All links."""

    links: list[LinkView]


class Sensors(msgspec.Struct, frozen=True, tag="sensors"):
    """All own sensors."""

    sensors: list[SensorView]


class Feeds(msgspec.Struct, frozen=True, tag="feeds"):
    """All feeds."""

    feeds: list[FeedView]


class Declarations(msgspec.Struct, frozen=True, tag="declarations"):
    """All announced flights and airspace notices that are not over."""

    declarations: list[DeclarationView]
    notices: list[NoticeView]


class Talk(msgspec.Struct, frozen=True, tag="talk"):
    """The newest questions and hand-overs."""

    queries: list[QueryView]
    handovers: list[HandOverView]


class Kernels(msgspec.Struct, frozen=True, tag="kernels"):
    """Whether the air picture can be computed yet."""

    state: Literal["warming", "ready"]


class Watch(msgspec.Struct, frozen=True, tag="watch"):
    """Who keeps watch, how desks are reached, test calls."""

    watch: WatchView


LiveMessage = Watch | Tracks | AlertChanged | AlertWithdrawn | Links | Sensors | Feeds | Declarations | Talk | Kernels


class Live:
    """One stream to one desk. Nothing waits in it: a slow reader gets fewer, fuller batches, and every alert."""

    def __init__(self, console: Console, person: Person, cursor: int) -> None:
        self._console = console
        self._person = person
        self._cursor = cursor
        self._version = 0
        self._said: dict[type[LiveMessage], LiveMessage] = {}
        self._status_s = float("-inf")
        self._checked_s = float("-inf")

    async def batches(self) -> AsyncIterator[list[LiveMessage]]:
        """Batches until the session has ended or lost its role; empty ones say that the stream is alive."""
        context, session = self._console.context, self._person.session
        with context.changes.subscribe() as wake, session.streaming(wake), self._attending():
            while await self._may_go_on():
                yield await self._batch()
                await context.pause(BATCH_S)
                await context.woken(wake, CHECK_S)

    @contextmanager
    def _attending(self) -> Iterator[None]:
        """A watch officer's open stream is what makes a desk attended."""
        if not self._person.keeps_watch:
            yield
            return
        watch, desk = self._console.context.watch, self._person.desk(self._console.context.node)
        watch.came(desk)
        try:
            yield
        finally:
            watch.went(desk)

    async def _may_go_on(self) -> bool:
        """Whether the session lasts; whether the account may still see content is read twice a second."""
        context, session = self._console.context, self._person.session
        if not self._console.sessions.use(session):
            return False
        now_s = context.clock.monotonic_s()
        if now_s - self._checked_s >= CHECK_S:
            self._checked_s = now_s
            account = await context.thread.run(lambda: context.store.accounts.load(session.name))
            if account is None or account.disabled:
                self._console.sessions.end_of(session.name)
                return False
            self._person = Person(session=session, account=account)
        return self._person.reads_content and not session.ended

    async def _batch(self) -> list[LiveMessage]:
        messages = await self._alerts()
        messages += await self._tracks()
        messages += await self._status()
        return messages

    async def _alerts(self) -> list[LiveMessage]:
        """Alerts that changed after the cursor, first of all."""
        book = self._console.alerts
        await book.refresh()
        changed, gone = book.after(self._cursor), book.gone_after(self._cursor)
        last = max((cursor for cursor, _ in (*changed, *gone)), default=0)
        self._cursor = last or min(self._cursor, book.cursor)
        if changed:
            seen = [view.alert for _, view in changed]
            await self._console.trail.saw(self._person.session, "view-alert", seen)
        return [
            *(AlertChanged(cursor, view) for cursor, view in changed),
            *(AlertWithdrawn(cursor, alert) for cursor, alert in gone),
        ]

    async def _tracks(self) -> list[LiveMessage]:
        picture = self._console.picture
        version = picture.version
        if version == self._version:
            return []
        tracks, gone = picture.changed_since(self._version)
        self._version = version
        await self._console.trail.saw(self._person.session, "view-picture", ["picture"])
        return [Tracks(self._console.context.clock.now() // MS_NS, tracks, gone)]

    async def _status(self) -> list[LiveMessage]:
        """What is not content or changes all the time; each only when it differs from what was said last."""
        now_s = self._console.context.clock.monotonic_s()
        if now_s - self._status_s < STATUS_S:
            return []
        self._status_s = now_s
        picture, context = self._console.picture, self._console.context
        now: list[LiveMessage] = [
            Kernels("ready" if context.kernels_ready() else "warming"),
            Links(context.links.views()),
            Sensors(picture.sensors()),
            Feeds(picture.feeds()),
            Declarations(await picture.declarations(), await picture.notices()),
            Talk(*await self._console.talk.views()),
            Watch(await self._console.watch.view()),
        ]
        new = [message for message in now if self._said.get(type(message)) != message]
        self._said.update({type(message): message for message in new})
        return new
