"""Key changes in a hello or an introduction: what this node tells its partner, and what it keeps of what it is told.

A node restored from a backup before a change has lost it, and could check neither its partner's signatures nor, in the
partner's copy of its log, its own. The log brings the change again; the hello only brings it early enough.
"""

from collections.abc import Sequence

import structlog

from lindero.exchange.envelope.certificate import certificate_key
from lindero.exchange.link.frames import MAX_CHANGE_BYTES
from lindero.kernel.ids import NodeId
from lindero.model.pairing import KeyEpoch, Pairing
from lindero.model.people import AuditEvent
from lindero.node.keys import Keys
from lindero.partners.key_changes import learn_changes, offered_digits
from lindero.store.sqlite.store import SqliteStore

_log = structlog.get_logger("lindero.link")


def changes_of(pairing: Pairing) -> tuple[bytes, ...]:
    """Changes of the keys of both sides, oldest first."""
    statements = [one.statement for one in (*pairing.own_keys, *pairing.partner_keys)]
    return tuple(one for one in statements if len(one) <= MAX_CHANGE_BYTES)


def learned_from(store: SqliteStore, partner: NodeId, changes: Sequence[bytes], keys: Keys) -> Pairing | None:
    """The pairing with what this node lacked; None when it lacked nothing."""
    held = {signer.public for signer in (*keys.log_signers, *keys.receipt_signers)}
    if keys.certificate_der:
        held.add(certificate_key(keys.certificate_der))
    return learn_changes(store, partner, changes, held)


def keep_learned(store: SqliteStore, partner: NodeId, changes: Sequence[bytes], keys: Keys, now: int) -> bool:
    """Make it durable, and audit it; tells whether there was anything."""
    with store.transaction():
        known, learned = store.pairings.load(partner), learned_from(store, partner, changes, keys)
        if known is None or learned is None:
            return False
        store.pairings.save(learned)
        own = [one for one in learned.own_keys if one not in known.own_keys]
        theirs = [one for one in learned.partner_keys if one not in known.partner_keys]
        for act, epochs in (("own-key-learned", own), ("partner-key", theirs)):
            for epoch in epochs:
                _note(store, partner, act, epoch, now)
        if learned.offered != known.offered:
            _log.error("keys-offered", partner=partner, digits=offered_digits(learned.offered))
            event = AuditEvent(at=now, person=partner, act="partner-keys-offered", about="recovery key")
            store.audit.append(event)
    return True


def _note(store: SqliteStore, partner: NodeId, act: str, epoch: KeyEpoch, now: int) -> None:
    detail = f"{epoch.key} {epoch.public.hex()} by {'recovery' if epoch.by_recovery else 'old'}"
    _log.warning("key-learned", partner=partner, act=act, key=epoch.key, public=epoch.public.hex())
    store.audit.append(AuditEvent(at=now, person=partner, act=act, about="hello", detail=detail))
