"""The watch as all streams show it, read from the store when something about it is new."""

from lindero.console.context import ConsoleContext
from lindero.console.watch_view import CallView, ContactView, WatchView, call_views, contact_views, desk_views


class WatchBook:
    """The newest view of the watch. Contact cards and test calls are few: they are read whole."""

    def __init__(self, context: ConsoleContext) -> None:
        self._context = context
        self._contacts: list[ContactView] = []
        self._calls: list[CallView] = []
        self._loaded = False

    async def view(self) -> WatchView:
        """The watch as it is now."""
        context = self._context
        if context.changes.take_watch() or not self._loaded:
            self._loaded = True
            self._contacts, self._calls = await context.thread.run(self._read)
        return WatchView(
            answer_s=context.watch.answer_s,
            desks=desk_views(context.watch.presence.all(), context.node),
            contacts=self._contacts,
            calls=self._calls,
            rules=context.alert_rules(),
        )

    def _read(self) -> tuple[list[ContactView], list[CallView]]:
        """In the store's thread."""
        watch, node = self._context.watch, self._context.node
        partners = [p.partner.node for p in self._context.store.pairings.all() if p.partner is not None]
        cards = [card for partner in (node, *partners) for card in watch.contacts.cards(partner)]
        return contact_views(cards), call_views(watch.calls.recent(), node)
