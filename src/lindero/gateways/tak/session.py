"""This node as a client of a TAK server, as a state machine without I/O: bytes, records and time in, outputs out.

It begins in XML. When the server offers TAK protocol version 1, it asks for it, and after the server's yes both speak
it. What the server relays of others is counted and not taken in here.
"""

from collections.abc import Sequence
from typing import Final, Literal
from xml.etree.ElementTree import Element

import msgspec

from lindero.gateways.intake.counters import Counters, Tally
from lindero.gateways.intake.errors import FrameTooLong
from lindero.gateways.intake.limits import Limits, TokenBucket
from lindero.gateways.intake.outputs import Close, Output, Refused, Send, Wanted
from lindero.gateways.intake.refusal import refusal_of
from lindero.gateways.tak.cot import decode_xml, encode_xml
from lindero.gateways.tak.event import Event, element
from lindero.gateways.tak.proto import decode_proto, encode_proto
from lindero.gateways.tak.stream import EventReader, Message
from lindero.gateways.tak.told import Describe, build_ends, build_events, is_own
from lindero.kernel.clock import SECOND_NS, Instant
from lindero.kernel.errors import RemoteError
from lindero.model.record import Record

PING_EVERY_S: Final = 10.0
_PING, _PONG = "t-x-c-t", "t-x-c-t-r"
_OFFER, _REQUEST, _ANSWER = "t-x-takp-v", "t-x-takp-q", "t-x-takp-r"
_VERSION: Final = "1"


class TakSession:
    """One connection to a TAK server.

    Args:
        uid: Under which this node speaks.
        describe: Says an alert in words.
        now: When the connection was made. [ns UTC]
        limits: Bounds of the server.
    """

    def __init__(self, *, uid: str, describe: Describe, now: Instant, limits: Limits | None = None) -> None:
        limits = limits or Limits()
        self._uid = uid
        self._describe = describe
        self._reader = EventReader(limits.message_bytes)
        self._refusals = TokenBucket(limits.refusals_per_s, limits.refusal_burst)
        self._counters = Counters()
        self._pinged_at = now
        self.form: Literal["xml", "proto"] = "xml"
        self.closed = False

    @property
    def sender(self) -> str | None:
        """A server says no name."""
        return "server"

    @property
    def accepted(self) -> bool:
        """A TAK server has no word for accepting: it takes what it is told."""
        return not self.closed

    def tally(self) -> Tally:
        """What came from the server and what became of it."""
        return self._counters.tally()

    def begin(self, now: Instant) -> list[Output]:
        """The first word: a ping, by which the server learns who speaks. It takes what it is told at once."""
        return [self._send(self._ping(now)), Wanted()]

    def tell(self, records: Sequence[Record], now: Instant) -> list[Output]:
        """Tell what was released to the server."""
        return [self._send(event) for record in records for event in build_events(record, now, self._describe)]

    def end_of(self, records: Sequence[Record], now: Instant) -> list[Output]:
        """Take from the receivers' maps what was told of these records."""
        return [self._send(event) for event in build_ends(records, now)]

    def tick(self, now: Instant) -> list[Output]:
        """A ping when it is due; call it about once a second."""
        if now - self._pinged_at < PING_EVERY_S * SECOND_NS:
            return []
        self._pinged_at = now
        return [self._send(self._ping(now))]

    def end(self, now: Instant) -> list[Output]:
        """A connection ends without a word."""
        return []

    def receive(self, data: bytes, now: Instant) -> list[Output]:
        """Take in what arrived."""
        if self.closed:
            return []
        self._counters.receive(len(data))
        self._reader.receive(data)
        outputs: list[Output] = []
        try:
            while (message := self._reader.next_message()) is not None:
                outputs += self._take(message, now)
        except FrameTooLong as error:
            self.closed = True
            outputs += [*self._refuse(error, self._reader.offset, self._reader.unread, now), Close()]
        return outputs

    def _take(self, message: Message, now: Instant) -> list[Output]:
        try:
            event = decode_xml(message.body) if message.form == "xml" else decode_proto(message.body)
        except RemoteError as error:
            return self._refuse(error, message.offset, message.body, now)
        self._counters.accept("echo" if is_own(event.uid) else event.type)
        return self._follow(event, now)

    def _follow(self, event: Event, now: Instant) -> list[Output]:
        """What follows from the server's own events: an offer of version 1, its yes, its ping."""
        control = event.detail("TakControl")
        if event.type == _OFFER and _says(control, "TakProtocolSupport", "version", _VERSION):
            return [self._send(self._request(now))]
        if event.type == _ANSWER and _says(control, "TakResponse", "status", "true"):
            self.form = "proto"
        if event.type == _PING:
            return [self._send(self._control(_PONG, "pong", now))]
        return []

    def _request(self, now: Instant) -> Event:
        control = element("TakControl")
        control.append(element("TakRequest", version=_VERSION))
        return msgspec.structs.replace(self._control(_REQUEST, "protouid", now), details=(control,))

    def _ping(self, now: Instant) -> Event:
        return self._control(_PING, "ping", now)

    def _control(self, kind: str, name: str, now: Instant) -> Event:
        stale = now + int(2 * PING_EVERY_S * SECOND_NS)
        return Event(uid=f"{self._uid}-{name}", type=kind, how="m-g", time=now, start=now, stale=stale)

    def _send(self, event: Event) -> Send:
        return Send(data=encode_xml(event) if self.form == "xml" else encode_proto(event))

    def _refuse(self, error: RemoteError, offset: int, raw: bytes, now: Instant) -> list[Output]:
        """Count a refusal, and report it unless they are already a flood; the standard has no answer."""
        reported = self._refusals.take(now)
        self._counters.refuse(error.code, reported=reported)
        return [Refused(refusal=refusal_of(error, offset=offset, raw=raw, peer="server"))] if reported else []


def _says(control: Element | None, tag: str, name: str, value: str) -> bool:
    """Whether an element of the control detail carries a value."""
    return control is not None and any(one.get(name) == value for one in control.iter(tag))
