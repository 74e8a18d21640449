"""A partner's change of keys, as it arrives in its log: put in force or refused, and audited either way."""

from typing import Protocol

import structlog

from lindero.exchange.envelope.control import KeyChange
from lindero.exchange.envelope.errors import BadKeyChange
from lindero.kernel.ids import NodeId
from lindero.model.people import AuditEvent
from lindero.model.ports import Audit
from lindero.partners.key_changes import KeyShelf, admit_partner_changes

_log = structlog.get_logger("lindero.link")


class KeyControlsStore(KeyShelf, Protocol):
    """What a partner's change of keys needs of a store."""

    @property
    def audit(self) -> Audit:
        """Who did what; a partner is one of those who do."""


def obey_key_change(store: KeyControlsStore, partner: NodeId, index: int, change: KeyChange, now: int) -> None:
    """Within the transaction of the entry `index`; a change that is refused leaves the old key in force.

    Args:
        store: Where to.
        partner: Who says so.
        index: Of the entry in its log.
        change: What it says.
        now: The present. [ns UTC]
    """
    act, detail = "partner-key", f"{change.key} {change.new.hex()} by {change.by}"
    try:
        admit_partner_changes(store, partner, [change])
    except BadKeyChange as why:
        act, detail = "partner-key-refused", f"{detail}: {why}"
        _log.error("key-change-refused", partner=partner, why=str(why))
    else:
        _log.warning("partner-key-changed", partner=partner, key=change.key, public=change.new.hex(), by=change.by)
    store.audit.append(AuditEvent(at=now, person=partner, act=act, about=str(index), detail=detail))
