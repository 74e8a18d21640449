"""What a parent may ask of this node: to say something again, and how much it wants to hear; nothing that acts.

BSI Flex 335 v2.0 lets a parent task a node with requests, thresholds, modes, looks, moves, patrols and pursuits.
Lindero tells what it knows; it moves nothing, follows nothing and cues no effector, and refuses whatever would.
"""

from typing import Final, Literal

import msgspec

from lindero.gateways.sapient.bindings import SapientMessage, Task, TaskAck
from lindero.gateways.sapient.encode import MODE, build_message

Asked = Literal["registration", "status", "picture"]

_REQUESTS: Final[dict[str, Asked]] = {
    "registration": "registration",
    "status": "status",
    "heartbeat": "status",
    "start": "picture",
    "picture": "picture",
}
_STOP: Final = Task.Control.Value("CONTROL_STOP")
_INTERVAL_S: Final[dict[int, float]] = {
    Task.DiscreteThreshold.Value("DISCRETE_THRESHOLD_LOW"): 5.0,
    Task.DiscreteThreshold.Value("DISCRETE_THRESHOLD_MEDIUM"): 2.0,
    Task.DiscreteThreshold.Value("DISCRETE_THRESHOLD_HIGH"): 0.0,
}
"""Shortest time between two reports of one object, by the asked report rate. [s]"""
_EXISTENCE: Final[dict[int, float]] = {
    Task.DiscreteThreshold.Value("DISCRETE_THRESHOLD_LOW"): 0.0,
    Task.DiscreteThreshold.Value("DISCRETE_THRESHOLD_MEDIUM"): 0.8,
    Task.DiscreteThreshold.Value("DISCRETE_THRESHOLD_HIGH"): 0.95,
}
"""Least probability that an object exists, by the asked detection threshold."""
_UNASKED: Final = Task.DiscreteThreshold.Value("DISCRETE_THRESHOLD_UNSPECIFIED")


class Wants(msgspec.Struct, frozen=True, kw_only=True):
    """How much a parent wants to hear.

    Attributes:
        interval_s: Shortest time between two reports of one object. [s]
        existence: Least probability that an object exists.
        class_probability: Classes below it are left out.
    """

    interval_s: float = 0.0
    existence: float = 0.0
    class_probability: float = 0.0


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What follows from a task.

    Attributes:
        status: `ACCEPTED` or `REJECTED`, in the standard's word.
        wants: What the parent wants from now on.
        asked: What it wants to be told again.
        reason: Why it was refused.
    """

    status: Literal["ACCEPTED", "REJECTED"]
    wants: Wants
    asked: Asked | None = None
    reason: str = ""


def answer_task(task: Task, wants: Wants) -> Answer:
    """What follows from a valid task.

    Args:
        task: As it came.
        wants: What the parent wanted so far; a task that stops gives back the default.
    """
    if task.control == _STOP:
        return Answer(status="ACCEPTED", wants=Wants())
    command = task.command.WhichOneof("command")
    match command:
        case "request":
            asked = _REQUESTS.get(task.command.request.strip().lower())
            if asked is None:
                return _refused(wants, f"request {task.command.request[:64]!r} is not known; known: {_known()}")
            return Answer(status="ACCEPTED", wants=wants, asked=asked)
        case "detection_report_rate" | "detection_threshold" | "classification_threshold":
            return _threshold(command, getattr(task.command, command), wants)
        case "mode_change":
            if task.command.mode_change == MODE:
                return Answer(status="ACCEPTED", wants=wants)
            return _refused(wants, f"this node has one mode, {MODE}")
        case None:
            return _refused(wants, "the task names no command")
        case _:
            return _refused(wants, f"{command}: this node observes and tells; it points, moves and follows nothing")


def _threshold(command: str, level: int, wants: Wants) -> Answer:
    if level == _UNASKED:
        return _refused(wants, f"{command}: the threshold is not specified")
    match command:
        case "detection_report_rate":
            changed = msgspec.structs.replace(wants, interval_s=_INTERVAL_S[level])
        case "detection_threshold":
            changed = msgspec.structs.replace(wants, existence=_EXISTENCE[level])
        case _:
            changed = msgspec.structs.replace(wants, class_probability=_EXISTENCE[level] / 2.0)
    return Answer(status="ACCEPTED", wants=changed)


def _refused(wants: Wants, reason: str) -> Answer:
    return Answer(status="REJECTED", wants=wants, reason=reason)


def _known() -> str:
    return ", ".join(sorted(set(_REQUESTS)))


def build_task_ack(node_id: str, at: int, destination_id: str, task: Task, answer: Answer) -> SapientMessage:
    """The standard's answer to a task."""
    message = build_message(node_id, at, destination_id)
    message.task_ack.task_id = task.task_id
    message.task_ack.task_status = TaskAck.TaskStatus.Value(f"TASK_STATUS_{answer.status}")
    if answer.reason:
        message.task_ack.reason.append(answer.reason)
    return message
