"""This node as a fusion node towards a parent, as a state machine without I/O: bytes, records and time in, outputs out.

It registers, waits until the parent accepts, then tells what was released to it and its own status in every interval.
What the parent answers is checked like what a sensor sends: refused messages are counted, reported and answered, and
the connection lives.
"""

from collections.abc import Callable, Sequence
from typing import Final, Literal

import msgspec

from lindero.gateways.intake.counters import Counters, Tally
from lindero.gateways.intake.errors import FrameTooLong, TooManyMessages
from lindero.gateways.intake.framing import Frame, FrameReader
from lindero.gateways.intake.limits import Limits, TokenBucket
from lindero.gateways.intake.outputs import Close, Output, Refused, Send, Wanted
from lindero.gateways.intake.refusal import refusal_of
from lindero.gateways.sapient.bindings import SapientMessage, Task
from lindero.gateways.sapient.decode import decode
from lindero.gateways.sapient.describe import SensorDescription, build_registration
from lindero.gateways.sapient.encode import System, build_error, build_status, encode
from lindero.gateways.sapient.errors import InvalidMessage, NotSupported, ParentRefused, SensorComplained
from lindero.gateways.sapient.tasks import Wants, answer_task, build_task_ack
from lindero.gateways.sapient.told import Describe, build_report
from lindero.gateways.sapient.validate import is_uuid, require_valid
from lindero.kernel.clock import SECOND_NS, Instant
from lindero.kernel.errors import RemoteError
from lindero.model.airspace import Track
from lindero.model.record import Record

STATUS_EVERY_S: Final = 5.0
"""`status_interval` of the registration. [s]"""
ANSWER_WITHIN_S: Final = 10.0
"""A parent that has not answered the registration by then is left, and dialled again. [s]"""
_OBJECTS_KNOWN: Final = 10_000


State = Literal["registering", "accepted", "closed"]


class FusionSession:
    """One connection to a parent.

    Args:
        node_id: UUID under which this node speaks.
        name: Of the node, for people.
        version: Of the software.
        describe: Says an alert in words.
        new_id: Gives a fresh ULID at an instant.
        now: When the connection was made. [ns UTC]
        limits: Bounds of the parent.
    """

    def __init__(
        self,
        *,
        node_id: str,
        name: str,
        version: str,
        describe: Describe,
        new_id: Callable[[Instant], str],
        now: Instant,
        limits: Limits | None = None,
    ) -> None:
        limits = limits or Limits()
        self._node_id = node_id
        self._description = SensorDescription(
            name=name,
            node_type="FUSION_NODE",
            reports="location",
            status_interval_s=STATUS_EVERY_S,
            manufacturer="Lindero",
            model=f"Lindero {version}",
        )
        self._describe = describe
        self._new_id = new_id
        self._frames = FrameReader(limits.message_bytes)
        self._per_s = limits.messages_per_s
        self._messages = TokenBucket(limits.messages_per_s, limits.message_burst)
        self._refusals = TokenBucket(limits.refusals_per_s, limits.refusal_burst)
        self._counters = Counters()
        self._parent = ""
        self._wants = Wants()
        self._reported: dict[str, int] = {}
        self._status_at = now
        self._began = now
        self.state: State = "registering"

    @property
    def sender(self) -> str | None:
        """The parent, once it has accepted."""
        return self._parent or None

    @property
    def accepted(self) -> bool:
        """Whether the parent has accepted this node's registration."""
        return self.state == "accepted"

    def tally(self) -> Tally:
        """What came from the parent and what became of it."""
        return self._counters.tally()

    def begin(self, now: Instant) -> list[Output]:
        """The registration, which is sent first."""
        return [Send(data=encode(build_registration(self._node_id, now, self._description)))]

    def receive(self, data: bytes, now: Instant) -> list[Output]:
        """Take in what arrived."""
        if self.state == "closed":
            return []
        self._counters.receive(len(data))
        self._frames.receive(data)
        outputs: list[Output] = []
        try:
            while (frame := self._frames.next_frame()) is not None:
                outputs += self._take(frame, now)
        except FrameTooLong as error:
            self.state = "closed"
            rest = Frame(offset=self._frames.offset, payload=self._frames.unread)
            outputs += [*self._refuse(error, rest, None, now), Close()]
        return outputs

    def tick(self, now: Instant) -> list[Output]:
        """Status when it is due, and an end when the parent does not answer; call it about once a second."""
        if self.state == "registering":
            if now - self._began < ANSWER_WITHIN_S * SECOND_NS:
                return []
            self.state = "closed"
            return [Close()]
        if self.state == "closed" or now - self._status_at < STATUS_EVERY_S * SECOND_NS:
            return []
        return self._status(now, "OK", new=False)

    def tell(self, records: Sequence[Record], now: Instant) -> list[Output]:
        """Tell what was released to the parent, as far as it wants to hear it."""
        if self.state != "accepted":
            return []
        messages = [build_report(self._node_id, self._trimmed(r), self._describe) for r in records if self._wanted(r)]
        return [Send(data=encode(message)) for message in messages if message is not None]

    def end_of(self, records: Sequence[Record], now: Instant) -> list[Output]:
        """The standard has no word for taking back: what was told stays told."""
        return []

    def end(self, now: Instant) -> list[Output]:
        """Say goodbye."""
        if self.state != "accepted":
            return []
        outputs = self._status(now, "GOODBYE", new=True)
        self.state = "closed"
        return outputs

    def _wanted(self, record: Record) -> bool:
        """Whether the parent wants to hear it now; alerts and ends of tracks are never thinned."""
        if not isinstance(record, Track) or record.status == "lost":
            return True
        if record.existence < self._wants.existence:
            return False
        key = f"{record.origin}/{record.track}"
        last = self._reported.get(key)
        if last is not None and 0 <= record.observed_at - last < self._wants.interval_s * SECOND_NS:
            return False
        if len(self._reported) >= _OBJECTS_KNOWN:
            self._reported.clear()
        self._reported[key] = record.observed_at
        return True

    def _trimmed(self, record: Record) -> Record:
        least = self._wants.class_probability
        if not least or not isinstance(record, Track):
            return record
        return msgspec.structs.replace(record, classes=tuple(c for c in record.classes if c.probability >= least))

    def _status(self, now: Instant, system: System, *, new: bool) -> list[Output]:
        self._status_at = now
        report = build_status(self._node_id, now, self._new_id(now), system=system, new=new)
        return [Send(data=encode(report))]

    def _take(self, frame: Frame, now: Instant) -> list[Output]:
        message: SapientMessage | None = None
        try:
            if not self._messages.take(now):
                raise TooManyMessages(per_second=f"{self._per_s:g}")
            message = decode(frame.payload)
            require_valid(message)
            outputs = self._handle(message, now)
        except RemoteError as error:
            return self._refuse(error, frame, message, now)
        self._counters.accept(message.WhichOneof("content"))
        return outputs

    def _handle(self, message: SapientMessage, now: Instant) -> list[Output]:
        """What follows from one valid message; raises what is wrong with it."""
        kind = message.WhichOneof("content")
        match kind:
            case "registration_ack":
                return self._registered(message, now)
            case "task":
                return self._tasked(message.task, message.node_id, now)
            case "alert_ack" | "status_report":
                return []  # a machine took it: that is no person's acknowledgement
            case "error":
                raise SensorComplained(why="; ".join(message.error.error_message))
            case _:
                raise NotSupported(kind=message.DESCRIPTOR.fields_by_name[kind].message_type.name)

    def _registered(self, message: SapientMessage, now: Instant) -> list[Output]:
        ack = message.registration_ack
        if not ack.acceptance:
            self.state = "closed"
            raise ParentRefused(why="; ".join(ack.ack_response_reason) or "no reason given")
        self._parent, self.state = message.node_id, "accepted"
        return [*self._status(now, "OK", new=True), Wanted()]

    def _tasked(self, task: Task, sender: str, now: Instant) -> list[Output]:
        answer = answer_task(task, self._wants)
        self._wants = answer.wants
        outputs: list[Output] = [Send(data=encode(build_task_ack(self._node_id, now, sender, task, answer)))]
        match answer.asked:
            case "registration":
                outputs += self.begin(now)
            case "status":
                outputs += self._status(now, "OK", new=True)
            case "picture":
                self._reported.clear()
                outputs.append(Wanted())
            case None:
                pass
        return outputs

    def _refuse(self, error: RemoteError, frame: Frame, message: SapientMessage | None, now: Instant) -> list[Output]:
        reported = self._refusals.take(now)
        self._counters.refuse(error.code, reported=reported)
        ended: list[Output] = [Close()] if self.state == "closed" else []
        if not reported:
            return ended
        refusal = refusal_of(error, offset=frame.offset, raw=frame.payload, peer=self._parent or "parent")
        return [*self._answer(error, frame.payload, message, now), Refused(refusal=refusal), *ended]

    def _answer(self, error: RemoteError, packet: bytes, message: SapientMessage | None, now: Instant) -> list[Output]:
        """The standard's Error; an Error and a refused registration are not answered."""
        kind = message.WhichOneof("content") if message is not None else None
        if kind in ("error", "registration_ack"):
            return []
        problems = [f.text("en") for f in error.findings] if isinstance(error, InvalidMessage) else [error.text("en")]
        sender = message.node_id if message is not None and is_uuid(message.node_id) else None
        return [Send(data=encode(build_error(self._node_id, now, sender, packet, problems)))]
