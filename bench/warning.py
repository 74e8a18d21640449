"""Warnings: in time, seldom in vain, with honest claims. One JSON line a figure, then the time it takes.

    LINDERO_BENCH_SCENARIO=DIR ./run bench warning     on the gen_warning.py in DIR (warning_scenario, Log, score)
        [--seeds 1,2,3,4,5]
        [--bias X]          sensors off by X times 40 m, 1 degree, 0.5 degree
        [--pd P] [--clutter N]
        [--each]            a line per seed, too
    ./run bench warning     without the folder: speed only

The sensors' reports go to a `Tracker` in the order of arrival, its picture to a `Watch` once a second. `meets` says
whether a figure keeps its bound. `launch_in_ellipse` is the share of drones that took off in view (not there from the
first second on) whose place of take-off lies in the 95 % ellipse told 20 s after their first report.
"""

import argparse
import json
import math
import os
import sys
import time

import numpy as np
from airspace.world import load_scenario, models_of

from lindero.analytics.airspace import CLASSES, Scan, Tracker, TrackTable, Watch

OF_95 = 1.96
INSIDE_2D = 5.991
BOUNDS = {
    "warned": (0.97, 1.0),
    "lead_ok": (0.90, 1.0),
    "raises_per_crossing": (0.0, 1.3),
    "false_per_staying_drone_hour": (0.0, 4.0),
    "claims_wrong": (0.0, 0.03),
    "interval_coverage": (0.85, 0.99),
    "brier_skill_60s": (0.20, 1.0),
    "launch_in_ellipse": (0.90, 1.0),
}
LAUNCH_AFTER_S = 20.0


def tell(**line):
    print(json.dumps(line), flush=True)


def load_generator():
    """The module gen_warning.py of the folder, or None."""
    if load_scenario() is None:
        return None
    sys.path.insert(0, os.environ["LINDERO_BENCH_SCENARIO"])
    import gen_warning  # noqa: PLC0415 — of a folder that only the caller names

    return gen_warning


def pictures(made):
    """The tracker's picture at each whole second, its reports in the order of arrival."""
    tracker, look = Tracker(models_of(made)), 1.0
    for scan in sorted(made.scans, key=lambda scan: scan.t_arr):
        while look <= scan.t_arr and look < made.params["steps"]:
            yield tracker.tracks(look)
            look += 1.0
        tracker.ingest(
            Scan(
                sensor_id=scan.sid,
                time_s=scan.t,
                arrival_s=scan.t_arr,
                z=scan.z,
                rcs_dbsm=getattr(scan, "rcs", None),
            )
        )


class Launches:
    """Whether the place of take-off lies in the ellipse told for it."""

    def __init__(self, made):
        self._made, self._done, self.inside, self.major_m = made, set(), [], []
        begun = np.argmax(made.alive, axis=0)
        self._begun_s, self._from = made.times[begun], made.pos[begun, np.arange(made.pos.shape[1])]

    def step(self, table, judged):
        places, alive = self._made.truth_at(table.time_s)
        for row in np.flatnonzero(table.time_s - table.first_s >= LAUNCH_AFTER_S):
            if int(table.track_id[row]) in self._done:
                continue
            self._done.add(int(table.track_id[row]))
            away = np.hypot(*(places[:, :2] - table.state_enu[row, :2]).T)
            away[~alive | ~self._made.drone] = math.inf
            m = int(np.argmin(away))
            late_s = table.first_s[row] - self._begun_s[m]
            if away[m] < 100.0 and self._begun_s[m] > 1.0 and -1.0 <= late_s < 10.0:
                gap, spread = judged.launch_enu_m[row] - self._from[m, :2], judged.launch_covariance_m2[row]
                self.inside.append(bool(gap @ np.linalg.solve(spread, gap) < INSIDE_2D))
                self.major_m.append(math.sqrt(INSIDE_2D * float(np.linalg.eigvalsh(spread)[-1])))


def run(generator, seed, options):
    """The log of one seed, its launches and the CPU time of the watch."""
    made = generator.warning_scenario(seed, bias=options.bias, pd=options.pd, clutter=options.clutter)
    watch, log, launches = Watch(made.line, OF_95 * made.line_sigma_m), generator.Log(made), Launches(made)
    cpu_s = 0.0
    for table in pictures(made):
        began = time.process_time()
        judged = watch.step(table)
        cpu_s += time.process_time() - began
        launches.step(table, judged)
        log.step(
            table.time_s,
            judged.track_id,
            table.state_enu[:, :3],
            judged.warned,
            judged.incursion,
            judged.time_to_cross_s,
            judged.p_cross,
        )
    return log, launches, cpu_s


def figures_of(generator, runs):
    told = generator.score([log for log, _, _ in runs])
    inside = [one for _, launches, _ in runs for one in launches.inside]
    if inside:
        told["launches"] = len(inside)
        told["launch_in_ellipse"] = round(float(np.mean(inside)), 3)
        told["launch_major_m"] = round(float(np.median([m for _, launches, _ in runs for m in launches.major_m])), 1)
    return told


def crowd(count, seed):
    """A picture of so many objects within 5 km of a line."""
    noise = np.random.default_rng(seed)
    state = np.zeros((count, 6))
    state[:, 0], state[:, 1] = noise.uniform(0.0, 40_000.0, count), noise.uniform(-5_000.0, 5_000.0, count)
    state[:, 3:5] = noise.normal(0.0, 12.0, (count, 2))
    return TrackTable(
        track_id=np.arange(count, dtype=np.int64),
        state_enu=state,
        covariance_enu=np.tile(np.diag([400.0, 400.0, 900.0, 2.0, 2.0, 2.0]), (count, 1, 1)),
        existence=np.ones(count),
        status=np.ones(count, np.int8),
        transmitter_id=np.full(count, -1, np.int64),
        first_s=np.zeros(count),
        last_s=np.full(count, 1.0),
        sensors=np.ones((count, 2), np.bool_),
        class_probability=np.full((count, len(CLASSES)), 1.0 / len(CLASSES)),
        height_known=np.ones(count, np.bool_),
        group_size=np.ones(count, np.int64),
        flags=np.zeros(count, np.uint32),
        time_s=1.0,
    )


def speed(count):
    """CPU milliseconds of one picture, the median of 20, after the first."""
    east = np.arange(-5_000.0, 45_000.0, 100.0)
    watch = Watch(np.stack([east, 300.0 * np.sin(east / 900.0)], axis=1), 100.0)
    table, took_ms = crowd(count, 1), []
    for _ in range(21):
        began = time.process_time()
        watch.step(table)
        took_ms.append(1000.0 * (time.process_time() - began))
    return round(float(np.median(took_ms[1:])), 2)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=lambda text: [int(seed) for seed in text.split(",")], default=[1, 2, 3, 4, 5])
    parser.add_argument("--bias", type=float, default=0.0)
    parser.add_argument("--pd", type=float, default=0.85)
    parser.add_argument("--clutter", type=float, default=20.0)
    parser.add_argument("--each", action="store_true")
    options = parser.parse_args()
    generator = load_generator()
    if generator is not None:
        runs = []
        for seed in options.seeds:
            runs.append(run(generator, seed, options))
            if options.each:
                tell(case="warning", seed=seed, lindero=figures_of(generator, runs[-1:]))
        for name, value in figures_of(generator, runs).items():
            line = {"case": "warning", "seeds": options.seeds, "figure": name, "lindero": value}
            if name in BOUNDS:
                low, high = BOUNDS[name]
                line |= {"bounds": BOUNDS[name], "meets": low <= value <= high}
            tell(**line)
    for count in (100, 1_000, 10_000):
        tell(case="watch-speed", objects=count, lindero={"cpu_ms_per_picture": speed(count)})


if __name__ == "__main__":
    main()
