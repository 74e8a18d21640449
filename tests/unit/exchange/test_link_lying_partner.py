"""One test per attack: a partner that lies is refused with its code, tells why, and nothing of it is stored."""

import re

import msgspec
import pytest
from link_nodes import connect, pair, slot_of
from pair_logs import LOG_KEY, MX, MX_TO_US, RECEIPT_KEY, US, US_TO_MX, flipped, head_of, logged

from lindero.exchange.envelope.control import Recall, encode_control
from lindero.exchange.envelope.entry import Entry, decode_entry, encode_entry
from lindero.exchange.envelope.note import seal_note
from lindero.exchange.envelope.seal import seal
from lindero.exchange.link.events import BatchArrived, PartnerLost, PartnerRolledBack, RolledBack
from lindero.exchange.link.evidence import format_evidence
from lindero.exchange.link.frames import (
    Ack,
    Batch,
    Bye,
    Credit,
    HeadClaim,
    Hello,
    Refill,
    Refilled,
    Refuse,
    decode_frame,
    encode_frame,
)
from lindero.exchange.log.checkpoint import Checkpoint, open_checkpoint, seal_checkpoint
from lindero.exchange.log.ports import Head
from lindero.exchange.log.receipt import seal_receipt
from lindero.exchange.log.tree import extend, leaf_hashes, root_of


def frames(data):
    found = []
    while data:
        size = int.from_bytes(data[:4], "big")
        found.append(decode_frame(data[4 : 4 + size]))
        data = data[4 + size :]
    return found


def refused(node, data):
    """The code with which a node answers, after it was checked that the session is over with the same code."""
    answer = frames(node.receive(data))
    assert isinstance(answer[-1], Refuse)
    assert node.session.state == "stopped"
    assert node.codes == [answer[-1].code]
    assert node.receive(encode_frame(Bye())) == b""
    error = node.stopped.error
    assert not re.search(r"\{\w+\}", error.text("es") + error.text("en") + error.remedy("es") + error.remedy("en"))
    return answer[-1].code


def half_open(entries=5):
    """The honest sender, and a node that mirrors `entries` of it from an earlier session, in a new one that is open."""
    us, mx = pair()
    us.append(*(b"body %d" % n for n in range(entries)))
    connect(us, mx)
    to_mx = us.dial()
    mx.dial()
    mx.receive(to_mx)
    assert mx.session.state == "open"
    return us, mx


def batch_of(us, count=3, **changes):
    first = len(us.outbox)
    us.append(*(b"new %d" % n for n in range(count)))
    new = us.outbox[first:]
    return msgspec.structs.replace(
        Batch(first, [one.entry for one in new], [slot_of(one) for one in new], us.note_at(len(us.outbox))), **changes
    )


def test_the_honest_batch_that_the_attacks_start_from_is_taken():
    us, mx = half_open()
    answer = frames(mx.receive(encode_frame(batch_of(us))))
    assert [type(frame) for frame in answer] == [Ack, Credit]
    assert len(mx.mirror) == 8


@pytest.mark.parametrize("place", range(0, 55, 6))
def test_an_altered_entry(place):
    us, mx = half_open()
    batch = batch_of(us)
    batch.entries[1] = flipped(batch.entries[1], place)
    assert refused(mx, encode_frame(batch)) in {"link.root", "entry.malformed", "link.body", "link.reference"}
    assert len(mx.mirror) == 5


def test_an_altered_entry_whose_body_agrees():
    us, mx = half_open()
    batch = batch_of(us)
    batch.entries[1] = logged(6, b"another").entry
    batch.slots[1] = (logged(6).salt, b"another")
    assert refused(mx, encode_frame(batch)) == "link.root"
    evidence = mx.stopped.evidence
    assert (evidence.held_size, evidence.offered_size, len(evidence.offered_leaves)) == (5, 8, 3)
    assert msgspec.json.decode(format_evidence(evidence))["offered_note"].startswith(US_TO_MX.origin)


@pytest.mark.parametrize("slot", [(logged(6).salt, b"new X"), (bytes(32), b"new 1"), (logged(6).salt, b"")])
def test_an_altered_body(slot):
    us, mx = half_open()
    batch = batch_of(us)
    batch.slots[1] = slot
    assert refused(mx, encode_frame(batch)) == "link.body"


def test_a_body_may_be_lost_but_not_forgotten():
    us, mx = half_open()
    batch = batch_of(us)
    batch.slots[1] = "lost"
    mx.receive(encode_frame(batch))
    assert mx.saw(BatchArrived)[0].slots[1] == "lost"
    us, mx = half_open()
    batch = batch_of(us)
    batch.slots.pop()
    assert refused(mx, encode_frame(batch)) == "link.malformed"


def recall_of(us, *indexes):
    """The sender appends a recall of its own entries."""
    body = encode_control(Recall(entries=indexes, reason="recalled"))
    salt = bytes(31) + b"r"
    leaf = encode_entry(Entry(1, "recall", "recall", 1, 1, indexes[0], None, None, seal(salt, body)))
    return leaf, (salt, body)


def emptied(us, reason, *more, expires_day=None):
    """A batch whose second slot is empty, followed by further leaves and slots."""
    batch = batch_of(us)
    if expires_day is not None:
        entry = msgspec.structs.replace(decode_entry(batch.entries[1]), expires_day=expires_day)
        batch.entries[1] = encode_entry(entry)
    batch.slots[1] = reason
    for leaf, slot in more:
        batch.entries.append(leaf)
        batch.slots.append(slot)
    frontier = extend((), 0, leaf_hashes([*(one.entry for one in us.outbox[:5]), *batch.entries]))
    checkpoint = Checkpoint(US_TO_MX.origin, 5 + len(batch.entries), root_of(frontier))
    return encode_frame(msgspec.structs.replace(batch, note=seal_checkpoint(checkpoint, LOG_KEY[US])))


def test_a_body_called_expired_whose_day_is_not_over():
    us, mx = half_open()
    assert refused(mx, emptied(us, "expired")) == "link.empty-slot"
    us, mx = half_open()
    assert refused(mx, emptied(us, "expired", expires_day=0)) == "link.empty-slot"
    assert len(mx.mirror) == 5


def test_a_body_whose_day_is_over_may_be_missing():
    us, mx = half_open()
    mx.receive(emptied(us, "expired", expires_day=0), now_s=2 * 86_400.0)
    assert mx.saw(BatchArrived)[0].slots[1] == "expired"


def test_a_body_called_recalled_that_no_recall_names():
    us, mx = half_open()
    assert refused(mx, emptied(us, "recalled")) == "link.empty-slot"
    us, mx = half_open()
    assert refused(mx, emptied(us, "recalled", recall_of(us, 5, 7))) == "link.empty-slot"
    assert len(mx.mirror) == 5


def test_a_recalled_body_is_explained_by_the_recall_that_follows():
    us, mx = half_open()
    mx.receive(emptied(us, "recalled", recall_of(us, 6)))
    assert mx.saw(BatchArrived)[0].slots[1] == "recalled"


def test_a_recall_may_follow_in_a_later_batch_as_far_as_the_hello_promised():
    us, mx = pair()
    us.append(*(b"body %d" % n for n in range(3)))
    us.append(b"recall")
    leaf, slot = recall_of(us, 1)
    us.outbox[3] = msgspec.structs.replace(us.outbox[3], entry=leaf, body=slot[1], salt=slot[0])
    us.outbox[1] = msgspec.structs.replace(us.outbox[1], body=None, salt=None, empty="recalled")
    us.outbox_head = msgspec.structs.replace(us.outbox_head, frontier=head_of(us.outbox).frontier)
    us.batch = 2
    connect(us, mx)
    assert mx.codes == []
    assert [slot for batch in mx.saw(BatchArrived) for slot in batch.slots][1] == "recalled"


def test_a_forged_note():
    us, mx = half_open()
    checkpoint = open_checkpoint(batch_of(us).note, US_TO_MX)
    us.outbox = us.outbox[:5]
    forged = seal_checkpoint(checkpoint, LOG_KEY[MX])
    assert refused(mx, encode_frame(batch_of(us, note=forged))) == "note.signature"


def test_a_note_of_another_log():
    us, mx = half_open()
    other = seal_checkpoint(Checkpoint(MX_TO_US.origin, 8, bytes(32)), LOG_KEY[US])
    assert refused(mx, encode_frame(batch_of(us, note=other))) == "note.signature"


def test_a_note_that_is_no_checkpoint():
    us, mx = half_open()
    note = seal_note(b"anything\n", US_TO_MX.origin, LOG_KEY[US])
    assert refused(mx, encode_frame(batch_of(us, note=note))) == "log.checkpoint-malformed"


def test_a_note_of_another_size():
    us, mx = half_open()
    batch = batch_of(us)
    assert refused(mx, encode_frame(msgspec.structs.replace(batch, note=us.note_at(7)))) == "link.head"


@pytest.mark.parametrize("first", [0, 4, 6, 2**40])
def test_a_replayed_or_gapped_index(first):
    us, mx = half_open()
    assert refused(mx, encode_frame(batch_of(us, first=first))) == "link.index"


def test_the_same_batch_twice():
    us, mx = half_open()
    data = encode_frame(batch_of(us))
    mx.receive(data)
    assert refused(mx, data) == "link.index"
    assert len(mx.mirror) == 8


@pytest.mark.parametrize(("of", "re"), [(5, None), (6, None), (None, 0), (None, 9)])
def test_a_reference_to_what_is_not_there(of, re):
    us, mx = half_open()
    one = logged(5, b"b")
    leaf = encode_entry(Entry(1, "record", "alert", 1, 1, of, re, None, seal(one.salt, b"b")))
    us.outbox.append(msgspec.structs.replace(one, entry=leaf))
    batch = Batch(5, [leaf], [(one.salt, b"b")], us.note_at(6))
    assert refused(mx, encode_frame(batch)) == "link.reference"


def test_an_answer_to_an_entry_that_was_sent_is_taken():
    us, mx = pair()
    us.append(b"alert")
    connect(us, mx)
    one = logged(0, b"acknowledgement")
    leaf = encode_entry(Entry(1, "record", "acknowledgement", 1, 1, None, 0, None, seal(one.salt, one.body)))
    mx.append(one.body)
    mx.outbox[0] = msgspec.structs.replace(one, entry=leaf)
    mx.outbox_head = head_of(mx.outbox, MX_TO_US)
    connect(us, mx)
    assert us.saw(BatchArrived)[0].decoded[0].re == 0


def test_more_bytes_than_were_granted():
    us, mx = pair(window=2000)
    to_mx = us.dial()
    mx.dial()
    mx.receive(to_mx)
    us.append(bytes(3000))
    batch = Batch(0, [us.outbox[0].entry], [slot_of(us.outbox[0])], us.note_at(1))
    assert refused(mx, encode_frame(batch)) == "link.credit"


def hello_of(us, **changes):
    (hello,) = frames(us.dial())
    return encode_frame(msgspec.structs.replace(hello, **changes))


def greeted(entries=5):
    """Both sides after a session, mx.sedena waiting for a new hello."""
    us, mx = pair()
    us.append(*(b"body %d" % n for n in range(entries)))
    mx.append(*(b"body %d" % n for n in range(entries)))
    connect(us, mx)
    mx.dial()
    return us, mx


def claim(node, count, log, **changes):
    head = head_of(node.outbox[:count] if log is node.out else node.mirror[:count], log)
    return msgspec.structs.replace(HeadClaim(log.origin, head.size, head.frontier, head.note), **changes)


@pytest.mark.parametrize("versions", [{"lowest": 2, "highest": 2}, {"lowest": 2, "highest": 1}])
def test_no_version_in_common(versions):
    us, mx = greeted()
    assert refused(mx, hello_of(us, **versions)) == "link.version"


def test_a_newer_partner_that_still_speaks_this_version():
    us, mx = greeted()
    assert mx.receive(hello_of(us, highest=9))
    assert mx.session.state == "open"


def test_another_node_or_another_log():
    us, mx = greeted()
    assert refused(mx, hello_of(us, node="us.other")) == "link.wrong-node"
    us, mx = greeted()
    other = claim(us, 5, US_TO_MX, origin=US_TO_MX.origin[:-1] + "0")
    assert refused(mx, hello_of(us, outgoing=other)) == "link.wrong-node"


def test_a_mirror_head_beyond_the_log_without_its_signature():
    us, mx = greeted()
    longer = [*us.mirror, logged(5)]
    head = head_of(longer, MX_TO_US)
    for note, code in [
        (seal_checkpoint(open_checkpoint(head.note, MX_TO_US), LOG_KEY[US]), "note.signature"),
        (us.mirror_head.note, "link.head"),
        (b"", "note.malformed"),
    ]:
        us, mx = greeted()
        beyond = HeadClaim(MX_TO_US.origin, 6, head.frontier, note)
        assert refused(mx, hello_of(us, mirror=beyond)) == code


def test_a_mirror_head_that_is_not_in_the_log():
    us, mx = greeted()
    mx.outbox[2] = logged(2, b"rewritten")
    mx.outbox_head = head_of(mx.outbox, MX_TO_US)
    mx.dial()
    assert refused(mx, hello_of(us)) == "link.fork"
    evidence = mx.stopped.evidence
    assert evidence.held_note == mx.outbox_head.note
    assert evidence.offered_note == us.mirror_head.note


def test_a_rewritten_history_of_the_same_size():
    us, mx = greeted()
    us.outbox[2] = logged(2, b"rewritten")
    us.outbox_head = head_of(us.outbox)
    assert refused(mx, hello_of(us)) == "link.fork"
    assert mx.stopped.evidence.offered_note == us.outbox_head.note
    assert mx.stopped.evidence.held_note == mx.mirror_head.note


def test_a_rewritten_and_shortened_history():
    us, mx = greeted()
    us.outbox[2] = logged(2, b"rewritten")
    us.outbox = us.outbox[:4]
    us.outbox_head = head_of(us.outbox)
    assert refused(mx, hello_of(us)) == "link.fork"


def test_a_rewritten_and_continued_history_is_found_at_its_first_batch():
    us, mx = greeted()
    us.outbox[2] = logged(2, b"rewritten")
    batch = batch_of(us)
    us.outbox_head = head_of(us.outbox)
    mx.receive(hello_of(us))
    assert mx.session.state == "open"
    assert refused(mx, encode_frame(batch)) == "link.root"
    assert len(mx.mirror) == 5


@pytest.mark.parametrize(
    "changes",
    [
        {"size": 4},
        {"frontier": ()},
        {"note": head_of([logged(n) for n in range(6)]).note},
        {"note": head_of([logged(n, b"x") for n in range(5)]).note},
    ],
)
def test_an_own_head_that_contradicts_itself(changes):
    us, mx = greeted()
    assert refused(mx, hello_of(us, outgoing=claim(us, 5, US_TO_MX, **changes))) == "link.head"


def test_an_empty_log_with_a_note():
    us, mx = greeted()
    empty = HeadClaim(US_TO_MX.origin, 0, (), us.outbox_head.note)
    assert refused(mx, hello_of(us, outgoing=empty)) == "link.head"


def test_an_empty_mirror_with_a_note():
    us, mx = greeted()
    empty = HeadClaim(MX_TO_US.origin, 0, (), us.mirror_head.note)
    assert refused(mx, hello_of(us, mirror=empty)) == "link.head"


def test_a_truncated_mirror_alarms_and_is_filled_again():
    us, mx = greeted()
    mx.mirror, mx.mirror_head = mx.mirror[:2], head_of(mx.mirror[:2])
    connect(us, mx)
    assert us.saw(PartnerLost) == [PartnerLost(5, 2)]
    assert [one.body for one in mx.mirror] == [one.body for one in us.outbox]


def test_an_old_hello_of_a_partner_is_a_rolled_back_partner():
    us, mx = greeted()
    old = hello_of(us)
    us.append(b"later")
    connect(us, mx)
    mx.dial()
    assert mx.receive(old) == b""
    assert mx.saw(PartnerRolledBack) == [PartnerRolledBack(6, 5)]
    assert refused(mx, encode_frame(batch_of(us, first=5))) == "link.unexpected-frame"


def test_a_second_hello():
    us, mx = greeted()
    hello = hello_of(us)
    mx.receive(hello)
    assert refused(mx, hello) == "link.unexpected-frame"


def test_a_batch_before_hello():
    us, mx = greeted()
    assert refused(mx, encode_frame(batch_of(us))) == "link.unexpected-frame"


def sent_one():
    """us.cbp has sent entry 0 and waits for its receipt."""
    us, mx = pair()
    us.append(b"one")
    to_mx, to_us = us.dial(), mx.dial()
    to_us += mx.receive(to_mx)
    us.receive(to_us)
    assert us.session.next_index == 1
    return us


def receipt_by(us, key=RECEIPT_KEY[MX], size=1):
    return seal_receipt(us.note_at(size), US_TO_MX, key, 1)


def test_an_honest_receipt_counts():
    us = sent_one()
    us.receive(encode_frame(Ack(1, receipt_by(us))))
    assert us.receipted[0] == 1


def test_a_receipt_by_another_key():
    us = sent_one()
    assert refused(us, encode_frame(Ack(1, receipt_by(us, RECEIPT_KEY[US])))) == "log.receipt-signature"
    us = sent_one()
    assert refused(us, encode_frame(Ack(1, us.note_at(1)))) == "log.receipt-signature"
    assert us.receipted[0] == 0


def test_a_receipt_for_what_was_not_sent():
    us = sent_one()
    assert refused(us, encode_frame(Ack(2, receipt_by(us)))) == "link.receipt"
    us = sent_one()
    other = head_of([logged(0, b"other")]).note
    assert refused(us, encode_frame(Ack(1, seal_receipt(other, US_TO_MX, RECEIPT_KEY[MX], 1)))) == "link.receipt"


def test_a_receipt_covers_those_before_it():
    us = sent_one()
    for body in (b"two", b"three"):
        us.append(body)
        us.pump()
    assert us.session.next_index == 3
    us.receive(encode_frame(Ack(2, receipt_by(us, size=2))))
    us.receive(encode_frame(Ack(3, receipt_by(us, size=3))))
    assert us.receipted[0] == 3
    assert refused(us, encode_frame(Ack(3, receipt_by(us, size=3)))) == "link.receipt"


def test_the_same_receipt_twice():
    us = sent_one()
    ack = encode_frame(Ack(1, receipt_by(us)))
    us.receive(ack)
    assert refused(us, ack) == "link.receipt"


def test_a_forged_receipt_in_hello():
    us, mx = greeted()
    *above, line, end = us.mirror_head.note.split(b"\n")
    forged = b"\n".join([*above, line[:40] + (b"A" if line[40:41] != b"A" else b"B") + line[41:], end])
    lying = claim(us, 5, MX_TO_US, note=forged)
    assert refused(mx, hello_of(us, mirror=lying)) == "log.receipt-signature"


def test_credit_without_end():
    us = sent_one()
    for _ in range(2):
        us.receive(encode_frame(Credit(2**39)))
    assert us.codes == ["link.malformed"]


def rolled_back():
    """us.cbp restored to two entries of five, told so by mx.sedena's hello; the lost entries."""
    us, mx = greeted()
    lost, head = us.outbox[2:], mx.mirror_head
    us.outbox, us.outbox_head = us.outbox[:2], head_of(us.outbox[:2])
    us.dial()
    request = us.receive(hello_of(mx))
    assert frames(request) == [Refill(2)]
    assert us.saw(RolledBack) == [RolledBack(2, 5)]
    return us, lost, head


def refilled(lost, first=2):
    return encode_frame(Refilled(first, [one.entry for one in lost], [slot_of(one) for one in lost]))


def test_a_refill_gives_back_the_own_end():
    us, lost, head = rolled_back()
    us.receive(refilled(lost))
    assert [one.body for one in us.outbox[2:]] == [one.body for one in lost]
    assert us.outbox_head == Head(5, head.frontier, head.note)


def test_a_refill_with_other_entries():
    us, lost, _ = rolled_back()
    assert refused(us, refilled([logged(2, b"other"), *lost[1:]])) == "link.fork"
    assert len(us.outbox) == 2


def test_a_refill_out_of_order_or_beyond_its_end():
    us, lost, _ = rolled_back()
    assert refused(us, refilled(lost, first=3)) == "link.index"
    us, lost, _ = rolled_back()
    assert refused(us, refilled([*lost, logged(5)])) == "link.index"


def test_a_refill_beyond_what_is_held_in_memory(monkeypatch):
    monkeypatch.setattr("lindero.exchange.link.refill.MAX_REFILL_BYTES", 100)
    us, lost, _ = rolled_back()
    assert refused(us, refilled(lost)) == "link.refill-too-long"


def test_a_refill_that_nobody_lost():
    _, mx = half_open()
    assert refused(mx, encode_frame(Refill(0))) == "link.unexpected-frame"
    us, _, _ = rolled_back()
    assert refused(us, encode_frame(Refill(0))) == "link.unexpected-frame"


def test_a_refill_of_another_part_than_was_lost():
    us, mx = greeted()
    us.outbox, us.outbox_head = us.outbox[:2], head_of(us.outbox[:2])
    mx.receive(hello_of(us))
    assert mx.saw(PartnerRolledBack) == [PartnerRolledBack(5, 2)]
    assert refused(mx, encode_frame(Refill(0))) == "link.unexpected-frame"


def test_a_refusal_is_told_with_the_partners_code():
    _, mx = half_open()
    assert mx.receive(encode_frame(Refuse("link.root", "no"))) == b""
    assert mx.codes == ["link.refused"]
    assert "link.root" in mx.stopped.error.remedy("es")


def test_hello_is_a_frame_of_its_own_kind():
    us, _ = pair()
    assert [type(frame) for frame in frames(us.dial())] == [Hello]
