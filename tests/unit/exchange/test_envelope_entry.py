"""Entries and commitments: what is written is read, and nothing else is."""

from hashlib import sha256

import msgspec
import pytest

from lindero.exchange.envelope.entry import MAX_ENTRY_BYTES, Entry, decode_entry, encode_entry
from lindero.exchange.envelope.errors import BadCommitment, BadEntry, OversizedEntry
from lindero.exchange.envelope.seal import MAX_BODY_BYTES, is_sealed, open_, seal

SALT = bytes(range(32))
ENTRY = Entry(1, "record", "alert", 1_795_000_000_123, 1_795_000_000_000, 4, None, 20_800, seal(SALT, b"body"))
FIELDS = list(msgspec.to_builtins(ENTRY, builtin_types=(bytes,)))


def leaf_with(place, value):
    return msgspec.msgpack.encode([*FIELDS[:place], value, *FIELDS[place + 1 :]])


def test_an_entry_is_an_array_of_nine():
    assert msgspec.msgpack.decode(encode_entry(ENTRY)) == FIELDS
    assert len(FIELDS) == 9
    assert decode_entry(encode_entry(ENTRY)) == ENTRY


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (0, 2),
        (0, True),
        (1, "retract"),
        (2, "Alert"),
        (2, "alert\n"),
        (2, ""),
        (2, "a" * 65),
        (3, -1),
        (3, 2**48),
        (3, 1.5),
        (3, None),
        (4, "now"),
        (5, -1),
        (6, b"1"),
        (7, 2**20),
        (8, b"\0" * 31),
        (8, b"\0" * 33),
        (8, "0" * 32),
    ],
)
def test_a_field_out_of_its_range_is_refused(place, value):
    with pytest.raises(BadEntry):
        decode_entry(leaf_with(place, value))


@pytest.mark.parametrize(
    "leaf",
    [
        b"",
        b"\xc0",
        b"\x90",
        encode_entry(ENTRY)[:-1],
        encode_entry(ENTRY) + b"\x00",
        msgspec.msgpack.encode(FIELDS[:8]),
        msgspec.msgpack.encode([*FIELDS, 0]),
        msgspec.msgpack.encode(dict(enumerate(FIELDS))),
        b"\x91" * 200,
        b"\x00" * (MAX_ENTRY_BYTES + 1),
    ],
)
def test_what_is_not_exactly_one_entry_is_refused(leaf):
    with pytest.raises(BadEntry):
        decode_entry(leaf)


def test_an_entry_beyond_the_bound_is_not_written():
    with pytest.raises(OversizedEntry):
        encode_entry(msgspec.structs.replace(ENTRY, topic="a" * 300))


def test_the_commitment_is_the_hash_of_prefix_salt_and_body():
    assert seal(SALT, b"body") == sha256(b"\x02" + SALT + b"body").digest()


def test_a_body_opens_only_under_its_own_entry_and_salt():
    assert open_(ENTRY, SALT, b"body") == b"body"
    for salt, body in (SALT, b"bodY"), (bytes(32), b"body"), (SALT + b"b", b"ody"), (SALT[:31], b"body"):
        with pytest.raises(BadCommitment):
            open_(ENTRY, salt, body)


def test_a_shorter_salt_never_opens_although_the_hash_agrees():
    # 31 bytes of salt and the 32nd moved to the body give the same hash: only the length tells.
    assert sha256(b"\x02" + SALT[:31] + SALT[31:] + b"body").digest() == ENTRY.commitment
    assert not is_sealed(ENTRY.commitment, SALT[:31], SALT[31:] + b"body")
    assert is_sealed(ENTRY.commitment, SALT, b"body")


def test_a_salt_of_another_length_is_not_sealed_with():
    with pytest.raises(ValueError, match="exactly 32"):
        seal(SALT[:31], b"body")


def test_a_body_beyond_the_bound_is_not_sealed():
    assert seal(SALT, bytes(MAX_BODY_BYTES))
    with pytest.raises(OversizedEntry) as refused:
        seal(SALT, bytes(MAX_BODY_BYTES + 1))
    assert str(MAX_BODY_BYTES) in refused.value.text("es")
