"""The sending half: batches within the partner's credit, and the receipts that are still due."""

from collections import deque
from collections.abc import Sequence
from typing import Final

from lindero.exchange.envelope.note import parse_note
from lindero.exchange.link.errors import BadFrame, NoRoom, ReceiptOverdue, UnknownReceipt
from lindero.exchange.link.events import Receipted
from lindero.exchange.link.frames import MAX_BATCH, MAX_FRAME_BYTES, MAX_LINK_NOTE_BYTES, Ack, Batch, encode_frame
from lindero.exchange.log.pages import ITEM_BYTES, most_bytes
from lindero.exchange.log.pair import PairLog
from lindero.exchange.log.ports import Slot
from lindero.exchange.log.receipt import require_cosignature

_FRAME_OVERHEAD: Final = MAX_LINK_NOTE_BYTES + 64
_MAX_CREDIT: Final = 2**40


class Outbound:
    """What has been sent of the own log.

    Attributes:
        next_index: First entry that was not sent.
        room: Bytes of batch frames that may be sent now.
        note: Newest checkpoint that was sent in this session; None before the first.
    """

    def __init__(self, log: PairLog, resume_at: int, note: bytes) -> None:
        self.next_index = resume_at
        self.room = 0
        self.note: bytes | None = None
        self._log = log
        self._confirmed = resume_at
        self._waiting: tuple[int, float] | None = (
            None  # what was confirmed when it was first seen that a receipt is due
        )
        self._due: deque[tuple[int, bytes]] = deque()  # size, text of the checkpoint that was sent
        if resume_at:
            self._due.append((resume_at, parse_note(note).text))

    def renew(self, log: PairLog) -> None:
        """The keys that sign receipts from here on."""
        self._log = log

    def grant(self, amount: int) -> None:
        """More credit from the partner."""
        self.room += amount
        if self.room > _MAX_CREDIT:
            raise BadFrame(why=f"a credit of {self.room} bytes")

    def fit(self, entries: Sequence[bytes], slots: Sequence[Slot]) -> int:
        """How many of these entries, from the first on, one batch can carry now."""
        left = min(self.room, MAX_FRAME_BYTES) - _FRAME_OVERHEAD
        if len(entries) <= MAX_BATCH and most_bytes(entries, slots) <= left:
            return len(entries)
        count = 0
        for leaf, slot in zip(entries[:MAX_BATCH], slots, strict=False):
            left -= len(leaf) + ITEM_BYTES + (0 if isinstance(slot, str) else len(slot[0]) + len(slot[1]))
            if left < 0:
                break
            count += 1
        return count

    def seal_batch(self, first: int, entries: list[bytes], slots: list[Slot], note: bytes) -> bytes:
        """The frame of a batch, counted against the credit.

        Raises:
            NoRoom: It does not continue what was sent, or the credit or a bound does not allow it.
        """
        data = encode_frame(Batch(first, entries, slots, note))
        fits = len(data) <= min(self.room, MAX_FRAME_BYTES) and len(note) <= MAX_LINK_NOTE_BYTES
        if first != self.next_index or not 0 < len(entries) == len(slots) <= MAX_BATCH or not fits:
            raise NoRoom(size=len(data), first=first, room=self.room, expected=self.next_index)
        self.room -= len(data)
        self.next_index += len(entries)
        self.note = note
        self._due.append((self.next_index, parse_note(note).text))
        return data

    def require_receipts(self, now_s: float, receipt_s: float) -> None:
        """Refuse a partner that is there and confirms nothing; to be asked again and again.

        Raises:
            ReceiptOverdue: Something was sent, and no receipt has come for `receipt_s` seconds.
        """
        if self._confirmed == self.next_index:
            self._waiting = None
        elif self._waiting is None or self._waiting[0] != self._confirmed:
            self._waiting = self._confirmed, now_s
        elif now_s - self._waiting[1] >= receipt_s:
            raise ReceiptOverdue(seconds=round(now_s - self._waiting[1]), index=self._confirmed)

    def take(self, ack: Ack) -> Receipted:
        """A receipt for a checkpoint that was sent; those before it are covered by it.

        Raises:
            UnknownReceipt: It is not for one that is due.
            BadNote, BadReceipt: The partner's receipt key did not sign it.
        """
        note = parse_note(ack.note)
        if (ack.size, note.text) not in self._due:
            raise UnknownReceipt(size=ack.size)
        signed_s = require_cosignature(note, self._log)
        while self._due[0][0] < ack.size:
            self._due.popleft()
        self._due.popleft()
        self._confirmed = ack.size
        return Receipted(ack.size, ack.note, signed_s)
