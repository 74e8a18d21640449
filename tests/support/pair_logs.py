"""A small real log between two nodes with fixed keys, for the tests of log, link and vectors."""

import msgspec

from lindero.exchange.envelope._keys import generate_key
from lindero.exchange.envelope.control import Recall, encode_control
from lindero.exchange.envelope.entry import Entry, encode_entry
from lindero.exchange.envelope.seal import seal
from lindero.exchange.log.checkpoint import Checkpoint, seal_checkpoint
from lindero.exchange.log.pair import PairLog
from lindero.exchange.log.ports import Head, LoggedEntry
from lindero.exchange.log.receipt import seal_receipt
from lindero.exchange.log.tree import extend, leaf_hashes, root_of
from lindero.kernel.ids import NodeId, RecordId

NOW_MS = 1_795_000_000_000
"""A wall clock of the tests. [ms UTC]"""
US, MX, SEMAR = NodeId("us.cbp"), NodeId("mx.sedena"), NodeId("mx.semar")
LOG_KEY = {node: generate_key(b"L" * 31 + last) for node, last in ((US, b"u"), (MX, b"m"), (SEMAR, b"s"))}
RECEIPT_KEY = {node: generate_key(b"R" * 31 + last) for node, last in ((US, b"u"), (MX, b"m"), (SEMAR, b"s"))}
LOG_ID = {US: bytes(range(16)), MX: bytes(range(16, 32)), SEMAR: bytes(range(32, 48))}


def log_of(writer: NodeId, reader: NodeId) -> PairLog:
    return PairLog(
        origin=f"{writer}/to/{reader}/{LOG_ID[writer].hex()}",
        writer=writer,
        reader=reader,
        log_key=LOG_KEY[writer].public,
        receipt_key=RECEIPT_KEY[reader].public,
    )


US_TO_MX, MX_TO_US = log_of(US, MX), log_of(MX, US)


def salt_of(index: int) -> bytes:
    return index.to_bytes(32, "little")


def logged(index: int, body: bytes | None = None, topic: str = "track") -> LoggedEntry:
    body = b"body %d" % index if body is None else body
    of = index - 3 if index >= 3 else None
    entry = Entry(1, "record", topic, 1000 * index + 7, 1000 * index, of, None, None, seal(salt_of(index), body))
    return LoggedEntry(index, encode_entry(entry), body, salt_of(index), RecordId(f"R{index}"), f"track:{index}")


def recalling(index: int, *named: int) -> LoggedEntry:
    """An entry that recalls others."""
    body = encode_control(Recall(entries=named, reason="recalled"))
    entry = Entry(1, "recall", "recall", 1000 * index + 7, 1000 * index, None, None, None, seal(salt_of(index), body))
    return LoggedEntry(index, encode_entry(entry), body, salt_of(index), RecordId(""), "")


def expiring(index: int, day: int) -> LoggedEntry:
    """An entry whose last day is `day`, counted from 1970-01-01."""
    body = b"body %d" % index
    entry = Entry(1, "record", "track", 7, 7, None, None, day, seal(salt_of(index), body))
    return LoggedEntry(index, encode_entry(entry), body, salt_of(index), RecordId(f"R{index}"), f"track:{index}")


def emptied(stored: LoggedEntry, reason: str) -> LoggedEntry:
    return changed(stored, body=None, salt=None, empty=reason)


def head_of(entries, log: PairLog = US_TO_MX) -> Head:
    frontier = extend((), 0, leaf_hashes(one.entry for one in entries))
    checkpoint = Checkpoint(log.origin, len(entries), root_of(frontier))
    return Head(len(entries), frontier, seal_checkpoint(checkpoint, LOG_KEY[log.writer]))


def receipt_of(entries, log: PairLog = US_TO_MX, signed_s: int = 1_795_000_000) -> bytes:
    return seal_receipt(head_of(entries, log).note, log, RECEIPT_KEY[log.reader], signed_s)


def changed(stored: LoggedEntry, **fields) -> LoggedEntry:
    return msgspec.structs.replace(stored, **fields)


def flipped(data: bytes, place: int, bit: int = 1) -> bytes:
    return data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]
