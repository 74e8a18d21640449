"""Who did what by command, for the audit trail."""

from lindero.kernel.clock import Clock
from lindero.model.people import Account, AuditEvent
from lindero.model.ports import Audit


class Trail:
    """Writes one event for each act."""

    def __init__(self, audit: Audit, clock: Clock) -> None:
        self._audit = audit
        self._clock = clock

    def note(self, person: Account, act: str, *, about: str | None = None, detail: str | None = None) -> None:
        """Write one down."""
        event = AuditEvent(at=self._clock.now(), person=person.name, act=act, about=about, detail=detail)
        self._audit.append(event)
