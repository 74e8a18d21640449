"""Fusion between nodes: honest errors on every topology, and two organisations against one that has all sensors.

    ./run bench fusion                           ANEES of two-way sharing, on a scenario of our own
    LINDERO_BENCH_SCENARIO=DIR ./run bench fusion [N] [SEEDS] [STEPS]
        and two organisations with two radars each on the scenario.py in DIR; N = 100, SEEDS = 1,2,3, STEPS = 120

Two organisations: the radars of one are biased by half of (1°, 40 m, 0.5°). Both share at 1 Hz; a message takes
0.2 s + Exp(0.3 s), one in twenty is lost, one in ten comes twice, and what comes in one second is shuffled. Figures are
for the worse side unless they say otherwise; GOSPA: c = 200 m, p = 2.
"""

import json
import math
import sys
import time
from heapq import heappop, heappush

import numpy as np
from airspace.world import load_scenario
from scipy.optimize import linear_sum_assignment

from lindero.analytics.airspace import Fuser, Scan, SensorModel, Tracker

TOPOLOGIES = {
    "pair": {0: (1,), 1: (0,)},
    "ring": {0: (1, 3), 1: (0, 2), 2: (1, 3), 3: (2, 0)},
    "mesh": {k: tuple(j for j in range(4) if j != k) for k in range(4)},
}
CHI_95 = 5.991
REACH_M = 200.0
SIGMA = np.array([8.0, math.radians(0.4), math.radians(0.8)])
PLACES = ((-3000.0, -2000.0, 10.0), (3000.0, -2000.0, 10.0), (3000.0, 2500.0, 10.0), (-3000.0, 2500.0, 10.0))


class Link:
    """Messages on their way to one node: late, lost, repeated and shuffled."""

    def __init__(self, seed, late_s=0.2, jitter_s=0.3, lost=0.05, twice=0.1):
        self.chance = np.random.default_rng([seed, 99])
        self.late_s, self.jitter_s, self.lost, self.twice = late_s, jitter_s, lost, twice
        self.waiting, self.count = [], 0

    def send(self, reports, now_s):
        for report in reports:
            if self.chance.random() < self.lost:
                continue
            for _ in range(2 if self.chance.random() < self.twice else 1):
                delay_s = self.late_s + self.chance.exponential(self.jitter_s)
                self.count += 1
                heappush(self.waiting, (now_s + delay_s, self.count, report))

    def arrived(self, now_s):
        found = []
        while self.waiting and self.waiting[0][0] <= now_s:
            found.append(heappop(self.waiting)[2])
        return [found[k] for k in self.chance.permutation(len(found))]


def drone_paths(count, seed, steps):
    """(steps + 1, count, 6) drones that turn and climb now and then."""
    noise = np.random.default_rng([seed, 1])
    place = np.stack(
        [noise.uniform(-3500, 3500, count), noise.uniform(-3500, 3500, count), noise.uniform(80, 400, count)], axis=1
    )
    heading, speed = noise.uniform(-math.pi, math.pi, count), noise.uniform(10, 25, count)
    turn, paths = np.zeros(count), np.zeros((steps + 1, count, 6))
    for k in range(steps + 1):
        velocity = np.stack([speed * np.cos(heading), speed * np.sin(heading), np.zeros(count)], axis=1)
        paths[k] = np.hstack([place, velocity])
        change = noise.random(count)
        turn = np.where(change < 0.05, noise.uniform(-0.15, 0.15, count), np.where(change > 0.85, 0.0, turn))
        heading, place = heading + turn, place + velocity
    return paths


def radar_scan(number, now, noise, time_s):
    """What one radar sees of the drones."""
    away = now[:, :3] - np.array(PLACES[number])
    distance = np.linalg.norm(away, axis=1)
    seen = noise.random(len(now)) < 0.9
    exact = np.stack([distance, np.arctan2(away[:, 1], away[:, 0]), np.arcsin(away[:, 2] / distance)], axis=1)[seen]
    return Scan(sensor_id=0, time_s=time_s, arrival_s=time_s, z=exact + noise.normal(size=exact.shape) * SIGMA)


def own_radar(number, bias_sigma):
    return SensorModel(
        sensor_id=0,
        kind="radar",
        position_enu_m=PLACES[number],
        sigma=SIGMA,
        max_range_m=12_000.0,
        detection_probability=0.9,
        clutter_per_scan=2.0,
        period_s=1.0,
        bias_sigma=bias_sigma,
    )


def errors_of(table, truth):
    """Normalised squared errors (3-D place) of the rows that lie on a drone, and how many rows lie on none."""
    gap = np.linalg.norm(table.state_enu[:, None, :3] - truth[None, :, :3], axis=2)
    rows, columns = linear_sum_assignment(np.minimum(gap, REACH_M))
    on = gap[rows, columns] < REACH_M
    away = table.state_enu[rows[on], :3] - truth[columns[on], :3]
    spread = table.covariance_enu[rows[on], :3, :3]
    return np.einsum("ni,nij,nj->n", away, np.linalg.inv(spread), away), len(table) - int(on.sum())


def sharing_case(name, seed, count=12, steps=60):
    """ANEES of the pictures of nodes with one radar each that share both ways, and how alike their numbers are."""
    topology, paths = TOPOLOGIES[name], drone_paths(count, seed, steps)
    nodes = {k: f"n{k}" for k in topology}
    trackers = {k: Tracker([own_radar(k, (0.0, 0.0, 0.0))]) for k in topology}
    fusers = {k: Fuser(node=nodes[k]) for k in topology}
    noises = {k: np.random.default_rng([seed, 2, k]) for k in topology}
    alone, fused, extra, rows = [], [], 0, 0
    for step in range(1, steps + 1):
        now_s = float(step)
        for k in topology:
            trackers[k].ingest(radar_scan(k, paths[step], noises[k], now_s))
            fusers[k].offer(trackers[k].tracks(now_s))
        for k, partners in topology.items():
            for partner in partners:
                fusers[partner].receive(fusers[k].outbox(nodes[partner], now_s))
        if step > 15:
            for k in topology:
                alone.append(errors_of(trackers[k].tracks(now_s), paths[step])[0])
                table = fusers[k].picture(now_s)
                found, left = errors_of(table, paths[step])
                fused.append(found)
                extra, rows = extra + left, rows + len(table)
    return {
        "anees": round(float(np.concatenate(fused).mean()) / 3.0, 3),
        "anees_of_one_node": round(float(np.concatenate(alone).mean()) / 3.0, 3),
        "extra_share": round(extra / rows, 4),
    }


def model_of(sensor):
    return SensorModel(
        sensor_id=sensor.sid,
        kind={"radar": "radar", "df": "bearing", "rid": "position"}[sensor.kind],
        position_enu_m=sensor.pos,
        sigma=sensor.sigma,
        max_range_m=sensor.rng,
        detection_probability=sensor.pd,
        clutter_per_scan=sensor.clutter,
        period_s=sensor.period,
        cooperative=sensor.kind == "rid",
    )


def scan_of(scan):
    return Scan(
        sensor_id=scan.sid,
        time_s=scan.t,
        arrival_s=scan.t_arr,
        z=scan.z,
        transmitter_id=scan.ids if scan.kind == "rid" else None,
    )


class Judge:
    """Scores one side's pictures."""

    def __init__(self, scenario, made):
        self.made, self.score = made, scenario.Scorer(made)
        self.numbers, self.inside, self.judged, self.twice, self.rows = {}, 0, 0, 0, 0
        self.spread = []

    def step(self, time_s, table, ids):
        numbers = [self.numbers.setdefault(int(number), len(self.numbers)) for number in ids]
        self.score.step(time_s, numbers, table.state_enu[:, :3])
        if time_s < 10.0 or not len(table):
            return {}
        place, alive = self.made.truth_at(time_s)
        truth = np.flatnonzero(alive)
        gap = np.linalg.norm(table.state_enu[:, None, :3] - place[None, truth], axis=2)
        rows, columns = linear_sum_assignment(np.minimum(gap, REACH_M))
        on = gap[rows, columns] < REACH_M
        rest = np.setdiff1d(np.arange(len(table)), rows[on])
        self.rows += len(table)
        taken = gap[np.ix_(rest, columns[on])]
        self.twice += int((taken < REACH_M).any(axis=1).sum()) if taken.size else 0
        drones = truth[columns[on]] < self.made.n_drones
        row, at = rows[on][drones], truth[columns[on]][drones]
        away = table.state_enu[row, :2] - place[at, :2]
        within = np.einsum("ni,nij,nj->n", away, np.linalg.inv(table.covariance_enu[row, :2, :2]), away) <= CHI_95
        self.inside, self.judged = self.inside + int(within.sum()), self.judged + len(row)
        return {int(o): int(ids[r]) for o, r in zip(at, row, strict=True)}

    def figures(self):
        result = self.score.result()
        return {
            "gospa_m": result["gospa"],
            "loc_rmse_m": result["loc_rmse"],
            "missed": result["missed_frac"],
            "false": result["false_per_target"],
            "id_switches": result["id_switches"],
            "ellipses": round(self.inside / max(1, self.judged), 3),
            "duplicates": round(self.twice / max(1, self.rows), 4),
        }


def run_central(scenario, made):
    """One tracker with every sensor."""
    tracker, judge, look = Tracker([model_of(s) for s in made.sensors]), Judge(scenario, made), 1
    for scan in sorted(made.scans, key=lambda scan: scan.t_arr):
        while look <= scan.t_arr:
            table = tracker.tracks(float(look))
            judge.step(float(look), table, table.track_id)
            look += 1
        tracker.ingest(scan_of(scan))
    return judge.figures()


def sides_of(made, split):
    """Which side has each sensor."""
    radars = [s.sid for s in made.sensors if s.kind == "radar"]
    of = {sid: (k % 2 if split == "mixed" else k * 2 // len(radars)) for k, sid in enumerate(radars)}
    rest = [s for s in made.sensors if s.kind != "radar"]
    for kind in ("df", "rid"):
        of |= {s.sid: k % 2 for k, s in enumerate(s for s in rest if s.kind == kind)}
    return of


def run_sides(scenario, count, seed, steps, sensors, split, bias):
    """Two organisations, the second with biased radars."""
    made = scenario.make_scenario(count, seed, steps, sensors)
    off = scenario.make_scenario(count, seed, steps, sensors, bias=bias)
    of = sides_of(made, split)
    scans = sorted(
        [s for s in made.scans if of[s.sid] == 0] + [s for s in off.scans if of[s.sid] == 1], key=lambda s: s.t_arr
    )
    trackers = [Tracker([model_of(s) for s in made.sensors if of[s.sid] == k]) for k in (0, 1)]
    names = ("mx.sedena", "us.cbp")
    fusers, judges = [Fuser(node=name) for name in names], [Judge(scenario, made) for _ in names]
    links, look, cpu_s, same, both, next_scan = [Link(2 * seed), Link(2 * seed + 1)], 1, 0.0, 0, 0, 0
    while look < steps:
        while next_scan < len(scans) and scans[next_scan].t_arr <= look:
            trackers[of[scans[next_scan].sid]].ingest(scan_of(scans[next_scan]))
            next_scan += 1
        began = time.process_time()
        shown = []
        for k in (0, 1):
            table = trackers[k].tracks(float(look))
            fusers[k].offer(table)
            fusers[k].receive(links[k].arrived(float(look)))
            links[1 - k].send(fusers[k].outbox(names[1 - k], float(look)), float(look))
            picture = fusers[k].picture(float(look))
            cpu_s += time.process_time() - began
            shown.append(judges[k].step(float(look), picture, picture.system_id))
            began = time.process_time()
        common = shown[0].keys() & shown[1].keys()
        both, same = both + len(common), same + sum(shown[0][o] == shown[1][o] for o in common)
        look += 1
    return {
        "a": judges[0].figures(),
        "b": judges[1].figures(),
        "same_number": round(same / max(1, both), 4),
        "fusion_cpu_ms_per_step": round(1000.0 * cpu_s / (2 * steps), 1),
    }


def organisations_case(scenario, count, seed, steps, sensors, split):
    central = run_central(scenario, scenario.make_scenario(count, seed, steps, sensors))
    found = run_sides(scenario, count, seed, steps, sensors, split, bias=0.5)
    ratio = max(found[side]["gospa_m"] for side in "ab") / central["gospa_m"]
    return {"gospa_ratio": round(ratio, 3), **found}, central


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seeds = [int(seed) for seed in (sys.argv[2] if len(sys.argv) > 2 else "1,2,3").split(",")]
    steps = int(sys.argv[3]) if len(sys.argv) > 3 else 120
    for name in TOPOLOGIES:
        for seed in seeds:
            print(
                json.dumps({"case": "sharing", "topology": name, "seed": seed, "lindero": sharing_case(name, seed)}),
                flush=True,
            )
    scenario = load_scenario()
    if scenario is None:
        return
    for sensors in ("radar+rid", "radar"):
        for seed in seeds:
            found, central = organisations_case(scenario, count, seed, steps, sensors, "mixed")
            line = {"case": "organisations", "sensors": sensors, "targets": count, "seed": seed}
            print(json.dumps({**line, "lindero": found, "central": central}), flush=True)


if __name__ == "__main__":
    main()
