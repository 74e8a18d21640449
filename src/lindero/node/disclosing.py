"""Content of a shared record for a proof: a way out like any other, decided at the moment of leaving, and logged."""

import msgspec

from lindero.exchange.log.ports import Decision as DecisionRow
from lindero.exchange.release.decide import decide
from lindero.exchange.release.decision import Decision, Hold, Reason, Release, Review, Withhold, reason
from lindero.kernel.clock import Clock
from lindero.kernel.errors import RemoteError
from lindero.kernel.ids import RecordId
from lindero.model.codec import decode_record
from lindero.model.kinds import object_of
from lindero.model.record import Record
from lindero.node.deciding import Deciding
from lindero.node.errors import NotDisclosed
from lindero.partners.proofs import Shared, disclose
from lindero.store.sqlite.store import SqliteStore


def disclose_by_policy(
    store: SqliteStore, deciding: Deciding, clock: Clock, shared: Shared, record: RecordId
) -> tuple[bytes, bytes]:
    """Salt and body of a record as it was sent, if the policy of now lets all of it leave as an export.

    A proof shows the bytes that were sent and no others, so what would leave now must hold everything that they hold.

    Raises:
        ForeignContent, BodyGone: There is nothing to show.
        NotDisclosed: The policy or the guard keeps it, or a part of it.
    """
    salt, body = disclose(store, shared)
    try:
        sent = decode_record(body)
    except RemoteError as why:
        raise NotDisclosed(record=record, why=str(why)) from None
    to, source = deciding.destination(shared.partner, way_out="export"), store.records.load(record) or sent
    now = clock.now()
    decision = decide(source, to=to, situation=deciding.situation(source), now=now)
    against = _against(decision, sent)
    row = DecisionRow(
        at=now,
        partner=shared.partner,
        record=record,
        object_key=object_of(sent),
        released=not against,
        rules=decision.rules if isinstance(decision, Release) else (),
        reasons=tuple(one.word for one in against),
        policy=to.policy.version,
        way_out=to.way_out,
    )
    store.decisions.append([row])
    if against:
        raise NotDisclosed(record=record, why="; ".join(f"{one.en} / {one.es}" for one in against))
    return salt, body


def _against(decision: Decision, sent: Record) -> tuple[Reason, ...]:
    """Why what was sent may not be shown; nothing when it may."""
    match decision:
        case Release():
            return () if _content(decision.record) == _content(sent) else (reason("nothing-left", "export"),)
        case Hold() | Review():
            return (decision.reason,)
        case Withhold():
            return decision.reasons


def _content(record: Record) -> Record:
    """All but the marking, whose last day depends on when it is asked."""
    return msgspec.structs.replace(record, marking=None)
