"""spec/vectors: what they are built from still gives the same bytes, and this implementation judges each as it says.

After a deliberate change of a format: `./run exec python tests/support/spec_vectors.py`.
"""

from hashlib import sha256

import msgspec
import pytest
from pair_logs import US_TO_MX
from spec_vectors import FOLDER, as_json, build

from lindero.exchange.envelope.control import decode_control, encode_control, type_of
from lindero.exchange.envelope.digits import pairing_digits
from lindero.exchange.envelope.entry import decode_entry, encode_entry
from lindero.exchange.envelope.errors import BadControl, BadEntry
from lindero.exchange.envelope.pairing_files import open_acceptance, open_finish, open_invitation
from lindero.exchange.envelope.seal import is_sealed
from lindero.exchange.link.frames import FrameBuffer, decode_frame, encode_frame, frame_kind
from lindero.exchange.log.checkpoint import open_checkpoint
from lindero.exchange.log.errors import BadVerifierKey
from lindero.exchange.log.paths import is_consistent, is_included
from lindero.exchange.log.proof import parse_proof, verify_proof
from lindero.exchange.log.receipt import open_receipt
from lindero.exchange.log.tiles import TileWriter
from lindero.exchange.log.tree import leaf_hashes, root_of, root_of_hashes
from lindero.exchange.log.verifier_key import log_of_keys, parse_verifier_key
from lindero.kernel.errors import RemoteError
from lindero.model.codec import decode_record
from lindero.model.named import tree_of

BUILT = build()
VECTORS = {path.name: msgspec.json.decode(path.read_bytes()) for path in FOLDER.glob("*.json")}


def of(name):
    return VECTORS[f"{name}.json"]


@pytest.mark.parametrize("name", BUILT)
def test_the_committed_vectors_are_what_this_code_gives(name):
    assert (FOLDER / name).read_bytes() == BUILT[name] + b"\n"


def test_entries_are_read_and_written_as_the_vectors_say():
    for vector in of("entries")["valid"]:
        entry = decode_entry(bytes.fromhex(vector["hex"]))
        assert as_json(entry) == vector["fields"]
        assert encode_entry(entry).hex() == vector["hex"]


@pytest.mark.parametrize("vector", of("entries")["invalid"], ids=lambda vector: vector["why"])
def test_what_the_vectors_call_no_entry_is_refused(vector):
    with pytest.raises(BadEntry):
        decode_entry(bytes.fromhex(vector["hex"]))


def test_control_messages_are_read_and_written_as_the_vectors_say():
    for vector in of("controls")["valid"]:
        control = decode_control(bytes.fromhex(vector["hex"]))
        assert as_json(control) == vector["fields"]
        assert encode_control(control).hex() == vector["hex"]
        assert type_of(control) == vector["fields"]["control"]


@pytest.mark.parametrize("vector", of("controls")["invalid"], ids=lambda vector: vector["why"])
def test_what_the_vectors_call_no_control_message_is_refused(vector):
    with pytest.raises(BadControl):
        decode_control(bytes.fromhex(vector["hex"]))


def test_records_are_read_as_the_vectors_say():
    for vector in of("records")["valid"]:
        record = decode_record(bytes.fromhex(vector["hex"]))
        assert msgspec.json.decode(msgspec.json.encode(tree_of(record))) == vector["fields"]


def test_commitments_hold():
    for vector in of("entries")["commitments"]:
        assert is_sealed(*(bytes.fromhex(vector[part]) for part in ("commitment", "salt", "body")))


def test_trees_frontiers_and_paths_hold():
    tree = of("tree")
    hashes, roots = leaf_hashes(map(bytes.fromhex, tree["leaves"])), [bytes.fromhex(r) for r in tree["roots_by_size"]]
    assert [root_of_hashes(hashes[:size]) for size in range(9)] == roots
    assert [root_of(tuple(map(bytes.fromhex, one))) for one in tree["frontiers_by_size"]] == roots
    for one in tree["inclusion"]:
        path = [bytes.fromhex(node) for node in one["path"]]
        assert is_included(hashes[one["index"]], one["index"], one["size"], path, roots[one["size"]])
    for one in tree["consistency"]:
        path = [bytes.fromhex(node) for node in one["path"]]
        assert is_consistent(one["first"], roots[one["first"]], one["second"], roots[one["second"]], path)


def test_notes_open_and_sign_the_root_of_the_entries():
    notes = of("notes")
    root = root_of_hashes(leaf_hashes(map(bytes.fromhex, notes["entries"])))
    assert open_checkpoint(notes["checkpoint"].encode(), US_TO_MX).root == root
    receipt = open_receipt(notes["receipt"].encode(), US_TO_MX)
    assert (receipt.checkpoint.root, receipt.signed_s) == (root, notes["receipt_signed_s"])
    proven = verify_proof(parse_proof(notes["proof_of_entry_6"].encode()), US_TO_MX)
    assert (proven.index, proven.body) == (6, notes["bodies"][6].encode())


def payload_of(data):
    buffer = FrameBuffer()
    buffer.feed(data)
    return buffer.next_payload()


def test_frames_are_read_and_written_as_the_vectors_say():
    kinds = set()
    for vector in of("frames")["valid"]:
        frame = decode_frame(payload_of(bytes.fromhex(vector["hex"])))
        assert (frame_kind(frame), as_json(frame)) == (vector["kind"], vector["fields"])
        assert encode_frame(frame).hex() == vector["hex"]
        kinds.add(vector["kind"])
    assert len(kinds) == 17


@pytest.mark.parametrize(
    ("code", "data"), [(code, data) for code, many in of("frames")["invalid"].items() for data in many]
)
def test_what_the_vectors_call_no_frame_is_refused_by_that_code(code, data):
    with pytest.raises(RemoteError) as refused:
        decode_frame(payload_of(bytes.fromhex(data)))
    assert refused.value.code == code


def test_pairing_files_open_and_give_their_digits():
    files = {name: text.encode() for name, text in of("pairing").items()}
    assert open_invitation(files["invitation"]).node == US_TO_MX.writer
    assert open_acceptance(files["acceptance"], files["invitation"]).node == US_TO_MX.reader
    open_finish(files["finish"], files["invitation"], files["acceptance"])
    assert pairing_digits(files["invitation"], files["acceptance"]).encode() == files["digits"]


@pytest.mark.parametrize("vector", of("proofs")["valid"], ids=lambda vector: f"{vector['index']} of {vector['size']}")
def test_a_proof_of_the_vectors_holds_with_the_keys_of_the_vectors(vector):
    proof = parse_proof(vector["file"].encode())
    proven = verify_proof(proof, log_of_keys(proof.origin, map(parse_verifier_key, of("proofs")["keys"])))
    assert (proven.index, proven.receipt.checkpoint.size) == (vector["index"], vector["size"])
    assert (proven.body is not None) is vector["shows_body"]


@pytest.mark.parametrize("vector", of("proofs")["invalid"], ids=lambda vector: vector["why"])
def test_what_the_vectors_call_no_proof_is_refused(vector):
    with pytest.raises(RemoteError):
        verify_proof(parse_proof(vector["file"].encode()), US_TO_MX)


@pytest.mark.parametrize("vector", of("proofs")["invalid_keys"], ids=lambda vector: vector["why"])
def test_what_the_vectors_call_no_key_is_refused(vector):
    with pytest.raises(BadVerifierKey):
        parse_verifier_key(vector["key"])


@pytest.mark.parametrize("vector", of("tiles")["trees"], ids=lambda vector: str(vector["size"]))
def test_a_tiled_log_has_the_files_of_the_vectors(vector):
    writer = TileWriter()
    files = dict(writer.take([b"%d" % index for index in range(vector["size"])]))
    files |= writer.conclude()
    assert (len(files), writer.root.hex()) == (vector["files"], vector["root"])
    assert vector["sha256"].items() <= {path: sha256(one).hexdigest() for path, one in files.items()}.items()
