"""What becomes of an alert with each picture. Pure.

The rules (`rule_set`) say which step an object deserves: attention stays on the own map, a warning crosses the link, an
incursion is claimed only beyond the error (DESIGN §6). An alert climbs, is updated, is cleared, and is never lowered
silently.
"""

from typing import Final

import msgspec

from lindero.kernel.clock import SECOND_NS
from lindero.model.airspace import ClassProbability, ObjectClass, Track
from lindero.model.alerts import Alert, AlertStep
from lindero.operations.alerts.rule_set import Raised, RuleSet
from lindero.operations.alerts.stand import RANK
from lindero.operations.phrases import (
    ACROSS,
    ASK_LAUNCH,
    ASK_LOOK,
    ASK_NOTHING,
    CLEARED,
    CREWED,
    DECLARED,
    WILL_CROSS,
)
from lindero.operations.picture.assessment import TrackAssessment

UPDATE_EVERY_S: Final = 5.0
"""Least time between two records of an alert that differ only in what is expected of its object. [s]"""
SHIFTED_S: Final = 5.0
"""An expected crossing that moved by more, and by more than a quarter of the time left, is news. [s]"""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What shall become of an alert.

    Attributes:
        step: Step that it takes, or keeps.
        reason: Number of the phrase.
        asks: Number of the phrase.
        cleared: It ends without an outcome.
        rule: Rule and version that says so.
    """

    step: AlertStep
    reason: int
    asks: int
    cleared: bool = False
    rule: str | None = None


def _asks_of(step: AlertStep, track: Track) -> int:
    if step == "attention":
        return ASK_NOTHING
    broadcast = track.emitter is not None and track.emitter.operator_position is not None
    return ASK_LAUNCH if broadcast or track.launch_position is not None else ASK_LOOK


def decide_change(open_alert: Alert | None, assessment: TrackAssessment, rules: RuleSet) -> Change | None:
    """What the newest picture of a track changes.

    Args:
        open_alert: Newest record of the track's alert that is neither cleared nor closed, or None.
        assessment: Of that track.
        rules: In force.

    Returns:
        The change, or None when everything stays. A crewed aircraft whose broadcast radar or bearing confirms raises
        nothing while that holds. An incursion stays one until a person closes it. A claim is never
        lowered: a warning that no longer holds is cleared, not turned into an attention.
    """
    track = assessment.track
    known = track.identity in ("own", "declared")
    raised = None if known or assessment.vouched else rules.raised_by(assessment)
    if open_alert is None:
        return None if raised is None else _raise(raised, assessment)
    if open_alert.step == "incursion" and not known:
        return _update(open_alert, assessment)
    if raised is None:
        if track.status == "lost" and open_alert.step != "attention" and not known:
            return None
        reason = DECLARED if known else CREWED if assessment.vouched else CLEARED
        return Change(step=open_alert.step, reason=reason, asks=ASK_NOTHING, cleared=True)
    return _climb(open_alert, raised, assessment)


def _raise(raised: Raised, assessment: TrackAssessment) -> Change:
    asks = _asks_of(raised.step, assessment.track)
    return Change(step=raised.step, reason=assessment.reason or _reason_of(raised.step), asks=asks, rule=raised.rule)


def _climb(open_alert: Alert, raised: Raised, assessment: TrackAssessment) -> Change | None:
    """A higher step, or the same with the launch or operator position newly known, or expected otherwise."""
    if RANK[raised.step] < RANK[open_alert.step]:
        return None
    change = _raise(raised, assessment)
    if raised.step == open_alert.step and change.asks == open_alert.asks:
        return _update(open_alert, assessment)
    return change


def _update(open_alert: Alert, assessment: TrackAssessment) -> Change | None:
    """The same alert, with what is newly expected of its object, if that is news."""
    track = assessment.track
    passed_s = (track.observed_at - open_alert.observed_at) / SECOND_NS
    if passed_s < UPDATE_EVERY_S or not (
        _crosses_otherwise(open_alert, assessment, passed_s) or _is_other(open_alert, track)
    ):
        return None
    return Change(step=open_alert.step, reason=open_alert.reason, asks=open_alert.asks, rule=open_alert.rule)


def _crosses_otherwise(open_alert: Alert, assessment: TrackAssessment, passed_s: float) -> bool:
    before, now = open_alert.time_to_cross_s, assessment.time_to_cross_s
    if before is None or now is None:
        return before is not now
    shifted_s = abs(now[1] - (before[1] - passed_s))
    return shifted_s > max(SHIFTED_S, now[1] / 4.0)


def _is_other(open_alert: Alert, track: Track) -> bool:
    """Whether it is taken for something else than when the alert was last written, or another track follows it."""
    return (most_probable(open_alert.classes), open_alert.identity, open_alert.track) != (
        most_probable(track.classes),
        track.identity,
        track.track,
    )


def most_probable(classes: tuple[ClassProbability, ...]) -> ObjectClass | None:
    """The most probable class; None where nothing is known."""
    return max(classes, key=lambda c: c.probability).object_class if classes else None


def is_worse(change: Change, alert: Alert) -> bool:
    """Whether a change is a higher step than an alert ever had."""
    return not change.cleared and RANK[change.step] > RANK[alert.step]


def _reason_of(step: AlertStep) -> int:
    return ACROSS if step == "incursion" else WILL_CROSS
