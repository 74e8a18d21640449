"""How fast a recall is answered: `./run bench recall [--events N] [--recalls R]`. One JSON object at the end.

Two nodes as in `bench exchange`; the receiver holds N tracks. Then, one after another, R of them are recalled: once
with nobody else at the receiver's database, and once while it is read without pause: a backup, an export of all tracks,
a replay of the whole log, each from a process of its own.

`p50_ms`, `p99_ms`, `max_ms`   from the command that asks to the partner's receipt at the originator, who looks every
                               10 ms: the partner's write-ahead log has been emptied by then
`fsync`                        a raw loop of 4 kB writes with fsync in the same folder, before the nodes start
"""

import argparse
import json
import multiprocessing
import os
import platform
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from exchange import MX, US, BenchNode, measure_fsync, measure_throughput, wait_until

from lindero.demo.nodes import free_ports
from lindero.node.reach import call
from lindero.store.sqlite.backup import backup
from lindero.store.sqlite.store import open_reader

READS = 100_000


def read_backup(database: Path) -> None:
    """Write backups, one after another."""
    target = database.with_name(f"backup-{os.getpid()}")
    while True:
        with open_reader(database) as store:
            backup(store.database, target)
        target.unlink()


def read_export(database: Path) -> None:
    """Read every track, again and again."""
    while True:
        with open_reader(database) as store:
            store.records.of_kind("track", limit=READS)


def read_replay(database: Path) -> None:
    """Read the log in order, page by page."""
    while True:
        with open_reader(database) as store:
            for start in range(0, store.mirror.head(US).size, 500):
                store.mirror.entries(US, start, start + 500)


READERS = (read_backup, read_export, read_replay)


def measure(us: BenchNode, records: list[str]) -> dict[str, float]:
    """Recall one after another. [ms]."""
    times_ms = []
    for record in records:
        begun = time.perf_counter()
        call(us.folder, "recall", {"record": record})
        wait_until(lambda name=record: answered(us, name), "the receipt of the erasure")
        times_ms.append((time.perf_counter() - begun) * 1e3)
    ordered = sorted(times_ms)
    quantiles = {f"p{share}_ms": round(ordered[len(ordered) * share // 100], 1) for share in (50, 99)}
    return {"recalls": len(ordered), **quantiles, "max_ms": round(ordered[-1], 1)}


def answered(us: BenchNode, record: str) -> bool:
    asked = call(us.folder, "recalls", {})["asked"]
    return any(recall["about"] == f"record:{record}" and recall["state"] == "receipted" for recall in asked)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--recalls", type=int, default=30)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as root:
        fsync = measure_fsync(Path(root))
        ports = free_ports(4)
        us = BenchNode(Path(root, "us"), US, "USA", ports[0], ports[1])
        mx = BenchNode(Path(root, "mx"), MX, "MEX", ports[2], ports[3])
        us.enter(options.events)
        try:
            us.start()
            mx.start()
            measure_throughput(us, mx, options.events)
            with open_reader(us.folder / "node.db") as store:
                shared = [record.id for record in store.records.of_kind("track", limit=2 * options.recalls)]
            figures = {"quiet": measure(us, shared[: options.recalls])}
            readers = [multiprocessing.Process(target=read, args=(mx.folder / "node.db",)) for read in READERS]
            for reader in readers:
                reader.start()
            figures["while_read"] = measure(us, shared[options.recalls :])
            for reader in readers:
                reader.terminate()
        finally:
            us.stop()
            mx.stop()
    machine = {"python": platform.python_version(), "machine": platform.machine(), "processors": os.cpu_count()}
    print(json.dumps({"benchmark": "recall", "lindero": figures, "fsync": fsync, "machine": machine}))


if __name__ == "__main__":
    main()
