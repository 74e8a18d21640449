"""The red lines in code, after any policy and whatever it says. The guard sees the record as it would leave.

It can only tighten: it answers with reasons to withhold, or with none, and changes nothing.
"""

from collections.abc import Iterator
from typing import Final

from lindero.exchange.release.attributes import UNDECLARED
from lindero.exchange.release.decision import Reason, reason
from lindero.exchange.release.partner import Partner, Sender
from lindero.exchange.release.presence import Guarded, holds_class
from lindero.kernel.clock import SECOND_NS, Instant
from lindero.kernel.ids import NodeId
from lindero.model.alerts import Alert
from lindero.model.marking import Marking
from lindero.model.record import Record

INTERCEPT_EXPIRES_NS: Final = 180 * 86_400 * SECOND_NS
"""How long an intercept's record may be kept where its marking does not say (DESIGN §4). [ns]"""


def check_guard(
    record: Record,
    *,
    partner: Partner,
    sender: Sender,
    now: Instant,
    two_persons: bool = False,
    consented: bool = False,
) -> Iterator[Reason]:
    """Every red line that the transformed record would cross.

    Args:
        record: As it would leave.
        partner: Who would get it.
        sender: The own node and the authorities in force.
        now: The present. [ns UTC]
        two_persons: It leaves only by two persons' approval, or waits for it. What no machine may release alone, a
            person's data, free text, a file and where an operator stands, is then theirs to decide.
        consented: Its originator lets it go to this partner.
    """
    if record.marking is None:
        yield reason("unmarked")
    else:
        yield from _check_marking(record, record.marking, partner, sender, now)
    if record.origin != sender.node and not consented:
        yield reason("foreign-originator")
    if not two_persons:
        yield from _check_classes(record)


def is_clear(record: Record, guarded: Guarded, cleared: bool, node: NodeId, now: Instant) -> bool:
    """Whether the record certainly crosses no red line: the quick answer for most. False means: ask `check_guard`.

    Args:
        record: As it would leave.
        guarded: `presence.guarded_of` its type.
        cleared: `clears_marking` of its marking, remembered.
        node: The own one.
        now: The present. [ns UTC]
    """
    marking = record.marking
    if not cleared or marking is None or record.origin != node or marking.intercept_derived:
        return False
    until = marking.retain_until
    return (until is None or until > now) and not any(guarded(record))


def clears_marking(marking: Marking, partner: Partner, sender: Sender) -> bool:
    """Whether a marking crosses no red line, whatever the record and the time."""
    return (
        partner.is_named_in(marking.releasable_to)
        and not (marking.intercept_derived and marking.authority not in sender.authorities)
        and not (marking.simulated and not partner.simulated)
    )


def _check_classes(record: Record) -> Iterator[Reason]:
    if holds_class(record, "person"):
        yield reason("person-class")
    if holds_class(record, "text"):
        yield reason("text-class")
    if holds_class(record, "file"):
        yield reason("file-class")
    if holds_class(record, "operator-position") and not _is_alert_on_undeclared(record):
        yield reason("operator-position")


def _check_marking(
    record: Record, marking: Marking, partner: Partner, sender: Sender, now: Instant
) -> Iterator[Reason]:
    if not partner.is_named_in(marking.releasable_to):
        yield reason("not-releasable")
    if _is_expired(record, marking, now):
        yield reason("expired")
    if marking.intercept_derived and marking.authority not in sender.authorities:
        yield reason("intercept-without-authority")
    if marking.simulated and not partner.simulated:
        yield reason("simulated-to-real")


def _is_expired(record: Record, marking: Marking, now: Instant) -> bool:
    if marking.retain_until is not None and marking.retain_until <= now:
        return True
    return marking.intercept_derived and record.observed_at + INTERCEPT_EXPIRES_NS <= now


def _is_alert_on_undeclared(record: Record) -> bool:
    return isinstance(record, Alert) and record.identity in UNDECLARED
