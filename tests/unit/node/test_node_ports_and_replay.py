"""What a node says of ports that are taken, of replays that may not be, and of a partner's foreign records."""

import asyncio
import socket

import msgspec
import pytest
from hand_clock import CountingEntropy, HandClock
from node_keys import keys_of

from lindero.exchange.envelope.entry import Entry
from lindero.exchange.link.events import BatchArrived
from lindero.exchange.log.ports import Head
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.codec import encode_record
from lindero.model.incidents import Note
from lindero.model.record import Pedigree
from lindero.node.config import LinkSection
from lindero.node.errors import AddressTaken, NotRunning, ReplayRefused
from lindero.node.init import make_node
from lindero.node.peers.listener import Listener
from lindero.node.pipelines.receive import ForeignOrigin, open_batch
from lindero.node.replaying import Replaying

RECORD_ENTRY = Entry(1, "record", "note", 1, 1, None, None, None, bytes(32))


def test_a_taken_port_is_told_with_its_address(tmp_path):
    folder = make_node(
        tmp_path / "us",
        node="us.cbp",
        side="USA",
        port=7400,
        console_port=8400,
        simulated=True,
        admin="ana",
        clock=HandClock(),
        entropy=CountingEntropy(),
    )
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(AddressTaken) as refused:
            asyncio.run(Listener(keys_of(folder.path), LinkSection(port=port)).start())
    assert f"127.0.0.1:{port}" in refused.value.text("es")


class Picture:
    replaying = False


def begin(live, speed):
    picture = Picture()
    work = Replaying(None, picture, lambda: live, HandClock()).begin(None, {"speed": speed}, None)
    asyncio.run(work)
    return picture.replaying


def test_a_replay_faster_than_time_is_refused_while_another_feed_is_live():
    with pytest.raises(ReplayRefused):
        begin(["radar"], 20.0)
    assert begin(["radar"], 1.0) is False
    assert begin([], 20.0) is True


def test_a_partner_may_originate_only_its_own_records():
    note = Note(
        id=RecordId("0" * 26),
        origin=NodeId("us.dps"),
        observed_at=1,
        recorded_at=1,
        pedigree=Pedigree(nodes=(NodeId("us.dps"),)),
        desk="us.dps/watch-1",
    )
    slots = [(b"s" * 32, encode_record(note)), (b"s" * 32, b"garbage"), "lost"]
    batch = BatchArrived(7, [b"a", b"b", b"c"], [RECORD_ENTRY] * 3, slots, Head(10, (), b""))
    opened = open_batch(batch, NodeId("us.cbp"), 5)
    foreign, unreadable = opened.refused
    assert (foreign.code, foreign.offset) == (ForeignOrigin.code, 7)
    assert (unreadable.code, unreadable.offset) == ("record.unreadable", 8)
    assert (opened.records, opened.page.slots) == ([], slots)
    kept = msgspec.structs.replace(note, origin=NodeId("us.cbp"))
    own = BatchArrived(0, [b"a"], [RECORD_ENTRY], [(b"s" * 32, encode_record(kept))], Head(1, (), b""))
    assert open_batch(own, NodeId("us.cbp"), 5).records == [(0, kept)]


def test_a_node_that_ends_before_it_answers_says_how_to_start_it():
    assert "lindero node run us" in NotRunning(folder="us").remedy("es")
