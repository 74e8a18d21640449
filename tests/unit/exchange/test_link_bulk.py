"""The bulk lane between two sessions: bounded, verified, and only what was asked for."""

import pytest
from link_nodes import connect, pair

from lindero.exchange.envelope.seal import seal
from lindero.exchange.link.bulk import MAX_WANTED
from lindero.exchange.link.errors import NoRoom, NotOpen
from lindero.exchange.link.events import BodiesArrived, BodiesWanted, ChunkArrived, ChunkGone, ChunkWanted
from lindero.exchange.link.frames import MAX_SLICE_BYTES, Bodies, Chunk, Gone, Lack, Want, encode_frame

SALT = b"s" * 32
CHUNK = bytes(range(256)) * 300
COMMITMENT = seal(SALT, CHUNK)


def opened():
    us, mx = pair()
    connect(us, mx)
    return us, mx


def data(events):
    return b"".join(event.data for event in events)


def ask(us, mx, index=0):
    """US asks MX for a chunk of entry 7."""
    mx.receive(data(us.session.want(7, index, len(CHUNK), COMMITMENT)))


def test_a_chunk_arrives_in_slices_and_is_verified():
    us, mx = opened()
    ask(us, mx)
    assert mx.saw(ChunkWanted) == [ChunkWanted(7, 0)]
    slices, last = 0, False
    while not last:
        events, last = mx.session.chunk(7, 0, SALT, CHUNK)
        assert len(data(events)) <= MAX_SLICE_BYTES + 100
        slices += 1
        us.receive(data(events))
        assert bool(us.saw(ChunkArrived)) is last
    assert slices == -(-len(CHUNK) // MAX_SLICE_BYTES)
    assert us.saw(ChunkArrived) == [ChunkArrived(7, 0, SALT, CHUNK)]
    assert us.session.bulk_room == MAX_WANTED


def test_what_is_gone_is_said():
    us, mx = opened()
    ask(us, mx)
    us.receive(data(mx.session.gone(7, 0)))
    assert us.saw(ChunkGone) == [ChunkGone(7, 0)]
    assert us.session.bulk_room == MAX_WANTED


def test_no_more_is_asked_for_than_may_be():
    us, mx = opened()
    for index in range(MAX_WANTED):
        ask(us, mx, index)
    assert us.session.bulk_room == 0
    with pytest.raises(NoRoom):
        us.session.want(7, 99, 1, COMMITMENT)


@pytest.mark.parametrize("wants", [[Want(1, n) for n in range(MAX_WANTED + 1)], [Want(1, 0), Want(1, 0)]])
def test_a_partner_that_asks_for_too_much_is_refused(wants):
    us, _ = opened()
    us.receive(b"".join(map(encode_frame, wants)))
    assert us.codes == ["link.bulk"]


@pytest.mark.parametrize(
    "frames",
    [
        [Chunk(7, 1, 0, SALT, b"x")],
        [Chunk(8, 0, 0, SALT, b"x")],
        [Chunk(7, 0, 5, SALT, b"x")],
        [Chunk(7, 0, 0, SALT, b"x"), Chunk(7, 0, 0, SALT, b"x")],
        [Chunk(7, 0, 0, SALT, b"x"), Chunk(7, 0, 1, b"t" * 32, b"x")],
        [Gone(7, 1)],
        [Gone(7, 0), Gone(7, 0)],
    ],
)
def test_what_nobody_asked_for_is_refused(frames):
    us, mx = opened()
    ask(us, mx)
    us.receive(b"".join(map(encode_frame, frames)))
    assert us.codes == ["link.unexpected-frame"]


@pytest.mark.parametrize("change", [(0, b"!"), (len(CHUNK) - 1, b"!"), (len(CHUNK), b"!")])
def test_a_chunk_that_the_manifest_does_not_commit_to_is_refused(change):
    """One byte other, or one too many."""
    us, mx = opened()
    ask(us, mx)
    place, byte = change
    wrong, last = CHUNK[:place] + byte + CHUNK[place + 1 :], False
    while not last:
        events, last = mx.session.chunk(7, 0, SALT, wrong)
        us.receive(data(events))
    assert us.codes == ["link.chunk"]
    assert us.saw(ChunkArrived) == []


def test_a_salt_that_is_another_is_refused():
    us, mx = opened()
    ask(us, mx)
    last = False
    while not last:
        events, last = mx.session.chunk(7, 0, b"t" * 32, CHUNK)
        us.receive(data(events))
    assert us.codes == ["link.chunk"]


def test_nothing_of_it_travels_before_hello():
    us, _ = pair()
    us.dial()
    assert us.session.bulk_room == 0
    with pytest.raises(NotOpen):
        us.session.want(0, 0, 1, COMMITMENT)
    us.receive(encode_frame(Want(0, 0)))
    assert us.codes == ["link.unexpected-frame"]


BODIES = [b"one", b"two", b"three"]
COMMITMENTS = [seal(SALT, body) for body in BODIES]


def lacking(us, mx):
    """US, restored, asks MX for three bodies from entry 7 on."""
    mx.receive(data(us.session.lack(7, COMMITMENTS)))


def test_bodies_that_a_restored_node_lacks_come_again_as_many_as_the_other_sends():
    us, mx = opened()
    lacking(us, mx)
    assert mx.saw(BodiesWanted) == [BodiesWanted(7, 3)]
    us.receive(data(mx.session.bodies([(SALT, b"one"), "recalled"])))
    assert us.saw(BodiesArrived) == [BodiesArrived(7, [(SALT, b"one"), "recalled"])]
    lacking(us, mx)
    us.receive(data(mx.session.bodies([(SALT, body) for body in BODIES])))
    assert us.saw(BodiesArrived)[-1].slots == [(SALT, body) for body in BODIES]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Bodies(7, [(SALT, b"another")]), "link.body"),
        (Bodies(7, [(SALT, b"one"), (SALT, b"one")]), "link.body"),
        (Bodies(7, [(bytes(32), b"one")]), "link.body"),
        (Bodies(8, [(SALT, b"one")]), "link.unexpected-frame"),
        (Bodies(7, ["lost"] * 4), "link.unexpected-frame"),
    ],
)
def test_bodies_are_what_was_asked_for_and_what_their_entries_commit_to(answer, code):
    us, mx = opened()
    lacking(us, mx)
    us.receive(encode_frame(answer))
    assert us.codes == [code]
    assert us.saw(BodiesArrived) == []


def test_nobody_sends_bodies_unasked_or_asks_twice_at_a_time():
    us, mx = opened()
    us.receive(encode_frame(Bodies(0, ["lost"])))
    assert us.codes == ["link.unexpected-frame"]
    mx.receive(encode_frame(Lack(0, 1)) * 2)
    assert mx.codes == ["link.bulk"]
    us, mx = opened()
    lacking(us, mx)
    with pytest.raises(NoRoom):
        us.session.lack(7, COMMITMENTS)
