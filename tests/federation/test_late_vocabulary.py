"""What this version of the vocabulary cannot read stays in the log, and is delivered after an upgrade."""

import pytest
from pair_logs import MX, US
from peers_in_process import Line, PeerNode, dial, findings, record_id, track, until
from virtual_time import in_virtual_time

from lindero.model.codec import decode_record, vocabulary_stamp
from lindero.model.errors import UnknownVocabulary
from lindero.node.pipelines.late import STAMP, deliver_late
from lindero.partners.recall import RecallDesk

PERMITS_ALL = """
@id("all") @reason_en("x") @reason_es("x")
permit (principal, action, resource);
"""


def without_the_second(body):
    """An older version's reader."""
    record = decode_record(body)
    if record.id == record_id(2):
        raise UnknownVocabulary(why="a field of tomorrow")
    return record


@pytest.fixture
def older(monkeypatch):
    monkeypatch.setattr("lindero.node.pipelines.receive.decode_record", without_the_second)


def test_what_could_not_be_read_is_delivered_after_an_upgrade_and_can_be_recalled(tmp_path, older):
    async def run(loop):
        us, mx = (PeerNode(node, loop, tmp_path, policy=PERMITS_ALL) for node in (US, MX))
        us.save(track(1), track(2), track(3))
        dial(us, mx, Line())
        await until(lambda: us.settled(3))
        assert mx.store.records.load(record_id(2)) is None
        assert {node: [r.id for r in late] for node, late in deliver_late(mx.store, [US]).items()} == {
            US: [record_id(2)]
        }
        assert mx.store.records.load(record_id(2)) == us.store.records.load(record_id(2))
        assert mx.store.quarantine.latest() == []
        assert mx.store.stamps.load(STAMP) == vocabulary_stamp()
        RecallDesk(US, us.store, us.clock).recall_record("oficial", record_id(2))
        us.peer.wake()
        await until(lambda: us.store.demands.all()[0].receipts)
        assert mx.store.records.load(record_id(2)) is None
        assert findings(us, mx) == []

    in_virtual_time(run)


def test_it_is_tried_once_for_each_vocabulary(tmp_path, older):
    async def run(loop):
        us, mx = (PeerNode(node, loop, tmp_path, policy=PERMITS_ALL) for node in (US, MX))
        assert deliver_late(mx.store, [US]) == {}
        us.save(track(2))
        dial(us, mx, Line())
        await until(lambda: us.settled(1))
        assert deliver_late(mx.store, [US]) == {}
        mx.store.stamps.save(STAMP, "an older one")
        assert len(deliver_late(mx.store, [US])[US]) == 1

    in_virtual_time(run)


def test_what_still_cannot_be_read_stays_in_quarantine(tmp_path, older, monkeypatch):
    async def run(loop):
        us, mx = (PeerNode(node, loop, tmp_path, policy=PERMITS_ALL) for node in (US, MX))
        us.save(track(2))
        dial(us, mx, Line())
        await until(lambda: us.settled(1))
        monkeypatch.setattr("lindero.node.pipelines.late.decode_record", without_the_second)
        assert deliver_late(mx.store, [US]) == {}
        assert len(mx.store.quarantine.latest()) == 1

    in_virtual_time(run)
