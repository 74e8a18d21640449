"""A repair is written as a whole, told to the audit, and leaves an account that holds no content."""

import msgspec
from pair_logs import MX, NOW_MS, US, changed, flipped, head_of, receipt_of
from paired_stores import ENTRIES, mx_with, us_with

from lindero.exchange.log.ports import Head
from lindero.partners.repair import apply_repairs, damage_report, plan_repairs
from lindero.partners.verification import verify_pair


def damaged():
    """MX's mirror with an entry, a body and its note altered."""
    entries = list(ENTRIES)
    entries[3] = changed(entries[3], entry=flipped(entries[3].entry, 9))
    entries[5] = changed(entries[5], body=flipped(entries[5].body, 2))
    store = mx_with(entries)
    store.mirror.save_note(US, flipped(receipt_of(ENTRIES), 60))
    return store


def findings(store, other):
    return [finding for checked in verify_pair(store, other, NOW_MS) for finding in checked.findings]


def test_a_mirror_is_mended_from_the_writers_copy_and_verifies_again():
    mx, us = damaged(), us_with(ENTRIES)
    assert findings(mx, us) != []
    planned = list(plan_repairs(mx, us, NOW_MS))
    apply_repairs(mx, planned, 7, "guardia")
    assert findings(mx, us) == []
    assert mx.mirror.entries(US, 0, 20) == ENTRIES
    assert mx.mirror.head(US) == Head(20, head_of(ENTRIES).frontier, receipt_of(ENTRIES))
    (event,) = mx.audit.latest()
    assert (event.at, event.person, event.act, event.detail) == (7, "guardia", "repair", "2 entries head")
    assert list(plan_repairs(mx, us, NOW_MS)) == []


def test_a_log_is_mended_from_the_partners_mirror():
    us, mx = us_with([changed(ENTRIES[0], salt=bytes(31)), *ENTRIES[1:]]), mx_with(ENTRIES)
    us.outbox.save_receipt(MX, 20, b"broken", 2)
    planned = list(plan_repairs(us, mx, NOW_MS))
    apply_repairs(us, planned, 7, "guardia")
    assert findings(us, mx) == []
    assert us.outbox.receipt(MX)[:2] == (20, receipt_of(ENTRIES))


def test_the_account_of_the_damage_names_everything_and_holds_no_content():
    planned = list(plan_repairs(damaged(), us_with(ENTRIES), NOW_MS))
    lines = [msgspec.json.decode(line) for line in damage_report(planned)]
    assert [(line.get("index"), line.get("part")) for line in lines] == [(3, None), (5, None), (None, "head")]
    assert bytes.fromhex(lines[0]["entry"]) == flipped(ENTRIES[3].entry, 9)
    assert lines[1]["body"]["differs_at"] == [2]
    assert "entry" not in lines[1]
    text = b"".join(damage_report(planned))
    assert ENTRIES[5].body not in text
    assert flipped(ENTRIES[5].body, 2) not in text
