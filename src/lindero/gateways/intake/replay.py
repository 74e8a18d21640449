"""A capture given to fresh sessions again: the same bytes, in the same order, at the times of their reception."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from lindero.gateways.intake.capture import Captured
from lindero.gateways.intake.outputs import Output
from lindero.gateways.intake.session import Caller, Session
from lindero.kernel.clock import Instant

S = TypeVar("S", bound=Session)


def replay(
    entries: Iterable[Captured], make_session: Callable[[Caller, Instant], S]
) -> Iterator[tuple[Captured, Output]]:
    """What sessions ask for when they receive what was captured.

    What a certificate proved is not in a capture: nobody in a replay is authenticated.

    Args:
        entries: Of the capture; an empty payload is the end of a connection.
        make_session: Gives a session for somebody who connected at an instant.

    Yields:
        Each output with the entry that it follows from.
    """
    sessions: dict[str, S] = {}
    for entry in entries:
        now = Instant(entry.received_at)
        session = sessions.get(entry.peer)
        outputs: list[Output] = []
        if session is None:
            session = sessions[entry.peer] = make_session(Caller(peer=entry.peer), now)
            outputs += session.begin(now)
        if entry.payload:
            outputs += session.receive(entry.payload, now)
        else:
            outputs += session.end(now)
            del sessions[entry.peer]
        for output in outputs:
            yield entry, output
