"""What the machine does at the desks: answers by own declarations, ends of offers whose tracks are lost."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import structlog

from lindero.kernel.ids import NodeId
from lindero.model.about_tracks import Label, Query
from lindero.model.record import Record
from lindero.node.store_thread import StoreThread
from lindero.node.timers import woken
from lindero.operations.picture.board import Board
from lindero.operations.track_desk.desks import Desks
from lindero.operations.track_desk.subject import subject_named

_log = structlog.get_logger("lindero.desks")

LOOK_EVERY_S: Final = 1.0

Saved = Callable[[Sequence[Record]], None]
"""Called in the event loop with records of this node that have become durable."""


class DeskRounds:
    """Used in the node's event loop.

    Args:
        node: Own id.
        desks: Called in the store's thread.
        board: Where tracks are found.
        thread: The store's.
        saved: Told of what the machine wrote.
    """

    def __init__(self, node: NodeId, desks: Desks, board: Board, thread: StoreThread, saved: Saved) -> None:
        self._node = node
        self._desks = desks
        self._board = board
        self._thread = thread
        self._saved = saved
        self._asked: list[Query] = []
        self._wake = asyncio.Event()

    def arrived(self, records: Sequence[Record]) -> None:
        """Records of a partner have become durable."""
        asked = [record for record in records if isinstance(record, Query)]
        if asked:
            self._asked += asked
            self._wake.set()

    async def run(self) -> None:
        """Look whenever a question comes, and once a second."""
        await self.load_labels()
        while True:
            await self._answer()
            await self._sweep()
            await woken(self._wake, LOOK_EVERY_S)

    async def load_labels(self) -> None:
        """Put the labels of the records on the board."""
        standing = await self._thread.run(self._desks.labels.standing)
        labels: list[Label] = [label for labels in standing.values() for label in labels]
        self._board.label(labels)

    async def _answer(self) -> None:
        asked, self._asked = self._asked, []
        for query in asked:
            subject = subject_named(self._board, (query.track_origin, query.track), self._node)
            said = await self._thread.run(partial(self._desks.queries.answer_by_machine, query, subject))
            if said is not None:
                _log.info("query-answered", query=query.id, declaration=said.declaration)
                self._saved([said])

    async def _sweep(self) -> None:
        seen = self._board.names()
        ended = await self._thread.run(lambda: self._desks.handovers.sweep(seen))
        if ended:
            self._saved(ended)
