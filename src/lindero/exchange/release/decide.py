"""The decision: policy, transformation, guard, two persons, delay, pace, in this order; closed by default."""

import hashlib
from typing import Final

import msgspec

from lindero.exchange.release.approval import Approval, approves
from lindero.exchange.release.attributes import Situation
from lindero.exchange.release.decision import Decision, Hold, Release, Review, Withhold, reason
from lindero.exchange.release.delay import ClockTrust, delayed_until
from lindero.exchange.release.destination import Destination, Permit, lies_within, outside_area
from lindero.exchange.release.guard import check_guard, is_clear
from lindero.exchange.release.obligations import Obligations, fold
from lindero.exchange.release.pace import held_until
from lindero.exchange.release.transform import NothingLeft
from lindero.kernel.clock import Instant
from lindero.model.codec import encode_record
from lindero.model.record import Record

_TWO_PERSON: Final = reason("two-person")
_DELAY: Final = reason("delay")
_PACE: Final = reason("pace")
_set = msgspec.structs.force_setattr  # on the copy that `Shape.of` has just made


def decide(
    record: Record,
    *,
    to: Destination,
    situation: Situation,
    now: Instant,
    last_released_at: Instant | None = None,
    trust: ClockTrust | None = None,
    earlier: Obligations | None = None,
    held_since: Instant | None = None,
    approval: Approval | None = None,
) -> Decision:
    """Whether a record may go to a destination, in what form, and when. Never raises.

    Args:
        record: As its node holds it.
        to: The way out.
        situation: Where the record is, as computed by the caller from its true position.
        now: The present. [ns UTC]
        last_released_at: When a record about the same object last left by this way out. [ns UTC]
        trust: In the clock that told `now`; without it no delay ends.
        earlier: What the decision that delayed this record demanded; it still binds.
        held_since: When it was first delayed, since the clock was last set. [ns UTC]
        approval: What persons said about this record and partner.

    Returns:
        `Release` with the record to send, `Hold` until an instant at which to decide again, `Review` with what two
        persons would have to approve, or `Withhold` with the reasons of the step that stopped it.
    """
    marked = to.marked(record.marking)
    permit = to.verdict(record, situation, marked)
    if isinstance(permit, Withhold):
        return permit
    if earlier is not None:
        permit = _stricter(permit, earlier, to, type(record))
        if not lies_within(permit.obligations, situation.areas):
            return Withhold(reasons=(outside_area(permit.obligations),))
    duties = permit.obligations
    as_of = now if approval is None else min(now, approval.as_of)
    try:
        leaving = permit.shape.of(record)
    except NothingLeft as field:
        return Withhold(reasons=(reason("nothing-left", str(field)),))
    marking = marked.leaving(duties, record.observed_at, as_of)
    if marking is not record.marking:
        _set(leaving, "marking", marking)
    if not is_clear(leaving, permit.guarded, marked.clear, to.sender.node, now):
        crossed = tuple(
            check_guard(
                leaving,
                partner=to.partner,
                sender=to.sender,
                now=now,
                two_persons=duties.two_person,
                consented=situation.consented,
            )
        )
        if crossed:
            return Withhold(reasons=crossed)
    if duties.two_person and not _is_approved(leaving, approval, to, now):
        return _review(leaving, permit, to, as_of)
    if duties.delay_s or duties.coarsen_m or duties.min_interval_s:
        hold = _hold(record, duties, now, last_released_at, trust, held_since)
        if hold is not None:
            return hold
    return Release(record=leaving, obligations=duties, rules=permit.rules, policy=to.policy.version)


def _stricter(permit: Permit, earlier: Obligations, to: Destination, kind: type[Record]) -> Permit:
    """The permit under what an earlier decision demanded too."""
    duties = fold([permit.obligations, earlier])
    return msgspec.structs.replace(permit, obligations=duties, shape=to.shape(kind, duties))


def _is_approved(leaving: Record, approval: Approval | None, to: Destination, now: Instant) -> bool:
    """Whether two persons approved exactly this."""
    if approval is None or leaving.marking is None:
        return False
    return approves(
        approval,
        sha256=hashlib.sha256(encode_record(leaving)).digest(),
        partner=to.partner.node,
        policy=to.policy.version,
        marking=leaving.marking,
        authorities=to.sender.authorities,
        now=now,
    )


def _review(leaving: Record, permit: Permit, to: Destination, as_of: Instant) -> Review:
    body = encode_record(leaving)
    return Review(
        record=leaving,
        body=body,
        sha256=hashlib.sha256(body).digest(),
        as_of=as_of,
        obligations=permit.obligations,
        rules=permit.rules,
        policy=to.policy.version,
        reason=_TWO_PERSON,
    )


def _hold(
    record: Record,
    duties: Obligations,
    now: Instant,
    last_released_at: Instant | None,
    trust: ClockTrust | None,
    held_since: Instant | None,
) -> Hold | None:
    """Why and until when it is too early, if it is."""
    if duties.delay_s is not None:
        until = delayed_until(
            duties.delay_s, recorded_at=record.recorded_at, trust=trust, now=now, held_since=held_since
        )
        if until is not None:
            return Hold(until=until, reason=_DELAY, obligations=duties)
    if duties.coarsen_m is None and (duties.min_interval_s is None or last_released_at is None):
        return None
    until = held_until(duties, recorded_at=record.recorded_at, last_released_at=last_released_at, now=now)
    return None if until is None else Hold(until=until, reason=_PACE)
