"""How fast two nodes share: `./run bench exchange [--events N] [--latency-seconds S]`. One JSON object per line.

Two nodes made, paired and run as a user does, as processes of their own on this machine: TLS, default policy, decision
log, pair log, receipts, consoles and analytics, everything on. N tracks lie in the sender's store; then the pairing is
finished, and the link comes up.

`shared_events_per_s`  N over the time from the sealing of the first entry to the sender's receipt for the last: every
                       event is then durable, verified and readable on both sides
`payload_bytes`        body of an event as sent: a track of 306 bytes
`storage_per_payload*` growth of each database over N bodies: entries, salts, proofs and indexes are in it
`cpu_us_per_event*`    processor time of the node's own process (without its analytics process), user and system
`processors_busy_*`    share of the machine's processors in that time; with other work beside, compare processor times
`p50_ms`, `p99_ms`     at 1,000 events a second, ten every 10 ms through the control socket: from before an event is
                       entered at the sender to the end of the receiver's commit that holds it
`fsync`                a raw loop of 4 kB writes with fsync in the same folder, before the nodes start

Then, in the same run, what it is measured beside, each under a name of its own: bench/comparators.py says what.
"""

import argparse
import json
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import comparators
import msgspec

from lindero.demo.nodes import free_ports
from lindero.exchange.envelope.entry import decode_entry
from lindero.kernel.clock import SystemClock
from lindero.kernel.entropy import SystemEntropy
from lindero.kernel.ids import NodeId, new_record_id
from lindero.model.airspace import Track
from lindero.model.codec import format_record
from lindero.model.marking import Marking
from lindero.model.place import Position, Velocity
from lindero.model.record import Pedigree
from lindero.node.control import Request, socket_address
from lindero.node.init import make_node
from lindero.node.reach import call, is_running
from lindero.store.sqlite.store import open_reader, open_store

US, MX = NodeId("us.cbp"), NodeId("mx.sedena")
OBJECTS = 200
FSYNC_S = 2.0
RATE_PER_S, BURST = 1000, 10
DEADLINE_S = 300.0
COMPARED_S = 15.0
"""Longest time for which a comparator is given messages."""
MARKING = {"tlp": "amber", "releasable_to": ["MEX"], "purposes": ["airspace-security"], "simulated": True}


def wait_until(condition: Callable[[], object], what: str) -> None:
    end = time.monotonic() + DEADLINE_S
    while not condition():
        if time.monotonic() > end:
            sys.exit(f"still not: {what}")
        time.sleep(0.01)


def quantiles(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {f"p{share}_ms": round(ordered[len(ordered) * share // 100], 2) for share in (50, 99)}


def measure_fsync(folder: Path) -> dict[str, float]:
    block, times_ms = bytes(4096), []
    with (folder / "fsync").open("wb", buffering=0) as file:
        end = time.perf_counter() + FSYNC_S
        while (begun := time.perf_counter()) < end:
            file.write(block)
            os.fsync(file.fileno())
            times_ms.append((time.perf_counter() - begun) * 1e3)
    return {"per_s": round(len(times_ms) / FSYNC_S), **quantiles(times_ms)}


def track(number: int, at: int) -> Track:
    """A state of one of 200 objects near the line, as the picture makes them."""
    return Track(
        id=new_record_id(at, SystemEntropy().token(10)),
        origin=US,
        observed_at=at,
        recorded_at=at,
        marking=Marking(tlp="amber", releasable_to=("MEX",), purposes=("airspace-security",), simulated=True),
        pedigree=Pedigree(nodes=(US,), sensors=("radar-1", "rid-1")),
        track=f"T{number % OBJECTS:05d}-K",
        status="confirmed",
        existence=0.98,
        position=Position(lat_deg=31.76 + number % 97 * 1e-4, lon_deg=-106.45, altitude_hae_m=1210.0, error_95_m=24.0),
        velocity=Velocity(speed_mps=15.0, track_deg=170.0, climb_mps=0.4),
        distance_to_line_m=1500.0,
        distance_error_95_m=110.0,
        first_seen_at=at,
        last_seen_at=at,
    )


class BenchNode:
    """One node: its folder and its process."""

    def __init__(self, folder: Path, node: NodeId, side: str, port: int, console_port: int) -> None:
        self.folder, self.id = folder, node
        make_node(
            folder,
            node=node,
            side="USA" if side == "USA" else "MEX",
            port=port,
            console_port=console_port,
            simulated=True,
            admin="guardia",
            clock=SystemClock(),
            entropy=SystemEntropy(),
        )

    def start(self) -> None:
        with (self.folder / "node.log").open("ab") as log:
            words = [sys.executable, "-m", "lindero.cli.main", "node", "run", str(self.folder)]
            self.process = subprocess.Popen(words, stderr=log, stdin=subprocess.DEVNULL)
        wait_until(lambda: is_running(self.folder), f"{self.id} answers")
        wait_until(lambda: call(self.folder, "status", {})["kernels"] == "ready", f"{self.id} has its kernels")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()

    def cpu_s(self) -> float:
        """Processor time of the node's process so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def used_bytes(self) -> int:
        """What the database holds, free pages and the write-ahead log left out."""
        with open_reader(self.folder / "node.db") as store:
            ((pages,), (free,), (size,)) = (
                store.database.rows(f"PRAGMA {name}")[0] for name in ("page_count", "freelist_count", "page_size")
            )
        return int((pages - free) * size)

    def enter(self, count: int) -> None:
        """Put own tracks into the stopped node's store."""
        clock = SystemClock()
        with open_store(self.folder / "node.db") as store:
            for first in range(0, count, 10_000):
                page = [track(number, clock.now()) for number in range(first, min(count, first + 10_000))]
                store.records.save(page, own=True)


def machine_cpu_s() -> tuple[float, float]:
    """Processor time of the whole machine since it started: busy, and all."""
    times = [int(word) for word in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    ticks = os.sysconf("SC_CLK_TCK")
    return (sum(times) - times[3] - times[4]) / ticks, sum(times) / ticks


def pair(us: BenchNode, mx: BenchNode) -> None:
    """The ceremony between two running nodes."""
    invitation = call(us.folder, "pair-invite", {})["file"]
    accepted = call(mx.folder, "pair-accept", {"file": invitation})
    finished = call(us.folder, "pair-finish", {"file": accepted["file"], "digits": accepted["digits"]})
    call(mx.folder, "pair-finish", {"file": finished["file"], "digits": accepted["digits"]})


def receipted(node: BenchNode) -> tuple[int, int]:
    """Size of the partner's newest receipt and when it came."""
    with open_reader(node.folder / "node.db") as store:
        receipt = store.outbox.receipt(MX)
        return (receipt[0], receipt[2]) if receipt else (0, 0)


def measure_throughput(us: BenchNode, mx: BenchNode, events: int) -> dict[str, float]:
    before, machine = (us.cpu_s(), mx.cpu_s()), machine_cpu_s()
    stored = us.used_bytes(), mx.used_bytes()
    pair(us, mx)
    wait_until(lambda: receipted(us)[0] == events, "everything is receipted")
    spent = us.cpu_s() - before[0], mx.cpu_s() - before[1]
    busy_s, all_s = (now - then for now, then in zip(machine_cpu_s(), machine, strict=True))
    with open_reader(us.folder / "node.db") as store:
        entry = store.outbox.entries(MX, 0, 1)[0]
    first, payload = decode_entry(entry.entry).sealed_ms, len(entry.body or b"")
    grown = us.used_bytes() - stored[0], mx.used_bytes() - stored[1]
    elapsed_s = receipted(us)[1] / 1e9 - first / 1e3
    return {
        "events": events,
        "seconds": round(elapsed_s, 3),
        "shared_events_per_s": round(events / elapsed_s),
        "payload_bytes": payload,
        "storage_per_payload_sender": round(grown[0] / events / payload, 2),
        "storage_per_payload_receiver": round(grown[1] / events / payload, 2),
        "cpu_us_per_event": round(sum(spent) / events * 1e6, 1),
        "cpu_us_per_event_sender": round(spent[0] / events * 1e6, 1),
        "cpu_us_per_event_receiver": round(spent[1] / events * 1e6, 1),
        "processors_busy_with_this": round(sum(spent) / all_s, 2),
        "processors_busy_with_else": round((busy_s - sum(spent)) / all_s, 2),
    }


def ask(folder: Path, request: bytes) -> None:
    """One request over the control socket, without what a command line does around it."""
    with socket_address(folder) as address, socket.socket(socket.AF_UNIX) as connection:
        connection.connect(address)
        connection.sendall(len(request).to_bytes(4, "big") + request)
        while connection.recv(1 << 16):
            pass


def measure_latency(us: BenchNode, mx: BenchNode, seconds: float) -> dict[str, float]:
    """Ten events every 10 ms; the newest measurements of the receiver are theirs."""
    bursts = int(seconds * RATE_PER_S / BURST)
    begun, sent = time.perf_counter(), receipted(us)[0]
    for burst in range(bursts):
        pause_s = begun + burst * BURST / RATE_PER_S - time.perf_counter()
        if pause_s > 0:
            time.sleep(pause_s)
        at = time.time_ns()
        lines = [line_of(track(burst * BURST + one, at)) for one in range(BURST)]
        ask(us.folder, msgspec.msgpack.encode(Request(request="inject", arguments={"lines": lines})))
    rate = bursts * BURST / (time.perf_counter() - begun)
    wait_until(lambda: receipted(us)[0] == sent + bursts * BURST, "the last burst is receipted")
    measured = call(mx.folder, "status", {})["observed_to_here_ms"][-bursts * BURST :]
    return {"rate_per_s": round(rate), **quantiles(measured)}


def line_of(record: Track) -> bytes:
    return format_record(record).encode()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=60_000)
    parser.add_argument("--latency-seconds", type=float, default=10.0)
    parser.add_argument("--alone", action="store_true", help="without the comparators")
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
            figures = measure_throughput(us, mx, options.events)
            figures |= measure_latency(us, mx, options.latency_seconds)
        finally:
            us.stop()
            mx.stop()
    machine = {"python": platform.python_version(), "machine": platform.machine(), "processors": os.cpu_count()}
    load = round(os.getloadavg()[0], 1)
    line = {"benchmark": "exchange", "lindero": figures, "fsync": fsync, "machine": machine, "load_average": load}
    print(json.dumps(line), flush=True)
    if not options.alone:
        for compared in comparators.lines(options.events, COMPARED_S):
            print(json.dumps(compared), flush=True)


if __name__ == "__main__":
    main()
