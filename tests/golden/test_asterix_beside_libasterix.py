"""Our ASTERIX beside libasterix, in a process of its own: what it accepts we read alike, what it refuses we refuse."""

import random

import pytest
from asterix_blocks import AIRCRAFT, NORTH, OPERATIONAL, PLOT, TRACK
from other_programs import ask

from lindero.gateways.asterix.block import cut_blocks, decode_block, encode_block
from lindero.gateways.asterix.edition import NEWEST, known_editions, record_structure
from lindero.gateways.asterix.structure import Malformed

EDITIONS = [(category, edition) for category in NEWEST for edition in known_editions(category)]
MADE = {48: PLOT, 62: TRACK, 21: AIRCRAFT, 34: NORTH, 65: OPERATIONAL}


def bodies(category, edition):
    """Noise that begins as a record might: most field specifications of one or two bytes."""
    chance = random.Random(f"{category}-{edition}")
    for _ in range(60):
        body = bytearray(chance.randbytes(chance.randint(1, 90)))
        body[0] = body[0] & 0xFE if chance.random() < 0.5 else body[0] | 1
        yield bytes(body)


def plain(tree):
    """As JSON carries it: bytes as hex."""
    if isinstance(tree, dict):
        return {name: plain(one) for name, one in tree.items()}
    if isinstance(tree, list):
        return [plain(one) for one in tree]
    return tree.hex() if isinstance(tree, bytes) else tree


def ours(category, edition, body):
    try:
        items, end = record_structure(category, edition).read(body, 0, len(body))
    except Malformed:
        return None
    return [plain(items), end]


@pytest.fixture(scope="module")
def answers():
    noise = [(category, edition, body) for category, edition in EDITIONS for body in bodies(category, edition)]
    made = [(category, edition, ours_of(category)) for category, edition in NEWEST.items()]
    asked = [["read", *one[:2], one[2].hex()] for one in [*noise, *made]]
    asked.append(["make", 48, "1.32", {"010": [["SAC", 1], ["SIC", 2]], "040": [["RHO", 2560], ["THETA", 8192]]}])
    told = ask("asterix_reader", asked, "asterix")
    return list(zip([*noise, *made], told, strict=False)), told[-1]


def ours_of(category):
    return encode_block(category, [MADE[category]])[3:]


def test_every_edition_is_read_and_refused_alike(answers):
    pairs, _ = answers
    assert sum(theirs is not None for _, theirs in pairs) > 150
    assert sum(theirs is None for _, theirs in pairs) > 150
    for (category, edition, body), theirs in pairs:
        assert ours(category, edition, body) == theirs, (category, edition, body.hex())


def test_what_we_write_it_reads(answers):
    pairs, _ = answers
    for category in NEWEST:
        theirs = next(told for (other, _, body), told in pairs if other == category and body == ours_of(category))
        assert set(theirs[0]) == set(MADE[category])
        assert theirs[1] == len(ours_of(category))


def test_what_it_writes_we_read(answers):
    (items,) = decode_block(next(cut_blocks(bytes.fromhex(answers[1]))))
    assert items["040"] == {"RHO": 10.0, "THETA": 45.0}
