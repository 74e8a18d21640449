"""Every alert as a desk sees it, each with the cursor of its last change. Computed once for all streams."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

import msgspec

from lindero.console.alert_view import AlertView, Around, SecondAct, SecondView, alert_view
from lindero.console.changes import Changes
from lindero.console.context import ConsoleContext
from lindero.kernel.ids import DeskId, NodeId, RecordId
from lindero.model.alerts import Alert
from lindero.operations.alerts.errors import NoSuchAlert
from lindero.operations.alerts.flood import Sortable, groups_of
from lindero.operations.alerts.rules import most_probable

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
        self._seconds: OrderedDict[RecordId, list[SecondView]] = OrderedDict()
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
            if self._changes.take_reach():
                self._due |= {alert for alert, (_, view) in self._views.items() if _is_waiting(view)}
            if not self._loaded:
                self._due |= set(await self._context.thread.run(self._known))
                self._loaded = True
            if due := sorted(self._due):
                views = await self._context.thread.run(lambda: self._compute(due))
                for view in views:
                    self._put(msgspec.structs.replace(view, group=self._group_of(view.alert)))
                self._group()
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

    def came_second(self, alert: RecordId, desk: DeskId, act: SecondAct) -> None:
        """A desk wanted to do what another had just done: everybody who looks at the alert is told."""
        second = SecondView(desk=desk, act=act)
        known = self._seconds.setdefault(alert, [])
        if second not in known:
            known.append(second)
        while len(self._seconds) > KEPT:
            self._seconds.popitem(last=False)
        self._due.add(alert)
        self._changes.moved()

    def _known(self) -> list[RecordId]:
        """Alerts of the newest records, in the store's thread."""
        records = self._context.store.records.of_kind("alert", limit=RECORDS_READ)
        return list(dict.fromkeys(record.alert for record in records if isinstance(record, Alert)))[:KEPT]

    def _compute(self, alerts: Iterable[RecordId]) -> list[AlertView]:
        """Their views, in the store's thread; an answer may come before the alert that it answers."""
        views, lives = [], self._context.lives
        messages = lives.messages()
        for alert in alerts:
            try:
                newest = self._context.desk.newest(alert)
            except NoSuchAlert:
                continue
            life = lives.of(newest, messages.get(alert, ()))
            views.append(alert_view(newest, life, self._context.node, self._around(newest)))
        return views

    def _around(self, alert: Alert) -> Around:
        places, watch = self._context.places, self._context.watch
        asked = watch.partners_asked(alert)
        return Around(
            place=places.name(alert.position) if alert.position else None,
            sector=places.town(alert.position) if alert.position else None,
            unattended=tuple(way.node for way in asked if watch.presence.is_unattended(way.node)),
            unreachable=tuple(way.node for way in asked if not way.connected),
            seconds=tuple(self._seconds.get(alert.alert, ())),
        )

    def _group_of(self, alert: RecordId) -> str | None:
        """The flood that it was last found in."""
        return self._views[alert][1].group if alert in self._views else None

    def _group(self) -> None:
        """Which alerts are of one flood now; those whose group is another have changed."""
        now_ms = self._context.clock.now() // MS_NS
        groups = groups_of(_sortable(view, now_ms) for _, view in self._views.values())
        for _, view in list(self._views.values()):
            if view.group != (group := groups.get(view.alert)):
                self._put(msgspec.structs.replace(view, group=group))

    def _put(self, view: AlertView) -> None:
        """Number a change; a view that says nothing new is none."""
        known = self._views.get(view.alert)
        if known is not None and msgspec.structs.replace(view, revision=known[0]) == known[1]:
            return
        self.cursor += 1
        self._views[view.alert] = (self.cursor, msgspec.structs.replace(view, revision=self.cursor))
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


def _is_waiting(view: AlertView) -> bool:
    """An own alert that nobody has taken: who could take it is part of its view."""
    return view.own and view.state == "open" and view.times.acknowledged_ms is None


def _sortable(view: AlertView, now_ms: int) -> Sortable:
    shelf = view.shelf_here
    return Sortable(
        alert=view.alert,
        open=view.state == "open" and (shelf is None or now_ms >= shelf.until_ms),
        own=view.own,
        step=view.step,
        sector=view.sector,
        object_class=most_probable(view.classes),
        acknowledged=view.times.acknowledged_ms is not None,
    )
