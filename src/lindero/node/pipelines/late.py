"""Late: quarantined body → vocabulary of this version → store, as if it had just arrived.

A partner may speak a newer vocabulary than this node. What cannot be read stays in its log and in quarantine; after an
upgrade it is tried again, once for each vocabulary.
"""

from collections.abc import Sequence
from typing import Final, Protocol

from lindero.exchange.log.ports import Mirror
from lindero.kernel.errors import RemoteError
from lindero.kernel.ids import NodeId
from lindero.model.codec import decode_record, vocabulary_stamp
from lindero.model.errors import UnknownVocabulary
from lindero.model.ports import Quarantine, Records, Stamps, Transactions
from lindero.model.quarantine import Refused
from lindero.model.record import Record

STAMP: Final = "vocabulary"


class LateStore(Transactions, Protocol):
    """What late delivery needs of a store."""

    @property
    def records(self) -> Records:
        """All records."""

    @property
    def mirror(self) -> Mirror:
        """The partners' logs."""

    @property
    def quarantine(self) -> Quarantine:
        """What was refused."""

    @property
    def stamps(self) -> Stamps:
        """What the software was."""


def deliver_late(store: LateStore, partners: Sequence[NodeId]) -> dict[NodeId, list[Record]]:
    """Records that became readable since the vocabulary last changed, by partner; durable when it returns."""
    stamp = vocabulary_stamp()
    if store.stamps.load(STAMP) == stamp:
        return {}
    late: dict[NodeId, list[Record]] = {}
    with store.transaction():
        for partner in partners:
            refused = store.quarantine.of(partner, UnknownVocabulary.code)
            read = [(one.offset, record) for one in refused if (record := _read(store, partner, one)) is not None]
            records = [record for _, record in read]
            store.records.save(records, own=False)
            store.quarantine.erase(partner, [offset for offset, _ in read if offset is not None])
            if records:
                late[partner] = records
        store.stamps.save(STAMP, stamp)
    return late


def _read(store: LateStore, partner: NodeId, refused: Refused) -> Record | None:
    """The record of a refused entry; None where it is gone, still cannot be read, or is not the partner's to send."""
    if refused.offset is None:
        return None
    for entry in store.mirror.entries(partner, refused.offset, refused.offset + 1):
        try:
            record = None if entry.body is None else decode_record(entry.body)
        except RemoteError:
            return None
        return record if record is not None and record.origin == partner else None
    return None
