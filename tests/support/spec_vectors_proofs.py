"""Builds spec/vectors/proofs.json and tiles.json: proofs that hold, files that must be refused, tiled logs."""

from hashlib import sha256

from pair_logs import LOG_KEY, MX_TO_US, RECEIPT_KEY, US, US_TO_MX, flipped, head_of, logged, receipt_of

from lindero.exchange.log.paths import inclusion_path
from lindero.exchange.log.proof import Exhibit, Proof, encode_proof, prove
from lindero.exchange.log.receipt import seal_receipt
from lindero.exchange.log.tiles import TileWriter
from lindero.exchange.log.tree import leaf_hash
from lindero.exchange.log.verifier_key import format_verifier_key, keys_of_log


def proofs():
    log = [logged(index) for index in range(11)]
    hashes = [leaf_hash(one.entry) for one in log]

    def proof(index, size, *, shown=False):
        stored = log[index]
        exhibit = Exhibit(stored.entry, *((stored.salt, stored.body) if shown else (None, None)))
        return prove(exhibit, index, inclusion_path(hashes[:size], index), receipt_of(log[:size]), US_TO_MX)

    whole = proof(6, 11, shown=True)
    other = log[5]
    wrong = {
        "another entry at the index": Proof(Exhibit(other.entry, None, None), 6, whole.path, whole.note),
        "another index": Proof(whole.exhibit, 5, whole.path, whole.note),
        "a path that is one hash short": Proof(whole.exhibit, 6, whole.path[:-1], whole.note),
        "a path that is one hash long": Proof(whole.exhibit, 6, (*whole.path, bytes(32)), whole.note),
        "a body that the entry does not commit to": Proof(
            Exhibit(log[6].entry, log[6].salt, other.body), 6, whole.path, whole.note
        ),
        "a body without its salt": Proof(Exhibit(log[6].entry, None, log[6].body), 6, whole.path, whole.note),
        "a checkpoint of another size": Proof(whole.exhibit, 6, whole.path, receipt_of(log[:10])),
        "a checkpoint without the receipt": Proof(whole.exhibit, 6, whole.path, head_of(log).note),
        "a receipt by another key": Proof(
            whole.exhibit, 6, whole.path, seal_receipt(head_of(log).note, US_TO_MX, RECEIPT_KEY[US], 1_795_000_000)
        ),
        "a checkpoint of the other direction": Proof(whole.exhibit, 6, whole.path, receipt_of(log, MX_TO_US)),
    }
    text = encode_proof(whole)
    malformed = {
        "another version": text.replace(b"@v1", b"@v2"),
        "no extra line": b"\n".join(line for line in text.split(b"\n") if not line.startswith(b"extra ")),
        "an index with a leading zero": text.replace(b"index 6", b"index 06"),
        "bits set behind the end of a hash": _with_loose_bits(text),
        "nothing after the path": text.partition(b"\n\n")[0] + b"\n\n",
    }
    files = {why: encode_proof(one) for why, one in wrong.items()} | malformed
    return {
        "keys": [format_verifier_key(key) for key in keys_of_log(US_TO_MX)],
        "valid": [
            {
                "index": index,
                "size": size,
                "shows_body": shown,
                "file": encode_proof(proof(index, size, shown=shown)).decode(),
            }
            for index, size, shown in [(0, 1, False), (6, 11, True), (10, 11, False), (7, 8, False)]
        ],
        "invalid": [{"why": why, "file": file.decode()} for why, file in files.items()],
        "invalid_keys": [
            {"why": "another key id", "key": _with_other_id(format_verifier_key(keys_of_log(US_TO_MX)[0]))},
            {"why": "a type that is neither", "key": f"{US_TO_MX.origin}+00000000+CA=="},
            {"why": "no key", "key": f"{US_TO_MX.origin}+{LOG_KEY[US].public[:4].hex()}"},
        ],
    }


def tiles():
    """Leaves are the decimal indexes in ASCII."""

    def tree(size):
        writer = TileWriter()
        files = dict(writer.take([b"%d" % index for index in range(size)]))
        files |= writer.conclude()
        return files, writer.root

    found = []
    for size in (0, 1, 255, 256, 257, 700, 66_000):
        files, root = tree(size)
        shown = {
            path: one for path, one in files.items() if size < 1000 or not path.startswith(("tile/0/", "tile/entries/"))
        }
        digests = {path: sha256(one).hexdigest() for path, one in sorted(shown.items())}
        found.append({"size": size, "files": len(files), "root": root.hex(), "sha256": digests})
    return {
        "leaves": "leaf i is i in decimal ASCII; above 1000 leaves only tiles of level 1 and higher are listed",
        "trees": found,
    }


def _with_other_id(key):
    name, key_id, rest = key.split("+", 2)
    return f"{name}+{flipped(bytes.fromhex(key_id), 0).hex()}+{rest}"


def _with_loose_bits(text):
    """The last character before the padding of the first hash, with its lowest bit set."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    lines = text.decode().split("\n")
    hash_line = lines[3]
    lines[3] = hash_line[:-2] + alphabet[alphabet.index(hash_line[-2]) | 1] + "="
    return "\n".join(lines).encode()
