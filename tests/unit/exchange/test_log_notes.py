"""Checkpoints, receipts and proof files."""

from base64 import b64decode, b64encode

import msgspec
import pytest
from pair_logs import LOG_KEY, MX, MX_TO_US, RECEIPT_KEY, US, US_TO_MX, flipped, head_of, logged, receipt_of

from lindero.exchange.envelope.errors import ForgedNote
from lindero.exchange.envelope.note import parse_note, seal_note
from lindero.exchange.log.checkpoint import Checkpoint, format_checkpoint, open_checkpoint, seal_checkpoint
from lindero.exchange.log.errors import BadCheckpoint, BadProof, BadReceipt, NotReceipted
from lindero.exchange.log.pair import pair_log
from lindero.exchange.log.paths import inclusion_path
from lindero.exchange.log.proof import Exhibit, Proof, encode_proof, parse_proof, prove, verify_proof
from lindero.exchange.log.receipt import is_receipted, open_receipt, seal_receipt
from lindero.exchange.log.tree import leaf_hash
from lindero.kernel.errors import RemoteError
from lindero.model.pairing import Identity

ENTRIES = [logged(index) for index in range(11)]
HASHES = [leaf_hash(one.entry) for one in ENTRIES]
PATHS = [inclusion_path(HASHES, index) for index in range(11)]
HEAD = head_of(ENTRIES)
RECEIPT = receipt_of(ENTRIES)
ORIGIN = US_TO_MX.origin
ROOT = b64encode(bytes(32)).decode()


def test_the_origin_names_writer_reader_and_log():
    def half(node, key, log_id):
        return Identity(
            node=node,
            country="USA",
            simulated=False,
            address=None,
            certificate_der=b"",
            log_key=key,
            receipt_key=key[::-1],
            log_id=log_id,
        )

    log = pair_log(half(US, b"u" * 32, bytes(16)), half(MX, b"m" * 32, bytes([255]) * 16))
    assert log.origin == "us.cbp/to/mx.sedena/" + "00" * 16
    assert log.cosigner == "mx.sedena/receipt"
    assert (log.log_key, log.receipt_key) == (b"u" * 32, b"m" * 32)


def test_a_checkpoint_comes_back():
    checkpoint = open_checkpoint(HEAD.note, US_TO_MX)
    assert checkpoint.size == 11
    assert HEAD.note.startswith(format_checkpoint(checkpoint) + b"\n\xe2\x80\x94 us.cbp/to/mx.sedena/")


def test_a_checkpoint_of_the_other_direction_or_by_another_key_is_refused():
    with pytest.raises(ForgedNote):
        open_checkpoint(HEAD.note, MX_TO_US)
    forged = seal_checkpoint(Checkpoint(ORIGIN, 11, bytes(32)), LOG_KEY[MX])
    with pytest.raises(ForgedNote):
        open_checkpoint(forged, US_TO_MX)


@pytest.mark.parametrize(
    "text",
    [
        f"{ORIGIN}\n1\n{ROOT}\nextension\n",
        f"{ORIGIN}\n1\n",
        f"{ORIGIN}\n01\n{ROOT}\n",
        f"{ORIGIN}\n-1\n{ROOT}\n",
        f"{ORIGIN}\n1234567890123456\n{ROOT}\n",
        f"{ORIGIN}\n١\n{ROOT}\n",
        f"{ORIGIN}\n1\n{ROOT[:-4]}\n",
        f"{ORIGIN}\n1\n*{ROOT[1:]}\n",
        f"{ORIGIN}x\n1\n{ROOT}\n",
        f"{MX_TO_US.origin}\n1\n{ROOT}\n",
    ],
)
def test_a_signed_text_that_is_no_checkpoint_of_the_log_is_refused(text):
    with pytest.raises(BadCheckpoint):
        open_checkpoint(seal_note(text.encode(), ORIGIN, LOG_KEY[US]), US_TO_MX)


def test_a_receipt_says_what_is_durable_and_when_it_was_signed():
    receipt = open_receipt(RECEIPT, US_TO_MX)
    assert receipt.checkpoint == open_checkpoint(HEAD.note, US_TO_MX)
    assert receipt.signed_s == 1_795_000_000
    assert is_receipted(parse_note(RECEIPT), US_TO_MX)
    assert not is_receipted(parse_note(HEAD.note), US_TO_MX)


def test_a_checkpoint_without_the_readers_signature_is_no_receipt():
    with pytest.raises(BadReceipt):
        open_receipt(HEAD.note, US_TO_MX)


def test_a_receipt_by_another_key_is_refused():
    with pytest.raises(BadReceipt):
        open_receipt(seal_receipt(HEAD.note, US_TO_MX, RECEIPT_KEY[US], 1), US_TO_MX)


def test_a_receipt_with_another_time_is_refused():
    lines = RECEIPT.decode().split("\n")
    name, blob = lines[-2].rsplit(" ", 1)
    moved = b64encode(flipped(b64decode(blob), 11)).decode()
    with pytest.raises(BadReceipt):
        open_receipt("\n".join([*lines[:-2], f"{name} {moved}", ""]).encode(), US_TO_MX)


def test_a_cosignature_cannot_be_moved_to_another_checkpoint():
    line = RECEIPT[RECEIPT.rindex(b"\n", 0, -1) + 1 :]
    with pytest.raises(BadReceipt):
        open_receipt(head_of(ENTRIES[:10]).note + line, US_TO_MX)


def test_a_newer_receipt_replaces_the_older_one():
    again = seal_receipt(RECEIPT, US_TO_MX, RECEIPT_KEY[MX], 1_795_000_060)
    assert len(parse_note(again).signatures) == 2
    assert open_receipt(again, US_TO_MX).signed_s == 1_795_000_060


def test_of_two_valid_cosignatures_the_newer_counts():
    line = RECEIPT[RECEIPT.rindex(b"\n", 0, -1) + 1 :]
    both = seal_receipt(HEAD.note, US_TO_MX, RECEIPT_KEY[MX], 1_795_000_060) + line
    assert open_receipt(both, US_TO_MX).signed_s == 1_795_000_060


def test_nothing_but_the_writers_checkpoint_is_cosigned():
    with pytest.raises(ForgedNote):
        seal_receipt(seal_checkpoint(Checkpoint(ORIGIN, 1, bytes(32)), LOG_KEY[MX]), US_TO_MX, RECEIPT_KEY[MX], 1)
    with pytest.raises(BadCheckpoint):
        seal_receipt(seal_note(b"anything\n", ORIGIN, LOG_KEY[US]), US_TO_MX, RECEIPT_KEY[MX], 1)


def exhibit(index, *, shown=True):
    stored = ENTRIES[index]
    return Exhibit(stored.entry, stored.salt, stored.body) if shown else Exhibit(stored.entry, None, None)


@pytest.mark.parametrize("index", range(11))
def test_a_proof_file_proves_its_entry_and_body(index):
    file = encode_proof(prove(exhibit(index), index, PATHS[index], RECEIPT, US_TO_MX))
    proven = verify_proof(parse_proof(file), US_TO_MX)
    assert (proven.index, proven.body, proven.entry.observed_ms) == (index, b"body %d" % index, 1000 * index)
    assert file.startswith(b"c2sp.org/tlog-proof@v1\nextra ")
    assert file.endswith(b"\n\n" + RECEIPT)


def test_a_proof_may_keep_the_body_back():
    proven = verify_proof(prove(exhibit(3, shown=False), 3, PATHS[3], RECEIPT, US_TO_MX), US_TO_MX)
    assert proven.body is None


def test_nothing_beyond_the_receipt_is_proven():
    with pytest.raises(NotReceipted):
        prove(exhibit(10), 10, PATHS[10], receipt_of(ENTRIES[:10]), US_TO_MX)
    with pytest.raises(NotReceipted):
        prove(exhibit(10), 10, PATHS[10], b"", US_TO_MX)
    with pytest.raises(BadReceipt):
        prove(exhibit(10), 10, PATHS[10], HEAD.note, US_TO_MX)


def test_what_is_not_the_receipts_entry_is_not_given_as_a_proof():
    with pytest.raises(BadProof):
        prove(exhibit(5), 4, PATHS[4], RECEIPT, US_TO_MX)


PROOF = prove(exhibit(4), 4, PATHS[4], RECEIPT, US_TO_MX)


@pytest.mark.parametrize(
    "altered",
    [
        Proof(exhibit(5), 4, PROOF.path, RECEIPT),
        Proof(exhibit(4), 5, PROOF.path, RECEIPT),
        Proof(exhibit(4), 4, PROOF.path[:-1], RECEIPT),
        Proof(exhibit(4), 4, (*PROOF.path, bytes(32)), RECEIPT),
        Proof(exhibit(4), 4, PROOF.path, receipt_of(ENTRIES[:10])),
        Proof(Exhibit(ENTRIES[4].entry, ENTRIES[4].salt, b"other"), 4, PROOF.path, RECEIPT),
        Proof(Exhibit(ENTRIES[4].entry, None, ENTRIES[4].body), 4, PROOF.path, RECEIPT),
    ],
)
def test_a_proof_of_something_else_does_not_hold(altered):
    with pytest.raises(BadProof):
        verify_proof(altered, US_TO_MX)


def test_a_leaf_that_is_no_entry_is_not_proven():
    stored = msgspec.structs.replace(ENTRIES[0], entry=b"none")
    note = receipt_of([stored])
    with pytest.raises(BadProof):
        prove(Exhibit(b"none", None, None), 0, [], note, US_TO_MX)


FILE = encode_proof(PROOF)


@pytest.mark.parametrize(
    "file",
    [
        b"",
        FILE.replace(b"@v1", b"@v2"),
        FILE.replace(b"extra ", b"extras "),
        FILE.replace(b"\nindex 4\n", b"\nindex 04\n"),
        FILE.replace(b"\nindex 4\n", b"\n"),
        FILE.replace(b"\nindex 4\n", b"\nindex 4\nAAAA\n"),
        FILE.replace(b"\nindex 4\n", b"\nindex 4\n!\n"),
        FILE.replace(b"extra ", b"extra AAAA"),
        FILE.partition(b"\n\n")[0],
    ],
)
def test_what_is_no_proof_file_is_refused(file):
    with pytest.raises(BadProof):
        parse_proof(file)


def test_a_proof_file_without_its_note_is_refused():
    with pytest.raises(BadProof):
        verify_proof(parse_proof(FILE.partition(b"\n\n")[0] + b"\n\n"), US_TO_MX)


@pytest.mark.parametrize("place", range(len(RECEIPT)))
def test_no_byte_of_a_receipt_can_change_unseen(place):
    with pytest.raises(RemoteError):
        open_receipt(flipped(RECEIPT, place), US_TO_MX)
    altered = FILE[: -len(RECEIPT)] + flipped(RECEIPT, place)
    with pytest.raises(RemoteError):
        verify_proof(parse_proof(altered), US_TO_MX)


@pytest.mark.parametrize("place", range(len(FILE) - len(RECEIPT)))
def test_no_byte_of_a_proof_can_change_unseen(place):
    with pytest.raises(BadProof):
        verify_proof(parse_proof(flipped(FILE, place)), US_TO_MX)
