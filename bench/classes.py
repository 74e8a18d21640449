"""Classes: what is said of drones, birds, balloons, aircraft and vehicles after 20 and 40 s. One JSON line a case.

    LINDERO_BENCH_SCENARIO=DIR ./run bench classes     the gen_class.py in DIR (class_scenario, score)
        [CASE ...]                only these: public, no-wind, no-rcs, no-df, clutter
        [--seeds 1,2,3,4,5]       or a range, 1-40
        [--fit]                   instead: the exponents of classification/posterior.py from these seeds, to look at;
                                  nothing is written. Fit on some seeds, then measure on others.

One row per object and age of its track, as gen_class.score counts them; a track belongs to the object that it is
nearest to, within 150 m, one to one. Wind is told as the scenario reports it, with a sigma of 20 % of it. All of
this is simulated: no labelled field recordings were at hand.
"""

import argparse
import importlib.util
import json
import math
import os
import sys
import time
from pathlib import Path

import numpy as np
from airspace.world import load_scenario, models_of
from scipy.optimize import linear_sum_assignment
from scipy.special import logsumexp

from lindero.analytics.airspace import CLASSES, Scan, Tracker
from lindero.analytics.airspace.classification.classes import PRIOR
from lindero.analytics.airspace.classification.posterior import CHANNELS, WEIGHTS

AGES_S = (20, 40)
NEAR_M = 150.0
WIND_ERROR = 0.2
CASES = {
    "public": {},
    "no-wind": {"wind": False},
    "no-rcs": {"rcs": False},
    "no-df": {"df": False},
    "clutter": {"clutter": 60.0},
}
AT_LEAST = {"drone_recall": (0.85, 0.90), "silent_drone_recall": (0.78, 0.83)}
AT_MOST = {"balloon_as_drone": (0.08, 0.03), "bird_as_drone": (0.20, 0.15), "ece": (0.12, 0.10)}


def load_generator():
    """The module gen_class.py beside scenario.py."""
    if load_scenario() is None:
        sys.exit("LINDERO_BENCH_SCENARIO names no folder: this benchmark reads gen_class.py from it")
    path = Path(os.environ["LINDERO_BENCH_SCENARIO"]) / "gen_class.py"
    spec = importlib.util.spec_from_file_location("gen_class", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def seeds_of(text):
    """1,2,3 or 1-40."""
    first, dash, last = text.partition("-")
    return list(range(int(first), int(last) + 1)) if dash else [int(seed) for seed in text.split(",")]


def pairs_of(made, table, look_s):
    """Object and row of the table, one to one, within NEAR_M."""
    place, _ = made.truth_at(look_s)
    gap = np.linalg.norm(place[:, None] - table.state_enu[None, :, :3], axis=2)
    rows, columns = linear_sum_assignment(np.minimum(gap, NEAR_M))
    return [(a, b) for a, b in zip(rows, columns, strict=True) if gap[a, b] < NEAR_M]


def follow(generator, seed, wind=True, **changes):
    """(kind, class, emits, age, probability, evidence) of every object and age of one seed; CPU seconds; reports."""
    made = generator.class_scenario(seed, **changes)
    tracker, rows, done, look_s, cpu_s, reports = Tracker(models_of(made)), [], set(), 1.0, 0.0, 0
    if wind:
        east, north = (float(value) for value in made.wind_report)
        tracker.set_wind(east, north, WIND_ERROR * math.hypot(east, north))
    for scan in sorted(made.scans, key=lambda s: s.t_arr):
        began = time.process_time()
        while look_s <= scan.t_arr:
            table = tracker.tracks(look_s)
            cpu_s += time.process_time() - began
            for a, b in pairs_of(made, table, look_s) if len(table) else []:
                for age in AGES_S:
                    if look_s - table.first_s[b] >= age and (a, age) not in done:
                        done.add((a, age))
                        told = (made.kind[a], made.cls[a], made.emits[a], age, table.class_probability[b])
                        rows.append((*told, table.class_evidence[b]))
            look_s += 1.0
            began = time.process_time()
        tracker.ingest(Scan(sensor_id=scan.sid, time_s=scan.t, arrival_s=scan.t_arr, z=scan.z, rcs_dbsm=scan.rcs))
        cpu_s += time.process_time() - began
        reports += len(scan.z)
    return rows, cpu_s, reports


def met(figures):
    """Of each bound, whether both ages keep it."""
    held = {}
    for name, bounds in AT_LEAST.items():
        held[name] = all(figures[age][name] >= bound for age, bound in zip(AGES_S, bounds, strict=True))
    for name, bounds in AT_MOST.items():
        held[name] = all(figures[age][name] <= bound for age, bound in zip(AGES_S, bounds, strict=True))
    return held


def measure(generator, case, seeds):
    """Figures of one case over the seeds."""
    rows, cpu_s, reports = [], 0.0, 0
    for seed in seeds:
        more, spent_s, count = follow(generator, seed, **CASES[case])
        rows, cpu_s, reports = rows + more, cpu_s + spent_s, reports + count
    figures = generator.score([row[:5] for row in rows])
    speed = {"measurements_per_cpu_s": round(reports / cpu_s)}
    line = {"case": case, "seeds": seeds, "lindero": {f"at_{age}_s": figures[age] for age in AGES_S} | speed}
    return line | ({"meets": met(figures)} if case == "public" else {})


def fit(generator, seeds):
    """Exponents of least log loss on a grid, from the rows of the seeds.

    An exponent other than the one in use is applied to the mixture as a whole: near it, the same.
    """
    rows = [row for seed in seeds for row in follow(generator, seed)[0]]
    truth = np.array([row[1] for row in rows])
    told = np.array([row[5] for row in rows]) / WEIGHTS[None, :, None]
    print(json.dumps({"case": "fit", "seeds": seeds, "tracks": len(rows), "log_loss": loss(told, truth, WEIGHTS)}))
    best = WEIGHTS.copy()
    for _ in range(2):
        for k in range(len(CHANNELS) - 1):
            tried = [np.where(np.arange(len(CHANNELS)) == k, w, best) for w in np.arange(0.2, 1.05, 0.1)]
            best = min(tried, key=lambda weights: loss(told, truth, weights))
    print(
        json.dumps(
            {"case": "fit", "weights": dict(zip(CHANNELS, best.round(2).tolist(), strict=True))}
            | {"log_loss": loss(told, truth, best)}
        )
    )


def loss(told, truth, weights):
    """Mean log loss of the true class when each kind of evidence has these exponents."""
    total = np.log(PRIOR) + np.einsum("k,nkc->nc", weights, told)
    return round(float(-np.mean((total - logsumexp(total, axis=1, keepdims=True))[np.arange(len(truth)), truth])), 4)


def main():
    parser = argparse.ArgumentParser(description=f"classes: {', '.join(CLASSES)}")
    parser.add_argument("cases", nargs="*", metavar="CASE")
    parser.add_argument("--seeds", default="1,2,3,4,5")
    parser.add_argument("--fit", action="store_true")
    asked = parser.parse_args()
    generator, seeds = load_generator(), seeds_of(asked.seeds)
    if asked.fit:
        fit(generator, seeds)
        return
    for case in asked.cases or CASES:
        print(json.dumps(measure(generator, case, seeds)), flush=True)


if __name__ == "__main__":
    main()
