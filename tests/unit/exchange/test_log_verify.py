"""`check_log`: an honest pair has no findings, and each way of tampering is named with its entry."""

import re

import pytest
from pair_logs import LOG_KEY, MX, MX_TO_US, US, US_TO_MX, changed, flipped, head_of, logged, receipt_of

from lindero.exchange.log.checkpoint import Checkpoint, seal_checkpoint
from lindero.exchange.log.ports import Head
from lindero.exchange.log.verify import Copy, check_copy, check_log

ENTRIES = [logged(index) for index in range(2600)]
SENT = ENTRIES[:2500]
HEAD, SENT_HEAD, RECEIPT = head_of(ENTRIES), head_of(SENT), receipt_of(SENT)


def outbox(entries=ENTRIES, head=HEAD, receipt=RECEIPT):
    return Copy(holder=US, head=head, entries=entries, receipt=receipt)


def mirror(entries=SENT, head=SENT_HEAD):
    return Copy(holder=MX, head=head, entries=entries)


def found(ours=None, theirs=None):
    findings = list(check_log(US_TO_MX, ours or outbox(), theirs or mirror()))
    assert not any(re.search(r"\{\w+\}", one.text("es") + one.text("en")) for one in findings)
    return [(one.code, one.facts.get("holder"), one.facts.get("index")) for one in findings]


def with_one(entries, place, **fields):
    return [*entries[:place], changed(entries[place], **fields), *entries[place + 1 :]]


def test_honest_copies_have_no_findings():
    assert found() == []


def test_empty_logs_have_no_findings():
    empty = Head(0, (), b"")
    assert found(outbox([], empty, b""), mirror([], empty)) == []


def test_an_unsigned_tail_of_an_interrupted_writer_is_no_finding():
    assert found(outbox(head=Head(2600, HEAD.frontier, SENT_HEAD.note))) == []


def test_a_receipted_note_in_the_mirror_is_no_finding():
    assert found(theirs=mirror(head=Head(2500, SENT_HEAD.frontier, RECEIPT))) == []


@pytest.mark.parametrize("index", [0, 1023, 1024, 2499])
@pytest.mark.parametrize("place", range(0, 56, 4))
def test_a_flipped_byte_of_an_entry_names_the_entry_and_the_holder(index, place):
    altered = with_one(SENT, index, entry=flipped(SENT[index].entry, place))
    assert ("log.entry-altered", MX, index) in found(theirs=mirror(altered))
    ours = with_one(ENTRIES, index, entry=altered[index].entry)
    assert ("log.entry-altered", US, index) in found(outbox(ours))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"body": b"body 6"}, "log.body-altered"),
        ({"body": b""}, "log.body-altered"),
        ({"salt": bytes(32)}, "log.salt-altered"),
        ({"salt": None}, "log.salt-altered"),
        ({"salt": bytes(31)}, "log.salt-altered"),
    ],
)
def test_a_changed_body_or_salt_is_told_apart_by_the_other_copy(fields, code):
    assert found(outbox(with_one(ENTRIES, 5, **fields))) == [(code, US, 5)]
    assert found(theirs=mirror(with_one(SENT, 5, **fields))) == [(code, MX, 5)]


def test_both_may_be_changed():
    both = with_one(SENT, 5, body=b"other", salt=bytes(32))
    assert found(theirs=mirror(both)) == [("log.body-altered", MX, 5), ("log.salt-altered", MX, 5)]


@pytest.mark.parametrize("fields", [{"body": b"body 6"}, {"salt": bytes(32)}])
def test_where_the_other_copy_cannot_tell_body_and_salt_are_named_together(fields):
    altered = with_one(ENTRIES, 5, **fields)
    assert [(one.code, one.part, one.index) for one in check_copy(US_TO_MX, outbox(altered))] == [
        ("log.content-altered", "body or salt", 5)
    ]
    erased = with_one(SENT, 5, body=None, salt=None, empty="recalled")
    assert found(outbox(altered), mirror(erased)) == [("log.content-altered", US, 5)]
    beyond = with_one(ENTRIES, 2599, **fields)
    assert found(outbox(beyond)) == [("log.content-altered", US, 2599)]


def test_an_entry_and_its_body_changed_together_are_both_named():
    altered = with_one(SENT, 5, entry=flipped(SENT[5].entry, len(SENT[5].entry) - 1), body=b"other")
    assert ("log.content-altered", MX, 5) in found(theirs=mirror(altered))
    assert ("log.entry-altered", MX, 5) in found(theirs=mirror(altered))


def test_an_empty_slot_needs_a_reason():
    gone = {"body": None, "salt": None}
    assert found(theirs=mirror(with_one(SENT, 7, **gone))) == [("log.body-missing", MX, 7)]
    assert found(theirs=mirror(with_one(SENT, 7, **gone, empty="expired"))) == []


def test_one_copy_alone_names_the_altered_entry_where_its_body_tells():
    altered = with_one(SENT, 9, entry=flipped(SENT[9].entry, len(SENT[9].entry) - 1))
    codes = {one.code: one.facts for one in check_copy(US_TO_MX, mirror(altered))}
    assert codes["log.content-altered"]["index"] == 9
    assert set(codes) == {"log.content-altered", "log.root", "log.entries-altered"}
    assert "9" in next(iter(check_copy(US_TO_MX, mirror(altered)))).text("es")


@pytest.mark.parametrize(
    ("index", "first", "last"), [(0, 0, 2047), (2047, 0, 2047), (2048, 2048, 2303), (2499, 2496, 2499)]
)
def test_one_copy_alone_narrows_an_altered_entry_to_the_part_of_the_signed_tree(index, first, last):
    altered = with_one(SENT, index, entry=logged(index, b"other").entry, body=b"other")
    narrowed = [one.facts for one in check_copy(US_TO_MX, mirror(altered)) if one.code == "log.entries-altered"]
    assert [(one["index"], one["last"]) for one in narrowed] == [(first, last)]


def test_a_copy_whose_tree_was_altered_with_its_entries_narrows_nothing():
    altered = with_one(SENT, 9, entry=logged(9, b"other").entry, body=b"other")
    head = Head(2500, (bytes(32), *SENT_HEAD.frontier[1:]), SENT_HEAD.note)
    assert [one.code for one in check_copy(US_TO_MX, mirror(altered, head))] == ["log.root", "log.frontier"]


def test_an_entry_that_does_not_decode_is_named():
    altered = with_one(SENT, 3, entry=b"\xc0")
    assert ("log.entry-unreadable", MX, 3) in found(theirs=mirror(altered))


def test_an_index_out_of_place_is_named():
    assert found(theirs=mirror(with_one(SENT, 3, index=4))) == [("log.entry-out-of-place", MX, 4)]


def test_a_removed_entry_is_found_on_the_side_that_lost_it():
    assert ("log.entry-altered", MX, 100) in found(theirs=mirror(SENT[:100] + SENT[101:]))


def test_a_head_that_miscounts_is_found():
    assert found(outbox(head=Head(2601, HEAD.frontier, HEAD.note))) == [("log.size", US, None)]


def test_a_wrong_stored_frontier_is_found():
    frontier = (bytes(32), *HEAD.frontier[1:])
    assert found(outbox(head=Head(2600, frontier, HEAD.note))) == [("log.frontier", US, None)]


def test_a_note_about_another_root_is_found():
    note = seal_checkpoint(Checkpoint(US_TO_MX.origin, 2600, bytes(32)), LOG_KEY[US])
    assert found(outbox(head=Head(2600, HEAD.frontier, note))) == [("log.root", US, None)]


@pytest.mark.parametrize(
    "note",
    [
        b"no note",
        seal_checkpoint(Checkpoint(US_TO_MX.origin, 2600, bytes(32)), LOG_KEY[MX]),
        head_of(ENTRIES, MX_TO_US).note,
    ],
)
def test_a_note_that_the_writer_did_not_sign_is_found(note):
    assert found(outbox(head=Head(2600, HEAD.frontier, note))) == [("log.note", US, None)]


@pytest.mark.parametrize("line", ["mx.sedena/receipt", "ca.rcmp/receipt", "us.cbp"])
def test_a_line_of_nobody_in_a_stored_note_is_found(line):
    note = SENT_HEAD.note + f"— {line} AAAAAAAAAAAA\n".encode()
    assert [code for code, *_ in found(theirs=mirror(head=Head(2500, SENT_HEAD.frontier, note)))] == ["log.note"]
    both = RECEIPT + f"— {line} AAAAAAAAAAAA\n".encode()
    assert [code for code, *_ in found(theirs=mirror(head=Head(2500, SENT_HEAD.frontier, both)))] == ["log.note"]


def test_a_receipt_that_is_none_is_found():
    assert found(outbox(receipt=HEAD.note)) == [("log.note", US, None)]


def test_a_receipt_beyond_the_log_is_found():
    short = ENTRIES[:2400]
    assert found(outbox(short, head_of(short)), mirror(short, head_of(short))) == [
        ("log.beyond", US, None),
        ("log.truncated", MX, 2400),
    ]


def test_a_receipt_for_another_root_is_found():
    other = with_one(SENT, 0, entry=logged(0, b"other").entry)
    assert found(outbox(receipt=receipt_of(other))) == [("log.root", US, None)]


def test_a_mirror_shorter_than_its_receipt_has_lost_its_end():
    short = SENT[:1000]
    assert found(theirs=mirror(short, head_of(short))) == [("log.truncated", MX, 1000)]


def test_a_log_shorter_than_what_the_mirror_proves_was_cut():
    short = ENTRIES[:1000]
    assert ("log.truncated", US, 1000) in found(outbox(short, head_of(short), b""))


def test_a_rewritten_and_signed_history_is_a_fork():
    rewritten = with_one(ENTRIES, 50, entry=logged(50, b"other").entry, body=b"other")
    codes = found(outbox(rewritten, head_of(rewritten), b""))
    assert codes == [("log.forked", US, 50), ("log.entries-differ", None, 50)]


def test_differing_copies_without_any_signature_blame_nobody():
    altered = with_one(SENT, 5, entry=logged(5, b"other").entry, body=b"other")
    codes = found(
        outbox(SENT, Head(2500, SENT_HEAD.frontier, b""), b""),
        mirror(altered, Head(2500, head_of(altered).frontier, b"")),
    )
    assert codes == [("log.entries-differ", None, 5)]
