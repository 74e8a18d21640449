"""The decision: policy, transformation, guard, pace, in this order; total, deterministic, and closed by default."""

from lindero.exchange.release.attributes import Situation
from lindero.exchange.release.decision import Decision, Hold, Release, Withhold, reason
from lindero.exchange.release.destination import Destination
from lindero.exchange.release.guard import check_guard
from lindero.exchange.release.pace import held_until
from lindero.exchange.release.transform import NothingLeft, transform
from lindero.kernel.clock import Instant
from lindero.model.record import Record


def decide(
    record: Record,
    *,
    to: Destination,
    situation: Situation,
    now: Instant,
    last_released_at: Instant | None = None,
) -> Decision:
    """Whether a record may go to a destination, in what form, and when. Never raises.

    Args:
        record: As its node holds it.
        to: The way out.
        situation: Where the record is, as computed by the caller from its true position.
        now: The present. [ns UTC]
        last_released_at: When a record about the same object last left by this way out. [ns UTC]

    Returns:
        `Release` with the record to send, `Hold` until an instant at which to decide again, or `Withhold` with the
        reasons of the step that stopped it.
    """
    verdict = to.verdict(record, situation)
    if isinstance(verdict, Withhold):
        return verdict
    try:
        leaving = transform(record, verdict.obligations, to.token)
    except NothingLeft as field:
        return Withhold(reasons=(reason("nothing-left", str(field)),))
    crossed = tuple(check_guard(leaving, partner=to.partner, sender=to.sender, now=now))
    if crossed:
        return Withhold(reasons=crossed)
    until = held_until(verdict.obligations, recorded_at=record.recorded_at, last_released_at=last_released_at, now=now)
    if until is not None:
        return Hold(until=until, reason=reason("pace"))
    return Release(record=leaving, obligations=verdict.obligations, rules=verdict.rules, policy=to.policy.version)
