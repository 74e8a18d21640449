"""What people did and saw, for the audit trail."""

from collections.abc import Iterable

from lindero.console.context import ConsoleContext
from lindero.console.sessions import Session
from lindero.model.people import AuditEvent


class Trail:
    """Writes the audit trail of the console."""

    def __init__(self, context: ConsoleContext) -> None:
        self._context = context

    def event(self, person: str, act: str, *, about: str | None = None, detail: str | None = None) -> AuditEvent:
        """One act of one person, now."""
        return AuditEvent(at=self._context.clock.now(), person=person, act=act, about=about, detail=detail)

    async def note(self, person: str, act: str) -> None:
        """Write an act that changes no record."""
        event = self.event(person, act)
        await self._context.thread.run(lambda: self._context.store.audit.append(event))

    async def saw(self, session: Session, act: str, about: Iterable[str]) -> None:
        """Write that a person saw these, once per session and record: a live picture shows each many times."""
        new = [one for one in dict.fromkeys(about) if f"{act} {one}" not in session.viewed]
        if not new:
            return
        session.viewed.update(f"{act} {one}" for one in new)
        events = [self.event(session.name, act, about=one) for one in new]
        await self._context.thread.run(lambda: self._append(events))

    def _append(self, events: list[AuditEvent]) -> None:
        with self._context.store.transaction():
            for event in events:
                self._context.store.audit.append(event)
