"""A partner that lies, one attack at a time, against real peers: it is refused by code, nothing of the lie is kept, and
an honest session afterwards brings the rest. Two contradicting histories stop the link and leave evidence."""

import msgspec
import pytest
from pair_logs import MX, US
from peers_in_process import SILENCE_S, Line, PeerNode, dial, findings, record_id, track, until
from virtual_time import in_virtual_time

from lindero.exchange.link.frames import Ack, Batch, Credit, FrameBuffer, decode_frame, encode_frame
from lindero.node.pipelines.publish import BATCH_ENTRIES

COUNT = 2 * BATCH_ENTRIES + 50


class Liar(Line):
    """A line on which US's frames are what a lie makes of them."""

    def __init__(self, lie):
        super().__init__()
        self.lie, self.buffer, self.batches = lie, FrameBuffer(), []

    def carry(self, end, data):
        if self._by.get(end) != US:
            super().carry(end, data)
            return
        self.buffer.feed(data)
        while (payload := self.buffer.next_payload()) is not None:
            frame = decode_frame(payload)
            if isinstance(frame, Batch):
                self.batches.append(frame)
            for told in self.lie(self, frame):
                super().carry(end, told if isinstance(told, bytes) else encode_frame(told))


def second(change):
    """Tell the truth until the second batch; `change` makes of that what is told instead."""

    def lie(line, frame):
        return change(line, frame) if isinstance(frame, Batch) and len(line.batches) == 2 else [frame]

    return lie


def with_slot(reason):
    def change(line, frame):
        return [msgspec.structs.replace(frame, slots=[reason, *frame.slots[1:]])]

    return second(change)


def other_body(line, frame):
    salt, body = frame.slots[0]
    return [msgspec.structs.replace(frame, slots=[(salt, body + b"!"), *frame.slots[1:]])]


def other_leaf(line, frame):
    """The first two entries with their bodies in the other's place: each is sound, the tree is another."""
    entries, slots = list(frame.entries), list(frame.slots)
    entries[0], entries[1], slots[0], slots[1] = entries[1], entries[0], slots[1], slots[0]
    return [msgspec.structs.replace(frame, entries=entries, slots=slots)]


LIES = {
    "gap": ("link.index", second(lambda line, frame: [])),
    "reorder": ("link.index", second(lambda line, frame: [msgspec.structs.replace(frame, first=frame.first + 1)])),
    "the batch before once more": ("link.index", second(lambda line, frame: [line.batches[0], frame])),
    "the note before once more": (
        "link.head",
        second(lambda line, frame: [msgspec.structs.replace(frame, note=line.batches[0].note)]),
    ),
    "an oversized frame": ("link.frame-size", second(lambda line, frame: [b"\xff\xff\xff\xff"])),
    "an empty slot, expired": ("link.empty-slot", with_slot("expired")),
    "another body": ("link.body", second(other_body)),
    "a slot too few": (
        "link.malformed",
        second(lambda line, frame: [msgspec.structs.replace(frame, slots=frame.slots[1:])]),
    ),
}


@pytest.mark.parametrize(("code", "lie"), LIES.values(), ids=LIES.keys())
def test_a_lie_is_refused_and_the_truth_goes_on_after_it(tmp_path, code, lie):
    async def run(loop):
        us, mx = PeerNode(US, loop, tmp_path), PeerNode(MX, loop, tmp_path)
        us.save(*(track(n) for n in range(COUNT)))
        problems = []
        stopped = mx.peer._stopped
        mx.peer._stopped = lambda event: (problems.append(event.error), stopped(event))
        dial(us, mx, Liar(lie), Line())
        await until(lambda: us.settled(COUNT))
        assert [error.code for error in problems if error] == [code]
        assert mx.mirrored() == [record_id(n) for n in range(COUNT)]
        assert [record.id for record in mx.arrivals] == mx.mirrored()
        assert findings(us, mx) == []

    in_virtual_time(run)


def test_a_history_that_contradicts_its_signature_stops_the_link_and_leaves_evidence(tmp_path):
    async def run(loop):
        us, mx = PeerNode(US, loop, tmp_path), PeerNode(MX, loop, tmp_path)
        us.save(*(track(n) for n in range(COUNT)))
        liar = Liar(second(other_leaf))
        dial(us, mx, liar, Line())
        await until(lambda: mx.peer.state == "stopped")
        assert mx.peer.problem.code == "link.root"
        assert mx.mirrored() == [record_id(n) for n in range(liar.batches[1].first)]
        assert [path for path in tmp_path.iterdir() if path.name.startswith(f"evidence-{US}-")]

    in_virtual_time(run)


def test_a_partner_that_takes_everything_and_never_confirms_is_given_up_and_dialled_again(tmp_path):
    """US's receipts and credit never come: MX sends no more than the first credit, then gives the session up."""

    async def run(loop):
        us, mx = PeerNode(US, loop, tmp_path), PeerNode(MX, loop, tmp_path)
        mx.save(*(track(n, origin=MX) for n in range(COUNT)))
        first, granted = Liar(lambda line, frame: drop(line, frame)), []

        def drop(line, frame):
            if isinstance(frame, Credit) and not granted:
                granted.append(frame.bytes)
                return [frame]
            return [] if isinstance(frame, Ack | Credit) else [frame]

        dial(us, mx, first, Line())
        await until(lambda: mx.settled(COUNT), step_s=1.0)
        assert 120.0 <= loop.now_s <= 120.0 + 2 * SILENCE_S
        assert len(first.spoken[MX]) <= granted[0] + 100_000
        assert us.mirrored() == [record_id(n) for n in range(COUNT)]
        assert [record.id for record in us.arrivals] == us.mirrored()

    in_virtual_time(run)
