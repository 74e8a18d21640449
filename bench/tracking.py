"""Tracking: accuracy and speed, in CPU seconds, one JSON line a case. One thread.

    ./run bench tracking                                a scenario of our own: crossing drones, clutter, two radars
    LINDERO_BENCH_SCENARIO=DIR ./run bench tracking     every case, on the scenario.py in DIR (make_scenario, Scorer)
        [CASE ...]          only these (a name, or its beginning); --list names them with their bounds
        [--targets N]       instead of the case's own number
        [--seeds 1,2,3,4,5] [--steps 120]
        [--each]            a line per seed, too
        [--baseline]        Stone Soup (DIR/baseline_stonesoup.py) on the same seeds, in the same run, in an
                            environment of its own: minutes per seed
    CASE load-N[-all]       speed and memory at N objects; load-start: a warm start
    CASE real-gps, real-remote-id   recordings of the folder LINDERO_DATA

Compilation is apart: the first, unmeasured case compiles. GOSPA: c = 200 m, p = 2, drones only. `in_ellipse_2d` is the
share of true places inside the 95 % ellipse of their track. `meets` says of each bound whether the figure keeps it.
"""

import argparse
import json
import os
import sys
import time

import numpy as np
from airspace.cases import CASES, holds, run_case
from airspace.load import load, load_apart, warm_start
from airspace.own import own_case
from airspace.real import follow_gps_log, follow_remote_id
from airspace.stonesoup import stone_soup
from airspace.world import load_scenario

LOADS = (50, 100, 1000, 10_000)
SPEEDUP = 1000
SUMMED = ("id_switches", "cpu_s", "measurements")
TIMES_BASELINE = {"radar": 1.00, "all": 0.98}
COMPARED = {
    "radar-50": ("radar",),
    "radar-100": ("radar",),
    "all-50": ("all", "radar+rid"),
    "all-100": ("all", "radar+rid"),
}


def mean_of(runs):
    """One figure of several seeds: sums of counts, means of the rest."""
    told = {}
    for name, value in runs[0].items():
        if name == "bits" or value is None:
            continue
        values = [run[name] for run in runs]
        told[name] = round(sum(values), 3) if name in SUMMED else round(float(np.mean(values)), 4)
    if "measurements" in told:
        told["measurements_per_cpu_s"] = round(told["measurements"] / told["cpu_s"])
    return told


def tell(**line):
    print(json.dumps(line), flush=True)


def run_named(scenario, name, options):
    """One case over its seeds, with the comparator if asked."""
    case, runs = CASES[name], []
    for seed in options.seeds:
        runs.append(run_case(scenario, case, options.targets, seed, options.steps))
        if options.each:
            tell(case=name, seed=seed, lindero=runs[-1])
    ours = mean_of(runs)
    line = {"case": name, "seeds": options.seeds, "steps": options.steps, "lindero": ours}
    if options.targets:
        line["targets"] = options.targets
    elif case.bounds:
        line |= {"bounds": case.bounds, "meets": holds(case.bounds, ours)}
    if options.baseline and name in COMPARED:
        line |= beside_stone_soup(name, case, options, ours)
    tell(**line)


def beside_stone_soup(name, case, options, ours):
    """Stone Soup's figures on the same seeds, and whether ours keep what is asked against them."""
    targets, told, best = options.targets or case.make.get("targets", 100), {}, None
    for sensors in COMPARED[name]:
        runs = [stone_soup(targets, seed, options.steps, sensors) for seed in options.seeds]
        measured = [round(run["cpu_s"] * run["measurements_per_cpu_s"]) for run in runs]
        figures = mean_of([run | {"measurements": m} for run, m in zip(runs, measured, strict=True)])
        told[sensors] = figures
        best = figures["gospa_m"] if best is None else min(best, figures["gospa_m"])
    first = told[COMPARED[name][0]]
    versus = {
        "speedup": round(ours["measurements_per_cpu_s"] / first["measurements_per_cpu_s"]),
        "gospa_ratio": round(ours["gospa_m"] / best, 3),
        "id_switches": [ours["id_switches"], first["id_switches"]],
    }
    kept = {
        "speedup": versus["speedup"] >= SPEEDUP,
        "gospa_ratio": versus["gospa_ratio"] <= TIMES_BASELINE[COMPARED[name][0]],
    }
    return {"stonesoup": told, "versus": versus, "meets_versus": kept}


def run_load(name, options):
    """Speed at a number of objects, or a warm start."""
    if name == "load-start":
        told = warm_start()
        tell(case=name, lindero=told, bounds={"wall_s": 3.0}, meets={"wall_s": told["wall_s"] <= 3.0})
        return
    words = name.split("-")
    targets, sensors = int(words[1]), "all" if words[-1] == "all" else "radar"
    told = load_apart(targets, options.seeds[0], min(options.steps, 120 if targets <= 1000 else 40), sensors)
    bounds = {"measurements_per_cpu_s": (200_000, 1e12)}
    if targets == 10_000:
        bounds |= {"core_share": 0.10, "second_p99_ms": 50.0, "rss_mb": 500}
    tell(case=name, lindero=told, bounds=bounds, meets=holds(bounds, told))


def run_real(name):
    """A recording: one object is right."""
    folder = os.environ.get("LINDERO_DATA")
    if not folder:
        tell(case=name, skipped="LINDERO_DATA names no folder")
        return
    told = follow_gps_log(folder, 1) if name == "real-gps" else follow_remote_id(folder)
    tell(case=name, lindero=told, bounds={"objects": 1}, meets={"objects": told["objects"] == 1})


def all_names():
    """Every case, in the order they are run."""
    loads = [f"load-{n}{end}" for n in LOADS for end in ("", "-all")]
    return [*CASES, *loads, "load-start", "real-gps", "real-remote-id"]


def options_of(words):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*")
    parser.add_argument("--targets", type=int)
    parser.add_argument("--seeds", type=lambda text: [int(seed) for seed in text.split(",")], default=[1, 2, 3, 4, 5])
    parser.add_argument("--steps", type=int, default=120)
    parser.add_argument("--each", action="store_true")
    parser.add_argument("--baseline", action="store_true")
    parser.add_argument("--list", action="store_true")
    return parser.parse_args(words)


def main():
    if sys.argv[1:2] == ["--load-here"]:
        print(json.dumps(load(load_scenario(), *json.loads(sys.argv[2]))))
        return
    options, scenario = options_of(sys.argv[1:]), load_scenario()
    names = [name for name in all_names() if not options.cases or any(name.startswith(c) for c in options.cases)]
    if options.list:
        for name in names:
            tell(case=name, bounds=CASES[name].bounds if name in CASES else {})
        return
    began = time.process_time()
    own_case(5, 0, 12)
    tell(case="compile", lindero={"cpu_s": round(time.process_time() - began, 1)})
    if scenario is None:
        for seed in options.seeds:
            tell(
                case="own",
                targets=options.targets or 20,
                seed=seed,
                lindero=own_case(options.targets or 20, seed, options.steps),
            )
        return
    for name in names:
        if name in CASES:
            run_named(scenario, name, options)
        elif name.startswith("real"):
            run_real(name)
        else:
            run_load(name, options)


if __name__ == "__main__":
    main()
