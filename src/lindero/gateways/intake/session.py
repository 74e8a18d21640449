"""What a standard is to the shells that connect it: one state machine per connection, without I/O."""

from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec

from lindero.gateways.intake.counters import Tally
from lindero.gateways.intake.outputs import Output
from lindero.kernel.clock import Instant
from lindero.model.record import Record


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Who is at the other end, as far as the connection says; an address is never an identity.

    Attributes:
        peer: Its address, for reports.
        names: What its verified certificate calls it, in lower case; none without one.
    """

    peer: str
    names: frozenset[str] = frozenset()


class Session(Protocol):
    """One connection. Each call gives what is to be done, in order; the shell does it and calls again."""

    @property
    def sender(self) -> str | None:
        """Who speaks, as figures and tasks name it; None until that is known."""

    def begin(self, now: Instant) -> Sequence[Output]:
        """The connection stands: what is said first."""

    def receive(self, data: bytes, now: Instant) -> Sequence[Output]:
        """Take in what arrived."""

    def tick(self, now: Instant) -> Sequence[Output]:
        """Do what the time has come for; called about once a second."""

    def end(self, now: Instant) -> Sequence[Output]:
        """The connection ends: what is said and reported last."""

    def tally(self) -> Tally:
        """What came over this connection and what became of it."""


class TellingSession(Session, Protocol):
    """One connection to somebody who is told what policy releases."""

    @property
    def accepted(self) -> bool:
        """Whether the other end takes what it is told now."""

    def tell(self, records: Sequence[Record], now: Instant) -> Sequence[Output]:
        """Tell what was released."""

    def end_of(self, records: Sequence[Record], now: Instant) -> Sequence[Output]:
        """Take back what was told of these records, where the standard can."""


MakeSession = Callable[[Caller, Instant], Session]
MakeTellingSession = Callable[[Caller, Instant], TellingSession]
