"""Every alert as a desk sees it, each with the cursor of its last change. Computed once for all streams."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

from lindero.console.alert_view import AlertView, alert_view
from lindero.console.changes import Changes
from lindero.console.context import ConsoleContext
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.alerts import Alert
from lindero.operations.alerts.errors import NoSuchAlert

KEPT: Final = 2_000
"""Alerts in memory; older ones stay in the records."""
RECORDS_READ: Final = 10_000

MS_NS: Final = 1_000_000


class AlertBook:
    """The newest view of each alert, in the order of their last changes.

    A cursor numbers changes. It starts at the node's start in ms UTC, so that one from before a restart is older than
    every alert of now: what a desk may have missed is sent again, never left out.
    """

    def __init__(self, context: ConsoleContext) -> None:
        self._context = context
        self._changes: Changes = context.changes
        self._views: OrderedDict[RecordId, tuple[int, AlertView]] = OrderedDict()
        self._open_on: dict[tuple[NodeId, str], RecordId] = {}
        self._due: set[RecordId] = set()
        self._gone: OrderedDict[RecordId, int] = OrderedDict()
        self._loaded = False
        self._refreshing = asyncio.Lock()
        self.cursor = context.clock.now() // MS_NS

    async def refresh(self) -> None:
        """Take over everything that has become durable."""
        async with self._refreshing:
            fresh, shared = self._changes.take_alerts()
            self._due |= fresh  # kept until done: who waits here may be cancelled
            if shared:
                self._due |= {alert for alert, (_, view) in self._views.items() if _is_travelling(view)}
            if not self._loaded:
                self._due |= set(await self._context.thread.run(self._known))
                self._loaded = True
            if due := sorted(self._due):
                views = await self._context.thread.run(lambda: self._compute(due))
                for view in views:
                    self._put(view)
                for alert in {known for known in due if known in self._views} - {view.alert for view in views}:
                    self._drop(alert)
                self._due.clear()

    def after(self, cursor: int) -> list[tuple[int, AlertView]]:
        """Alerts that changed after a cursor, in that order; all of them for a cursor that was never given."""
        since = cursor if cursor <= self.cursor else 0
        newest_first = []
        for alert in reversed(self._views):
            if self._views[alert][0] <= since:
                break
            newest_first.append(self._views[alert])
        return newest_first[::-1]

    def gone_after(self, cursor: int) -> list[tuple[int, RecordId]]:
        """Alerts that were withdrawn after a cursor, by their originator or because their time was over."""
        return [(at, alert) for alert, at in self._gone.items() if at > cursor]

    def view(self, alert: RecordId) -> AlertView:
        """The view of one.

        Raises:
            NoSuchAlert: Not known here.
        """
        if alert not in self._views:
            raise NoSuchAlert(alert=alert)
        return self._views[alert][1]

    def open_alert_on(self, origin: NodeId, track: str) -> RecordId | None:
        """The open alert about a track."""
        return self._open_on.get((origin, track))

    def _known(self) -> list[RecordId]:
        """Alerts of the newest records, in the store's thread."""
        records = self._context.store.records.of_kind("alert", limit=RECORDS_READ)
        return list(dict.fromkeys(record.alert for record in records if isinstance(record, Alert)))[:KEPT]

    def _compute(self, alerts: Iterable[RecordId]) -> list[AlertView]:
        """Their views, in the store's thread; an answer may come before the alert that it answers."""
        views = []
        for alert in alerts:
            try:
                newest = self._context.desk.newest(alert)
            except NoSuchAlert:
                continue
            place = self._context.places.name(newest.position) if newest.position else None
            views.append(alert_view(newest, self._context.lives.of(newest), self._context.node, place))
        return views

    def _put(self, view: AlertView) -> None:
        """Number a change; a view that says nothing new is none."""
        known = self._views.get(view.alert)
        if known is not None and known[1] == view:
            return
        self.cursor += 1
        self._views[view.alert] = (self.cursor, view)
        self._views.move_to_end(view.alert)
        key = (view.origin, view.track)
        if view.state == "open":
            self._open_on[key] = view.alert
        elif self._open_on.get(key) == view.alert:
            del self._open_on[key]
        while len(self._views) > KEPT:
            self._views.popitem(last=False)

    def _drop(self, alert: RecordId) -> None:
        """Number the end of an alert whose records are all gone."""
        _, view = self._views.pop(alert)
        if self._open_on.get((view.origin, view.track)) == alert:
            del self._open_on[view.origin, view.track]
        self.cursor += 1
        self._gone[alert] = self.cursor
        while len(self._gone) > KEPT:
            self._gone.popitem(last=False)


def _is_travelling(view: AlertView) -> bool:
    """An own alert that no receipt covers yet."""
    return view.own and view.times.delivered_ms is None
