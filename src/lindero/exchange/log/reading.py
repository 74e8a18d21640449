"""One walk over one stored copy of a log: every hash computed again from the bytes, every signed root compared."""

from collections.abc import Iterator, Sequence
from hashlib import sha256

import msgspec

from lindero.exchange.envelope.entry import decode_entry
from lindero.exchange.envelope.errors import BadEntry, BadNote, ForgedNote
from lindero.exchange.envelope.keys import SIGNATURE_BYTES
from lindero.exchange.envelope.note import Note, parse_note
from lindero.exchange.envelope.seal import SALT_BYTES, is_sealed
from lindero.exchange.log.checkpoint import Checkpoint, verify_checkpoint
from lindero.exchange.log.errors import (
    BadCheckpoint,
    BadReceipt,
    BeyondLog,
    BodyMissing,
    ContentAltered,
    EntriesAltered,
    EntryOutOfPlace,
    EntryUnreadable,
    NoteForged,
    SaltAltered,
    Tampered,
    WrongFrontier,
    WrongRoot,
    WrongSize,
)
from lindero.exchange.log.pair import PairLog
from lindero.exchange.log.ports import Frontier, Head, LoggedEntry
from lindero.exchange.log.receipt import COSIGNATURE_BYTES, require_cosignature
from lindero.exchange.log.tree import EMPTY_ROOT, extend, is_frontier, leaf_hashes, root_of
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
        self._log = log
        self._head = head
        self._forged: list[Tampered] = []
        self.signed = [*self._signed("checkpoint", head.note), *self._signed("receipt", receipt)]
        self._roots = {0: EMPTY_ROOT}
        self._marks = sorted({signed.checkpoint.size for signed in self.signed} - {0}, reverse=True)

    def take(self, page: Sequence[LoggedEntry]) -> list[Tampered]:
        """Check the next entries."""
        leaves = [stored.entry for stored in page]
        found = [] if is_whole(page, leaves, self.size) else list(self._name_what_is_wrong(page))
        self._grow(leaf_hashes(leaves))
        return found

    def _grow(self, hashes: Sequence[bytes]) -> None:
        """Lay leaves onto the tree, with a stop at each size that a note signs."""
        while self._marks and self.size + len(hashes) >= self._marks[-1]:
            mark = self._marks.pop()
            head, hashes = hashes[: mark - self.size], hashes[mark - self.size :]
            self._extend(head)
            self._roots[mark] = root_of(self.frontier)
        self._extend(hashes)

    def _extend(self, hashes: Sequence[bytes]) -> None:
        self.frontier = extend(self.frontier, self.size, hashes)
        self.size += len(hashes)

    def conclude(self) -> Iterator[Tampered]:
        """Check the head and its notes, after the last entry."""
        found = [*self._forged, *self.check_notes()]
        self.sound = bool(self.signed) and not found
        yield from found
        if self._head.size != self.size:
            yield self._finding(WrongSize, size=self._head.size, found=self.size)
        elif self._head.frontier != self.frontier:
            yield from self._check_frontier()

    def _name_what_is_wrong(self, page: Sequence[LoggedEntry]) -> Iterator[Tampered]:
        for expected, stored in enumerate(page, self.size):
            if stored.index != expected:
                yield self._finding(EntryOutOfPlace, index=stored.index, expected=expected)
            try:
                entry = decode_entry(stored.entry)
            except BadEntry as why:
                yield self._finding(EntryUnreadable, index=expected, why=why.facts["why"])
                continue
            if stored.body is None:
                if stored.empty is None:
                    yield self._finding(BodyMissing, index=expected)
            elif stored.salt is None or len(stored.salt) != SALT_BYTES:
                yield self._finding(SaltAltered, index=expected)
            elif not is_sealed(entry.commitment, stored.salt, stored.body):
                yield self._finding(ContentAltered, index=expected)

    def _check_frontier(self) -> Iterator[Tampered]:
        """A stored tree that the entries do not give: where a note signs it, it tells which entries were altered."""
        stored = self._head.frontier
        signed = {one.checkpoint.root for one in self.signed if one.checkpoint.size == self.size}
        if not is_frontier(stored, self.size) or root_of(stored) not in signed:
            yield self._finding(WrongFrontier)
            return
        start = 0
        for bit, *nodes in zip(_bits(self.size), stored, self.frontier, strict=True):
            if nodes[0] != nodes[1]:
                yield self._finding(EntriesAltered, index=start, last=start + bit - 1)
            start += bit

    def check_notes(self) -> Iterator[Tampered]:
        """Roots of the entries read beside those that the notes sign."""
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
            note = parse_note(data)
            checkpoint = verify_checkpoint(note, self._log)
            if name == "receipt" or len({line.name for line in note.signatures}) > 1:
                name = "receipt"
                require_cosignature(note, self._log)
                _require_no_other(note, self._log)
            yield SignedHead(name, checkpoint)
        except (BadNote, ForgedNote, BadCheckpoint, BadReceipt) as why:
            self._forged.append(self._finding(NoteForged, note=name, why=why))

    def _finding(self, kind: type[Tampered], **facts: object) -> Tampered:
        return kind(holder=self.holder, origin=self._log.origin, **facts)


def is_whole(page: Sequence[LoggedEntry], leaves: Sequence[bytes], first: int) -> bool:
    """Whether all entries of a page stand in place from `first` on, are entries, and commit to their bodies.

    The common case in one pass; `Reading` names what is wrong where this says no.
    """
    try:
        commitments = [decode_entry(leaf).commitment for leaf in leaves]
    except BadEntry:
        return False
    return all(
        stored.index == index
        and (
            stored.empty is not None
            if stored.body is None
            else stored.salt is not None
            and len(stored.salt) == SALT_BYTES
            and sha256(b"\x02" + stored.salt + stored.body).digest() == commitment
        )
        for index, (stored, commitment) in enumerate(zip(page, commitments, strict=True), first)
    )


def _require_no_other(note: Note, log: PairLog) -> None:
    """A stored note carries lines of its writer and its reader, each by one key or, while it changes, by two.

    Of the two one may be a key whose change has not arrived yet; that line is at least of the form of a signature.
    """
    for line in note.signatures:
        if len(line.signature) != {log.origin: SIGNATURE_BYTES, log.cosigner: COSIGNATURE_BYTES}.get(line.name):
            raise BadReceipt(name=line.name)
    for name in (log.origin, log.cosigner):
        if len({line.key_id for line in note.signatures if line.name == name}) > 2:
            raise BadReceipt(name=name)


def _bits(size: int) -> list[int]:
    """Sizes of the perfect subtrees that a tree falls into, largest first."""
    return [1 << place for place in reversed(range(size.bit_length())) if size >> place & 1]
