"""Two nodes' exchange in one process: real peers, pipelines and policies; stores, lines and time as a test has them."""

import asyncio
import hashlib
from contextlib import suppress

import msgspec
from pair_logs import LOG_ID, LOG_KEY, MX, RECEIPT_KEY, SEMAR, US
from virtual_time import InlineThread, VirtualClock

from lindero.exchange.log.pair import pair_log
from lindero.exchange.release.approval import Voice
from lindero.exchange.release.default_policy import default_policy_text
from lindero.exchange.release.delay import ClockTrust
from lindero.exchange.release.destination import Destination
from lindero.exchange.release.partner import Partner, Sender
from lindero.exchange.release.policy import load_policy
from lindero.model.airspace import Track
from lindero.model.alerts import Alert
from lindero.model.border_file import census_border
from lindero.model.marking import Marking
from lindero.model.pairing import Identity, Pairing
from lindero.model.place import Position, Velocity
from lindero.model.record import Pedigree
from lindero.node.attachments import Attachments
from lindero.node.folder import Folder
from lindero.node.keys import Keys
from lindero.node.peers.peer import Peer
from lindero.node.pipelines.controls import Controls
from lindero.node.pipelines.situation import Situations
from lindero.partners.standing import StandingDesk
from lindero.partners.verification import verify_pair
from lindero.store.chunks import ChunkStore
from lindero.store.fault import no_fault
from lindero.store.memory.store import MemoryStore

COUNTRY = {US: "USA", MX: "MEX", SEMAR: "MEX"}
OTHER = {US: MX, MX: US}
SILENCE_S = 15.0
AUTHORITY = "treaty-1"
_BORDER = census_border()


class CountingEntropy:
    """Bytes that differ at each call and are the same in each run."""

    def __init__(self, seed):
        self._seed, self._calls = seed, 0

    def token(self, size):
        self._calls += 1
        return hashlib.shake_256(f"{self._seed} {self._calls}".encode()).digest(size)


def identity_of(node):
    return Identity(
        node=node,
        country=COUNTRY[node],
        simulated=True,
        address=None,
        certificate_der=b"",
        log_key=LOG_KEY[node].public,
        receipt_key=RECEIPT_KEY[node].public,
        log_id=LOG_ID[node],
    )


class PeerNode:
    """One node's exchange with the other."""

    def __init__(
        self,
        node,
        loop,
        root,
        *,
        store=None,
        policy=None,
        silence_s=SILENCE_S,
        keep=False,
        partner=None,
        origins=(),
    ):
        self.id, self.partner, self.loop = node, partner or OTHER[node], loop
        self.clock = VirtualClock(loop)
        self.store = store or MemoryStore()
        self.folder = Folder(root)
        self.arrivals, self.on_arrival = [], lambda: None
        own, partner = identity_of(node), identity_of(self.partner)
        if not keep:
            self.store.pairings.save(Pairing(partner=partner, own=own, state="active"))
        self.policy = load_policy(policy or default_policy_text(COUNTRY[node]), "policy.cedar")
        keys = Keys(log=LOG_KEY[node], receipt=RECEIPT_KEY[node], token_secret=b"t" * 32)
        (root / node).mkdir(exist_ok=True)
        self.files = Attachments(
            node,
            ChunkStore(root / node),
            self.store.records,
            self.store.outbox,
            self.store.mirror,
            CountingEntropy(node),
        )
        destination = Destination(
            partner=Partner(node=self.partner, country=partner.country, simulated=True),
            sender=Sender(node=node, authorities=frozenset({AUTHORITY})),
            policy=self.policy,
            token=lambda sensor: keys.token(self.partner, sensor),
        )
        self.withdrawn = []
        self.standing = StandingDesk(node, self.store, self.clock)
        self.controls = Controls(
            node=node,
            store=self.store,
            thread=InlineThread(),
            clock=self.clock,
            withdrawn=self.withdrawn.extend,
            ordered=lambda: self.peer.wake(),
            sweep_files=self.files.sweep,
        )
        self.trust = lambda: ClockTrust(undisturbed_since=self.clock.now(), confirmed=True)
        self.peer = Peer(
            own=own,
            partner=partner,
            folder=self.folder,
            keys=lambda: keys,
            store=self.store,
            thread=InlineThread(),
            situations=Situations(_BORDER, {}, lambda track: None),
            destination=lambda: destination,
            clock=self.clock,
            entropy=CountingEntropy(node),
            fault=no_fault,
            silence_s=silence_s,
            trust=lambda: self.trust(),
            arrived=self._arrived,
            controls=self.controls,
            changed=lambda: None,
            standing=self.standing,
            files=self.files,
            files_thread=InlineThread(),
            origins=frozenset(origins),
        )
        self.log = pair_log(own, partner)
        self.erasing = loop.create_task(self.controls.run())

    def _arrived(self, partner, records):
        self.arrivals += records
        self.on_arrival()

    def save(self, *records):
        """Own records, as if a person had entered them."""
        self.store.records.save(records, own=True)
        self.peer.wake()

    def approve(self, record):
        """Two persons' yes to what waits, as the release desk keeps it."""
        waiting = self.store.reviews.load(self.partner, record)
        said = {
            "at": self.clock.now(),
            "sha256": waiting.sha256,
            "partner": self.partner,
            "purpose": "airspace-security",
            "authority": AUTHORITY,
            "policy": waiting.policy,
        }
        voices = tuple(Voice(person=person, **said) for person in ("eva", "luis"))
        self.store.reviews.save(msgspec.structs.replace(waiting, voices=voices, approved=True))
        self.peer.wake()

    def mirrored(self):
        """Ids of the partner's records, in the order of its log."""
        size = self.store.mirror.head(self.partner).size
        return [entry.record for entry in self.store.mirror.entries(self.partner, 0, size)]

    def settled(self, count):
        """Whether the partner has receipted `count` entries."""
        receipt = self.store.outbox.receipt(self.partner)
        return self.store.outbox.head(self.partner).size == count and (receipt or (0,))[0] == count


class _End:
    """A connection's end for one peer: what `asyncio.StreamWriter` is to it."""

    def __init__(self, line, heard_by):
        self.line, self.heard_by, self.closed = line, heard_by, False
        self.transport = self

    def write(self, data):
        self.line.carry(self, bytes(data))

    async def drain(self):
        await asyncio.sleep(0)
        if self.closed:
            raise ConnectionResetError("the line is closed")

    def get_write_buffer_size(self):
        return 0

    def get_extra_info(self, name):
        return None

    def close(self):
        self.line.close()

    abort = close


class Line:
    """A connection between two peers: it keeps all bytes that each has sent, and can be silent or cut."""

    def __init__(self, *, pieces=None):
        self.pieces, self.silent, self.spoken = pieces, False, {}
        self.ends = []

    def connect(self, one, other):
        """Both talk on this line; gives the two tasks."""
        readers = [asyncio.StreamReader(limit=1 << 24), asyncio.StreamReader(limit=1 << 24)]
        self.ends = [_End(self, readers[1]), _End(self, readers[0])]
        self.spoken = {one.id: bytearray(), other.id: bytearray()}
        self._by = dict(zip(self.ends, (one.id, other.id), strict=True))
        talks = zip((one, other), readers, self.ends, strict=True)
        return [asyncio.ensure_future(node.peer.talk(reader, end, dialled=node is one)) for node, reader, end in talks]

    def carry(self, end, data):
        if end.closed:
            return
        self.spoken[self._by[end]] += data
        if self.silent:
            return
        step = self.pieces or len(data)
        for start in range(0, len(data), step):
            end.heard_by.feed_data(data[start : start + step])

    def close(self):
        for end in self.ends:
            if not end.closed:
                end.closed = True
                end.heard_by.feed_eof()


async def until(condition, *, step_s=0.01, deadline_s=3600.0):
    """Let virtual time pass until the condition holds."""
    loop = asyncio.get_running_loop()
    end = loop.time() + deadline_s
    while not condition():
        assert loop.time() < end, "it never came"
        await asyncio.sleep(step_s)


def dial(us, mx, *lines):
    """Connect again and again, on a new line each time, as a node that dials does; gives the task."""
    us.dialling = asyncio.ensure_future(_dial(us, mx, lines))
    return us.dialling


async def _dial(us, mx, lines):
    for line in lines:
        talks = line.connect(us, mx)
        try:
            await asyncio.gather(*talks)
        except asyncio.CancelledError:
            line.close()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(*talks)
            raise
        await asyncio.sleep(0.25)


def findings(us, mx):
    """What `lindero verify US --against MX` finds."""
    wall_ms = us.clock.now() // 1_000_000
    return [finding for checked in verify_pair(us.store, mx.store, wall_ms) for finding in checked.findings]


def record_id(number):
    return f"R{number:025d}"


MARKED = Marking(tlp="amber", releasable_to=("MEX", "USA"), purposes=("airspace-security",), simulated=True)


def track(number, *, origin=US, **fields):
    """A simulated track near the line; each number is an object of its own."""
    known = {
        "id": record_id(number),
        "origin": origin,
        "observed_at": 1_795_000_000_000_000_000,
        "recorded_at": 1_795_000_000_000_000_000,
        "marking": MARKED,
        "pedigree": Pedigree(nodes=(origin,)),
        "track": f"T{number}",
        "status": "confirmed",
        "existence": 0.99,
        "position": Position(lat_deg=31.79, lon_deg=-106.45, error_95_m=20.0),
        "velocity": Velocity(speed_mps=15.0, track_deg=90.0),
        "distance_to_line_m": 1500.0,
        "first_seen_at": 1_795_000_000_000_000_000,
        "last_seen_at": 1_795_000_000_000_000_000,
    }
    return Track(**(known | fields))


def alert(number, *, origin=US, **fields):
    """A simulated warning about an undeclared flight."""
    known = {
        "id": record_id(number),
        "origin": origin,
        "observed_at": 1_795_000_000_000_000_000,
        "recorded_at": 1_795_000_000_000_000_000,
        "marking": MARKED,
        "pedigree": Pedigree(nodes=(origin,)),
        "alert": record_id(number),
        "number": "A001-K",
        "step": "warning",
        "reason": 1,
        "asks": 1,
        "track": "T1",
        "position": Position(lat_deg=31.79, lon_deg=-106.45, error_95_m=20.0),
    }
    return Alert(**(known | fields))
