"""One connection of one sensor, as a state machine without I/O: bytes and time in, outputs in order out.

A sensor registers first, on every connection; then it reports status and detections. Whatever is refused is answered by
the standard's own message (a RegistrationAck for a registration, an Error for the rest), counted and reported, and the
connection lives on. Only a length beyond the limit ends it, because the stream cannot be cut any further.
"""

from typing import Final

import msgspec

from lindero.gateways.intake.counters import Counters, Tally
from lindero.gateways.intake.errors import FrameCutShort, FrameTooLong, TooManyMessages
from lindero.gateways.intake.framing import Frame, FrameReader
from lindero.gateways.intake.limits import Limits, TokenBucket
from lindero.gateways.intake.outputs import Close, Deliver, Output, Refused, Send, merge_deliveries
from lindero.gateways.intake.refusal import refusal_of
from lindero.gateways.intake.session import Caller
from lindero.gateways.sapient.bindings import SapientMessage
from lindero.gateways.sapient.decode import decode
from lindero.gateways.sapient.detection import Header, decode_detection, instant_of
from lindero.gateways.sapient.encode import build_error, build_registration_ack, encode
from lindero.gateways.sapient.errors import InvalidMessage, NotRegistered, NotSupported, SensorComplained
from lindero.gateways.sapient.findings import Finding
from lindero.gateways.sapient.registration import Profile, decode_registration
from lindero.gateways.sapient.status import Standing, decode_status, sensor_record
from lindero.gateways.sapient.validate import is_uuid, require_valid
from lindero.kernel.clock import SECOND_NS, Instant
from lindero.kernel.entropy import Entropy
from lindero.kernel.errors import RemoteError
from lindero.kernel.ids import NodeId, new_record_id
from lindero.model.marking import Marking

_SILENT_AFTER_INTERVALS: Final = 3.0
"""So many of its own status intervals without a word, and a sensor counts as silent."""

ECHO: Final = "echo"
"""What a report is counted as that another system made from what this node told it."""
_REGISTER_WITHIN_S: Final = 30.0
"""A connection that has not registered by then gives up its place."""


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """What the node says of this gateway.

    Attributes:
        node_id: UUID under which this node speaks SAPIENT.
        origin: This node.
        marking: Marking of the feed's records; None keeps them, not released.
        limits: Bounds of one sensor.
    """

    node_id: str
    origin: NodeId
    marking: Marking | None = None
    limits: Limits = Limits()


class Session:
    """One connection.

    Args:
        feed: What the node says of this gateway.
        entropy: For record ids.
        caller: Who connected; a sensor whose node id is among the names that its certificate proves is authenticated.
        now: When it connected. [ns UTC]
    """

    def __init__(self, feed: Feed, *, entropy: Entropy, caller: Caller, now: Instant) -> None:
        self._feed = feed
        self._entropy = entropy
        self._caller = caller
        self._frames = FrameReader(feed.limits.message_bytes)
        self._messages = TokenBucket(feed.limits.messages_per_s, feed.limits.message_burst)
        self._refusals = TokenBucket(feed.limits.refusals_per_s, feed.limits.refusal_burst)
        self._counters = Counters()
        self._profile: Profile | None = None
        self._standing = Standing()
        self._announced: Standing | None = None
        self._heard_at = now
        self._closed = False

    @property
    def sensor(self) -> str | None:
        """Node id of the sensor; None until its registration is accepted and after its goodbye."""
        return self._profile.character.sensor if self._profile else None

    @property
    def sender(self) -> str | None:
        """The sensor, as figures name it."""
        return self.sensor

    def begin(self, now: Instant) -> list[Output]:
        """The sensor speaks first."""
        return []

    def tally(self) -> Tally:
        """What came over this connection and what became of it."""
        return self._counters.tally()

    def receive(self, data: bytes, now: Instant) -> list[Output]:
        """Take in what arrived, at `now` [ns UTC]."""
        if self._closed:
            return []
        self._counters.receive(len(data))
        self._frames.receive(data)
        outputs: list[Output] = []
        try:
            while (frame := self._frames.next_frame()) is not None:
                outputs += self._take(frame, now)
        except FrameTooLong as error:
            self._closed = True
            outputs += [*self._refuse(error, self._rest(), None, now), Close()]
        return merge_deliveries(outputs)

    def tick(self, now: Instant) -> list[Output]:
        """Tell when a registered sensor has said nothing for three of its status intervals; call it each second or so.

        A connection that never registers, or that was told to close, is closed.
        """
        quiet_s = (now - self._heard_at) / SECOND_NS
        if self._profile is None:
            return [Close()] if self._closed or quiet_s > _REGISTER_WITHIN_S else []
        patience_s = _SILENT_AFTER_INTERVALS * self._profile.status_interval_s
        if patience_s == 0.0 or quiet_s <= patience_s:
            return []
        return self._announce(msgspec.structs.replace(self._standing, status="silent"), now, now)

    def end(self, now: Instant) -> list[Output]:
        """The connection is gone: report what was cut short, and the sensor as down."""
        outputs: list[Output] = []
        if not self._closed:
            self._closed = True
            try:
                self._frames.require_end()
            except FrameCutShort as error:
                refused = self._refuse(error, self._rest(), None, now)
                outputs += [output for output in refused if not isinstance(output, Send)]
        if self._profile is not None:
            outputs += self._announce(msgspec.structs.replace(self._standing, status="down"), now, now)
            self._profile = None
        return outputs

    def _rest(self) -> Frame:
        """What arrived of a message that will never be whole."""
        return Frame(offset=self._frames.offset, payload=self._frames.unread)

    def _take(self, frame: Frame, now: Instant) -> list[Output]:
        """What follows from one message."""
        message: SapientMessage | None = None
        try:
            if not self._messages.take(now):
                raise TooManyMessages(per_second=f"{self._feed.limits.messages_per_s:g}")
            message = decode(frame.payload)
            outputs = self._handle(message, now)
        except RemoteError as error:
            return self._refuse(error, frame, message, now)
        self._counters.accept(message.WhichOneof("content"))
        return outputs

    def _handle(self, message: SapientMessage, now: Instant) -> list[Output]:
        """What follows from one decoded message; raises what is wrong with it."""
        kind = message.WhichOneof("content")
        if kind in ("status_report", "detection_report") and self._profile is None:
            raise NotRegistered(kind=message.DESCRIPTOR.fields_by_name[kind].message_type.name)
        require_valid(message)
        match kind:
            case "registration":
                return self._register(message, now)
            case "status_report":
                return self._report_status(message, self._profile_of(message), now)
            case "detection_report":
                return self._report_detection(message, self._profile_of(message), now)
            case "error":
                raise SensorComplained(why="; ".join(message.error.error_message))
            case _:
                raise NotSupported(kind=message.DESCRIPTOR.fields_by_name[kind].message_type.name)

    def _profile_of(self, message: SapientMessage) -> Profile:
        """The registration that covers a report."""
        assert self._profile is not None
        self._require_same_node(message)
        return self._profile

    def _require_same_node(self, message: SapientMessage) -> None:
        """One connection is one sensor, for as long as it lasts."""
        if self._profile is not None and message.node_id.lower() != self._profile.character.sensor:
            raise InvalidMessage([Finding(path="node_id", rule="other-node", detail=self._profile.character.sensor)])

    def _register(self, message: SapientMessage, now: Instant) -> list[Output]:
        """Accept a registration; one that is refused leaves an earlier one in force."""
        self._require_same_node(message)
        self._profile = decode_registration(message)
        self._standing = Standing(position=self._standing.position)
        self._announced = None
        self._heard_at = now
        ack = build_registration_ack(self._feed.node_id, now, message.node_id, [])
        return [Send(data=encode(ack)), *self._announce(self._standing, instant_of(message), now)]

    def _report_status(self, message: SapientMessage, profile: Profile, now: Instant) -> list[Output]:
        self._standing = decode_status(message, profile, self._standing)
        self._heard_at = now
        outputs = self._announce(self._standing, instant_of(message), now)
        if self._standing.status == "down":
            self._profile = None
        return outputs

    def _report_detection(self, message: SapientMessage, profile: Profile, now: Instant) -> list[Output]:
        """A detection; one that another system made from an object that this node told is no new evidence."""
        if self._is_echo(message):
            self._counters.accept(ECHO)
            self._heard_at = now
            return self._announce(self._standing, instant_of(message), now)
        detection = decode_detection(
            message,
            self._header(now),
            character=profile.character,
            terms=profile.terms(self._standing.mode),
            stand=self._standing.position,
        )
        self._heard_at = now
        return [*self._announce(self._standing, instant_of(message), now), Deliver(records=(detection,))]

    def _is_echo(self, message: SapientMessage) -> bool:
        report = message.detection_report
        sources = (*report.associated_detection, *report.derived_detection)
        return any(source.node_id.lower() == self._feed.node_id for source in sources)

    def _announce(self, standing: Standing, observed_at: Instant, now: Instant) -> list[Output]:
        """The sensor's state, if it is news."""
        assert self._profile is not None
        before, self._announced = self._announced, standing
        if before is not None and (before.status, before.position) == (standing.status, standing.position):
            return []
        record = sensor_record(self._profile, standing, self._header(now), observed_at)
        return [Deliver(records=(record,))]

    def _header(self, now: Instant) -> Header:
        return Header(
            id=new_record_id(now, self._entropy.token(10)),
            origin=self._feed.origin,
            recorded_at=now,
            marking=self._feed.marking,
            authenticated=self.sensor in self._caller.names,
        )

    def _refuse(self, error: RemoteError, frame: Frame, message: SapientMessage | None, now: Instant) -> list[Output]:
        """Count a refusal; report and answer it unless this sensor's refusals are already a flood."""
        reported = self._refusals.take(now)
        self._counters.refuse(error.code, reported=reported)
        if not reported:
            return []
        refusal = refusal_of(error, offset=frame.offset, raw=frame.payload, peer=self.sensor or self._caller.peer)
        return [*self._answer(error, frame.payload, message, now), Refused(refusal=refusal)]

    def _answer(self, error: RemoteError, packet: bytes, message: SapientMessage | None, now: Instant) -> list[Output]:
        """The standard's answer to a refused message; an Error is never answered, or two nodes would never stop."""
        kind = message.WhichOneof("content") if message is not None else None
        if kind == "error":
            return []
        findings = error.findings if isinstance(error, InvalidMessage) else ()
        problems = [finding.text("en") for finding in findings] or [error.text("en")]
        sender = message.node_id if message is not None and is_uuid(message.node_id) else self.sensor
        if kind == "registration":
            answer = build_registration_ack(self._feed.node_id, now, sender, problems)
        else:
            answer = build_error(self._feed.node_id, now, sender, packet, problems)
        return [Send(data=encode(answer))]
