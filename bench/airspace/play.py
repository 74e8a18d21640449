"""One tracker through one feed, scored at whole seconds, in CPU seconds."""

import hashlib
import time

import numpy as np
from scipy.spatial import cKDTree

from lindero.analytics.airspace import Tracker

INSIDE_2D, INSIDE_3D = 5.991, 7.815
"""95 % quantile of chi-square, 2 and 3 degrees of freedom."""

NEAR_M = 200.0


class Ellipses:
    """Which share of the true places lies in the 95 % ellipse of the nearest track."""

    def __init__(self, made, warm_s):
        self._made, self._warm_s = made, warm_s
        self.flat, self.solid = [], []

    def step(self, t, table, places):
        if t < self._warm_s or not len(places):
            return
        true, alive = self._made.truth_at(t)
        true = true[: self._made.n_drones][alive[: self._made.n_drones]]
        if not len(true):
            return
        distance, nearest = cKDTree(places).query(true, distance_upper_bound=NEAR_M)
        _, back = cKDTree(true).query(places)
        for d in np.flatnonzero(np.isfinite(distance)):
            if back[nearest[d]] == d:
                gap, spread = places[nearest[d]] - true[d], table[nearest[d]]
                self.flat.append(gap[:2] @ np.linalg.solve(spread[:2, :2], gap[:2]) < INSIDE_2D)
                self.solid.append(gap @ np.linalg.solve(spread, gap) < INSIDE_3D)


def play(scenario, made, models, feed, *, warm_s=10.0, home=None, epoch_s=0.0, looks_between=False, tracker=None):
    """Figures of one run.

    Args:
        scenario: Module with Scorer.
        made: Its scenario.
        models: The sensors.
        feed: (clock, scan), in the order they are given to the tracker.
        warm_s: From when on to score.
        home: From the tracker's places and axes to the scenario's: (places, turn of covariances), or None.
        epoch_s: Time of the scenario's zero.
        looks_between: Whether to look after every scan, too.
        tracker: One to use; a new one by default.
    """
    tracker = Tracker(models) if tracker is None else tracker
    score, ellipses = scenario.Scorer(made, warm=warm_s), Ellipses(made, warm_s)
    reports, cpu_s, look, numbers, digest = 0, 0.0, 1.0, {}, hashlib.sha256()
    end = made.params["steps"]
    began = time.process_time()
    for clock, scan in feed:
        while look + epoch_s <= clock and look < end:
            table = tracker.tracks(look + epoch_s)
            cpu_s += time.process_time() - began
            digest.update(table.track_id.tobytes() + table.state_enu.tobytes() + table.covariance_enu.tobytes())
            places, spread = table.state_enu[:, :3], table.covariance_enu[:, :3, :3]
            if home is not None:
                places, spread = home(places, spread)
            score.step(look, [numbers.setdefault(int(t), len(numbers)) for t in table.track_id], places)
            ellipses.step(look, spread, places)
            look += 1.0
            began = time.process_time()
        tracker.ingest(scan)
        if looks_between:
            tracker.tracks(scan.time_s)
        reports += len(scan.z)
    cpu_s += time.process_time() - began
    figures = score.result()
    return {
        "gospa_m": figures["gospa"],
        "loc_rmse_m": figures["loc_rmse"],
        "missed_share": figures["missed_frac"],
        "false_per_target": figures["false_per_target"],
        "id_switches": figures["id_switches"],
        "switches_per_target_min": figures["switches_per_target_min"],
        "in_ellipse_2d": round(float(np.mean(ellipses.flat)), 4) if ellipses.flat else None,
        "in_ellipse_3d": round(float(np.mean(ellipses.solid)), 4) if ellipses.solid else None,
        "measurements": reports,
        "cpu_s": round(cpu_s, 3),
        "measurements_per_cpu_s": round(reports / cpu_s),
        "bits": digest.hexdigest()[:16],
    }
