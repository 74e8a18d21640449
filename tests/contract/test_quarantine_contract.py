"""Any quarantine keeps what was refused, bounded, and counts without bound."""

import pytest

from lindero.model.quarantine import Refused
from lindero.store.memory.journal import Journal
from lindero.store.memory.quarantine import MemoryQuarantine
from lindero.store.sqlite.quarantine import SqliteQuarantine


def refused(number, source="radar", code="sapient.bad"):
    return Refused(at=number, source=source, code=code, message=f"no. {number}", offset=number, raw=bytes([number]))


@pytest.fixture
def small(store):
    """The same store's quarantine with room for three."""
    if isinstance(store.quarantine, SqliteQuarantine):
        return SqliteQuarantine(store.database, kept=3)
    return MemoryQuarantine(Journal(), kept=3)


def test_the_latest_come_first_with_all_they_were(store):
    store.quarantine.save([refused(1), refused(2)])
    store.quarantine.save([Refused(at=3, source="mx.sedena", code="link.frame", message="no offset")])
    assert store.quarantine.latest() == [
        Refused(at=3, source="mx.sedena", code="link.frame", message="no offset"),
        refused(2),
        refused(1),
    ]
    assert [found.at for found in store.quarantine.latest(limit=1)] == [3]


def test_counts_are_by_source_and_code(store):
    store.quarantine.save([refused(1), refused(2), refused(3, source="pcap"), refused(4, code="sapient.late")])
    store.quarantine.save([refused(5)])
    assert store.quarantine.counts() == {
        ("radar", "sapient.bad"): 3,
        ("pcap", "sapient.bad"): 1,
        ("radar", "sapient.late"): 1,
    }


def test_beyond_the_bound_the_oldest_go_and_the_counters_stay(small):
    small.save([refused(number) for number in range(1, 6)])
    small.save([refused(6)])
    assert [found.at for found in small.latest()] == [6, 5, 4]
    assert small.counts() == {("radar", "sapient.bad"): 6}
