"""One session with one partner, from the first byte to the last: the state machine of the link.

Method calls are what happens to it (`connected`, `bytes_received`, `tick`, `disconnected`) and what its owner wants
(`batch`, `receipt`, `refill`, `want`, `close`); the answer is always a list of events, in order. Whatever bytes come,
they are understood or end the session with a coded error; nothing else is raised. What the owner wants of a session
that has stopped meanwhile has no effect.

    new        connected → greeting
    greeting   hello verified → open; or, when one log was rolled back → refilling
    any        refuse, bye, silence, a broken rule → stopped

Format and rules: spec/link.md. The style is that of h11: no sockets, no clock.
"""

from collections.abc import Sequence
from typing import Literal

import msgspec

from lindero.exchange.link.bulk import Bulk
from lindero.exchange.link.errors import Contradiction, HelloOverdue, NoRoom, NotOpen, PartnerRefused, UnexpectedFrame
from lindero.exchange.link.events import (
    CreditChanged,
    Event,
    KeysLearned,
    PartnerHello,
    PartnerLost,
    PartnerRolledBack,
    PartnerStanding,
    Receipted,
    RefillWanted,
    RolledBack,
    Send,
    Stopped,
)
from lindero.exchange.link.frames import (
    LENGTH_BYTES,
    MAX_FRAME_BYTES,
    Ack,
    AnyFrame,
    Batch,
    Bodies,
    Bye,
    Chunk,
    Credit,
    Frame,
    FrameBuffer,
    Gone,
    Hello,
    Lack,
    PartnerState,
    Ping,
    Pong,
    Refill,
    Refilled,
    Refuse,
    Standing,
    Want,
    decode_frame,
    encode_frame,
    frame_kind,
)
from lindero.exchange.link.greeting import Greeting, build_hello, verify_hello
from lindero.exchange.link.inbound import Inbound
from lindero.exchange.link.outbound import Outbound
from lindero.exchange.link.pulse import Pulse
from lindero.exchange.link.refill import RefillIntake
from lindero.exchange.link.terms import StoredLog, Terms
from lindero.exchange.log.pair import PairLog, incoming_log, outgoing_log
from lindero.exchange.log.ports import Slot
from lindero.kernel.errors import LinderoError, RemoteError

State = Literal["new", "greeting", "open", "refilling", "stopped"]


class LinkSession:
    """A session.

    Args:
        terms: The pair and the limits.
        own: The own log as stored.
        mirror: The copy of the partner's log as stored.
        now_s: Monotonic time. [s]

    Attributes:
        state: Where the machine stands.
    """

    def __init__(self, terms: Terms, own: StoredLog, mirror: StoredLog, now_s: float) -> None:
        self.state: State = "new"
        self._terms = terms
        self._own = own
        self._mirror = mirror
        self._begun_s = now_s
        self._buffer = FrameBuffer()
        self._pulse = Pulse(terms.ping_s, terms.silence_s, now_s)
        self._inbound = Inbound(terms.incoming, mirror.head, terms.window_bytes)
        self._outbound: Outbound | None = None
        self._bulk = Bulk()
        self._intake: RefillIntake | None = None
        self._wanted: tuple[int, int] | None = None  # what the rolled-back partner may still be sent

    # What happens to the session.

    def connected(self) -> list[Event]:
        """The mutually authenticated connection stands: hello goes out."""
        if not self._may_send("hello", "new"):
            return []
        self.state = "greeting"
        return [_send(build_hello(self._terms, self._own, self._mirror))]

    def bytes_received(self, data: bytes, now_s: float, wall_ms: int) -> list[Event]:
        """Bytes came.

        Args:
            data: Any number of them, cut anywhere.
            now_s: Monotonic time. [s]
            wall_ms: Wall clock. [ms UTC]
        """
        events: list[Event] = []
        if self.state == "stopped":
            return events
        self._pulse.heard(now_s)
        self._buffer.feed(data)
        try:
            while (payload := self._next_payload()) is not None:
                events += self._handle(decode_frame(payload), LENGTH_BYTES + len(payload), now_s, wall_ms)
        except LinderoError as error:
            events += self._refuse(error)
        return events

    def tick(self, now_s: float, wall_ms: int) -> list[Event]:
        """Time passed; call it at least once a second."""
        if self.state in ("new", "stopped"):
            return []
        try:
            self._require_progress(now_s)
        except RemoteError as overdue:
            return self._refuse(overdue)
        ping = self._pulse.next_ping(now_s, wall_ms) if self.state != "greeting" else None
        return [_send(ping)] if ping else []

    def disconnected(self) -> list[Event]:
        """The connection is gone."""
        return self._stop(None)

    # What the owner wants.

    @property
    def room(self) -> int:
        """Bytes of batch frames that may be sent now."""
        return self._outbound.room if self._outbound else 0

    @property
    def next_index(self) -> int | None:
        """First entry of the own log that was not sent in this session; None until it is open."""
        return self._outbound.next_index if self._outbound else None

    @property
    def signed_note(self) -> bytes | None:
        """Newest checkpoint of the own log that was sent in this session; None when none was."""
        return self._outbound.note if self._outbound else None

    def fit(self, entries: Sequence[bytes], slots: Sequence[Slot]) -> int:
        """How many of these entries, from the first on, one batch can carry now."""
        return self._outbound.fit(entries, slots) if self._outbound and self.state == "open" else 0

    def batch(self, first: int, entries: list[bytes], slots: list[Slot], note: bytes) -> list[Event]:
        """Send entries that are durable here, with the checkpoint after the last of them.

        Raises:
            NotOpen: The session is not open.
            NoRoom: They do not continue what was sent, or do not fit (ask `fit` first).
        """
        if not self._may_send("batch", "open"):
            return []
        assert self._outbound
        return [Send(self._outbound.seal_batch(first, entries, slots, note))]

    def receipt(self, size: int, note: bytes) -> list[Event]:
        """Confirm what is durable here: the cosigned note of the mirror at a size; credit goes back with it.

        Raises:
            NotOpen: The session is not open.
        """
        if not self._may_send("ack", "open"):
            return []
        freed = self._inbound.confirm(size)
        return [_send(Ack(size, note)), *([_send(Credit(freed))] if freed else [])]

    def request_refill(self) -> list[Event]:
        """Ask for the lost end of the own log, after `RolledBack`."""
        if not self._may_send("refill", "refilling"):
            return []
        if not self._intake:
            raise NotOpen(state=self.state, frame="refill")
        return [_send(Refill(self._own.head.size))]

    def refill(self, first: int, entries: list[bytes], slots: list[Slot]) -> list[Event]:
        """Send the partner a part of what it lost, in order, after `RefillWanted`.

        Raises:
            NotOpen: The partner did not ask.
            NoRoom: It does not continue the part before, goes beyond the mirror, or is too large for one frame.
        """
        if not self._may_send("refilled", "refilling"):
            return []
        expected, stop = self._wanted or (-1, -1)
        frame = encode_frame(Refilled(first, entries, slots))
        if first != expected or first + len(entries) > stop or len(frame) > MAX_FRAME_BYTES:
            raise NoRoom(size=len(frame), first=first, room=MAX_FRAME_BYTES, expected=expected)
        self._wanted = (first + len(entries), stop)
        return [Send(frame)]

    @property
    def bulk_room(self) -> int:
        """How many chunks may be asked for now."""
        return self._bulk.room if self.state == "open" else 0

    def want(self, entry: int, index: int, size: int, commitment: bytes) -> list[Event]:
        """Ask for a chunk of the file of an entry in the partner's log.

        Raises:
            NotOpen: The session is not open.
            NoRoom: Too many are open (ask `bulk_room` first).
        """
        return [_send(self._bulk.want(entry, index, size, commitment))] if self._may_send("want", "open") else []

    def chunk(self, entry: int, index: int, salt: bytes, data: bytes) -> tuple[list[Event], bool]:
        """Send the next slice of a chunk, after `ChunkWanted`; tells whether it was the last."""
        if not self._may_send("chunk", "open"):
            return [], True
        part, last = self._bulk.slice(entry, index, salt, data)
        return [_send(part)], last

    def gone(self, entry: int, index: int) -> list[Event]:
        """There is no such chunk for the partner, after `ChunkWanted`."""
        return [_send(self._bulk.refuse(entry, index))] if self._may_send("gone", "open") else []

    def lack(self, first: int, commitments: Sequence[bytes]) -> list[Event]:
        """Ask for the bodies of entries in the partner's log again, after a restore.

        Raises:
            NotOpen: The session is not open.
            NoRoom: A request is open.
        """
        return [_send(self._bulk.lack(first, commitments))] if self._may_send("lack", "open") else []

    def bodies(self, slots: list[Slot]) -> list[Event]:
        """Answer `BodiesWanted`: slots of the first entries that it names, one at least."""
        return [_send(self._bulk.bodies(slots))] if self._may_send("bodies", "open") else []

    def renew(self, outgoing: PairLog, incoming: PairLog) -> None:
        """A key of either side was changed: the same logs, with the keys that sign them from here on."""
        self._inbound.renew(incoming)
        if self._outbound:
            self._outbound.renew(outgoing)

    def standing(self, state: PartnerState) -> list[Event]:
        """Tell the partner where the pairing stands here."""
        return [_send(Standing(state))] if self._may_send("standing", "open") else []

    def close(self) -> list[Event]:
        """End in order."""
        if self.state in ("new", "stopped"):
            return self._stop(None)
        return [_send(Bye()), *self._stop(None)]

    # The machine.

    def _next_payload(self) -> bytes | None:
        """The next frame's payload; none once the session is over, whatever else has come."""
        return None if self.state == "stopped" else self._buffer.next_payload()

    def _handle(self, frame: AnyFrame, frame_bytes: int, now_s: float, wall_ms: int) -> list[Event]:
        """Events of one frame, in the state that allows it."""
        match frame:
            case Refuse(code=code, message=message):
                return self._stop(PartnerRefused(reason=code, message=message))
            case Bye():
                return self._stop(None)
            case Hello() if self.state == "greeting":
                return self._greet(frame)
            case Ping(number=number) if self.state in ("open", "refilling"):
                return [_send(Pong(number, wall_ms))]
            case Pong() if self.state in ("open", "refilling"):
                measured = self._pulse.take(frame, now_s)
                return [measured] if measured else []
            case Batch() | Ack() | Credit() if self.state == "open":
                return self._exchange(frame, frame_bytes, wall_ms)
            case Want() | Chunk() | Gone() | Lack() | Bodies() if self.state == "open":
                return self._fetch(frame)
            case Standing(state=state) if self.state == "open":
                return [PartnerStanding(state)]
            case Refill() | Refilled() if self.state == "refilling":
                return self._mend(frame, frame_bytes)
        raise UnexpectedFrame(frame=frame_kind(frame), state=self.state)

    def _greet(self, hello: Hello) -> list[Event]:
        """The partner's hello: open, or mend a rolled-back log first."""
        learned = self._learn(hello)
        greeting = verify_hello(hello, self._terms, self._own, self._mirror)
        if greeting.own_rolled_back or greeting.partner_rolled_back:
            return [*learned, *self._begin_refill(greeting)]
        self.state = "open"
        mirror = greeting.mirror
        self._inbound.expect(greeting.partner_size)
        self._outbound = Outbound(self._terms.outgoing, mirror.size, mirror.note)
        events = [*learned, PartnerHello(greeting.version, mirror.size, mirror.frontier, greeting.partner_size)]
        if mirror.size < self._own.receipted:
            events.append(PartnerLost(self._own.receipted, mirror.size))
        if greeting.receipted_s is not None:
            events.append(Receipted(mirror.size, mirror.note, greeting.receipted_s))
        return [*events, _send(Credit(self._terms.window_bytes))]

    def _learn(self, hello: Hello) -> list[Event]:
        """Key changes that this node lacks, as one restored from a backup before them: in force from here on."""
        pairing = self._terms.learn(hello.changes) if hello.changes else None
        if pairing is None:
            return []
        outgoing, incoming = outgoing_log(pairing), incoming_log(pairing)
        self._terms = msgspec.structs.replace(self._terms, outgoing=outgoing, incoming=incoming)
        self._inbound.renew(incoming)
        return [KeysLearned(hello.changes)]

    def _begin_refill(self, greeting: Greeting) -> list[Event]:
        self.state = "refilling"
        events: list[Event] = []
        own, mirror, partner_size = self._own.head, self._mirror.head, greeting.partner_size
        if greeting.own_rolled_back:
            self._intake = RefillIntake(own, greeting.mirror, max(partner_size, mirror.size))
            events.append(RolledBack(own.size, greeting.mirror.size))
        if greeting.partner_rolled_back:
            self._wanted = (partner_size, mirror.size)
            events.append(PartnerRolledBack(mirror.size, partner_size))
        return events

    def _exchange(self, frame: Batch | Ack | Credit, frame_bytes: int, wall_ms: int) -> list[Event]:
        """Frames of an open link."""
        assert self._outbound
        match frame:
            case Batch():
                answerable = max(self._own.head.size, self._outbound.next_index)
                return [self._inbound.take(frame, frame_bytes, answerable, wall_ms)]
            case Ack():
                return [self._outbound.take(frame)]
            case Credit(bytes=amount):
                self._outbound.grant(amount)
                return [CreditChanged(self._outbound.room)]

    def _fetch(self, frame: Want | Chunk | Gone | Lack | Bodies) -> list[Event]:
        """Frames of the bulk lane."""
        match frame:
            case Want():
                return [self._bulk.take_want(frame)]
            case Chunk():
                whole = self._bulk.take_chunk(frame)
                return [whole] if whole else []
            case Gone():
                return [self._bulk.take_gone(frame)]
            case Lack():
                return [self._bulk.take_lack(frame)]
            case Bodies():
                return [self._bulk.take_bodies(frame)]

    def _mend(self, frame: Refill | Refilled, frame_bytes: int) -> list[Event]:
        """Frames of a link on which a rolled-back log is mended."""
        match frame:
            case Refill(first=first) if self._wanted and first == self._wanted[0]:
                return [RefillWanted(*self._wanted)]
            case Refilled() if self._intake:
                whole = self._intake.take(frame, frame_bytes)
                return [whole] if whole else []
        raise UnexpectedFrame(frame=frame_kind(frame), state="refilling")

    def _require_progress(self, now_s: float) -> None:
        """The partner must be heard, say hello in time, and confirm what it gets."""
        self._pulse.require_alive(now_s)
        if self.state == "greeting" and now_s - self._begun_s >= self._terms.greeting_s:
            raise HelloOverdue(seconds=round(now_s - self._begun_s))
        if self.state == "open" and self._outbound:
            self._outbound.require_receipts(now_s, self._terms.receipt_s)

    def _may_send(self, frame: str, state: State) -> bool:
        """Whether a frame can go out; not in another state, and no more once the session has stopped meanwhile."""
        if self.state not in (state, "stopped"):
            raise NotOpen(state=self.state, frame=frame)
        return self.state == state

    def _refuse(self, error: LinderoError) -> list[Event]:
        """Tell the partner what it did, and stop."""
        return [_send(Refuse(error.code, error.text("en")[:500])), *self._stop(error)]

    def _stop(self, error: LinderoError | None) -> list[Event]:
        if self.state == "stopped":
            return []
        self.state = "stopped"
        evidence = error.evidence if isinstance(error, Contradiction) else None
        return [Stopped(error, evidence)]


def _send(frame: Frame) -> Send:
    return Send(encode_frame(frame))
