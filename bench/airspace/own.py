"""A scenario of our own, for where nobody else's is at hand: crossing drones, clutter, two radars."""

import math
import time

import numpy as np
from scipy.optimize import linear_sum_assignment

from lindero.analytics.airspace import Scan, SensorModel, Tracker

CUTOFF_M = 200.0
SIGMA = np.array([8.0, math.radians(0.4), math.radians(0.8)])
RADARS = ((-4000.0, 0.0, 10.0), (4000.0, 0.0, 10.0))
REACH_M = 9000.0
CLUTTER = 20.0


def own_truth(count, seed):
    """Drones that fly straight through the field, (count, 3) place and velocity."""
    noise = np.random.default_rng([seed, 1])
    place = np.stack(
        [noise.uniform(-7000, 7000, count), noise.uniform(-5000, 5000, count), noise.uniform(60, 400, count)], axis=1
    )
    heading, speed = noise.uniform(-math.pi, math.pi, count), noise.uniform(10, 28, count)
    return place, np.stack([speed * np.cos(heading), speed * np.sin(heading), np.zeros(count)], axis=1)


def own_scans(count, seed, steps):
    """Scans of both radars in time order, with misses and false reports."""
    place, velocity = own_truth(count, seed)
    scans = []
    for number, origin in enumerate(RADARS):
        noise = np.random.default_rng([seed, 2, number])
        for t in np.arange(steps) + 0.5 * number:
            away = place + velocity * t - np.array(origin)
            distance = np.linalg.norm(away, axis=1)
            seen = away[(distance < REACH_M) & (noise.random(count) < 0.9)]
            length = np.linalg.norm(seen, axis=1)
            exact = np.stack(
                [length, np.arctan2(seen[:, 1], seen[:, 0]), np.arcsin(seen[:, 2] / np.maximum(length, 1e-9))], axis=1
            )
            false = noise.poisson(CLUTTER)
            clutter = np.stack(
                [
                    REACH_M * np.sqrt(noise.random(false)),
                    noise.uniform(-math.pi, math.pi, false),
                    np.radians(noise.uniform(0, 8, false)),
                ],
                axis=1,
            )
            z = np.concatenate([exact + noise.normal(size=exact.shape) * SIGMA, clutter])
            scans.append(Scan(sensor_id=number, time_s=float(t), arrival_s=float(t) + 0.2, z=z))
    return sorted(scans, key=lambda scan: scan.arrival_s)


def gospa(truth, tracks):
    """GOSPA (alpha = 2, p = 2) of two sets of places."""
    if not len(truth) or not len(tracks):
        return math.sqrt(CUTOFF_M**2 / 2 * (len(truth) + len(tracks)))
    gap = np.linalg.norm(truth[:, None] - tracks[None], axis=2)
    cost = np.minimum(gap, CUTOFF_M) ** 2
    rows, columns = linear_sum_assignment(cost)
    near = gap[rows, columns] < CUTOFF_M
    unmatched = len(truth) + len(tracks) - 2 * int(near.sum())
    return math.sqrt(float(cost[rows, columns][near].sum()) + CUTOFF_M**2 / 2 * unmatched)


def own_case(count, seed, steps):
    """Figures on the scenario of our own."""
    models = [
        SensorModel(
            sensor_id=number,
            kind="radar",
            position_enu_m=origin,
            sigma=SIGMA,
            max_range_m=REACH_M,
            detection_probability=0.9,
            clutter_per_scan=CLUTTER,
            period_s=1.0,
        )
        for number, origin in enumerate(RADARS)
    ]
    place, velocity = own_truth(count, seed)
    tracker, scores, reports, cpu_s, look = Tracker(models), [], 0, 0.0, 1.0
    for scan in own_scans(count, seed, steps):
        while look <= scan.arrival_s:
            began = time.process_time()
            table = tracker.tracks(look)
            cpu_s += time.process_time() - began
            now = place + velocity * look
            covered = np.min([np.linalg.norm(now - np.array(r), axis=1) for r in RADARS], axis=0) < REACH_M - 300.0
            if look >= 10.0:
                scores.append(gospa(now[covered], table.state_enu[:, :3]))
            look += 1.0
        began = time.process_time()
        tracker.ingest(scan)
        cpu_s += time.process_time() - began
        reports += len(scan.z)
    return {"gospa_m": round(float(np.mean(scores)), 1), "measurements_per_cpu_s": round(reports / cpu_s)}
