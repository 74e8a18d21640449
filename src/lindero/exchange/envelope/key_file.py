"""Key changes as a file that people carry: a request to the recovery key, and what it signed. Format: spec/pairing.md.

The file itself is not signed: each change in it is, and is checked on its own.
"""

from collections.abc import Sequence
from typing import Annotated, Final, Literal, cast

import msgspec

from lindero.exchange.envelope.control import KeyChange, decode_control, encode_control
from lindero.exchange.envelope.errors import BadControl, BadKeyFile
from lindero.kernel.ids import NodeId

_MAX_CHANGES: Final = 64
Kind = Literal["key-request", "key-changes"]


class _KeyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lindero: Kind
    version: Literal[1]
    node: NodeId
    changes: Annotated[tuple[bytes, ...], msgspec.Meta(min_length=1, max_length=_MAX_CHANGES)]


def seal_key_file(kind: Kind, node: NodeId, statements: Sequence[bytes]) -> bytes:
    """The file of encoded changes of one node."""
    return msgspec.json.format(msgspec.json.encode(_KeyFile(kind, 1, node, tuple(statements))), indent=2) + b"\n"


def open_key_file(file: bytes, kind: Kind) -> tuple[NodeId, list[KeyChange]]:
    """Whose changes a file holds, and the changes; their signatures are not checked here.

    Raises:
        BadKeyFile: It is no such file.
    """
    try:
        document = msgspec.json.decode(file, type=_KeyFile)
        changes = [decode_control(statement) for statement in document.changes]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, BadControl) as why:
        raise BadKeyFile(why=str(why)) from None
    if document.lindero != kind:
        raise BadKeyFile(why=f"it is a {document.lindero} file, not a {kind} file")
    for change, statement in zip(changes, document.changes, strict=True):
        if not isinstance(change, KeyChange) or change.node != document.node or encode_control(change) != statement:
            raise BadKeyFile(why="it holds something else than changes of that node's keys")
    return document.node, cast("list[KeyChange]", changes)
