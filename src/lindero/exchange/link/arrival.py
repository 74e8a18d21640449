"""Entries as they arrive: each decoded, referring only to what exists, with the body it commits to."""

from hashlib import sha256

from lindero.exchange.envelope.entry import Entry, decode_entries
from lindero.exchange.link.errors import BadFrame, BadReference, BodyMismatch
from lindero.exchange.log.ports import Slot


def decode_arrival(first: int, entries: list[bytes], slots: list[Slot], answerable: int) -> list[Entry]:
    """The entries of a frame, after everything that can be checked without the tree.

    Args:
        first: Index of the first.
        entries: Leaves.
        slots: Salt and body of each, or why they are not there; salts have their length by the frame's bounds.
        answerable: Size of the log in the other direction: what `re` may refer to.

    Raises:
        BadEntry: A leaf is no entry.
        BadFrame: Not as many slots as entries.
        BadReference: `of` or `re` names an entry that is not there.
        BodyMismatch: A body is not its entry's.
    """
    if len(entries) != len(slots):
        raise BadFrame(why=f"{len(entries)} entries with {len(slots)} bodies")
    decoded = decode_entries(entries)
    for index, (entry, slot) in enumerate(zip(decoded, slots, strict=True), first):
        of, re = entry.of, entry.re
        if of is not None and of >= index:
            raise BadReference(index=index, field="of", target=of)
        if re is not None and re >= answerable:
            raise BadReference(index=index, field="re", target=re)
        if not isinstance(slot, str) and sha256(b"\x02" + slot[0] + slot[1]).digest() != entry.commitment:
            raise BodyMismatch(index=index)
    return decoded
