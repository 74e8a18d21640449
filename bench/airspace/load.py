"""How fast: measurements per CPU second at growing numbers of objects, seconds of data, memory, and a warm start."""

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from airspace.world import in_time_order, models_of, scans_of

from lindero.analytics.airspace import Tracker

WARM_START = """
import time
began = time.perf_counter()
import numpy as np
from lindero.analytics.airspace import Scan, SensorModel, Tracker
kinds = (("radar", (8.0, 0.007, 0.014)), ("bearing", (0.05,)), ("position", (8.0, 8.0, 15.0)))
tracker = Tracker([SensorModel(sensor_id=k, kind=kind, position_enu_m=(0, 0, 0), sigma=sigma, max_range_m=9000.0,
    detection_probability=0.9, clutter_per_scan=1.0, period_s=1.0) for k, (kind, sigma) in enumerate(kinds)])
for t in range(3):
    for k, z in enumerate(([[900.0, 1.0, 0.1]], [[1.0]], [[500.0, 700.0, 90.0]])):
        tracker.ingest(Scan(sensor_id=k, time_s=t, arrival_s=t, z=z))
tracker.tracks(3.0)
print(time.perf_counter() - began, time.process_time())
"""


def warm_start():
    """Seconds from a new Python to the first picture, kernels in the cache."""
    subprocess.run([sys.executable, "-c", WARM_START], check=True, capture_output=True)
    ended = subprocess.run([sys.executable, "-c", WARM_START], check=True, capture_output=True, text=True)
    wall, cpu = ended.stdout.split()
    return {"wall_s": round(float(wall), 2), "cpu_s": round(float(cpu), 2)}


def load(scenario, targets, seed, steps, sensors):
    """Figures of `targets` objects, a picture each second, in this process."""
    made = scenario.make_scenario(targets=targets, seed=seed, steps=steps, sensors=sensors)
    models, feed = models_of(made), in_time_order(scans_of(made))
    warm_up(scenario, sensors)
    tracker, spent, reports, tracks = Tracker(models), [], 0, 0
    second, began = 1.0, time.process_time()
    for clock, scan in feed:
        while second <= clock:
            tracks = len(tracker.tracks(second))
            now = time.process_time()
            spent.append(now - began)
            began, second = now, second + 1.0
        tracker.ingest(scan)
        reports += len(scan.z)
    settled = np.array(spent[min(10, len(spent) // 2) :])
    return {
        "measurements_per_cpu_s": round(reports / (sum(spent) + time.process_time() - began)),
        "measurements_per_s_of_data": round(reports / steps),
        "tracks": tracks,
        "core_share": round(float(settled.mean()), 4),
        "second_p50_ms": round(1e3 * float(np.median(settled)), 1),
        "second_p99_ms": round(1e3 * float(np.quantile(settled, 0.99)), 1),
        "rss_mb": peak_mb(),
    }


def warm_up(scenario, sensors):
    """Take the kernels from the cache before anything is measured."""
    made = scenario.make_scenario(targets=5, seed=0, steps=4, sensors=sensors)
    tracker = Tracker(models_of(made))
    for scan in scans_of(made):
        tracker.ingest(scan)
    tracker.tracks(4.0)


def peak_mb():
    """Most memory of this process so far; what its parent had before is not in it, unlike in getrusage."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return round(int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024)


def load_apart(targets, seed, steps, sensors):
    """The same in a process of its own, so that memory is that of this case alone."""
    words = [sys.executable, sys.argv[0], "--load-here", json.dumps([targets, seed, steps, sensors])]
    ended = subprocess.run(words, check=True, capture_output=True, text=True)
    return json.loads(ended.stdout.splitlines()[-1])
