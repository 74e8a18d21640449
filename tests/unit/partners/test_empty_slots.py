"""An empty slot must be borne out by the log, on either side; a repair brings back nothing that was erased."""

import pytest
from pair_logs import MX, NOW_MS, US, changed, emptied, expiring, flipped, head_of, logged, recalling
from paired_stores import mx_with, us_with

from lindero.exchange.log.recall_ports import Hold, Withdrawn
from lindero.partners.repair import apply_repairs, damage_report, plan_repairs
from lindero.partners.verification import verify_node, verify_pair

TODAY = NOW_MS // 86_400_000
LOG = [
    *(logged(index) for index in range(3)),
    expiring(3, TODAY - 1),
    expiring(4, TODAY),
    recalling(5, 1),
    logged(6),
]


def with_empty(**reasons):
    """The log, with empty slots: `at1="recalled"`."""
    return [emptied(one, reasons[f"at{one.index}"]) if f"at{one.index}" in reasons else one for one in LOG]


def found(*stores):
    checked = verify_node(stores[0], NOW_MS) if len(stores) == 1 else verify_pair(*stores, NOW_MS)
    return [(one.code, one.facts["holder"], one.index) for log in checked for one in log.findings]


@pytest.mark.parametrize("side", ["writer", "reader"])
def test_what_a_recall_names_and_what_is_over_is_no_finding(side):
    entries = with_empty(at1="recalled", at3="expired")
    store = us_with(entries, LOG) if side == "writer" else mx_with(entries, LOG)
    assert found(store) == []
    assert found(us_with(entries, LOG), mx_with(entries, LOG)) == []
    assert found(us_with(LOG, LOG), mx_with(entries, LOG)) == []


@pytest.mark.parametrize(
    "entries",
    [with_empty(at0="recalled"), with_empty(at6="recalled"), with_empty(at4="expired"), with_empty(at0="expired")],
)
def test_any_other_reason_is_tampering_with_its_entry_named(entries):
    index = next(one.index for one in entries if one.empty)
    assert found(us_with(entries, LOG)) == [("log.empty-slot", US, index)]
    assert found(mx_with(entries, LOG)) == [("log.empty-slot", MX, index)]
    assert found(us_with(LOG, LOG), mx_with(entries, LOG)) == [("log.empty-slot", MX, index)]
    (finding,) = next(verify_node(us_with(entries, LOG), NOW_MS)).findings
    assert finding.exit_code == 5


def test_lost_bodies_are_named_in_runs_and_are_no_tampering():
    store = mx_with(with_empty(at0="lost", at1="lost", at2="lost", at6="lost"), LOG)
    findings = [one for log in verify_node(store, NOW_MS) for one in log.findings]
    assert [(one.code, one.index, one.facts["last"], one.size) for one in findings] == [
        ("log.lost", 0, 2, 3),
        ("log.lost", 6, 6, 1),
    ]
    assert {(one.exit_code, one.part) for one in findings} == {(1, "body")}


def test_a_recall_that_is_itself_lost_leaves_the_question_to_the_other_copy():
    restored = mx_with(with_empty(at0="recalled", at5="lost"), LOG)
    assert found(restored) == [("log.lost", MX, 5)]
    assert found(us_with(LOG, LOG), restored) == [("log.empty-slot", MX, 0), ("log.lost", MX, 5)]
    honest = mx_with(with_empty(at1="recalled", at5="lost"), LOG)
    assert found(us_with(LOG, LOG), honest) == [("log.lost", MX, 5)]


def test_what_went_with_its_source_needs_no_recall_in_its_own_log():
    store = mx_with(with_empty(at0="recalled"), LOG)
    store.withdrawn.save([Withdrawn(record="R0", kind="track", origin=US, at=1, reason="derived")])
    assert found(store) == []


def test_a_recall_that_has_come_since_the_walk_began_counts():
    store = mx_with(with_empty(at1="recalled"), LOG)
    later = recalling(7, 6)
    claimed = changed(emptied(LOG[6], "recalled"))

    def erase(origin, done, total):
        if done == total and store.mirror.head(US).size == 7:
            store.mirror.append(US, [later], head_of([*LOG, later]))
            store.mirror.replace(US, [claimed])

    assert [one.findings for one in verify_node(store, NOW_MS, erase)] == [(), ()]
    store.mirror.replace(US, [emptied(LOG[6], "recalled")])
    assert found(store) == []


def altered(at, **reasons):
    entries = with_empty(**reasons)
    entries[at] = changed(LOG[at], body=flipped(LOG[at].body, 2), empty=None)
    return entries


@pytest.mark.parametrize(("at", "reason"), [(1, "recalled"), (3, "expired")])
@pytest.mark.parametrize("side", ["writer", "reader"])
def test_a_repair_brings_back_no_body_that_was_erased(at, reason, side):
    ours, theirs = (us_with, mx_with) if side == "writer" else (mx_with, us_with)
    shelf, other = ours(altered(at), LOG), theirs(LOG, LOG)
    planned = list(plan_repairs(shelf, other, NOW_MS))
    apply_repairs(shelf, planned, 7, "guardia")
    copy, partner = (shelf.outbox, MX) if side == "writer" else (shelf.mirror, US)
    (stored,) = copy.entries(partner, at, at + 1)
    assert (stored.body, stored.salt, stored.empty) == (None, None, reason)
    assert LOG[at].body not in b"".join(damage_report(planned))
    assert found(shelf, other) == []


def test_a_repair_closes_a_damaged_slot_that_both_sides_had_erased():
    mine = with_empty(at1="recalled")
    mine[1] = changed(mine[1], empty=None)
    shelf, other = mx_with(mine, LOG), us_with(with_empty(at1="recalled"), LOG)
    apply_repairs(shelf, list(plan_repairs(shelf, other, NOW_MS)), 7, "guardia")
    assert shelf.mirror.entries(US, 1, 2)[0].empty == "recalled"
    assert found(shelf, other) == []


def test_a_repair_gives_back_what_a_legal_hold_keeps():
    shelf, other = mx_with(altered(1), LOG), us_with(LOG, LOG)
    shelf.holds.save(Hold(record="R1", person="juez", reason="asunto 7", authority="x", at=1))
    apply_repairs(shelf, list(plan_repairs(shelf, other, NOW_MS)), 7, "guardia")
    assert shelf.mirror.entries(US, 1, 2)[0].body == LOG[1].body
