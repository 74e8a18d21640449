"""Sessions of signed-in people: on the server, in memory, gone with the process.

The cookie holds 32 random bytes; only their SHA-256 is kept. A session ends by sign-out, after an hour without a
request or an open stream, and in any case after a shift of twelve hours.
"""

import asyncio
import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from lindero.kernel.clock import SECOND_NS, Clock, Instant
from lindero.kernel.entropy import Entropy
from lindero.partners.release_desk import SIGNED_IN_WITHIN_S

IDLE_S: Final = 3600.0
LONGEST_S: Final = 12 * 3600.0
SESSIONS_PER_ACCOUNT: Final = 8
"""A ninth sign-in ends the oldest session of the same account."""


class Session:
    """One sign-in of one person.

    Attributes:
        name: Account.
        csrf: What every changing request must repeat.
        by_link: It was opened by a one-time link and no password has been chosen in it yet.
        opened_s: When it began. [s, monotonic]
        used_s: When it was last used. [s, monotonic]
        again_at: When the person last showed who they are once more; None before. [ns UTC]
        ended: Nothing is answered under it any more.
        viewed: Content whose viewing the audit trail has for this session.
    """

    __slots__ = ("_streams", "again_at", "by_link", "csrf", "ended", "name", "opened_s", "used_s", "viewed")

    def __init__(self, name: str, csrf: str, now_s: float, *, by_link: bool) -> None:
        self.name = name
        self.csrf = csrf
        self.by_link = by_link
        self.opened_s = self.used_s = now_s
        self.again_at: Instant | None = None
        self.ended = False
        self.viewed: set[str] = set()
        self._streams: set[asyncio.Event] = set()

    @contextmanager
    def streaming(self, wake: asyncio.Event) -> Iterator[None]:
        """Wake a stream at once when the session ends."""
        self._streams.add(wake)
        try:
            yield
        finally:
            self._streams.discard(wake)

    def end(self) -> None:
        """End it, and wake its streams so that they close."""
        self.ended = True
        for wake in self._streams:
            wake.set()


class Sessions:
    """All sessions of a node; used from its event loop only."""

    def __init__(self, clock: Clock, entropy: Entropy, *, idle_s: float = IDLE_S, longest_s: float = LONGEST_S) -> None:
        self._clock = clock
        self._entropy = entropy
        self._idle_s = idle_s
        self._longest_s = longest_s
        self._sessions: dict[bytes, Session] = {}

    def open(self, name: str, *, by_link: bool = False) -> tuple[str, Session]:
        """Begin one; returns what goes into the cookie, and the session."""
        self._sweep()
        own = [session for session in self._sessions.values() if session.name == name]
        for session in own[: max(0, len(own) - SESSIONS_PER_ACCOUNT + 1)]:
            session.end()
        token, csrf = self._text(32), self._text(24)
        session = Session(name, csrf, self._clock.monotonic_s(), by_link=by_link)
        self._sweep()
        self._sessions[_digest(token)] = session
        return token, session

    def find(self, token: str | None) -> Session | None:
        """The session of a cookie, used now; None when there is none or it has ended."""
        session = self._sessions.get(_digest(token)) if token else None
        return session if session is not None and self.use(session) else None

    def use(self, session: Session) -> bool:
        """Note that it is in use; tells whether it still may be."""
        now_s = self._clock.monotonic_s()
        if now_s - session.used_s > self._idle_s or now_s - session.opened_s > self._longest_s:
            session.end()
        if session.ended:
            return False
        session.used_s = now_s
        return True

    def shown_again(self, session: Session) -> None:
        """The person of this session has just shown once more who they are."""
        session.again_at = self._clock.now()

    def again_until(self, session: Session) -> Instant | None:
        """Until when acts that take it may be done in this session; None when signing in again is due. [ns UTC]."""
        if session.again_at is None:
            return None
        since_ns = self._clock.now() - session.again_at
        until = Instant(session.again_at + SIGNED_IN_WITHIN_S * SECOND_NS)
        return until if 0 <= since_ns <= SIGNED_IN_WITHIN_S * SECOND_NS else None

    def end_of(self, name: str, *, but: Session | None = None) -> None:
        """End every session of an account, or every other one."""
        for session in self._sessions.values():
            if session.name == name and session is not but:
                session.end()
        self._sweep()

    def _sweep(self) -> None:
        self._sessions = {key: session for key, session in self._sessions.items() if not session.ended}

    def _text(self, size: int) -> str:
        return urlsafe_b64encode(self._entropy.token(size)).decode().rstrip("=")


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
