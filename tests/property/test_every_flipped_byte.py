"""Every byte of what is stored of a log of 200 entries, flipped on either side: verification names index and part.

The usual run flips each byte together with the same byte of all other entries, and a sample of them in turn; the long
run flips every single one in turn.
"""

import pytest
from pair_logs import MX, US, US_TO_MX, changed, flipped, head_of, logged, receipt_of

from lindero.exchange.log.ports import Head
from lindero.exchange.log.verify import Copy, check_copy, check_log

ENTRIES = [logged(index, b'{"kind":"track","n":%d}' % index) for index in range(200)]
HEAD, RECEIPT = head_of(ENTRIES), receipt_of(ENTRIES)
MIRRORED = Head(HEAD.size, HEAD.frontier, RECEIPT)


def copies(holder, entries=ENTRIES, note=None, receipt=RECEIPT):
    """Writer's and reader's copy, one of them as given."""
    ours = Copy(holder=US, head=HEAD, entries=ENTRIES, receipt=RECEIPT)
    theirs = Copy(holder=MX, head=MIRRORED, entries=ENTRIES)
    if holder == US:
        head = HEAD if note is None else Head(HEAD.size, HEAD.frontier, note)
        return Copy(holder=US, head=head, entries=entries, receipt=receipt), theirs
    head = MIRRORED if note is None else Head(HEAD.size, HEAD.frontier, note)
    return ours, Copy(holder=MX, head=head, entries=entries)


def named(ours, theirs):
    return {(one.facts.get("holder"), one.index, one.part) for one in check_log(US_TO_MX, ours, theirs)}


def with_one(index, **fields):
    return [*ENTRIES[:index], changed(ENTRIES[index], **fields), *ENTRIES[index + 1 :]]


def flips(part, stride):
    """Each entry with each byte of a part flipped (every `stride`-th of all), by index."""
    number = 0
    for index, stored in enumerate(ENTRIES):
        data = getattr(stored, part)
        for place in range(len(data)):
            if number % stride == 0:
                yield index, with_one(index, **{part: flipped(data, place, 1 << number % 8)})
            number += 1


def require_named(part, stride):
    count = 0
    for index, entries in flips(part, stride):
        for holder in (US, MX):
            found = named(*copies(holder, entries))
            assert (holder, index, part) in found, (holder, index, part)
            others = {one for one in found if one[1] is not None and one[:2] != (holder, index)}
            assert others == set(), "another entry, or the other side, was blamed"
            assert {one[2] for one in found if one[1] == index} == {part}
            count += 1
    return count


@pytest.mark.parametrize("part", ["entry", "body", "salt"])
@pytest.mark.parametrize("holder", [US, MX])
def test_the_same_byte_flipped_in_all_entries_names_all_of_them(holder, part):
    for place in range(max(len(getattr(one, part)) for one in ENTRIES)):
        reached = [one.index for one in ENTRIES if place < len(getattr(one, part))]
        entries = [
            changed(one, **{part: flipped(getattr(one, part), place)}) if one.index in reached else one
            for one in ENTRIES
        ]
        found = {one for one in named(*copies(holder, entries)) if one[1] is not None}
        assert found == {(holder, index, part) for index in reached}, place


@pytest.mark.parametrize("part", ["entry", "body", "salt"])
def test_a_flipped_byte_names_index_and_part_on_either_side(part):
    assert require_named(part, stride=61) > 100


@pytest.mark.long
@pytest.mark.parametrize("part", ["entry", "body", "salt"])
def test_every_flipped_byte_names_index_and_part_on_either_side(part):
    assert require_named(part, stride=1) == 2 * sum(len(getattr(one, part)) for one in ENTRIES)


@pytest.mark.parametrize("holder", [US, MX])
def test_every_flipped_byte_of_a_note_or_receipt_names_it(holder):
    note = HEAD.note if holder == US else RECEIPT
    for place in range(len(note)):
        found = named(*copies(holder, note=flipped(note, place)))
        assert found <= {(holder, None, "checkpoint"), (holder, None, "receipt")}
        assert found
    for place in range(len(RECEIPT)) if holder == US else ():
        assert named(*copies(US, receipt=flipped(RECEIPT, place))) == {(US, None, "receipt")}


@pytest.mark.parametrize("part", ["entry", "body", "salt"])
def test_one_copy_alone_finds_every_sampled_flip_and_narrows_it(part):
    for index, entries in flips(part, stride=29):
        ours, _ = copies(US, entries)
        found = list(check_copy(US_TO_MX, ours))
        ranges = [(one.index, one.facts.get("last", one.index)) for one in found if one.index is not None]
        assert any(first <= index <= last for first, last in ranges), (index, part)
        assert all(first <= index <= last for first, last in ranges)
        if part != "entry":
            assert {(one.index, one.part) for one in found} == {(index, "body or salt")}
