"""`plan_repair`: what the signatures bear out is taken from the other copy, and nothing else."""

import pytest
from pair_logs import LOG_KEY, MX, US, US_TO_MX, changed, flipped, head_of, logged, receipt_of

from lindero.exchange.log.checkpoint import Checkpoint, seal_checkpoint
from lindero.exchange.log.errors import NotRepairable
from lindero.exchange.log.ports import Head
from lindero.exchange.log.repair import plan_repair
from lindero.exchange.log.verify import Copy, check_copy

ENTRIES = [logged(index) for index in range(1500)]
SENT = ENTRIES[:1400]
HEAD, SENT_HEAD, RECEIPT = head_of(ENTRIES), head_of(SENT), receipt_of(SENT)
MIRRORED = Head(1400, SENT_HEAD.frontier, RECEIPT)


def outbox(entries=ENTRIES, head=HEAD, receipt=RECEIPT):
    return Copy(holder=US, head=head, entries=entries, receipt=receipt)


def mirror(entries=SENT, head=MIRRORED):
    return Copy(holder=MX, head=head, entries=entries)


def with_one(entries, place, **fields):
    return [*entries[:place], changed(entries[place], **fields), *entries[place + 1 :]]


def mended(copy, plan):
    """The copy after the repair."""
    after = {one.after.index: one.after for one in plan.replaced}
    return Copy(
        holder=copy.holder,
        head=plan.head or copy.head,
        entries=[after.get(index, one) for index, one in enumerate(copy.entries)],
        receipt=copy.receipt if plan.receipt is None else plan.receipt,
    )


def repaired(mine, other):
    plan = plan_repair(US_TO_MX, mine, other)
    still = [(one.code, one.index) for one in check_copy(US_TO_MX, mended(mine, plan))]
    assert still == [(one.code, one.index) for one in plan.left]
    return plan


def test_a_whole_copy_needs_nothing():
    for mine, other in (outbox(), mirror()), (mirror(), outbox()):
        plan = repaired(mine, other)
        assert (plan.replaced, plan.head, plan.receipt) == ((), None, None)


@pytest.mark.parametrize("index", [0, 7, 1023, 1024, 1399])
@pytest.mark.parametrize("part", ["entry", "body", "salt"])
def test_a_flipped_byte_is_taken_back_from_the_other_side(index, part):
    data = flipped(getattr(ENTRIES[index], part), 3)
    plans = (
        repaired(outbox(with_one(ENTRIES, index, **{part: data})), mirror()),
        repaired(mirror(with_one(SENT, index, **{part: data})), outbox()),
    )
    for plan in plans:
        ((before, after),) = [(one.before, one.after) for one in plan.replaced]
        assert (getattr(before, part), after) == (data, ENTRIES[index])
        assert (plan.head, plan.receipt, plan.left) == (None, None, ())


def test_an_entry_whose_index_was_changed_goes_back_to_its_place():
    plan = repaired(mirror(with_one(SENT, 5, index=6, entry=b"none")), outbox())
    assert [one.after for one in plan.replaced] == [ENTRIES[5]]


def test_what_is_wrong_in_the_other_copy_is_not_taken():
    plan = repaired(outbox(with_one(ENTRIES, 3, body=b"x")), mirror(with_one(SENT, 9, entry=logged(9, b"o").entry)))
    assert [one.after for one in plan.replaced] == [ENTRIES[3]]


def test_the_other_sides_lie_is_refused_when_it_does_not_give_the_signed_root():
    damaged = outbox(with_one(ENTRIES, 3, entry=flipped(ENTRIES[3].entry, 9)))
    lying = mirror(with_one(SENT, 3, entry=logged(3, b"lie").entry, body=b"lie"))
    with pytest.raises(NotRepairable):
        plan_repair(US_TO_MX, damaged, lying)


def test_nothing_beyond_what_was_signed_is_taken():
    unsigned = outbox(ENTRIES, Head(1500, HEAD.frontier, SENT_HEAD.note))
    other = with_one(ENTRIES, 1450, entry=logged(1450, b"lie").entry, body=b"lie")
    damaged = Copy(
        holder=US,
        head=unsigned.head,
        entries=with_one(ENTRIES, 1450, entry=b"broken"),
        receipt=RECEIPT,
    )
    with pytest.raises(NotRepairable):
        plan_repair(US_TO_MX, damaged, Copy(holder=MX, head=MIRRORED, entries=other))


def test_an_erased_slot_stays_erased_and_is_not_filled_again():
    gone = {"body": None, "salt": None, "empty": "recalled"}
    assert repaired(mirror(with_one(SENT, 7, **gone)), outbox()).replaced == ()


def test_content_that_the_other_side_has_erased_is_left_and_said():
    gone = {"body": None, "salt": None, "empty": "expired"}
    plan = repaired(mirror(with_one(SENT, 7, body=b"x")), outbox(with_one(ENTRIES, 7, **gone)))
    assert plan.replaced == ()
    assert [(one.code, one.index) for one in plan.left] == [("log.content-altered", 7)]


def test_damaged_notes_come_back_from_the_other_side():
    plan = repaired(mirror(head=Head(1400, SENT_HEAD.frontier, flipped(RECEIPT, 50))), outbox())
    assert plan.head == MIRRORED
    plan = repaired(outbox(receipt=flipped(RECEIPT, 50)), mirror())
    assert (plan.head, plan.receipt) == (None, RECEIPT)
    plan = repaired(outbox(head=Head(1500, HEAD.frontier, b"broken")), mirror())
    assert plan.head == Head(1500, HEAD.frontier, RECEIPT)


def test_a_damaged_frontier_is_computed_again():
    plan = repaired(outbox(head=Head(1500, (bytes(32), *HEAD.frontier[1:]), HEAD.note)), mirror())
    assert (plan.replaced, plan.head) == ((), HEAD)


def test_without_a_valid_note_on_either_side_nothing_is_believed():
    broken = Head(1400, SENT_HEAD.frontier, b"broken")
    with pytest.raises(NotRepairable):
        plan_repair(US_TO_MX, mirror(head=broken), outbox(head=Head(1500, HEAD.frontier, b"broken"), receipt=b""))
    forged = seal_checkpoint(Checkpoint(US_TO_MX.origin, 1400, bytes(32)), LOG_KEY[MX])
    with pytest.raises(NotRepairable):
        plan_repair(US_TO_MX, mirror(head=broken), outbox(head=Head(1500, HEAD.frontier, forged), receipt=b""))


def test_a_copy_that_lost_its_end_is_not_mended_here_but_by_the_next_session():
    with pytest.raises(NotRepairable):
        plan_repair(US_TO_MX, mirror(SENT[:1000]), outbox())
