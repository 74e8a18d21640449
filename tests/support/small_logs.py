"""Two short logs that answer each other, written by hand: for the meter's tests and vectors."""

from pair_logs import salt_of

from lindero.exchange.envelope.control import encode_control, type_of
from lindero.exchange.envelope.entry import Entry, encode_entry
from lindero.exchange.envelope.seal import seal
from lindero.exchange.log.ports import LoggedEntry
from lindero.kernel.ids import RecordId

BEGIN_MS = 1_795_000_000_000
DAY = BEGIN_MS // 86_400_000


def record(index, topic, *, of=None, re=None, took_ms=100, at_ms=None, expires_day=None, empty=None):
    """An entry of a record that was sealed `at_ms` after the beginning, and observed `took_ms` before that."""
    sealed_ms = BEGIN_MS + (1000 * index if at_ms is None else at_ms)
    body = f"{topic} {index}".encode()
    commitment = seal(salt_of(index), body)
    leaf = encode_entry(Entry(1, "record", topic, sealed_ms, sealed_ms - took_ms, of, re, expires_day, commitment))
    kept = (None, None) if empty else (body, salt_of(index))
    return LoggedEntry(index, leaf, *kept, RecordId(f"R{index}"), f"{topic}:{index}", empty)


def control(index, message, *, of=None, re=None, empty=None):
    """An entry of a control message."""
    sealed_ms, kind, body = BEGIN_MS + 1000 * index, type_of(message), encode_control(message)
    leaf = encode_entry(Entry(1, kind, kind, sealed_ms, sealed_ms, of, re, None, seal(salt_of(index), body)))
    kept = (None, None) if empty else (body, salt_of(index))
    return LoggedEntry(index, leaf, *kept, RecordId(""), "", empty)
