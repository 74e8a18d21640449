"""Questions and hand-overs as all desks see them, read once for all streams when something changed or ended."""

from typing import Final

from lindero.console.context import ConsoleContext
from lindero.console.talk_view import HandOverView, QueryView, handover_view, query_view
from lindero.kernel.clock import SECOND_NS
from lindero.operations.track_desk.handover import Held
from lindero.operations.track_desk.queries import QueryLife

SHOWN: Final = 100
"""Newest of each that desks see; older ones stay in the records."""
READ_EVERY_S: Final = 30.0
_NEVER: Final = 1 << 62


class TalkBook:
    """Used from the event loop only."""

    def __init__(self, context: ConsoleContext) -> None:
        self._context = context
        self._views: tuple[list[QueryView], list[HandOverView]] = ([], [])
        self._stale = True
        self._due_at = 0

    async def views(self) -> tuple[list[QueryView], list[HandOverView]]:
        """Questions and custodies, newest first."""
        self._stale = self._context.changes.take_talked() or self._stale
        now = self._context.clock.now()
        if self._stale or now > self._due_at:
            lives, held = await self._context.thread.run(self._read)
            node, places = self._context.node, self._context.places
            handovers = [view for one in held if (view := handover_view(one, node, places)) is not None]
            self._views = [query_view(life, node, places) for life in lives], handovers
            self._stale, self._due_at = False, now + min(_next_end_ns(lives, held, now), int(READ_EVERY_S * SECOND_NS))
        return self._views

    def _read(self) -> tuple[list[QueryLife], list[Held]]:
        desks = self._context.desks
        return desks.queries.lives()[:SHOWN], desks.handovers.all()[:SHOWN]


def _next_end_ns(lives: list[QueryLife], held: list[Held], now: int) -> int:
    """How long until the time of an open question or offer is over. [ns]."""
    ends = [life.query.answer_until for life in lives if life.state == "open"]
    ends += [one.custody.offer.offered_until or 0 for one in held if one.custody.is_open and one.custody.offer]
    return min((max(end - now, 0) for end in ends), default=_NEVER)
