"""The tester's side of a session. It keeps no log: where its own log ends, the node's hello tells it.

So a node that accepts what it should refuse spoils no later check. Everything is built from the formats of spec/.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

import msgspec

from lindero.exchange.envelope.control import Control, encode_control, type_of
from lindero.exchange.envelope.entry import Entry, encode_entry
from lindero.exchange.envelope.keys import Signer
from lindero.exchange.envelope.seal import seal
from lindero.exchange.link.frames import Ack, AnyFrame, Batch, Bye, Credit, HeadClaim, Hello, Refuse
from lindero.exchange.log.checkpoint import Checkpoint, seal_checkpoint
from lindero.exchange.log.pair import incoming_log, outgoing_log
from lindero.exchange.log.ports import Frontier, Slot
from lindero.exchange.log.tree import extend, leaf_hashes, root_of
from lindero.kernel.clock import Clock
from lindero.kernel.entropy import Entropy
from lindero.model.pairing import Pairing
from lindero.node.conformance.line import Line, word_of
from lindero.node.conformance.verdict import Met, Unmet, Verdict
from lindero.node.keys import Keys, TlsFile
from lindero.node.timers import within

CONNECT_S: Final = 5.0
ANSWER_S: Final = 5.0
"""What a node may take for an answer that no time is prescribed for. [s]"""
PATIENCE_S: Final = 25.0
"""What is waited for something that comes after 15 s. [s]"""
CREDIT_BYTES: Final = 8 * 1024 * 1024
FAR: Final = 2**47
"""An index that no log has reached."""
_EMPTY: Final[Frontier] = ()


class Tester:
    """A paired partner that checks.

    Args:
        pairing: With the node under test.
        keys: The tester's.
        address: Host and port of the node under test.
        clock: Time.
        entropy: Chance.

    Attributes:
        signed: Newest checkpoint of the node under test; empty before the first.
    """

    def __init__(self, pairing: Pairing, keys: Keys, address: tuple[str, int], clock: Clock, entropy: Entropy) -> None:
        assert pairing.partner is not None
        self.own, self.partner = pairing.own, pairing.partner
        self.keys, self.address = keys, address
        self.clock, self.entropy = clock, entropy
        self.outgoing = outgoing_log(pairing)
        self.incoming = incoming_log(pairing)
        self.signed = b""

    async def connect(
        self,
        tls: TlsFile | None = None,
        *,
        newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3,
        nameless: bool = False,
    ) -> Line:
        """A connection; the node's certificate is looked at, not verified. `nameless`: the tester shows none.

        Raises:
            OSError, TimeoutError: It does not come up.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.maximum_version = newest
        shown = tls or self.keys.tls
        assert shown is not None
        if not nameless:
            context.load_cert_chain(shown.path, password=shown.password)
        host, port = self.address
        opening = asyncio.open_connection(host, port, ssl=context, server_hostname=host, limit=1 << 18)
        return Line(*await within(CONNECT_S, opening))

    @asynccontextmanager
    async def meet(self) -> AsyncIterator["Talk"]:
        """A connection on which the node has said hello."""
        line = await self.connect()
        try:
            first = await line.next(ANSWER_S)
            if not isinstance(first, Hello):
                raise NoHello(word_of(first))
            yield Talk(self, line, first)
        finally:
            line.close()

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Talk"]:
        """An open session: both have said hello, and the node has given credit."""
        async with self.meet() as talk:
            talk.line.send(talk.hello())
            frame = await talk.until(Credit)
            if not isinstance(frame, Credit):
                raise NoHello(word_of(frame))
            talk.credit = frame.bytes
            yield talk


class NoHello(Exception):
    """The session that a check needs did not come up."""


class Talk:
    """One session.

    Attributes:
        line: Its connection.
        theirs: The node's hello.
        size: Where the tester's log ends.
        frontier: Of it.
        credit: What the node granted.
    """

    def __init__(self, tester: Tester, line: Line, theirs: Hello) -> None:
        self.tester, self.line, self.theirs = tester, line, theirs
        self.size, self.frontier = theirs.mirror.size, theirs.mirror.frontier
        self.credit = 0

    def hello(self, *, outgoing: HeadClaim | None = None, mirror: HeadClaim | None = None) -> Hello:
        """The hello that fits the node's; the tester's copy of the node's log is empty unless given."""
        mine = self.theirs.mirror
        return Hello(
            1,
            1,
            self.tester.own.node,
            outgoing or HeadClaim(self.tester.outgoing.origin, mine.size, mine.frontier, mine.note),
            mirror or HeadClaim(self.tester.incoming.origin, 0, _EMPTY, b""),
            (),
        )

    def note(self, leaves: Sequence[bytes], key: Signer | None = None, size: int | None = None) -> bytes:
        """Checkpoint of the tester's log after these entries."""
        frontier = extend(self.frontier, self.size, leaf_hashes(leaves))
        counted = self.size + len(leaves) if size is None else size
        checkpoint = Checkpoint(self.tester.outgoing.origin, counted, root_of(frontier))
        return seal_checkpoint(checkpoint, key or self.tester.keys.log)

    def batch(self, *items: tuple[bytes, Slot], first: int | None = None, note: bytes | None = None) -> Batch:
        """A batch of entries with their slots, right but for what is given."""
        leaves, slots = [leaf for leaf, _ in items], [slot for _, slot in items]
        return Batch(self.size if first is None else first, leaves, slots, note or self.note(leaves))

    def entry(self, body: bytes, kind: str = "record", topic: str = "track", **fields: int | None) -> Entry:
        """An entry for a body, sealed by an all-zero salt (nothing in it is secret)."""
        now_ms = self.tester.clock.now() // 1_000_000
        entry = Entry(1, kind, topic, now_ms, now_ms, None, None, None, seal(bytes(32), body))  # type: ignore[arg-type]
        return msgspec.structs.replace(entry, **fields)

    def item(self, body: bytes, kind: str = "record", topic: str = "track", **fields: int | None) -> tuple[bytes, Slot]:
        """Leaf and slot of a body."""
        return encode_entry(self.entry(body, kind, topic, **fields)), (bytes(32), body)

    def control(self, message: Control) -> tuple[bytes, Slot]:
        """Leaf and slot of a control message."""
        kind = type_of(message)
        return self.item(encode_control(message), kind, kind)

    async def until(self, *kinds: type, seconds: float = ANSWER_S) -> AnyFrame | str:
        """The next frame of one of these kinds, or a refusal, a goodbye or the end, whichever comes first."""
        clock, awaited = self.tester.clock, (*kinds, Refuse, Bye, str)
        end_s = clock.monotonic_s() + seconds
        while True:
            frame = await self.line.next(max(0.0, end_s - clock.monotonic_s()))
            if isinstance(frame, Batch):
                self.tester.signed = frame.note
            if isinstance(frame, awaited):
                return frame

    async def refused(self, *codes: str, seconds: float = ANSWER_S) -> Verdict:
        """The node refuses with one of these codes."""
        frame = await self.until(Ack, seconds=seconds)
        if isinstance(frame, Refuse) and frame.code in codes:
            return Met()
        return Unmet(f"refuse {' | '.join(codes)}", word_of(frame))
