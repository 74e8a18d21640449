"""Any decision log keeps every release and folds the refusals of one object, reason and minute."""

import msgspec

from lindero.exchange.log.ports import DecisionsAsked

MINUTE = 60_000_000_000
WAYS = ((2, "export"), (3, "print"), (4, "link"))


def test_a_decision_comes_back_as_it_was_made(store, decision):
    made = decision("R1", at=7, released=True)
    store.decisions.append([made])
    assert store.decisions.about("R1") == [made]
    assert store.decisions.about("R2") == []


def test_refusals_of_one_minute_are_one_row_under_the_last_record(store, decision):
    store.decisions.append([decision("R1", at=1), decision("R2", at=2)])
    store.decisions.append([decision("R3", at=MINUTE - 1)])
    assert store.decisions.about("R3") == [decision("R3", at=MINUTE - 1, count=3)]
    assert store.decisions.about("R1") == []


def test_another_minute_object_reason_or_partner_is_another_row(store, decision):
    store.decisions.append(
        [
            decision("R", at=0),
            decision("R", at=MINUTE),
            decision("R", at=1, about="track:T2-K"),
            decision("R", at=2, reasons=("too-fresh",)),
            decision("R", at=3, to="ca.rcmp"),
        ]
    )
    assert [(made.at, made.count) for made in store.decisions.about("R")] == [
        (MINUTE, 1),
        (3, 1),
        (2, 1),
        (1, 1),
        (0, 1),
    ]


def test_releases_are_never_folded(store, decision):
    store.decisions.append([decision("R", at=1, released=True), decision("R", at=1, released=True)])
    assert len(store.decisions.about("R")) == 2


def test_a_refusal_does_not_fold_into_a_release(store, decision):
    store.decisions.append([decision("R", released=True), decision("R", reasons=())])
    assert sorted(made.released for made in store.decisions.about("R")) == [False, True]


def test_withheld_counts_records_by_reason_and_partner(store, decision):
    store.decisions.append([decision("R1", reasons=("a", "b")), decision("R2", reasons=("a",))])
    store.decisions.append([decision("R3", reasons=("a",), count=4), decision("R4", released=True)])
    store.decisions.append([decision("R5", reasons=("a",), to="ca.rcmp")])
    assert store.decisions.withheld("mx.sedena") == {"a": 6, "b": 1}
    assert store.decisions.withheld("ca.rcmp") == {"a": 1}
    assert store.decisions.withheld("gt.pnc") == {}


def asked(store, **what):
    page = store.decisions.latest(DecisionsAsked(**what))
    return [made.record for made in page.rows], page.next


def test_the_latest_decisions_come_newest_first_by_partner_reason_and_fate(store, decision):
    store.decisions.append([decision("R1", at=1, about="track:T1-K"), decision("R2", at=MINUTE, reasons=("a", "b"))])
    store.decisions.append([decision("R3", at=2, to="ca.rcmp", reasons=("b",)), decision("R4", released=True)])
    assert asked(store) == (["R4", "R3", "R2", "R1"], None)
    assert asked(store, reason="b") == (["R3", "R2"], None)
    assert asked(store, reason="b", partner="ca.rcmp") == (["R3"], None)
    assert asked(store, released=True) == (["R4"], None)
    assert asked(store, reason="no such") == ([], None)


def test_decisions_come_in_pages_that_follow_each_other(store, decision):
    store.decisions.append([decision(f"R{number}", at=number * MINUTE) for number in range(5)])
    first, before = asked(store, limit=2)
    second, before = asked(store, limit=2, before=before)
    third, end = asked(store, limit=2, before=before)
    assert (first, second, third, end) == (["R4", "R3"], ["R2", "R1"], ["R0"], None)


def test_a_rare_reason_is_looked_for_a_stretch_at_a_time(store, decision):
    store.decisions.append([decision("R", at=0, reasons=("rare",))])
    store.decisions.append([decision(f"R{number}", at=number * MINUTE) for number in range(1, 5)])
    first, before = asked(store, reason="rare", within=3)
    second, end = asked(store, reason="rare", within=3, before=before)
    assert (first, second, end) == ([], ["R"], None)


def test_each_way_out_has_rows_of_its_own_and_tells_what_left_by_it(store, decision):
    refused = [decision("R1", at=1), msgspec.structs.replace(decision("R1", at=2), way_out="export")]
    store.decisions.append(refused)
    assert [row.way_out for row in store.decisions.about("R1")] == ["export", "link"]
    left = [msgspec.structs.replace(decision(f"R{n}", released=True), way_out=way) for n, way in WAYS]
    store.decisions.append(left)
    assert store.decisions.ways_of(["R2", "R3", "R4"]) == {"export", "print"}
    assert store.decisions.ways_of(["R1", "R4", "R9"]) == store.decisions.ways_of([]) == frozenset()
    assert {row.way_out for row in store.decisions.latest(DecisionsAsked()).rows} == {"link", "export", "print"}
