"""One walk over one stored copy of a log: every hash computed again from the bytes, every signed root compared."""

from collections.abc import Iterator, Sequence

import msgspec

from lindero.exchange.envelope.entry import decode_entry
from lindero.exchange.envelope.errors import BadEntry, BadNote, ForgedNote
from lindero.exchange.envelope.note import open_note
from lindero.exchange.envelope.seal import is_sealed
from lindero.exchange.log.checkpoint import Checkpoint, parse_checkpoint
from lindero.exchange.log.errors import (
    BadCheckpoint,
    BadReceipt,
    BeyondLog,
    BodyAltered,
    BodyMissing,
    EntryOutOfPlace,
    EntryUnreadable,
    NoteForged,
    Tampered,
    WrongFrontier,
    WrongRoot,
    WrongSize,
)
from lindero.exchange.log.pair import PairLog
from lindero.exchange.log.ports import Frontier, Head, LoggedEntry
from lindero.exchange.log.receipt import is_receipted, require_cosignature
from lindero.exchange.log.tree import EMPTY_ROOT, extend, leaf_hash, root_of
from lindero.kernel.ids import NodeId


class SignedHead(msgspec.Struct, frozen=True):
    """A stored note: what it is called in findings, and what it signs."""

    name: str
    checkpoint: Checkpoint


class Reading:
    """What a walk over a copy has computed so far.

    Feed it all entries in pages with `take`, then ask for `conclude`.

    Attributes:
        holder: Whose copy it is.
        size: Entries read.
        frontier: Of the tree of them.
        sound: It holds a signed note, and its entries give the root of every one; known after `conclude`.
    """

    def __init__(self, log: PairLog, holder: NodeId, head: Head, receipt: bytes = b"") -> None:
        self.holder = holder
        self.size = 0
        self.frontier: Frontier = ()
        self.sound = False
        self._pending: list[bytes] = []
        self._log = log
        self._head = head
        self._forged: list[Tampered] = []
        self.signed = [*self._signed("checkpoint", head.note), *self._signed("receipt", receipt)]
        self._roots = {0: EMPTY_ROOT}
        self._marks = sorted({signed.checkpoint.size for signed in self.signed} - {0}, reverse=True)

    def take(self, page: Sequence[LoggedEntry]) -> Iterator[Tampered]:
        """Check the next entries."""
        for stored in page:
            yield from self._check_entry(stored, self.size)
            self._pending.append(leaf_hash(stored.entry))
            self.size += 1
            if self._marks and self.size == self._marks[-1]:
                self._flush()
                self._roots[self._marks.pop()] = root_of(self.frontier)
        self._flush()

    def conclude(self) -> Iterator[Tampered]:
        """Check the head and its notes, after the last entry."""
        found = [*self._forged, *self._check_notes()]
        self.sound = bool(self.signed) and not found
        yield from found
        if self._head.size != self.size:
            yield self._finding(WrongSize, size=self._head.size, found=self.size)
        elif self._head.frontier != self.frontier:
            yield self._finding(WrongFrontier)

    def _check_entry(self, stored: LoggedEntry, expected: int) -> Iterator[Tampered]:
        if stored.index != expected:
            yield self._finding(EntryOutOfPlace, index=stored.index, expected=expected)
        try:
            entry = decode_entry(stored.entry)
        except BadEntry as why:
            yield self._finding(EntryUnreadable, index=expected, why=why.facts["why"])
            return
        if stored.body is None:
            if stored.empty is None:
                yield self._finding(BodyMissing, index=expected)
        elif not is_sealed(entry.commitment, stored.salt or b"", stored.body):
            yield self._finding(BodyAltered, index=expected)

    def _check_notes(self) -> Iterator[Tampered]:
        for signed in self.signed:
            size = signed.checkpoint.size
            if size > self.size:
                yield self._finding(BeyondLog, note=signed.name, size=size, found=self.size)
            elif self._roots[size] != signed.checkpoint.root:
                yield self._finding(WrongRoot, note=signed.name, size=size)

    def _signed(self, name: str, data: bytes) -> Iterator[SignedHead]:
        """The stored note if its signatures are valid; else a finding for `conclude`."""
        if not data:
            return
        try:
            note = open_note(data, self._log.origin, self._log.log_key)
            if name == "receipt" or is_receipted(note, self._log):
                require_cosignature(note, self._log)
            yield SignedHead(name, parse_checkpoint(note.text, self._log.origin))
        except (BadNote, ForgedNote, BadCheckpoint, BadReceipt) as why:
            self._forged.append(self._finding(NoteForged, note=name, why=why))

    def _flush(self) -> None:
        self.frontier = extend(self.frontier, self.size - len(self._pending), self._pending)
        self._pending = []

    def _finding(self, kind: type[Tampered], **facts: object) -> Tampered:
        return kind(holder=self.holder, origin=self._log.origin, **facts)
