"""Two nodes with logs in memory and an imperfect line between their sessions, for the tests of the link."""

from pair_logs import LOG_KEY, MX, MX_TO_US, RECEIPT_KEY, US, US_TO_MX, logged

from lindero.exchange.link.events import (
    BatchArrived,
    CreditChanged,
    PartnerHello,
    Receipted,
    RefillArrived,
    RefillWanted,
    RolledBack,
    Send,
    Stopped,
)
from lindero.exchange.link.session import LinkSession
from lindero.exchange.link.terms import StoredLog, Terms
from lindero.exchange.log.checkpoint import Checkpoint, seal_checkpoint
from lindero.exchange.log.pages import slot_of
from lindero.exchange.log.ports import Head, LoggedEntry
from lindero.exchange.log.receipt import seal_receipt
from lindero.exchange.log.tree import extend, leaf_hashes, root_of

EMPTY = Head(0, (), b"")


class Node:
    """What `node/peers` and a store do around a session, without sockets and disks."""

    def __init__(self, me, partner, *, window=8 * 1024 * 1024, batch=5):
        self.me, self.partner = me, partner
        self.out, self.in_ = (US_TO_MX, MX_TO_US) if me == US else (MX_TO_US, US_TO_MX)
        self.window, self.batch = window, batch
        self.outbox, self.outbox_head, self.receipted = [], EMPTY, (0, b"")
        self.mirror, self.mirror_head = [], EMPTY
        self.events, self.session = [], None
        self.key, self.changes, self.learn = LOG_KEY[me], (), lambda changes: None
        self.cosigned = self.in_

    def dial(self, now_s=0.0):
        terms = Terms(
            outgoing=self.out,
            incoming=self.in_,
            window_bytes=self.window,
            changes=self.changes,
            learn=self.learn,
        )
        own = StoredLog(self.outbox_head, lambda a, b: [one.entry for one in self.outbox[a:b]], self.receipted[0])
        copy = StoredLog(self.mirror_head, lambda a, b: [one.entry for one in self.mirror[a:b]])
        self.session, self.events = LinkSession(terms, own, copy, now_s), []
        return self.act(self.session.connected())

    def append(self, *bodies):
        for body in bodies:
            self.outbox.append(logged(len(self.outbox), body))
        frontier = extend(
            self.outbox_head.frontier,
            self.outbox_head.size,
            leaf_hashes(one.entry for one in self.outbox[self.outbox_head.size :]),
        )
        self.outbox_head = Head(len(self.outbox), frontier, self.outbox_head.note)

    def note_at(self, size):
        frontier = extend((), 0, leaf_hashes(one.entry for one in self.outbox[:size]))
        return seal_checkpoint(Checkpoint(self.out.origin, size, root_of(frontier)), self.key)

    def pump(self):
        """Send what fits."""
        sent = []
        while self.session.state == "open" and self.session.next_index < len(self.outbox):
            first = self.session.next_index
            waiting = self.outbox[first : first + self.batch]
            entries, slots = [one.entry for one in waiting], [slot_of(one) for one in waiting]
            count = self.session.fit(entries, slots)
            if not count:
                break
            note = self.note_at(first + count)
            self.outbox_head = Head(self.outbox_head.size, self.outbox_head.frontier, note)
            sent += self.session.batch(first, entries[:count], slots[:count], note)
        return b"".join(event.data for event in sent)

    def receive(self, data, now_s=0.0):
        return self.act(self.session.bytes_received(data, now_s, int(now_s * 1000)))

    def act(self, events):
        """Do what the events ask for; the bytes to write."""
        self.events += events
        written = b""
        for event in events:
            match event:
                case Send(data=data):
                    written += data
                case BatchArrived():
                    written += self.keep(event)
                case PartnerHello() | CreditChanged():
                    written += self.pump()
                case Receipted(size=size, note=note):
                    self.receipted = (size, note)
                case RolledBack():
                    written += self.act(self.session.request_refill())
                case RefillWanted(first=first, stop=stop):
                    for start in range(first, stop, self.batch):
                        part = self.mirror[start : min(start + self.batch, stop)]
                        frames = self.session.refill(start, [p.entry for p in part], [slot_of(p) for p in part])
                        written += self.act(frames)
                case RefillArrived():
                    self.outbox += stored(event)
                    self.outbox_head = event.head
                    written += self.act(self.session.close())
        return written

    def keep(self, event):
        """Make durable, cosign, confirm."""
        self.mirror += stored(event)
        receipt = seal_receipt(event.head.note, self.cosigned, RECEIPT_KEY[self.me], 1_795_000_000)
        self.mirror_head = Head(event.head.size, event.head.frontier, receipt)
        return self.act(self.session.receipt(event.head.size, receipt))

    @property
    def stopped(self):
        return next((event for event in self.events if isinstance(event, Stopped)), None)

    @property
    def codes(self):
        """Codes of the errors that stopped the session."""
        return [event.error.code for event in self.events if isinstance(event, Stopped) and event.error]

    def saw(self, kind):
        return [event for event in self.events if isinstance(event, kind)]


def stored(event) -> list[LoggedEntry]:
    kept = []
    for index, (leaf, slot) in enumerate(zip(event.entries, event.slots, strict=True), event.first):
        salt, body = (None, None) if isinstance(slot, str) else slot
        empty = slot if isinstance(slot, str) else None
        kept.append(LoggedEntry(index, leaf, body, salt, f"R{index}", f"track:{index}", empty))
    return kept


def pair(**options):
    return Node(US, MX, **options), Node(MX, US, **options)


def connect(us, mx, *, pieces=lambda data: [data]):
    """Run one session until the line is quiet; `pieces` cuts what travels."""
    to_mx, to_us = us.dial(), mx.dial()
    while to_mx or to_us:
        arriving, to_mx = pieces(to_mx), b""
        for piece in arriving:
            to_us += mx.receive(piece)
        arriving, to_us = pieces(to_us), b""
        for piece in arriving:
            to_mx += us.receive(piece)
