"""What may be kept no longer is erased on both sides without anybody asking; what cannot be used is reported."""

import hashlib

import msgspec
import pytest
from pair_logs import MX, US
from peers_in_process import MARKED, Line, PeerNode, dial, findings, record_id, track, until
from virtual_time import BEGIN_AT, in_virtual_time

from lindero.exchange.envelope.control import Poison, decode_control
from lindero.exchange.envelope.entry import decode_entry
from lindero.exchange.envelope.seal import seal
from lindero.kernel.clock import SECOND_NS
from lindero.model.attachment import Attachment
from lindero.model.incidents import Note
from lindero.model.record import Pedigree
from lindero.partners.holds import HoldDesk

DAY_S = 86_400
HEAD = {
    "origin": US,
    "observed_at": BEGIN_AT,
    "recorded_at": BEGIN_AT,
    "pedigree": Pedigree(nodes=(US,)),
    "desk": "us.cbp/watch-1",
}
PERMITS_ALL = """
@id("all") @reason_en("x") @reason_es("x")
permit (principal, action, resource);
"""


def kept_until(number, seconds):
    """A track that may be kept for so long."""
    marking = msgspec.structs.replace(MARKED, retain_until=BEGIN_AT + seconds * SECOND_NS)
    return track(number, marking=marking)


@pytest.fixture
def pair(tmp_path):
    def build(loop):
        return tuple(PeerNode(node, loop, tmp_path, policy=PERMITS_ALL) for node in (US, MX))

    return build


def slots(node, side, partner):
    log = getattr(node.store, side)
    return [entry.empty for entry in log.entries(partner, 0, log.head(partner).size)]


def test_bodies_go_on_both_sides_when_their_day_is_over_and_the_logs_stay_whole(pair):
    async def run(loop):
        us, mx = pair(loop)
        us.save(kept_until(1, 3600), kept_until(2, 3 * DAY_S), track(3))
        line = Line()
        dial(us, mx, line)
        await until(lambda: us.settled(3))
        line.close()
        await until(
            lambda: mx.store.withdrawn.latest() and us.store.withdrawn.latest(), step_s=60, deadline_s=2 * DAY_S
        )
        assert slots(us, "outbox", MX) == slots(mx, "mirror", US) == ["expired", None, None]
        assert [mx.store.records.load(record_id(n)) is None for n in (1, 2, 3)] == [True, False, False]
        assert us.store.records.load(record_id(1)) is None  # the own record's marking demands it too
        assert {one.reason for one in mx.store.withdrawn.latest()} == {"expired"}
        assert [one.id for one in mx.withdrawn] == [record_id(1)]
        assert "expire" in [event.act for event in us.store.audit.latest()]
        assert findings(us, mx) == []

    in_virtual_time(run)


def test_an_own_record_that_was_never_shared_goes_at_its_time(pair):
    async def run(loop):
        us, _ = pair(loop)
        us.save(kept_until(1, 3600), kept_until(2, 7200))
        await until(lambda: us.store.records.load(record_id(1)) is None, step_s=60, deadline_s=7200)
        assert loop.time() >= 3600
        assert us.store.records.load(record_id(2)) is not None

    in_virtual_time(run)


def test_the_file_of_an_own_record_goes_with_it_and_stays_while_another_has_it(pair):
    async def run(loop):
        us, _ = pair(loop)
        us.files.put(None, {"upload": "0" * 32, "index": 0, "chunk": b"a film"})
        file = us.files.close(None, {"upload": "0" * 32, "media_type": "video/mp4"})["id"]
        for number, seconds in ((1, 3600), (2, 7200)):
            held = us.files.chunks.load(US, file, 0)
            manifest = Attachment(
                media_type="video/mp4",
                size_bytes=6,
                sha256=hashlib.sha256(b"a film").digest(),
                chunks=(seal(*held),),
            )
            assert manifest.id == file
            note = Note(**HEAD, id=record_id(number), marking=kept_until(0, seconds).marking, file=manifest)
            us.files.claim([note])
            us.save(note)
        await until(lambda: us.store.records.load(record_id(1)) is None, step_s=60, deadline_s=7200)
        assert us.files.chunks.count() == (1, 6 + 32)
        await until(lambda: us.files.chunks.count() == (0, 0), step_s=60, deadline_s=7200)
        assert us.store.records.load(record_id(2)) is None

    in_virtual_time(run)


def test_a_held_record_outlives_its_time_unseen_until_the_hold_ends(pair):
    async def run(loop):
        us, mx = pair(loop)
        us.save(kept_until(1, 3600))
        line = Line()
        dial(us, mx, line)
        await until(lambda: us.settled(1))
        line.close()
        HoldDesk(MX, mx.store, mx.clock).add("auditora", record_id(1), "juicio", "orden 12/2026")
        await until(lambda: mx.store.records.hidden(), step_s=60, deadline_s=2 * DAY_S)
        assert slots(mx, "mirror", US) == [None]
        HoldDesk(MX, mx.store, mx.clock).end("auditora", record_id(1))
        await until(lambda: slots(mx, "mirror", US) == ["expired"], step_s=60, deadline_s=2 * DAY_S)
        assert mx.store.records.load(record_id(1)) is None

    in_virtual_time(run)


def test_a_record_that_cannot_be_used_is_reported_to_its_sender_once_and_the_rest_flows(pair, monkeypatch):
    async def run(loop):
        us, mx = pair(loop)
        monkeypatch.setattr("lindero.node.pipelines.publish.encode_record", _poisonous)
        us.save(track(1), track(2), track(3))
        dial(us, mx, Line())
        await until(lambda: us.settled(3))
        await until(lambda: mx.settled(1))
        (entry,) = mx.store.outbox.entries(US, 0, 9)
        assert decode_control(entry.body) == Poison(code="record.unreadable")
        assert decode_entry(entry.entry).re == 1
        assert [mx.store.records.load(record_id(n)) is None for n in (1, 2, 3)] == [False, True, False]
        (event,) = [event for event in us.store.audit.latest() if event.act == "partner-poison"]
        assert (event.person, event.about, event.detail) == (MX, "1", "record.unreadable")

    in_virtual_time(run)


def _poisonous(record):
    return b"\xc1 no record" if record.id == record_id(2) else msgspec.msgpack.encode(record)
