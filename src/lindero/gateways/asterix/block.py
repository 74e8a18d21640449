"""Data blocks: a datagram cut into blocks, a block read as records, records written as a block.

A block is its category (one byte), its length (two, header included) and records one after another.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from lindero.gateways.asterix.content import Value
from lindero.gateways.asterix.edition import NEWEST, record_structure
from lindero.gateways.asterix.errors import CategoryNotTaken, NotABlock, NotStrict
from lindero.gateways.asterix.structure import Malformed

HEADER_BYTES: Final = 3
Items = dict[str, Value]
"""Items of a record by their number in the standard, such as `040`."""


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """One data block.

    Attributes:
        offset: Where it begins in its datagram or file. [bytes]
        category: Of its records.
        raw: All of it.
    """

    offset: int
    category: int
    raw: bytes


def cut_blocks(data: bytes) -> Iterator[Block]:
    """The blocks of a datagram.

    Raises:
        NotABlock: What is left is no whole block; those before it have been given.
    """
    at = 0
    while at < len(data):
        left = len(data) - at
        length = int.from_bytes(data[at + 1 : at + HEADER_BYTES], "big") if left >= HEADER_BYTES else 0
        if not HEADER_BYTES < length <= left:
            raise NotABlock(length=length, got=left)
        yield Block(offset=at, category=data[at], raw=data[at : at + length])
        at += length


def decode_block(block: Block, editions: Mapping[int, str] = NEWEST) -> list[Items]:
    """The records of a block, all or none.

    Args:
        block: Whole.
        editions: Edition of each category.

    Raises:
        CategoryNotTaken: It is of another category.
        NotStrict: It is not what the edition says.
    """
    edition = editions.get(block.category)
    if edition is None or block.category not in NEWEST:
        raise CategoryNotTaken(category=block.category)
    structure, data, records = record_structure(block.category, edition), block.raw, []
    at, end = HEADER_BYTES, len(block.raw)
    try:
        while at < end:
            items, at = structure.read(data, at, end)
            records.append(items)
    except Malformed as why:
        raise NotStrict(category=block.category, edition=edition, why=why.why, at=why.at) from None
    return records


def encode_block(category: int, records: Sequence[Mapping[str, Value]], edition: str | None = None) -> bytes:
    """A block of records.

    Raises:
        ValueError: A value does not fit, or the block would be longer than 65,535 bytes.
    """
    structure = record_structure(category, edition or NEWEST[category])
    body = b"".join(structure.write(dict(record)) for record in records)
    length = HEADER_BYTES + len(body)
    if length > 0xFFFF:
        raise ValueError("a block holds at most 65,535 bytes")
    return bytes([category]) + length.to_bytes(2, "big") + body
