"""How a backlog drains while live alerts pass it: `./run bench backlog [--events N] [--attachment-mb M]`. JSON lines.

Two nodes as in the benchmark `exchange`, everything on. N tracks lie in the sender's store when the pairing is
finished; while they drain, an alert is entered every 100 ms through the control socket. A day's backlog:
`./run bench backlog --events 5000000`; with a file on its way: `--attachment-mb 300`.

`shared_events_per_s`      tracks and alerts over the time from the sealing of the first to the receipt for the last
`by_decile`                the same for each tenth of the log, with the processor time of both nodes per event
`slope_percent_per_decile` of a line through the deciles' processor times: above 0, it slows down as the log grows
`alert_to_partner_ms`      from before an alert is entered to the partner's commit of it (its beginning)
`alert_to_receipt_ms`      to the sender's holding the receipt for it: both fsyncs are in it
`peak_mb`                  largest resident memory of the node's own process, from the kernel
`file_seconds`             from the demand for the file to its last chunk on the partner's disk, checked
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec
import numpy as np
from exchange import DEADLINE_S, MX, US, BenchNode, ask, measure_fsync, pair, quantiles, receipted, wait_until

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests" / "support"))

from two_persons import approve_waiting, seat_two_persons

from lindero.demo.nodes import free_ports
from lindero.exchange.envelope.entry import decode_entry
from lindero.kernel.entropy import SystemEntropy
from lindero.kernel.ids import RecordId, new_record_id
from lindero.model.alerts import Alert
from lindero.model.codec import format_record
from lindero.model.marking import Marking
from lindero.model.place import Position
from lindero.model.record import Pedigree
from lindero.node.control import Request
from lindero.node.reach import call
from lindero.store.sqlite.store import open_reader

ALERT_EVERY_S = 0.1
MARKING = Marking(tlp="amber", releasable_to=("MEX",), purposes=("airspace-security",), simulated=True)


def alert(at: int) -> Alert:
    """A warning about an undeclared flight near the line."""
    record = RecordId(new_record_id(at, SystemEntropy().token(10)))
    return Alert(
        id=record,
        origin=US,
        observed_at=at,
        recorded_at=at,
        marking=MARKING,
        pedigree=Pedigree(nodes=(US,), sensors=("radar-1",)),
        alert=record,
        number="A001-K",
        step="warning",
        reason=1,
        asks=1,
        track="T1-K",
        position=Position(lat_deg=31.79, lon_deg=-106.45, error_95_m=20.0),
    )


def enter(node: BenchNode, *lines: bytes) -> None:
    ask(node.folder, msgspec.msgpack.encode(Request(request="inject", arguments={"lines": list(lines)})))


def peak_mb(node: BenchNode) -> int:
    status = Path(f"/proc/{node.process.pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def lindero(*words: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "lindero.cli.main", *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def drain(us: BenchNode, mx: BenchNode, events: int) -> tuple[list[tuple[int, int, float]], dict[RecordId, int]]:
    """Enter alerts until the backlog is receipted.

    Returns:
        Samples of what is receipted, when [ns UTC], and the processor time of both [s]; when each alert was entered.
    """
    samples, entered = [(0, time.time_ns(), us.cpu_s() + mx.cpu_s())], {}
    while samples[-1][0] < events:
        made = alert(time.time_ns())
        enter(us, format_record(made).encode())
        entered[made.id] = made.observed_at
        size, at = receipted(us)
        if size > samples[-1][0]:
            samples.append((size, at, us.cpu_s() + mx.cpu_s()))
        elif made.observed_at - samples[-1][1] > DEADLINE_S * 1e9:
            sys.exit(f"nothing is receipted beyond {size}")
        time.sleep(max(0.0, ALERT_EVERY_S - (time.time_ns() - made.observed_at) / 1e9))
    wait_until(lambda: receipted(us)[0] >= events + len(entered), "the last alert is receipted")
    return samples, entered


def deciles(samples: list[tuple[int, int, float]], begun_ns: int) -> dict[str, object]:
    """Rate and processor time per tenth of the log, between samples."""
    sizes, times_ns, cpu_s = (np.array(column, float) for column in zip(*samples, strict=True))
    times_ns[0] = begun_ns
    marks = np.linspace(0.0, sizes[-1], 11)
    at_s, spent_s = np.interp(marks, sizes, times_ns) / 1e9, np.interp(marks, sizes, cpu_s)
    step = sizes[-1] / 10
    cpu_us = np.diff(spent_s) / step * 1e6
    slope = np.polyfit(np.arange(10), cpu_us, 1)[0] / cpu_us.mean() * 100
    return {
        "by_decile": [
            {"events_per_s": round(step / seconds), "cpu_us_per_event_both": round(cpu, 1)}
            for seconds, cpu in zip(np.diff(at_s), cpu_us, strict=True)
        ],
        "slope_percent_per_decile": round(float(slope), 2),
    }


def latencies(us: BenchNode, mx: BenchNode, entered: dict[RecordId, int]) -> dict[str, dict[str, float]]:
    """Of the alerts, from the times that both logs keep."""
    with open_reader(us.folder / "node.db") as ours, open_reader(mx.folder / "node.db") as theirs:
        places = {ours.outbox.index_of(MX, record): at for record, at in entered.items()}
        kept = [(theirs.mirror.kept_at(US, index) - at) / 1e6 for index, at in places.items()]
        confirmed = [(ours.outbox.receipted_at(MX, index) - at) / 1e6 for index, at in places.items()]
    return {"alert_to_partner_ms": quantiles(kept), "alert_to_receipt_ms": quantiles(confirmed)}


def share_file(us: BenchNode, root: Path, megabytes: int) -> RecordId:
    """A note with a file of so many MB, entered before the pairing."""
    source = root / "file.bin"
    with source.open("wb") as file:
        for _ in range(megabytes):
            file.write(os.urandom(1_000_000))
    adding = lindero("file", "add", us.folder, source)
    said = adding.communicate()[0]
    manifest = json.loads(next(line for line in said.splitlines() if line.startswith("{")))["file"]
    marking = {"tlp": "amber", "releasable_to": ["MEX"], "purposes": ["airspace-security"], "simulated": True}
    note = {"kind": "note", "desk": f"{US}/watch-1", "phrase": 1, "file": manifest, "marking": marking}
    answer = call(us.folder, "inject", {"lines": [json.dumps(note).encode()]})
    if answer["refused"]:
        sys.exit(f"the note was refused: {answer['refused']}")
    return RecordId(answer["ids"][0])


def run(root: Path, events: int, megabytes: int) -> dict[str, object]:
    ports = free_ports(4)
    us = BenchNode(root / "us", US, "USA", ports[0], ports[1])
    mx = BenchNode(root / "mx", MX, "MEX", ports[2], ports[3])
    us.enter(events)
    if megabytes:
        policy = us.folder / "policy.cedar"
        text = policy.read_text().replace(',file")', '")')  # the default lets no file leave
        policy.write_text(text.replace('@id("phrase")', '@id("phrase")\n@two_person'))
        seat_two_persons(us.folder)
    getting, found = None, {}
    try:
        us.start()
        mx.start()
        note = share_file(us, root, megabytes) if megabytes else None
        pair(us, mx)
        begun = time.monotonic()
        if note is not None:
            wait_until(lambda: receipted(us)[0] > 0, "the link is up")
            wait_until(lambda: approve_waiting(us.folder, note, MX), "two persons let the file go")
            getting = lindero("file", "get", mx.folder, note, root / "arrived.bin")
        samples, entered = drain(us, mx, events + bool(megabytes))
        if getting is not None:
            if getting.wait(600.0):
                sys.exit("the file did not come")
            found["file_mb"], found["file_seconds"] = megabytes, round(time.monotonic() - begun, 1)
            if (root / "arrived.bin").read_bytes() != (root / "file.bin").read_bytes():
                sys.exit("another file has come")
        with open_reader(us.folder / "node.db") as store:
            first_ns = decode_entry(store.outbox.entries(MX, 0, 1)[0].entry).sealed_ms * 1_000_000
        found |= {
            "events": events,
            "alerts": len(entered),
            "shared_events_per_s": round(samples[-1][0] / (samples[-1][1] - first_ns) * 1e9),
            **deciles(samples, first_ns),
            **latencies(us, mx, entered),
            "peak_mb": {"sender": peak_mb(us), "receiver": peak_mb(mx)},
        }
    finally:
        if getting is not None and getting.poll() is None:
            getting.terminate()
        us.stop()
        mx.stop()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=300_000)
    parser.add_argument("--attachment-mb", type=int, default=0, help="a file that travels at the same time")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as root:
        print(json.dumps({"benchmark": "backlog", "fsync": measure_fsync(Path(root))}), flush=True)
        figures = run(Path(root), options.events, options.attachment_mb)
        load = round(os.getloadavg()[0], 1)
        print(json.dumps({"benchmark": "backlog", "lindero": figures, "load_average": load}))


if __name__ == "__main__":
    main()
