"""Which logs are checked between two nodes, and what a single folder can tell."""

from pair_logs import LOG_ID, MX, NOW_MS, US, changed, flipped, head_of, logged
from paired_stores import ENTRIES, mx_with, node, us_with
from peers_in_process import identity_of

from lindero.exchange.log.errors import ContentAltered
from lindero.model.pairing import Pairing
from lindero.partners.verification import verify_node, verify_pair
from lindero.store.memory.store import MemoryStore


def test_both_logs_of_a_pair_are_checked_from_both_copies():
    checked = list(verify_pair(us_with(ENTRIES), mx_with(ENTRIES), NOW_MS))
    assert [(one.log.writer, one.size, one.copies, one.findings) for one in checked] == [
        (US, 20, 2, ()),
        (MX, 0, 2, ()),
    ]


def test_the_order_of_the_folders_does_not_matter():
    us, mx = us_with(ENTRIES), mx_with(ENTRIES)
    one, other = (sorted((c.log.origin, c.size) for c in verify_pair(*pair, NOW_MS)) for pair in ((us, mx), (mx, us)))
    assert one == other


def test_a_folder_alone_is_checked_against_what_was_signed():
    assert [(one.copies, one.findings) for one in verify_node(us_with(ENTRIES), NOW_MS)] == [(1, ()), (1, ())]
    altered = [*ENTRIES[:7], changed(ENTRIES[7], body=flipped(ENTRIES[7].body, 2)), *ENTRIES[8:]]
    (sent, received) = verify_node(us_with(altered), NOW_MS)
    assert [type(finding) for finding in sent.findings] == [ContentAltered]
    assert sent.findings[0].facts["index"] == 7
    assert received.findings == ()


def test_nodes_that_are_not_paired_with_each_other_have_nothing_to_check():
    assert list(verify_pair(MemoryStore(), MemoryStore(), NOW_MS)) == []
    assert list(verify_node(MemoryStore(), NOW_MS)) == []
    stranger = node(US, MX, log_id=LOG_ID[US])
    assert list(verify_pair(stranger, mx_with(ENTRIES), NOW_MS)) == []


def test_an_open_invitation_is_no_log():
    store = MemoryStore()
    store.pairings.save(Pairing(partner=None, own=identity_of(US), state="invited"))
    assert list(verify_node(store, NOW_MS)) == []


class Growing:
    """A log of a running node: each page that is read lets it grow."""

    def __init__(self, log, partner, later):
        self._log, self._partner, self._later = log, partner, later

    def __getattr__(self, name):
        return getattr(self._log, name)

    def entries(self, partner, start, stop):
        found = self._log.entries(partner, start, stop)
        size = self._log.head(partner).size
        if self._later:
            whole = [*self._log.entries(partner, 0, size), self._later.pop(0)]
            self._log.append(partner, whole[-1:], head_of(whole))
        return found


def test_a_running_nodes_log_is_checked_as_it_was_when_it_was_looked_at():
    store = us_with(ENTRIES)
    store.outbox = Growing(store.outbox, MX, [logged(20), logged(21)])
    assert [one.findings for one in verify_node(store, NOW_MS)] == [(), ()]
    assert store.outbox.head(MX).size == 22


def test_an_entry_that_the_head_does_not_count_is_found():
    class Hidden(Growing):
        def head(self, partner):
            return head_of(ENTRIES[:19])

    store = us_with(ENTRIES)
    store.outbox = Hidden(store.outbox, MX, [])
    sent, _ = verify_node(store, NOW_MS)
    assert "log.size" in {one.code for one in sent.findings}


def test_progress_tells_entries_read_of_each_log():
    told = []
    list(verify_pair(us_with(ENTRIES), mx_with(ENTRIES), NOW_MS, lambda *step: told.append(step)))
    assert [(done, total) for _, done, total in told] == [(20, 20)]
