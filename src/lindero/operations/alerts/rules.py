"""The two-step rule of the alerts. Pure.

Attention stays on the own map, a warning crosses the link, an incursion is claimed only beyond the error (DESIGN §6).
One alert per track; it climbs, is cleared, and is never lowered silently.
"""

from typing import Final

import msgspec

from lindero.model.airspace import Track
from lindero.model.alerts import Alert, AlertStep
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

DRONE_SHARE_TO_ALERT: Final = 0.5
"""Least probability of not being a bird, balloon, crewed aircraft or ground vehicle that raises an alert. Silence is
no evidence against a drone: an object that nothing is known of has probability 1."""

_HARMLESS: Final = frozenset({"bird", "balloon", "crewed", "ground"})
_RANK: Final[dict[AlertStep, int]] = {"attention": 1, "warning": 2, "incursion": 3}


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What shall become of an alert.

    Attributes:
        step: Step that it takes, or keeps.
        reason: Number of the phrase.
        asks: Number of the phrase.
        cleared: It ends without an outcome.
    """

    step: AlertStep
    reason: int
    asks: int
    cleared: bool = False


def drone_share(track: Track) -> float:
    """Probability that the object is none of the harmless classes."""
    return 1.0 - sum(c.probability for c in track.classes if c.object_class in _HARMLESS)


def _step_of(assessment: TrackAssessment) -> AlertStep | None:
    if assessment.incursion:
        return "incursion"
    if assessment.warned:
        return "warning"
    return "attention" if assessment.attention else None


def _asks_of(step: AlertStep, track: Track) -> int:
    if step == "attention":
        return ASK_NOTHING
    broadcast = track.emitter is not None and track.emitter.operator_position is not None
    return ASK_LAUNCH if broadcast or track.launch_position is not None else ASK_LOOK


def decide_change(open_alert: Alert | None, assessment: TrackAssessment) -> Change | None:
    """What the newest picture of a track changes.

    Args:
        open_alert: Newest record of the track's alert that is neither cleared nor closed, or None.
        assessment: Of that track.

    Returns:
        The change, or None when everything stays. A crewed aircraft whose broadcast radar or bearing confirms raises
        nothing while that holds. An incursion stays one until a person closes it. A claim is never
        lowered: a warning that no longer holds is cleared, not turned into an attention.
    """
    track = assessment.track
    known = track.identity in ("own", "declared")
    spared = known or assessment.vouched or drone_share(track) < DRONE_SHARE_TO_ALERT
    step = None if spared else _step_of(assessment)
    if open_alert is None:
        if step is None:
            return None
        return Change(step=step, reason=assessment.reason or _reason_of(step), asks=_asks_of(step, track))
    if open_alert.step == "incursion" and not known:
        return None
    if step is None:
        if track.status == "lost" and open_alert.step != "attention" and not known:
            return None
        reason = DECLARED if known else CREWED if assessment.vouched else CLEARED
        return Change(step=open_alert.step, reason=reason, asks=ASK_NOTHING, cleared=True)
    return _climb(open_alert, step, assessment)


def _climb(open_alert: Alert, step: AlertStep, assessment: TrackAssessment) -> Change | None:
    """A higher step, or the same with the launch or operator position newly known."""
    asks = _asks_of(step, assessment.track)
    if _RANK[step] < _RANK[open_alert.step] or (step == open_alert.step and asks == open_alert.asks):
        return None
    return Change(step=step, reason=assessment.reason or _reason_of(step), asks=asks)


def is_worse(change: Change, alert: Alert) -> bool:
    """Whether a change is a higher step than an alert ever had."""
    return not change.cleared and _RANK[change.step] > _RANK[alert.step]


def _reason_of(step: AlertStep) -> int:
    return ACROSS if step == "incursion" else WILL_CROSS
