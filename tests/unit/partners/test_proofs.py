"""Which log a record stands in, what a proof of it needs, and what is not shown."""

import pytest
from pair_logs import MX, MX_TO_US, US, US_TO_MX, changed, flipped, head_of, logged, receipt_of
from paired_stores import ENTRIES, mx_with, node, us_with

from lindero.exchange.log.errors import NotReceipted, WrongRoot
from lindero.exchange.log.proof import encode_proof, parse_proof, verify_proof
from lindero.partners.errors import BodyGone, ForeignContent, NotShared, SharedWithSeveral
from lindero.partners.proofs import disclose, find_shared, prove_shared
from lindero.store.memory.store import MemoryStore


def proven(store, record, *, with_body=False):
    shared = find_shared(store, record)
    content = disclose(store, shared) if with_body else None
    return verify_proof(parse_proof(encode_proof(prove_shared(store, shared, content))), shared.log)


@pytest.mark.parametrize("index", [0, 7, 19])
def test_writer_and_reader_prove_the_same_entry(index):
    ours, theirs = (proven(store, f"R{index}") for store in (us_with(ENTRIES), mx_with(ENTRIES)))
    assert (ours.index, ours.entry, ours.body) == (theirs.index, theirs.entry, theirs.body)
    assert (ours.index, ours.body) == (index, None)


def test_content_is_shown_only_when_it_is_asked_for_and_own():
    assert proven(us_with(ENTRIES), "R5", with_body=True).body == ENTRIES[5].body
    received = mx_with(ENTRIES)
    with pytest.raises(ForeignContent):
        disclose(received, find_shared(received, "R5"))


def test_content_that_is_gone_is_not_shown_but_the_entry_is():
    erased = changed(ENTRIES[5], body=None, salt=None, empty="recalled")
    store = us_with([*ENTRIES[:5], erased, *ENTRIES[6:]])
    with pytest.raises(BodyGone):
        disclose(store, find_shared(store, "R5"))
    assert proven(store, "R5").index == 5


def test_nothing_is_proven_without_the_partners_receipt():
    store = node(US, MX)
    store.outbox.append(MX, ENTRIES, head_of(ENTRIES))
    with pytest.raises(NotReceipted):
        prove_shared(store, find_shared(store, "R5"), None)
    store.outbox.save_receipt(MX, 5, receipt_of(ENTRIES[:5]), 1)
    with pytest.raises(NotReceipted):
        prove_shared(store, find_shared(store, "R5"), None)
    assert proven(store, "R4").receipt.checkpoint.size == 5


def test_an_altered_log_proves_nothing():
    altered = [*ENTRIES[:3], changed(ENTRIES[3], entry=flipped(ENTRIES[3].entry, 9)), *ENTRIES[4:]]
    store = us_with(altered)
    for record in ("R3", "R4"):
        with pytest.raises(WrongRoot):
            prove_shared(store, find_shared(store, record), None)


def test_a_record_in_no_log_or_in_several_is_told_apart():
    with pytest.raises(NotShared):
        find_shared(us_with(ENTRIES), "R99")
    with pytest.raises(NotShared):
        find_shared(MemoryStore(), "R1")
    store = us_with(ENTRIES)
    store.pairings.save(node(US, MX, node="ca.rcmp").pairings.load("ca.rcmp"))
    store.outbox.append("ca.rcmp", ENTRIES, head_of(ENTRIES))
    with pytest.raises(SharedWithSeveral) as refused:
        find_shared(store, "R1")
    assert refused.value.facts["partners"] == "ca.rcmp, mx.sedena"
    assert find_shared(store, "R1", MX).log == US_TO_MX


def test_a_received_record_is_proven_from_the_partners_log():
    store = node(US, MX)
    entries = [logged(index) for index in range(4)]
    store.mirror.append(MX, entries, head_of(entries, MX_TO_US))
    with pytest.raises(Exception, match=r"us\.cbp/receipt"):
        prove_shared(store, find_shared(store, "R2"), None)
    store.mirror.save_note(MX, receipt_of(entries, MX_TO_US))
    assert proven(store, "R2").index == 2


def test_the_walk_tells_how_far_it_has_come():
    entries = [logged(index) for index in range(4500)]
    store = node(US, MX)
    store.outbox.append(MX, entries, head_of(entries))
    store.outbox.save_receipt(MX, 4400, receipt_of(entries[:4400]), 1)
    told = []
    prove_shared(store, find_shared(store, "R4399"), None, lambda done, total: told.append((done, total)))
    assert told == [(2000, 4400), (4000, 4400), (4400, 4400)]
