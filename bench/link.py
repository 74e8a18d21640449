"""The link over a bad line: `./run bench link [--rate R --seconds S --delay-ms D --loss P --rate-mbit M --file-mb F]`.

Two nodes made, paired and run as a user does; between them a relay of ours (tests/support/relay.py) that delays each
way, adds jitter, caps the rate, and holds up what follows a lost piece as TCP does. Tracks enter the sender through its
control socket at the given rate. One JSON object at the end:

`p50_ms`, `p99_ms`     from before a track is entered to the end of the receiver's commit that holds it
`rate_per_s`           reached: with other work on the machine it may be less than asked for
`rss_mb_*`             most memory of the node's own process, ever
`alert_with_file`      the same for alerts, five a second, while a file of F MB is fetched over the same line; and how
                       long the file took
"""

import argparse
import json
import os
import sys
import tempfile
import threading
import time
from pathlib import Path

import msgspec

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests" / "support"))

from exchange import (
    MX,
    US,
    BenchNode,
    ask,
    line_of,
    pair,
    quantiles,
    receipted,
    track,
    wait_until,
)
from relay import Line, Relay
from two_persons import NOTES_BY_TWO, approve_waiting, seat_two_persons

from lindero.demo.nodes import free_ports
from lindero.kernel.clock import format_instant
from lindero.kernel.ids import RecordId
from lindero.model.attachment import CHUNK_BYTES
from lindero.node.control import Request
from lindero.node.reach import call
from lindero.store.sqlite.store import open_reader

TICKS_PER_S = 50
ALERTS_PER_S = 5
MARKING = {"tlp": "amber", "releasable_to": ["MEX"], "purposes": ["airspace-security"], "simulated": True}


def most_memory_mb(node: BenchNode) -> float:
    status = Path(f"/proc/{node.process.pid}/status").read_text()
    return round(int(status.split("VmHWM:")[1].split()[0]) / 1024, 1)


def sent(node: BenchNode) -> int:
    with open_reader(node.folder / "node.db") as store:
        return store.outbox.head(MX).size


def has(node: BenchNode, record: str) -> bool:
    with open_reader(node.folder / "node.db") as store:
        return store.records.load(RecordId(record)) is not None


def measured(mx: BenchNode, count: int) -> list[float]:
    return call(mx.folder, "status", {})["observed_to_here_ms"][-count:]


def drive(us: BenchNode, mx: BenchNode, rate: int, seconds: float) -> dict[str, float]:
    """Tracks at a rate, in bursts of a fiftieth of a second."""
    burst, begun, taken = max(1, rate // TICKS_PER_S), time.perf_counter(), []
    before, ticks = receipted(us)[0], int(seconds * TICKS_PER_S)
    for tick in range(ticks):
        pause_s = begun + tick / TICKS_PER_S - time.perf_counter()
        if pause_s > 0:
            time.sleep(pause_s)
        at = time.time_ns()
        lines = [line_of(track(tick * burst + one, at)) for one in range(burst)]
        ask(us.folder, msgspec.msgpack.encode(Request(request="inject", arguments={"lines": lines})))
        if tick % TICKS_PER_S == TICKS_PER_S - 1:
            taken += measured(mx, burst * TICKS_PER_S)
    spent_s = time.perf_counter() - begun
    wait_until(lambda: receipted(us)[0] >= before + ticks * burst, "the last burst is receipted")
    return {"rate_per_s": round(ticks * burst / spent_s), "events": ticks * burst, **quantiles(taken)}


def enter_file(us: BenchNode, megabytes: int) -> str:
    """A file of random bytes, and the note that carries it; gives the note's id."""
    upload = call(us.folder, "file-begin", {})["upload"]
    for index in range(megabytes * 1_000_000 // CHUNK_BYTES):
        call(us.folder, "file-put", {"upload": upload, "index": index, "chunk": os.urandom(CHUNK_BYTES)})
    file = call(us.folder, "file-close", {"upload": upload, "media_type": "video/mp4"})["file"]
    note = {"kind": "note", "desk": "us.cbp/watch-1", "phrase": 1, "marking": MARKING, "file": file}
    return str(call(us.folder, "inject", {"lines": [json.dumps(note).encode()]})["ids"][0])


def alerts_beside_file(us: BenchNode, mx: BenchNode, megabytes: int) -> dict[str, float]:
    record = enter_file(us, megabytes)
    wait_until(lambda: approve_waiting(us.folder, record, MX), "two persons let the file go")
    wait_until(lambda: has(mx, record), "the note is there")
    ended: list[float] = []
    begun, count = time.perf_counter(), 0
    fetching = threading.Thread(
        target=lambda: (call(mx.folder, "file-fetch", {"record": record}), ended.append(time.perf_counter())),
        daemon=True,
    )
    fetching.start()
    while not ended:
        alert = {
            "kind": "alert",
            "observed_at": format_instant(time.time_ns()),
            "number": "A001-K",
            "step": "warning",
            "reason": 1,
            "asks": 1,
            "track": "T1",
            "position": {"lat_deg": 31.79, "lon_deg": -106.45, "error_95_m": 20.0},
            "marking": MARKING,
        }
        call(us.folder, "inject", {"lines": [json.dumps(alert).encode()]})
        count += 1
        fetching.join(1.0 / ALERTS_PER_S)
    wait_until(lambda: receipted(us)[0] == sent(us), "the last alert is receipted")
    file_s = ended[0] - begun
    return {"file_mb": megabytes, "file_s": round(file_s, 1), "alerts": count, **quantiles(measured(mx, count))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--delay-ms", type=float, default=200.0)
    parser.add_argument("--jitter-ms", type=float, default=20.0)
    parser.add_argument("--loss", type=float, default=0.05)
    parser.add_argument("--rate-mbit", type=float, default=200.0)
    parser.add_argument("--file-mb", type=int, default=0)
    options = parser.parse_args()
    ports = free_ports(4)
    line = Line(
        delay_s=options.delay_ms / 1e3,
        jitter_s=options.jitter_ms / 1e3,
        loss=options.loss,
        rate_bytes_s=options.rate_mbit * 125_000,
    )
    relay = Relay(ports[0], line=line)
    with tempfile.TemporaryDirectory() as root:
        us = BenchNode(Path(root, "us"), US, "USA", ports[0], ports[1])
        mx = BenchNode(Path(root, "mx"), MX, "MEX", ports[2], ports[3])
        for node, address in ((us, f'address = "127.0.0.1:{relay.port}"'), (mx, "")):
            file = node.folder / "node.toml"
            port = ports[0] if node is us else ports[2]
            file.write_text(file.read_text().replace(f'address = "127.0.0.1:{port}"', address))
            if options.file_mb:
                (node.folder / "policy.cedar").write_text(NOTES_BY_TWO)
                seat_two_persons(node.folder)
        try:
            us.start()
            mx.start()
            pair(us, mx)
            wait_until(lambda: call(us.folder, "status", {})["links"][0]["state"] == "connected", "the link is up")
            figures = drive(us, mx, options.rate, options.seconds)
            figures |= {"rss_mb_sender": most_memory_mb(us), "rss_mb_receiver": most_memory_mb(mx)}
            if options.file_mb:
                figures["alert_with_file"] = alerts_beside_file(us, mx, options.file_mb)
        finally:
            us.stop()
            mx.stop()
            relay.stop()
    settings = {name: value for name, value in vars(options).items() if name != "file_mb"}
    print(json.dumps({"benchmark": "link", "lindero": figures, "line": settings, "processors": os.cpu_count()}))


if __name__ == "__main__":
    main()
