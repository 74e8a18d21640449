"""Which log is shown to third parties, and how much of it."""

import pytest
from pair_logs import MX, US, US_TO_MX, head_of, receipt_of
from paired_stores import ENTRIES, mx_with, node, us_with

from lindero.exchange.log.errors import BadReceipt, NotReceipted
from lindero.partners.errors import NoSuchPartner, WhichPartner
from lindero.partners.tree_export import export_log, find_log


def files_of(store, **which):
    return dict(export_log(store, find_log(store, **which), lambda *step: None))


def test_the_checkpoint_shown_is_the_newest_receipted_one_and_comes_last():
    store = node(US, MX)
    store.outbox.append(MX, ENTRIES, head_of(ENTRIES))
    store.outbox.save_receipt(MX, 7, receipt_of(ENTRIES[:7]), 1)
    store.outbox.save_receipt(MX, 12, receipt_of(ENTRIES[:12]), 2)
    shown = find_log(store)
    assert (shown.size, shown.log, shown.note) == (12, US_TO_MX, store.outbox.receipt(MX)[1])
    files = files_of(store)
    assert list(files)[-1] == "checkpoint"
    assert "tile/0/000.p/12" in files
    assert files == files_of(store, partner=MX)


def test_nothing_is_shown_before_there_is_a_receipt():
    store = node(US, MX)
    store.outbox.append(MX, ENTRIES, head_of(ENTRIES))
    for which in ({}, {"received": True}):
        with pytest.raises(NotReceipted):
            find_log(store, **which)
    mirror = mx_with(ENTRIES)
    mirror.mirror.save_note(US, head_of(ENTRIES).note)
    with pytest.raises(BadReceipt):
        find_log(mirror, received=True)


def test_the_log_is_named_where_there_are_several():
    store = us_with(ENTRIES)
    store.pairings.save(node(US, MX, node="ca.rcmp").pairings.load("ca.rcmp"))
    with pytest.raises(WhichPartner):
        find_log(store)
    assert find_log(store, partner=MX).partner == MX
    with pytest.raises(NoSuchPartner):
        find_log(store, partner="xx.none")
