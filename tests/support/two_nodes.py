"""Two real nodes, US and MX: folders, keys, pairing, processes, TLS; what goes in at one must come out at the other.

The processes are `lindero.node.run.run_node` without analytics and console (what is tested here needs neither, and each
costs a second of processor at every start), forked from a server that has everything imported. With
`command_line=True` they are whole, started as a user does.
"""

import json
import multiprocessing
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from typer.testing import CliRunner

from lindero.cli.main import app
from lindero.kernel.clock import SystemClock
from lindero.kernel.entropy import SystemEntropy
from lindero.kernel.errors import LinderoError
from lindero.model.codec import decode_record
from lindero.node import wiring
from lindero.node.init import make_node
from lindero.node.pipelines.fuse import Fuse
from lindero.node.reach import Answered, call, is_running
from lindero.node.run import run_node
from lindero.node.timers import pause
from lindero.store.sqlite.store import open_reader

US, MX = "us.cbp", "mx.sedena"
DEADLINE_S = 60.0
_NODES = multiprocessing.get_context("forkserver")
_NODES.set_forkserver_preload(["lindero.cli.main", "lindero.node.run", "typer.testing"])


def wait_until(condition, what, deadline_s=DEADLINE_S):
    """Poll until the condition gives something true; gives that."""
    end = time.monotonic() + deadline_s
    while not (answer := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"still not after {deadline_s} s: {what}")
        time.sleep(0.02)
    return answer


def run_exchange(folder, tokens=None, console=False):
    """The body of a forked process: the node, its events in node.log."""

    async def idle(_):
        await pause(1e6)

    if tokens is not None:  # the server that forks may be older than the test's tokens
        os.environ["SOFTHSM2_CONF"] = tokens
    assert callable(Fuse.run)
    assert callable(wiring.Node._serve_console)
    Fuse.run = idle
    if not console:
        wiring.Node._serve_console = idle
    log = os.open(Path(folder) / "node.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 2)
    run_node(Path(folder))


class Node:
    """One node: its folder, and its process while it runs."""

    def __init__(self, folder, node, side, *, port, address, settings=""):
        self.folder, self.id, self.side = Path(folder), node, side
        self.process = None
        self.console_port = free_port()
        make_node(
            self.folder,
            node=node,
            side=side,
            port=port,
            console_port=self.console_port,
            simulated=True,
            admin="guardia",
            clock=SystemClock(),
            entropy=SystemEntropy(),
        )
        self.settings = self.folder / "node.toml"
        reached = f'address = "{address}"\n' if address else ""
        text = re.sub(r'(?m)^address = ".*"', f"{reached}silence_s = 2.0", self.settings.read_text())
        self.settings.write_text(text + settings)

    def set_link(self, **values):
        """Keys of its [link] section."""
        lines = "".join(f'\n{key} = "{value}"' for key, value in values.items())
        self.settings.write_text(self.settings.read_text().replace("silence_s = 2.0", f"silence_s = 2.0{lines}"))

    # Its process.

    def start(self, *, kill_at=None, kill_after=0, command_line=False, console=False):
        """Start it; comes back when it answers, or has ended (at a fault point)."""
        plain = self.settings.read_text().split("\n[test]")[0]
        fault = f'\n[test]\nkill_at = "{kill_at}"\nkill_after = {kill_after}\n' if kill_at else ""
        self.settings.write_text(plain + fault)
        if command_line:
            words = [sys.executable, "-m", "lindero.cli.main", "node", "run", str(self.folder)]
            with (self.folder / "node.log").open("ab") as log:
                self.process = subprocess.Popen(words, stderr=log, stdin=subprocess.DEVNULL)
        else:
            self.process = _NODES.Process(
                target=run_exchange, args=(str(self.folder), os.environ.get("SOFTHSM2_CONF"), console), daemon=True
            )
            self.process.start()
        wait_until(lambda: not self.alive or is_running(self.folder), f"{self.id} answers or has ended")
        return self

    @property
    def alive(self):
        if isinstance(self.process, subprocess.Popen):
            return self.process.poll() is None
        return self.process is not None and self.process.is_alive()

    def kill(self):
        """As a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self):
        """In order."""
        self._end(signal.SIGTERM)

    def died(self):
        """Whether it killed itself at its fault point; its exit is awaited."""
        wait_until(lambda: not self.alive, f"{self.id} kills itself")
        code = self.process.returncode if isinstance(self.process, subprocess.Popen) else self.process.exitcode
        return code == -signal.SIGKILL

    def _end(self, number):
        if self.alive:
            os.kill(self.process.pid, number)
        wait_until(lambda: not self.alive, f"{self.id} ends")

    # What people do with it.

    def ask(self, request, **arguments):
        return call(self.folder, request, arguments)

    def link(self):
        """State of its only link."""
        with suppress(Exception):
            return self.ask("status")["links"][0]["state"]
        return None

    def inject(self, trees):
        """Enter records as `lindero inject` does, 1,000 lines a call; gives their ids."""
        lines, ids = [json.dumps(tree).encode() for tree in trees], []
        for start in range(0, len(lines), 1000):
            answer = self.ask("inject", lines=lines[start : start + 1000])
            assert answer["refused"] == []
            ids += answer["ids"]
        return ids

    # What it holds.

    @contextmanager
    def store(self):
        with open_reader(self.folder / "node.db") as store:
            yield store

    def sent(self, partner):
        """Size of its log to the partner, and of the partner's newest receipt."""
        with self.store() as store:
            receipt = store.outbox.receipt(partner)
            return store.outbox.head(partner).size, receipt[0] if receipt else 0

    def received(self, partner):
        with self.store() as store:
            return store.mirror.head(partner).size

    def mirrored(self, partner):
        """Records in the partner's log as mirrored here, in the order of the log."""
        with self.store() as store:
            head = store.mirror.head(partner)
            return [decode_record(entry.body) for entry in store.mirror.entries(partner, 0, head.size)]

    def has(self, ids):
        """Which of these records it can show."""
        with self.store() as store:
            return [record for record in ids if store.records.load(record) is not None]


class TwoNodes:
    """US and MX, paired. MX dials the address in the pairing file, a relay's port where one is given; US never does."""

    def __init__(self, root, *, relay=None, us_port=None, mx_address=None, settings="", pair=True):
        us_port = us_port or free_port()
        address = f"127.0.0.1:{relay.port if relay else us_port}"
        self.us = Node(root / "us", US, "USA", port=us_port, address=address, settings=settings)
        mx_port = free_port()
        self.mx = Node(root / "mx", MX, "MEX", port=mx_port, address=mx_address, settings=settings)
        if pair:
            self.pair()

    def pair(self):
        invitation = self.us.ask("pair-invite")["file"]
        accepted = self.mx.ask("pair-accept", file=invitation)
        finished = self.us.ask("pair-finish", file=accepted["file"], digits=accepted["digits"])
        self.mx.ask("pair-finish", file=finished["file"], digits=accepted["digits"])

    def start(self):
        self.us.start()
        self.mx.start()
        return self.connected()

    def connected(self):
        wait_until(lambda: self.us.link() == self.mx.link() == "connected", "the link is connected")
        return self

    def stop(self):
        for node in (self.us, self.mx):
            if node.process is not None:
                node.stop()

    def settled(self, count, *, sender=None, receiver=None, deadline_s=DEADLINE_S):
        """Wait until the receiver (MX) holds `count` entries of the sender (US), which has the receipt for all."""
        sender, receiver = sender or self.us, receiver or self.mx
        wait_until(
            lambda: sender.sent(receiver.id) == (count, count) and receiver.received(sender.id) == count,
            f"{count} receipted",
            deadline_s,
        )

    def verify(self):
        """`lindero verify` on the stopped folders, from both sides: exit codes and what was said."""
        return run_cli("verify", self.us.folder, "--against", self.mx.folder), run_cli(
            "verify", self.mx.folder, "--against", self.us.folder
        )

    def require_once_in_order(self, ids):
        """Everything that was injected at US is at MX, once, in the order of injection; both sides verify."""
        arrived = [record.id for record in self.mx.mirrored(US)]
        assert arrived == list(ids)
        assert self.mx.has(ids) == list(ids)
        assert [said.code for said in self.verify()] == [0, 0]


@contextmanager
def two_nodes(root, **options):
    """Paired folders; whatever was started is stopped."""
    nodes = TwoNodes(root, **options)
    try:
        yield nodes
    finally:
        nodes.stop()


class Said:
    """Exit code of a command, and all it said."""

    def __init__(self, code, text):
        self.code, self.text = code, text


def run_cli(*words):
    """A command of `lindero`, in this process: exit code as the program would have it, stdout and stderr."""
    ran = CliRunner().invoke(app, [str(word) for word in words])
    text = ran.output + (ran.stderr if ran.stderr_bytes is not None else "")
    if isinstance(ran.exception, Answered):
        return Said(ran.exception.answer["exit_code"], text + ran.exception.answer["message"])
    if isinstance(ran.exception, LinderoError):
        return Said(ran.exception.exit_code, text + str(ran.exception))
    if ran.exception is not None and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    return Said(ran.exit_code, text)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


MARKING = {"tlp": "amber", "releasable_to": ["MEX", "USA"], "purposes": ["airspace-security"], "simulated": True}


def track(number, **fields):
    """A simulated track near the line, as JSON of `lindero inject`; each number is an object of its own."""
    tree = {
        "kind": "track",
        "track": f"T{number}",
        "status": "confirmed",
        "existence": 0.99,
        "position": {"lat_deg": 31.79, "lon_deg": -106.45, "error_95_m": 20.0},
        "velocity": {"speed_mps": 15.0, "track_deg": 90.0},
        "distance_to_line_m": 1500.0,
        "first_seen_at": 1_795_000_000_000_000_000,
        "last_seen_at": 1_795_000_000_000_000_000,
        "marking": MARKING,
    }
    return tree | fields


def alert(**fields):
    """A simulated warning about an undeclared flight."""
    tree = {
        "kind": "alert",
        "number": "A001-K",
        "step": "warning",
        "reason": 1,
        "asks": 1,
        "track": "T1",
        "position": {"lat_deg": 31.79, "lon_deg": -106.45, "error_95_m": 20.0},
        "marking": MARKING,
    }
    return tree | fields
