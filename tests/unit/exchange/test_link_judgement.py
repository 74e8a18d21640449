"""What a third party may conclude from an evidence file, and what it may not."""

import pytest
from pair_logs import LOG_KEY, MX, US, US_TO_MX, head_of, logged

from lindero.exchange.link.evidence import Evidence, format_evidence
from lindero.exchange.link.judgement import judge, parse_evidence
from lindero.exchange.log.errors import BadProof
from lindero.exchange.log.tree import leaf_hashes

ENTRIES = [logged(index) for index in range(12)]
FORKED = [*ENTRIES[:5], logged(5, b"other"), *ENTRIES[6:]]


def evidence(held, offered, *, leaves=None, **changes):
    """Evidence of a copy that holds `held` and was offered `offered`, as frontier or as leaves."""
    one, other = head_of(held), head_of(offered)
    fields = {
        "origin": US_TO_MX.origin,
        "held_size": one.size,
        "held_frontier": one.frontier,
        "held_note": one.note,
        "offered_size": other.size,
        "offered_note": other.note,
    }
    shown = {"offered_leaves": tuple(leaf_hashes(e.entry for e in offered[len(held) :]))}
    return Evidence(**fields | (shown if leaves else {"offered_frontier": other.frontier}) | changes)


def verdict(made, key=LOG_KEY[US]):
    return judge(parse_evidence(format_evidence(made)), key.public)


def test_an_evidence_file_comes_back():
    for made in evidence(ENTRIES[:8], FORKED), evidence(ENTRIES[:8], FORKED, leaves=True):
        assert parse_evidence(format_evidence(made)) == made


@pytest.mark.parametrize("leaves", [False, True])
def test_two_roots_for_one_size_convict_the_writer(leaves):
    found = verdict(evidence(ENTRIES, FORKED, leaves=leaves))
    assert (found.verdict, found.differ) == ("contradiction", (0, 12))


@pytest.mark.parametrize(("held", "offered"), [(8, 12), (9, 12), (12, 8), (10, 11)])
def test_a_subtree_that_stands_in_both_signed_trees_and_differs_convicts_too(held, offered):
    found = verdict(evidence(ENTRIES[:held], FORKED[:offered]))
    assert (found.verdict, found.differ) == ("contradiction", (0, 8))


def test_where_no_subtree_can_be_compared_it_is_a_question_to_the_writer():
    for made in (
        evidence(ENTRIES[:6], FORKED),
        evidence(ENTRIES[:8], FORKED, leaves=True),
        evidence(ENTRIES[:8], FORKED, offered_frontier=(bytes(32), bytes(32))),
        evidence(ENTRIES[:8], ENTRIES),
    ):
        found = verdict(made)
        assert (found.verdict, found.differ) == ("open", None)


def test_a_made_up_frontier_convicts_nobody():
    assert verdict(evidence(ENTRIES[:8], ENTRIES, held_frontier=(bytes(32),))).verdict == "open"


@pytest.mark.parametrize("which", ["held_note", "offered_note"])
def test_what_the_writer_did_not_sign_is_no_evidence(which):
    for note in (b"no note", head_of(ENTRIES, US_TO_MX).note.replace(b"\n12\n", b"\n13\n")):
        with pytest.raises(BadProof):
            verdict(evidence(ENTRIES, FORKED, **{which: note}))
    with pytest.raises(BadProof):
        verdict(evidence(ENTRIES, FORKED), LOG_KEY[MX])


@pytest.mark.parametrize("which", ["held", "offered"])
def test_a_note_that_was_not_kept_accuses_nobody_and_leaves_a_question(which):
    found = verdict(evidence(ENTRIES, FORKED, **{f"{which}_note": b""}))
    assert (found.verdict, found.differ, getattr(found, which)) == ("open", None, None)
    other = found.offered if which == "held" else found.held
    assert other.size == 12


def test_evidence_without_any_note_is_none():
    with pytest.raises(BadProof):
        verdict(evidence(ENTRIES, FORKED, held_note=b"", offered_note=b""))


def test_two_notes_of_one_state_are_no_evidence():
    with pytest.raises(BadProof):
        verdict(evidence(ENTRIES, ENTRIES))


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff", b'{"origin": 3}', b"[" * 100_000])
def test_what_is_no_evidence_file_is_refused(data):
    with pytest.raises(BadProof):
        parse_evidence(data)
