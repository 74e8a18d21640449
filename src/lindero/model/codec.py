"""Records as bytes: msgpack on the link and in the store, JSON lines for people.

Both refuse what the vocabulary does not have. In JSON, fields have names and instants are RFC 3339 text; in msgpack,
fields have places and instants are integers of ns.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any, Final, cast

import msgspec

from lindero.kernel.clock import BadInstant, format_instant, parse_instant
from lindero.kernel.errors import Words
from lindero.model.errors import NotARecord, UnknownVocabulary
from lindero.model.kinds import KINDS, AnyRecord
from lindero.model.malformed import words_of
from lindero.model.named import struct_of, tree_of
from lindero.model.record import Record

_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(AnyRecord)
_JSON: Final = msgspec.json.Encoder()


def encode_record(record: Record) -> bytes:
    """Msgpack array of the record: its kind, then its fields in the order of their declaration."""
    return _ENCODER.encode(record)


def decode_record(body: bytes) -> Record:
    """The record of a msgpack array.

    Raises:
        UnknownVocabulary: It is not one, or has a field, kind or value that this version does not know.
    """
    try:
        return cast("Record", _DECODER.decode(body))
    except (msgspec.DecodeError, ValueError, RecursionError) as why:
        raise UnknownVocabulary(why=str(why)) from None


def decode_records(bodies: Iterable[bytes]) -> list[Record]:
    """`decode_record` of many.

    Raises:
        UnknownVocabulary: One of them is not one.
    """
    decode = _DECODER.decode
    try:
        return cast("list[Record]", [decode(body) for body in bodies])
    except (msgspec.DecodeError, ValueError, RecursionError) as why:
        raise UnknownVocabulary(why=str(why)) from None


def _is_instant(name: str, value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and name.endswith(("_at", "_until"))


def _texts(value: Any) -> Any:  # noqa: ANN401 — a tree of builtins
    """The same tree with instants as text and absent values left out."""
    if isinstance(value, dict):
        return {
            name: format_instant(item) if _is_instant(name, item) else _texts(item)
            for name, item in value.items()
            if item is not None
        }
    return [_texts(item) for item in value] if isinstance(value, list | tuple) else value


def _instants(value: Any) -> Any:  # noqa: ANN401 — a tree of builtins
    """The same tree with the text of instants as integers."""
    if isinstance(value, dict):
        return {
            name: parse_instant(item) if isinstance(item, str) and name.endswith(("_at", "_until")) else _instants(item)
            for name, item in value.items()
        }
    return [_instants(item) for item in value] if isinstance(value, list) else value


def public_tree(record: msgspec.Struct) -> dict[str, Any]:
    """The record as builtins for JSON: public field names, instants as text, nothing that is None."""
    return cast("dict[str, Any]", _texts(tree_of(record)))


def format_record(record: Record) -> str:
    """One JSON line, without its end."""
    return _JSON.encode(public_tree(record)).decode()


def parse_tree(line: bytes | str, number: int) -> dict[str, Any]:
    """JSON object of one line, instants as integers; `number` is named in the error.

    Raises:
        NotARecord: It is no JSON object, or a time in it is none.
    """
    try:
        tree = _instants(msgspec.json.decode(line))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, BadInstant) as why:
        raise NotARecord(line=number, why=words_of(why)) from None
    if not isinstance(tree, dict):
        raise NotARecord(line=number, why=Words("it is not a JSON object", "no es un objeto JSON"))
    return tree


def record_of_tree(tree: dict[str, Any], number: int) -> Record:
    """Record of a tree whose header is complete.

    Raises:
        NotARecord: A field is missing, unknown or out of range; the error names it.
    """
    kind = tree.get("kind")
    if kind not in KINDS:
        kinds = ", ".join(KINDS)
        raise NotARecord(
            line=number, why=Words(f"kind {kind!r} is none of {kinds}", f"kind {kind!r} no es ninguno de {kinds}")
        )
    try:
        return struct_of(tree, KINDS[kind])
    except (msgspec.ValidationError, ValueError) as why:
        raise NotARecord(line=number, why=words_of(why)) from None


def vocabulary_stamp() -> str:
    """Digest of all kinds with their fields: another one after every change of what this version can read."""
    schema = msgspec.json.schema(AnyRecord)
    return sha256(msgspec.json.encode(schema, order="sorted")).hexdigest()
