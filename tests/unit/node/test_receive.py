"""What a partner sent becomes durable whole; what people may see of it is another question."""

import pytest
from pair_logs import LOG_KEY, MX, RECEIPT_KEY, US, US_TO_MX, salt_of
from peers_in_process import record_id, track

from lindero.exchange.envelope.control import Onward, Poison, encode_control
from lindero.exchange.envelope.entry import Entry, decode_entry, encode_entry
from lindero.exchange.envelope.note import parse_note
from lindero.exchange.envelope.seal import seal
from lindero.exchange.link.events import BatchArrived
from lindero.exchange.log.checkpoint import Checkpoint, seal_checkpoint
from lindero.exchange.log.ports import Head
from lindero.exchange.log.receipt import is_receipted
from lindero.exchange.log.tree import extend, leaf_hashes, root_of
from lindero.model.codec import encode_record
from lindero.node.pipelines.receive import keep_batches
from lindero.store.errors import LogGap
from lindero.store.memory.store import MemoryStore

NOW = 1_795_000_001_000_000_000


def batches(*bodies_of_batches):
    """Verified batches as a session gives them; a body of None is a lost one."""
    frontier, size = (), 0
    for bodies in bodies_of_batches:
        leaves, slots = [], []
        for index, body in enumerate(bodies, size):
            commitment = seal(salt_of(index), body or b"gone")
            leaves.append(encode_entry(Entry(1, "record", "track", 1, 1, None, None, None, commitment)))
            slots.append("lost" if body is None else (salt_of(index), body))
        first, size = size, size + len(leaves)
        frontier = extend(frontier, first, leaf_hashes(leaves))
        note = seal_checkpoint(Checkpoint(US_TO_MX.origin, size, root_of(frontier)), LOG_KEY[US])
        yield BatchArrived(first, leaves, [decode_entry(leaf) for leaf in leaves], slots, Head(size, frontier, note))


def keep(store, *bodies_of_batches):
    return keep_batches(store, list(batches(*bodies_of_batches)), US, US_TO_MX, RECEIPT_KEY[MX], NOW, list)


def body(number, **fields):
    return encode_record(track(number, **fields))


def test_several_batches_share_one_commit_and_one_receipt():
    store = MemoryStore()
    kept = keep(store, [body(1), body(2)], [body(3)])
    assert [record.id for record in kept.records] == [record_id(n) for n in (1, 2, 3)]
    head = store.mirror.head(US)
    assert head.size == 3
    assert head.note == kept.receipt
    assert is_receipted(parse_note(kept.receipt), US_TO_MX)
    assert store.records.load(record_id(3)) == track(3)


def test_an_entry_is_kept_at_the_time_of_its_own_commit():
    store = MemoryStore()
    everything = list(batches([body(1), body(2)], [body(3)]))
    for batch, now in zip(everything, (NOW, NOW + 7), strict=True):
        keep_batches(store, [batch], US, US_TO_MX, RECEIPT_KEY[MX], now, list)
    assert [store.mirror.kept_at(US, index) for index in range(4)] == [NOW, NOW, NOW + 7, None]


def test_received_records_are_not_the_nodes_own_to_release():
    store = MemoryStore()
    keep(store, [body(1)])
    assert store.records.after("track", 0, 10) == []


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (body(2, origin=MX), "link.foreign-origin"),
        (body(2, origin="ca.rcmp"), "link.foreign-origin"),
        (b"\xc1 noise", None),
        (b"", None),
    ],
)
def test_a_body_that_may_not_be_shown_is_mirrored_and_quarantined(bad, code):
    store = MemoryStore()
    kept = keep(store, [body(1), bad, body(3)])
    assert [record.id for record in kept.records] == [record_id(1), record_id(3)]
    assert store.mirror.entries(US, 1, 2)[0].body == bad
    assert store.records.load(record_id(2)) is None
    ((source, found), count), *rest = store.quarantine.counts().items()
    assert (source, count, rest) == (US, 1, [])
    assert code in (None, found)
    assert store.quarantine.latest()[0].offset == 1


def test_a_lost_body_leaves_its_slot_and_the_log_whole():
    store = MemoryStore()
    kept = keep(store, [body(1), None, body(3)])
    assert len(kept.records) == 2
    assert store.mirror.entries(US, 1, 2)[0].empty == "lost"
    assert store.quarantine.counts() == {}


def test_a_record_that_comes_again_is_stored_once_and_mirrored_twice():
    store = MemoryStore()
    keep(store, [body(1), body(1)])
    assert store.mirror.head(US).size == 2
    assert len(store.records.of_kind("track")) == 1


def test_nothing_of_a_batch_is_kept_when_it_does_not_continue_the_mirror():
    store = MemoryStore()
    later = list(batches([body(1)], [body(2)]))[1:]
    with pytest.raises(LogGap):
        keep_batches(store, later, US, US_TO_MX, RECEIPT_KEY[MX], NOW, list)
    assert store.mirror.head(US).size == 0
    assert store.records.load(record_id(2)) is None


def control_batch(kind, body):
    leaf = encode_entry(Entry(1, kind, kind, 1, 1, None, None, None, seal(salt_of(0), body)))
    frontier = extend((), 0, leaf_hashes([leaf]))
    note = seal_checkpoint(Checkpoint(US_TO_MX.origin, 1, root_of(frontier)), LOG_KEY[US])
    return BatchArrived(0, [leaf], [decode_entry(leaf)], [(salt_of(0), body)], Head(1, frontier, note))


def test_a_control_message_is_obeyed_within_the_transaction_that_keeps_it():
    store, obeyed = MemoryStore(), []
    batch = control_batch("poison", encode_control(Poison(code="record.unreadable")))

    def obey(controls):
        obeyed.extend(controls)
        assert store.mirror.head(US).size == 1
        raise KeyError

    with pytest.raises(KeyError):
        keep_batches(store, [batch], US, US_TO_MX, RECEIPT_KEY[MX], NOW, obey)
    assert store.mirror.head(US).size == 0
    kept = keep_batches(store, [batch], US, US_TO_MX, RECEIPT_KEY[MX], NOW, list)
    assert kept.controls == obeyed
    assert obeyed[0].message == Poison(code="record.unreadable")
    assert kept.records == []


@pytest.mark.parametrize("body", [b"noise", encode_control(Onward(recipient=MX, at=1))])
def test_a_control_entry_that_says_something_else_is_mirrored_and_quarantined(body):
    store = MemoryStore()
    kept = keep_batches(store, [control_batch("poison", body)], US, US_TO_MX, RECEIPT_KEY[MX], NOW, list)
    assert kept.controls == []
    assert store.mirror.entries(US, 0, 1)[0].body == body
    assert store.quarantine.counts() == {(US, "entry.control"): 1}
