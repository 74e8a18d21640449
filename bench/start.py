"""How soon the consoles answer: `./run bench start [--second-only] [--starts N]`. One JSON object per line.

`./run demo --headless` as a user calls it, from its call until both consoles answer `/healthz`; then it is ended as by
Ctrl-C. What is measured is the last commit, in a clone of its own:

`first`   the clone is fresh, and so is HOME: no caches of pip, uv, npm and kernels; all packages come over the network
`second`  the same clone again, after kernels were compiled once; the median of N
`--second-only` measures the folder it is called in, with the caches of its user, after one start that does not count

`both_healthz_s`              wall time until both answer
`cpu_s`                       processor time of all its processes until then, user and system
`kernels_ready_s`             wall time until both also say that their kernels are ready
`processors_busy_with_else`   what others had of the machine then: compare wall times only where it is small
`import_litestar`             the same machine's `python -c "import litestar"` beside it: tells a slow machine
"""

import argparse
import json
import os
import platform
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CACHES = ("XDG_CACHE_HOME", "UV_CACHE_DIR", "PIP_CACHE_DIR", "npm_config_cache", "NUMBA_CACHE_DIR", "VIRTUAL_ENV")
FIRST_DEADLINE_S, SECOND_DEADLINE_S, END_DEADLINE_S = 600.0, 120.0, 60.0
LOOK_EVERY_S = 0.02
TICKS = os.sysconf("SC_CLK_TCK")


class Start:
    """One start of the demo."""

    def __init__(self, checkout: Path, env: dict[str, str], folder: Path, deadline_s: float) -> None:
        self._folder = folder
        self._seen: set[int] = set()
        self._machine = machine_cpu_s()
        self._begun = time.monotonic()
        self._deadline = self._begun + deadline_s
        words = [sys.executable, "run", "demo", "--headless", "--keep", str(folder)]
        self._log = folder.with_suffix(".log")
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(words, cwd=checkout, env=env, stdout=log, stderr=log)

    def measure(self, compiled: bool) -> dict[str, float]:
        """Wait until both consoles answer and, if asked, until their kernels are compiled."""
        while not all(self._health()):
            self._wait()
        elapsed_s, cpu_s = time.monotonic() - self._begun, self._cpu_s()
        busy_s, all_s = (now - then for now, then in zip(machine_cpu_s(), self._machine, strict=True))
        figures = {
            "both_healthz_s": round(elapsed_s, 2),
            "cpu_s": round(cpu_s, 2),
            "processors_busy_with_else": round(max(0.0, busy_s - cpu_s) / all_s, 2),
        }
        if compiled:
            while not all(answer and answer["kernels"] == "ready" for answer in self._health()):
                self._wait()
            figures["kernels_ready_s"] = round(time.monotonic() - self._begun, 2)
        return figures

    def end(self) -> None:
        """End it as by Ctrl-C, and whatever it left by its number."""
        family = self._family()
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(END_DEADLINE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for number in (family | self._seen) - {self._process.pid}:
            if str(self._folder).encode() in command_of(number):
                os.kill(number, signal.SIGKILL)

    def _wait(self) -> None:
        if self._process.poll() is not None or time.monotonic() > self._deadline:
            sys.exit(f"the demo did not come up:\n{self._log.read_text('utf-8', 'replace')[-3000:]}")
        time.sleep(LOOK_EVERY_S)

    def _health(self) -> list[dict[str, Any] | None]:
        return [health_of(self._folder / side) for side in ("us", "mx")]

    def _family(self) -> set[int]:
        """The demo's process and all that came of it."""
        parents = {int(path.name): parent_of(path) for path in Path("/proc").iterdir() if path.name.isdigit()}
        family = {self._process.pid}
        while grown := {number for number, parent in parents.items() if parent in family} - family:
            family |= grown
        self._seen |= family
        return family

    def _cpu_s(self) -> float:
        """Of the living and of those they have waited for."""
        return sum(sum(map(int, stat_of(Path("/proc", str(one)))[11:15])) for one in self._family()) / TICKS


def stat_of(path: Path) -> list[str]:
    """Fields of a process after its name: state, parent, ...; zeros where it is gone."""
    try:
        return (path / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["0"] * 50


def parent_of(path: Path) -> int:
    return int(stat_of(path)[1])


def command_of(number: int) -> bytes:
    try:
        return Path("/proc", str(number), "cmdline").read_bytes()
    except OSError:
        return b""


def health_of(node: Path) -> dict[str, Any] | None:
    """What the console of a node's folder answers; None while it does not."""
    try:
        port = tomllib.loads((node / "node.toml").read_text("utf-8"))["console"]["port"]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2.0) as answer:
            health: dict[str, Any] = json.load(answer)
            return health
    except (OSError, tomllib.TOMLDecodeError, KeyError, urllib.error.URLError):
        return None


def machine_cpu_s() -> tuple[float, float]:
    """Processor time of the whole machine since it started: busy, and all."""
    times = [int(word) for word in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return (sum(times) - times[3] - times[4]) / TICKS, sum(times) / TICKS


def import_litestar(checkout: Path) -> dict[str, float]:
    """The calibration: best of three."""
    taken = []
    for _ in range(3):
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        subprocess.run([str(checkout / ".venv/bin/python"), "-c", "import litestar"], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        taken.append((round(cpu_s, 2), round(time.monotonic() - begun, 2)))
    cpu_s, wall_s = min(taken)
    return {"cpu_s": cpu_s, "wall_s": wall_s}


def measured(checkout: Path, env: dict[str, str], folder: Path, deadline_s: float, compiled: bool) -> dict[str, float]:
    start = Start(checkout, env, folder, deadline_s)
    try:
        return start.measure(compiled)
    finally:
        start.end()


def tell(which: str, figures: dict[str, Any], checkout: Path) -> None:
    line = {
        "benchmark": "start",
        "start": which,
        "lindero": figures,
        "import_litestar": import_litestar(checkout),
        "machine": {"python": platform.python_version(), "machine": platform.machine(), "processors": os.cpu_count()},
        "load_average": round(os.getloadavg()[0], 1),
    }
    print(json.dumps(line), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--second-only", action="store_true", help="this folder, with the caches that are there")
    parser.add_argument("--starts", type=int, default=5, help="how many second starts")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lindero-start-") as scratch:
        nodes, checkout, env = Path(scratch, "nodes"), ROOT, dict(os.environ)
        nodes.mkdir()
        if not options.second_only:
            checkout, home = Path(scratch, "lindero"), Path(scratch, "home")
            home.mkdir()
            subprocess.run(["git", "clone", "--quiet", str(ROOT), str(checkout)], check=True)
            env = {name: value for name, value in env.items() if name not in CACHES} | {"HOME": str(home)}
        first = measured(checkout, env, nodes / "first", FIRST_DEADLINE_S, compiled=True)
        if not options.second_only:
            tell("first", first, checkout)
        starts = [
            measured(checkout, env, nodes / f"second-{k}", SECOND_DEADLINE_S, compiled=False)
            for k in range(options.starts)
        ]
        figures = {name: round(statistics.median(one[name] for one in starts), 2) for name in starts[0]}
        all_s = [one["both_healthz_s"] for one in starts]
        tell("second", {"starts": len(starts), **figures, "each_both_healthz_s": all_s}, checkout)


if __name__ == "__main__":
    main()
