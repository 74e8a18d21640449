"""Which logs are checked between two nodes, and what a single folder can tell."""

from pair_logs import LOG_ID, MX, US, changed, flipped
from paired_stores import ENTRIES, mx_with, node, us_with
from peers_in_process import identity_of

from lindero.exchange.log.errors import BodyAltered
from lindero.model.pairing import Pairing
from lindero.partners.verification import verify_node, verify_pair
from lindero.store.memory.store import MemoryStore


def test_both_logs_of_a_pair_are_checked_from_both_copies():
    checked = list(verify_pair(us_with(ENTRIES), mx_with(ENTRIES)))
    assert [(one.log.writer, one.size, one.copies, one.findings) for one in checked] == [
        (US, 20, 2, ()),
        (MX, 0, 2, ()),
    ]


def test_the_order_of_the_folders_does_not_matter():
    us, mx = us_with(ENTRIES), mx_with(ENTRIES)
    one, other = (sorted((c.log.origin, c.size) for c in verify_pair(*pair)) for pair in ((us, mx), (mx, us)))
    assert one == other


def test_a_folder_alone_is_checked_against_what_was_signed():
    assert [(one.copies, one.findings) for one in verify_node(us_with(ENTRIES))] == [(1, ()), (1, ())]
    altered = [*ENTRIES[:7], changed(ENTRIES[7], body=flipped(ENTRIES[7].body, 2)), *ENTRIES[8:]]
    (sent, received) = verify_node(us_with(altered))
    assert [type(finding) for finding in sent.findings] == [BodyAltered]
    assert sent.findings[0].facts["index"] == 7
    assert received.findings == ()


def test_nodes_that_are_not_paired_with_each_other_have_nothing_to_check():
    assert list(verify_pair(MemoryStore(), MemoryStore())) == []
    assert list(verify_node(MemoryStore())) == []
    stranger = node(US, MX, log_id=LOG_ID[US])
    assert list(verify_pair(stranger, mx_with(ENTRIES))) == []


def test_an_open_invitation_is_no_log():
    store = MemoryStore()
    store.pairings.save(Pairing(partner=None, own=identity_of(US), state="invited"))
    assert list(verify_node(store)) == []
