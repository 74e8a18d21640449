"""One defect per requirement of spec/conformance.md: each, planted in a node's process, breaks exactly that one."""

import asyncio
import ssl
from base64 import b64decode

import msgspec

from lindero.exchange.envelope import key_change
from lindero.exchange.envelope._keys import generate_key
from lindero.exchange.envelope.control import decode_control
from lindero.exchange.envelope.entry import decode_entry
from lindero.exchange.envelope.errors import BadNote, ForgedNote
from lindero.exchange.envelope.note import parse_note
from lindero.exchange.link import frames as link_frames
from lindero.exchange.link import greeting, inbound, outbound, session
from lindero.exchange.link.bulk import Bulk
from lindero.exchange.link.emptiness import Emptiness
from lindero.exchange.link.errors import (
    BadFrame,
    BadReference,
    BodyMismatch,
    EmptyWithoutCause,
    HeadMismatch,
    NoSharedVersion,
    UnexpectedFrame,
    UnknownReceipt,
)
from lindero.exchange.link.events import ChunkGone, ChunkWanted
from lindero.exchange.link.frames import Ack, Batch, Bye, Credit, Hello, Ping, Pong, Refill
from lindero.exchange.link.pulse import Pulse
from lindero.exchange.link.session import LinkSession
from lindero.exchange.log.checkpoint import Checkpoint, parse_checkpoint
from lindero.exchange.log.errors import BadCheckpoint
from lindero.exchange.log.ports import Head
from lindero.exchange.log.tree import extend, leaf_hashes
from lindero.kernel.clock import SystemClock
from lindero.kernel.entropy import SystemEntropy
from lindero.node.conformance.stranger import stranger
from lindero.node.peers import bulk, listener, paired, peer, receiving, sending
from lindero.node.peers.listener import Listener
from lindero.node.pipelines import draft, receive
from lindero.node.pipelines.receive import Kept

OTHER_KEY = generate_key(b"O" * 32)
replace = msgspec.structs.replace
DEFECTS = {}


def defect(requirement):
    """Name what a patch breaks."""

    def keep(patch):
        DEFECTS[requirement] = patch
        return patch

    return keep


def wrap(place, name, around):
    """Put `around(original, *args, **kw)` in the place of a function."""
    original = getattr(place, name)
    setattr(place, name, lambda *args, **kw: around(original, *args, **kw))


# TLS.


@defect("LINK-01")
def lets_anybody_in():
    known = []

    def admit(original, self, one, certificates):
        known.extend(certificates)
        return original(self, one, certificates)

    wrap(Listener, "admit", admit)

    def context(make, tls):
        made = make(tls)
        made.verify_mode = ssl.CERT_NONE
        return made

    wrap(listener, "server_context", context)
    listener.peer_certificate = lambda writer: known[0]


@defect("LINK-02")
def speaks_old_tls():
    def context(make, tls):
        made = make(tls)
        made.minimum_version = ssl.TLSVersion.TLSv1_2
        return made

    wrap(listener, "server_context", context)


@defect("LINK-03")
def shows_another_certificate():
    def context(make, tls):
        made = make(tls)
        with stranger("mx.sedena", SystemClock(), SystemEntropy()) as other:
            made.load_cert_chain(other.path)
        return made

    wrap(listener, "server_context", context)


# Frames, and the order of a session.


@defect("LINK-04")
def says_another_name():
    wrap(session, "build_hello", lambda build, *args: replace(build(*args), node="xx.other"))


@defect("LINK-05")
def pings_before_hello():
    wrap(LinkSession, "connected", lambda say, self: [*say(self), session._send(Ping(1, 0))])


@defect("LINK-06")
def waits_for_hello_for_ever():
    wrap(paired, "Terms", lambda make, **terms: make(**terms | {"greeting_s": 1e9}))


@defect("LINK-07")
def takes_longer_frames():
    link_frames.MAX_FRAME_BYTES = 1 << 30


@defect("LINK-08")
def skips_empty_frames():
    def payload(take, self):
        while self._held[:4] == bytes(4):
            del self._held[:4]
        return take(self)

    wrap(link_frames.FrameBuffer, "next_payload", payload)


def overlooks_payload(part):
    wrap(session, "decode_frame", lambda decode, data: Credit(0) if part in data else decode(data))


@defect("LINK-09")
def overlooks_unknown_kinds():
    overlooks_payload(b"nope")


@defect("LINK-10")
def overlooks_added_elements():
    overlooks_payload(b"\x92\xa3bye\xc0")


def overlooks(*kinds, state):
    def handle(original, self, frame, *args):
        return [] if isinstance(frame, kinds) and self.state == state else original(self, frame, *args)

    wrap(LinkSession, "_handle", handle)


@defect("LINK-11")
def overlooks_an_early_batch():
    overlooks(Batch, state="greeting")


@defect("LINK-24")
def overlooks_bye():
    overlooks(Bye, state="open")


@defect("LINK-34")
def overlooks_a_second_hello():
    overlooks(Hello, state="open")


@defect("LINK-31")
def answers_another_ping():
    def handle(original, self, frame, *args):
        pong = isinstance(frame, Ping) and self.state == "open"
        return [session._send(Pong(frame.number + 1, 0))] if pong else original(self, frame, *args)

    wrap(LinkSession, "_handle", handle)


@defect("LINK-35")
def sulks_after_a_refusal():
    sulking = []

    def handle(original, self, frame, *args):
        if isinstance(frame, Refill) and self.state == "open":
            sulking.append(frame)
        return original(self, frame, *args)

    async def talk(original, self, reader, writer, **how):
        if sulking:
            sulking.clear()
            writer.close()
            return False
        return await original(self, reader, writer, **how)

    wrap(LinkSession, "_handle", handle)
    wrap(peer.Peer, "talk", talk)


@defect("LINK-32")
def never_pings():
    Pulse.next_ping = lambda *args: None


@defect("LINK-33")
def takes_any_pong():
    def take(original, *args):
        try:
            return original(*args)
        except UnexpectedFrame:
            return None

    wrap(Pulse, "take", take)


@defect("LINK-36")
def waits_for_ever():
    wrap(paired, "Terms", lambda make, **terms: make(**terms | {"silence_s": 1e9}))


# Hello.


@defect("LINK-12")
def speaks_any_version():
    greeting._shared_version = lambda hello: 1


@defect("LINK-13")
def speaks_only_to_its_equals():
    def version(original, hello):
        if hello.highest != 1:
            raise NoSharedVersion(lowest=hello.lowest, highest=hello.highest, own="1")
        return original(hello)

    wrap(greeting, "_shared_version", version)


@defect("LINK-14")
def takes_any_node():
    wrap(
        greeting,
        "_require_partner",
        lambda require, hello, terms: require(replace(hello, node=terms.incoming.writer), terms),
    )


@defect("LINK-15")
def takes_any_log():
    def require(original, hello, terms):
        return original(replace(hello, outgoing=replace(hello.outgoing, origin=terms.incoming.origin)), terms)

    wrap(greeting, "_require_partner", require)


def reads_hello(change):
    wrap(session, "verify_hello", lambda verify, hello, *args: verify(change(hello), *args))


@defect("LINK-16")
def cuts_frontiers():
    def change(hello):
        claim = hello.outgoing
        return replace(hello, outgoing=replace(claim, frontier=claim.frontier[: claim.size.bit_count()]))

    reads_hello(change)


@defect("LINK-17")
def overlooks_notes_of_empty_logs():
    def change(hello):
        return hello if hello.mirror.size else replace(hello, mirror=replace(hello.mirror, note=b""))

    reads_hello(change)


def without(error, then):
    """A call that, where it would raise this, does something else."""

    def around(original, *args, **kw):
        try:
            return original(*args, **kw)
        except error as why:
            return then(why, *args, **kw)

    return around


def unverified(why, note, log):
    return parse_checkpoint(parse_note(note).text, log.origin)


@defect("LINK-18")
def believes_any_signature_on_a_mirror():
    wrap(greeting, "open_checkpoint", without(ForgedNote, unverified))


@defect("LINK-19")
def believes_any_size_of_a_mirror():
    def then(why, claim, log):
        if "its note is not about" not in str(why):
            raise why

    wrap(greeting, "_verify_mirror", without(HeadMismatch, then))


def overlooks_in_outgoing(part):
    def then(why, claim, log):
        if part not in str(why):
            raise why

    wrap(greeting, "_verify_outgoing", without(HeadMismatch, then))


@defect("LINK-20")
def overlooks_a_note_beyond_its_log():
    overlooks_in_outgoing("its note is about")


@defect("LINK-21")
def overlooks_another_root():
    overlooks_in_outgoing("signs another root")


@defect("LINK-25")
def overlooks_two_histories():
    greeting._require_prefix = lambda *args: None


@defect("LINK-22")
def grants_little():
    wrap(paired, "Terms", lambda make, **terms: make(**terms, window_bytes=100_000))


@defect("LINK-23")
def gives_nothing_back():
    async def send_nothing(*args):
        pass

    peer.send_refill = send_nothing


# The bulk lane.


@defect("LINK-42")
def says_nothing_of_what_it_has_not():
    async def serve(original, self, wanted):
        self._wire.session._bulk._owed.clear()

    wrap(bulk.Serving, "_serve", serve)


def takes_wants(around):
    wrap(Bulk, "take_want", around)


@defect("LINK-43")
def serves_any_number_of_wants():
    def take(original, self, want):
        if (want.entry, want.index) in self._owed:
            return original(self, want)
        self._owed[want.entry, want.index] = 0
        return ChunkWanted(want.entry, want.index)

    takes_wants(take)


@defect("LINK-44")
def overlooks_a_want_said_twice():
    def take(original, self, want):
        return original(self, replace(want, index=want.index + 9) if (want.entry, want.index) in self._owed else want)

    takes_wants(take)


@defect("LINK-45")
def overlooks_an_unasked_chunk():
    wrap(Bulk, "take_chunk", without(UnexpectedFrame, lambda why, *args: None))


@defect("LINK-46")
def overlooks_an_unasked_gone():
    wrap(Bulk, "take_gone", without(UnexpectedFrame, lambda why, self, gone: ChunkGone(gone.entry, gone.index)))


# Bodies again.


@defect("LINK-51")
def sends_other_bodies():
    def bodies(original, self, slots):
        return original(self, [slot if isinstance(slot, str) else (slot[0], slot[1] + b"?") for slot in slots])

    wrap(Bulk, "bodies", bodies)


@defect("LINK-52")
def takes_any_number_of_requests():
    def take(original, self, lack):
        self._lacked = None
        return original(self, lack)

    wrap(Bulk, "take_lack", take)


@defect("LINK-53")
def overlooks_unasked_bodies():
    wrap(Bulk, "take_bodies", without(UnexpectedFrame, lambda why, self, bodies: ChunkGone(bodies.first, 0)))


@defect("LINK-54")
def overlooks_requests_for_too_many():
    def decode(original, payload):
        try:
            return original(payload)
        except BadFrame:
            if b"lack" not in payload:
                raise
            return Credit(0)

    wrap(session, "decode_frame", decode)


# Changes of keys.


@defect("LINK-47")
def learns_nothing_from_hello():
    paired.learned_from = lambda *args: None


@defect("LINK-48")
def believes_any_voucher():
    key_change.is_signed = lambda *args: True


@defect("LINK-49")
def hears_no_introduction():
    async def read(reader, within_s):
        raise EOFError

    listener.read_introduction = read


@defect("LINK-50")
def answers_whoever_shows_nothing():
    async def hear(original, self, reader, writer, host):
        head = await reader.readexactly(4)
        payload = await reader.readexactly(int.from_bytes(head, "big"))
        if isinstance(link_frames.decode_frame(payload), Hello):
            writer.write(link_frames.encode_frame(Bye()))
        again = asyncio.StreamReader()
        again.feed_data(head + payload)
        again.feed_eof()
        await original(self, again, writer, host)

    wrap(Listener, "_hear_introduction", hear)


# Batches that arrive.


@defect("LINK-26")
def miscounts_receipts():
    def receipt(original, self, size, note):
        _, *rest = original(self, size, note)
        return [session._send(Ack(size + 1, note)), *rest]

    wrap(LinkSession, "receipt", receipt)


@defect("LOG-01")
def cosigns_with_another_key():
    wrap(receive, "seal_receipt", lambda seal, note, log, key, *rest: seal(note, log, OTHER_KEY, *rest))


@defect("LOG-02")
def keeps_nothing():
    def keep(store, batches, partner, log, key, now, *rest):
        return Kept([], [], receive.seal_receipt(batches[-1].head.note, log, key, now // 10**9))

    receiving.keep_batches = keep


@defect("LINK-27")
def keeps_the_credit():
    inbound.Inbound.confirm = lambda self, size: 0


@defect("CTRL-01")
def reports_no_loss():
    receiving.lost_in = lambda batches: []


def refuses_bodies(unwanted):
    def arrival(original, first, entries, slots, *args):
        decoded = original(first, entries, slots, *args)
        if any(not isinstance(slot, str) and unwanted(entry, slot[1]) for entry, slot in zip(decoded, slots)):  # noqa: B905
            raise BadFrame(why="a body that cannot be read")
        return decoded

    wrap(inbound, "decode_arrival", arrival)


@defect("CTRL-02")
def refuses_unreadable_controls():
    def unreadable(entry, body):
        if entry.type == "record":
            return False
        try:
            decode_control(body)
        except Exception:  # noqa: BLE001 — whatever it is
            return True
        return False

    refuses_bodies(unreadable)


@defect("VOC-01")
def refuses_unknown_kinds():
    refuses_bodies(lambda entry, body: b"conformance-test" in body)


def reads_entries(change):
    """Leaves are changed before they are decoded, not before they are hashed."""

    def arrival(original, first, entries, slots, *args):
        return original(first, [change(leaf) for leaf in entries], slots, *args)

    wrap(inbound, "decode_arrival", arrival)


def elements(leaf):
    try:
        return msgspec.msgpack.decode(leaf)
    except msgspec.DecodeError:
        return []


@defect("ENTRY-01")
def cuts_a_tenth_element():
    reads_entries(lambda leaf: msgspec.msgpack.encode(elements(leaf)[:9]) if len(elements(leaf)) == 10 else leaf)


@defect("ENTRY-02")
def overlooks_a_trailing_byte():
    reads_entries(lambda leaf: leaf if elements(leaf) else leaf[:-1])


@defect("ENTRY-03")
def reads_any_version():
    reads_entries(lambda leaf: msgspec.msgpack.encode([1, *elements(leaf)[1:]]) if elements(leaf)[:1] == [2] else leaf)


@defect("ENTRY-04")
def pads_commitments():
    def change(leaf):
        *rest, last = elements(leaf) or [b""]
        return msgspec.msgpack.encode([*rest, last + b"\0"]) if rest[8:] == [] and last == bytes(31) else leaf

    reads_entries(change)


def arrives_without(error, field=None):
    def then(why, first, entries, slots, *args):
        if field and why.facts["field"] != field:
            raise why
        return [decode_entry(leaf) for leaf in entries]

    wrap(inbound, "decode_arrival", without(error, then))


@defect("ENTRY-05")
def takes_any_body():
    arrives_without(BodyMismatch)


@defect("ENTRY-09")
def takes_any_of():
    arrives_without(BadReference, "of")


@defect("ENTRY-10")
def takes_any_re():
    arrives_without(BadReference, "re")


@defect("ENTRY-06")
def believes_no_expiry():
    def check(original, self, first, entries, slots, wall_ms):
        if "expired" in slots:
            raise EmptyWithoutCause(index=first, reason="expired")
        return original(self, first, entries, slots, wall_ms)

    wrap(Emptiness, "check", check)


def believes(reason):
    def then(why, self, *args):
        if why.facts["reason"] != reason:
            raise why

    wrap(Emptiness, "check", without(EmptyWithoutCause, then))


@defect("ENTRY-07")
def believes_any_expiry():
    believes("expired")


@defect("ENTRY-08")
def believes_any_recall():
    believes("recalled")


def takes_batches(around):
    wrap(inbound.Inbound, "take", around)


@defect("LINK-28")
def takes_gaps():
    takes_batches(lambda take, self, batch, *args: take(self, replace(batch, first=self.head.size), *args))


@defect("LINK-29")
def cuts_surplus_bodies():
    def around(take, self, batch, *args):
        return take(self, replace(batch, slots=batch.slots[: len(batch.entries)]), *args)

    takes_batches(around)


@defect("LOG-03")
def takes_any_signature():
    wrap(inbound, "open_checkpoint", without(ForgedNote, unverified))


@defect("LOG-04")
def takes_extensions():
    def then(why, note, log):
        origin, size, root, *_ = parse_note(note).text.decode().split("\n")
        return Checkpoint(origin, int(size), b64decode(root))

    wrap(inbound, "open_checkpoint", without(BadCheckpoint, then))


def calls_it_malformed(error):
    """Refused, by another code than the one that the other side can act on."""

    def then(why, *args):
        raise BadFrame(why=str(why))

    return without(error, then)


@defect("LOG-05")
def calls_a_bad_note_malformed():
    takes_batches(calls_it_malformed(BadNote))


@defect("LINK-30")
def calls_a_wrong_size_malformed():
    takes_batches(calls_it_malformed(HeadMismatch))


@defect("LINK-41")
def takes_any_root():
    def advance(self, batch, checkpoint):
        frontier = extend(self.head.frontier, self.head.size, leaf_hashes(batch.entries))
        self.head = Head(checkpoint.size, frontier, batch.note)

    inbound.Inbound._advance = advance


# What it sends.


@defect("LINK-37")
def needs_no_credit():
    def begin(original, self, *args):
        original(self, *args)
        self.room = 1 << 23

    wrap(outbound.Outbound, "__init__", begin)


def sends_batches(change):
    def encode(original, frame):
        return original(change(frame) if isinstance(frame, Batch) else frame)

    wrap(outbound, "encode_frame", encode)


@defect("LINK-38")
def miscounts_what_it_sends():
    sends_batches(lambda batch: replace(batch, first=batch.first + 1))


@defect("ENTRY-11")
def writes_ten_elements():
    wrap(
        draft,
        "encode_entry",
        lambda encode, entry: msgspec.msgpack.encode([*msgspec.msgpack.decode(encode(entry)), None]),
    )


@defect("ENTRY-12")
def sends_another_salt():
    def change(batch):
        slots = [slot if isinstance(slot, str) else (bytes(32), slot[1]) for slot in batch.slots]
        return replace(batch, slots=slots)

    sends_batches(change)


@defect("LOG-06")
def signs_with_another_key():
    wrap(sending, "seal_checkpoint", lambda seal, checkpoint, key, *rest: seal(checkpoint, OTHER_KEY, *rest))


@defect("LOG-07")
def signs_another_root():
    wrap(sending, "seal_checkpoint", lambda seal, checkpoint, *keys: seal(replace(checkpoint, root=bytes(32)), *keys))


@defect("LINK-39")
def believes_any_cosignature():
    outbound.require_cosignature = lambda note, log: 1


@defect("LINK-40")
def calls_an_unknown_receipt_malformed():
    wrap(outbound.Outbound, "take", calls_it_malformed(UnknownReceipt))
