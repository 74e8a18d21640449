"""Whatever bytes a partner sends, a session understands them or stops with a coded error; it never raises."""

from contextlib import suppress

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from link_nodes import connect, pair

from lindero.exchange.envelope.entry import decode_entry, encode_entry
from lindero.exchange.envelope.errors import BadEntry, BadNote
from lindero.exchange.envelope.note import format_note, parse_note
from lindero.exchange.envelope.seal import seal
from lindero.exchange.link.bulk import MAX_WANTED
from lindero.exchange.link.events import BatchArrived, ChunkArrived, ChunkWanted, Send
from lindero.exchange.link.frames import Chunk, Gone, Want, encode_frame
from lindero.exchange.log.errors import BadProof
from lindero.exchange.log.proof import encode_proof, parse_proof
from lindero.kernel.errors import LinderoError


def conversation():
    """Every byte that one side heard in a session with traffic both ways, as it came."""
    us, mx = pair(batch=3)
    us.append(b"one", b"two", b"three", b"four")
    mx.append(b"uno")
    heard = []
    receive = mx.receive
    mx.receive = lambda data, now_s=0.0: (heard.append(data), receive(data, now_s))[1]
    connect(us, mx)
    return heard


HEARD = conversation()
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text(max_size=20) | st.binary(max_size=70),
    lambda inner: st.lists(inner, max_size=6),
    max_leaves=20,
)
kinds = st.sampled_from(
    [
        "hello",
        "batch",
        "ack",
        "credit",
        "ping",
        "pong",
        "refill",
        "refilled",
        "want",
        "chunk",
        "gone",
        "standing",
        "refuse",
        "bye",
    ]
)
numbers = st.integers(0, 3)
bulk_frames = st.one_of(
    st.builds(Want, numbers, numbers),
    st.builds(Gone, numbers, numbers),
    st.builds(
        Chunk,
        numbers,
        numbers,
        st.sampled_from([0, 1, 5]),
        st.sampled_from([b"s" * 32, b"t" * 32]),
        st.binary(max_size=6),
    ),
)


def listen(*pieces):
    """Feed a fresh node; everything it says must be well-formed, and it stops with a code or goes on."""
    _, mx = pair()
    mx.append(b"uno")
    mx.dial()
    for piece in pieces:
        mx.receive(piece)
    assert mx.session.state in ("greeting", "open", "refilling", "stopped")
    assert all(isinstance(event.error, LinderoError | None) for event in mx.events if event is mx.stopped)
    assert (mx.session.state == "stopped") is (mx.stopped is not None)
    assert all(event.data for event in mx.saw(Send))
    return mx


@given(st.binary(max_size=300))
def test_noise_is_refused_or_waited_on(noise):
    assert listen(noise).saw(BatchArrived) == []


@given(kinds, st.lists(values, max_size=6))
def test_arrays_that_look_like_frames_are_understood_or_refused(kind, parts):
    payload = msgspec.msgpack.encode([kind, *parts])
    listen(len(payload).to_bytes(4, "big") + payload)


@given(st.lists(bulk_frames, max_size=12))
@settings(deadline=None)
def test_chunks_in_any_order_are_those_asked_for_or_refused(frames):
    us, mx = pair()
    connect(us, mx)
    chunk, salt = b"hello", b"s" * 32
    mx.session.want(1, 2, len(chunk), seal(salt, chunk))
    for frame in frames:
        mx.receive(encode_frame(frame))
    assert mx.saw(ChunkArrived) in ([], [ChunkArrived(1, 2, salt, chunk)])
    assert len(mx.saw(ChunkWanted)) <= MAX_WANTED
    assert (mx.session.state == "stopped") is (mx.stopped is not None)


def delivered(mx):
    return [one.body for one in mx.mirror]


def a_beginning(bodies):
    return bodies == [b"one", b"two", b"three", b"four"][: len(bodies)]


@given(st.data(), st.integers(1, 255))
@settings(deadline=None)
def test_a_real_conversation_with_one_byte_changed_never_delivers_anything_else(data, change):
    number = data.draw(st.integers(0, len(HEARD) - 1))
    piece = HEARD[number]
    place = data.draw(st.integers(0, len(piece) - 1))
    changed = piece[:place] + bytes([piece[place] ^ change]) + piece[place + 1 :]
    assert a_beginning(delivered(listen(*HEARD[:number], changed, *HEARD[number + 1 :])))


@given(st.data())
@settings(deadline=None)
def test_replayed_pieces_of_a_real_conversation_deliver_nothing_twice(data):
    whole = b"".join(HEARD)
    number, cut, start, stop = (data.draw(st.integers(0, n)) for n in (len(HEARD), 400, len(whole), len(whole)))
    tail = HEARD[number][:cut] if number < len(HEARD) else b""
    assert a_beginning(delivered(listen(*HEARD[:number], tail, whole[start:stop])))


@given(st.binary(max_size=200) | values.map(msgspec.msgpack.encode))
def test_bytes_are_an_entry_or_refused(data):
    with suppress(BadEntry):
        assert encode_entry(decode_entry(data))


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_bytes_are_a_note_or_refused(data):
    for maker in (data, b"text\n\n\xe2\x80\x94 name " + data):
        with suppress(BadNote):
            note = parse_note(maker)
            assert parse_note(format_note(note)) == note


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_bytes_are_a_proof_or_refused(data):
    for maker in (data, b"c2sp.org/tlog-proof@v1\nextra " + data):
        with suppress(BadProof):
            proof = parse_proof(maker)
            assert parse_proof(encode_proof(proof)) == proof


def test_the_conversation_is_a_real_one():
    assert delivered(listen(*HEARD)) == [b"one", b"two", b"three", b"four"]
