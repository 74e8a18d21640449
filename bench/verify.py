"""How fast logs are verified, proven and exported from a node's store, in CPU seconds. Prints one JSON line per figure.

    ./run bench verify [--entries 200000]

`lindero.verify.in-memory`   the check alone: entries that are already read, one copy
`lindero.verify.one-copy`    `lindero verify DIR`: pages of the database, every hash and commitment
`lindero.verify.both-copies` `lindero verify DIR --against DIR2`, per copy
`lindero.read`               the store alone: what reading the pages costs
`lindero.proof`              `lindero proof DIR RECORD`: one walk over the log
`lindero.export`             `lindero log export`: all tiles, without writing them
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from lindero.exchange.envelope._keys import generate_key
from lindero.exchange.envelope.entry import Entry, encode_entry
from lindero.exchange.envelope.seal import seal
from lindero.exchange.log.checkpoint import Checkpoint, seal_checkpoint
from lindero.exchange.log.pair import pair_log
from lindero.exchange.log.ports import Head, LoggedEntry
from lindero.exchange.log.receipt import seal_receipt
from lindero.exchange.log.tree import extend, leaf_hashes, root_of
from lindero.exchange.log.verify import Copy, check_copy
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.pairing import Identity, Pairing
from lindero.partners.proofs import find_shared, prove_shared
from lindero.partners.tree_export import export_log, find_log
from lindero.partners.verification import verify_node, verify_pair
from lindero.store.sqlite.store import SqliteStore, open_store

US, MX = NodeId("us.cbp"), NodeId("mx.sedena")
BODY_BYTES = 306
NOW_MS = 1_795_000_000_000
BATCH = 5000
LOG_KEY, RECEIPT_KEY = generate_key(b"L" * 32), generate_key(b"R" * 32)


def identity(node: NodeId) -> Identity:
    return Identity(
        node=node,
        country="USA" if node == US else "MEX",
        simulated=True,
        address=None,
        certificate_der=b"",
        log_key=LOG_KEY.public,
        receipt_key=RECEIPT_KEY.public,
        log_id=bytes(16),
    )


def logged(index: int) -> LoggedEntry:
    body, salt = index.to_bytes(8, "big") + bytes(BODY_BYTES - 8), index.to_bytes(32, "little")
    entry = Entry(1, "record", "track", 1000 * index, 1000 * index, None, None, 20_800, seal(salt, body))
    return LoggedEntry(index, encode_entry(entry), body, salt, RecordId(f"{index:026d}"), f"track:{index % 60}")


def filled(folder: Path, count: int) -> tuple[SqliteStore, SqliteStore]:
    """Two stores that hold one log of `count` entries."""
    log = pair_log(identity(US), identity(MX))
    ours, theirs = open_store(folder / "us.db"), open_store(folder / "mx.db")
    ours.pairings.save(Pairing(partner=identity(MX), own=identity(US), state="active"))
    theirs.pairings.save(Pairing(partner=identity(US), own=identity(MX), state="active"))
    head = Head(0, (), b"")
    for start in range(0, count, BATCH):
        entries = [logged(index) for index in range(start, min(start + BATCH, count))]
        frontier = extend(head.frontier, start, leaf_hashes(one.entry for one in entries))
        checkpoint = Checkpoint(log.origin, start + len(entries), root_of(frontier))
        head = Head(checkpoint.size, frontier, seal_checkpoint(checkpoint, LOG_KEY))
        receipt = seal_receipt(head.note, log, RECEIPT_KEY, NOW_MS // 1000)
        ours.outbox.append(MX, entries, head)
        theirs.mirror.append(US, entries, msgspec.structs.replace(head, note=receipt))
    ours.outbox.save_receipt(MX, count, receipt, 1)
    return ours, theirs


def rate(name: str, entries: int, work: Callable[[], object]) -> None:
    """Best of three."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    print(
        json.dumps({"name": f"lindero.{name}", "value": round(entries / best), "unit": "entries/CPU-s", "of": entries})
    )


def sound(checked: list) -> None:
    assert checked
    assert not [finding for one in checked for finding in one.findings]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=200_000)
    count = parser.parse_args().entries
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = filled(Path(folder), count)
        few = ours.outbox.entries(MX, 0, 50_000)
        log, frontier = pair_log(identity(US), identity(MX)), extend((), 0, leaf_hashes(one.entry for one in few))
        note = seal_checkpoint(Checkpoint(log.origin, len(few), root_of(frontier)), LOG_KEY)
        copy = Copy(holder=US, head=Head(len(few), frontier, note), entries=few)
        rate("verify.in-memory", len(few), lambda: [*check_copy(log, copy)])
        rate("verify.one-copy", count, lambda: sound(list(verify_node(ours, NOW_MS))))
        rate("verify.both-copies", 2 * count, lambda: sound(list(verify_pair(ours, theirs, NOW_MS))))
        rate("read", count, lambda: [len(ours.outbox.entries(MX, at, at + 2000)) for at in range(0, count, 2000)])
        shared = find_shared(ours, RecordId(f"{count // 3:026d}"))
        rate("proof", count, lambda: prove_shared(ours, shared, None))
        rate(
            "export", count, lambda: sum(len(file) for _, file in export_log(ours, find_log(ours), lambda *step: None))
        )
        ours.close()
        theirs.close()


if __name__ == "__main__":
    main()
