"""Tables as a tracker makes them, and nodes that filter what they measure with Kalman's equations alone."""

import numpy as np

from lindero.analytics.airspace import CLASSES, TrackTable

STEP = np.eye(6) + np.diag(np.ones(3), 3)
NOISE = np.zeros((6, 6))
for _axis in range(3):
    NOISE[_axis, _axis], NOISE[_axis + 3, _axis + 3] = 1.0 / 3.0, 1.0
    NOISE[_axis, _axis + 3] = NOISE[_axis + 3, _axis] = 0.5
MEASURED = np.eye(3, 6)


def table(time_s, rows, first_s=None, **fields):
    """A table of rows {track_id: (state, covariance)}."""
    ids = sorted(rows)
    count = len(ids)
    first = first_s or {}
    whole = {
        "track_id": np.array(ids, dtype=np.int64),
        "state_enu": np.array([rows[i][0] for i in ids], dtype=np.float64).reshape(count, 6),
        "covariance_enu": np.array([rows[i][1] for i in ids], dtype=np.float64).reshape(count, 6, 6),
        "existence": np.full(count, 0.99),
        "status": np.ones(count, dtype=np.int8),
        "transmitter_id": np.full(count, -1, dtype=np.int64),
        "first_s": np.array([first.get(i, 0.0) for i in ids]),
        "last_s": np.full(count, float(time_s)),
        "sensors": np.ones((count, 1), dtype=np.bool_),
        "class_probability": np.full((count, len(CLASSES)), 1.0 / len(CLASSES)),
        "height_known": np.ones(count, dtype=np.bool_),
        "group_size": np.ones(count, dtype=np.int64),
        "flags": np.zeros(count, dtype=np.uint32),
        "time_s": float(time_s),
    }
    return TrackTable(**(whole | fields))


def spread(place_m=10.0, speed_mps=2.0):
    """A covariance without a direction."""
    return np.diag([place_m**2] * 3 + [speed_mps**2] * 3)


class FilterNode:
    """One node: a Kalman filter for each object, told which report is whose."""

    def __init__(self, sigma_m, seed):
        self.sigma_m = np.array(sigma_m)
        self.noise = np.random.default_rng(seed)
        self.state, self.covariance = None, None

    def observe(self, truth):
        """One look at all objects, (n, 6), one second after the last."""
        z = truth[:, :3] + self.noise.normal(size=(len(truth), 3)) * self.sigma_m
        if self.state is None:
            self.state = np.hstack([z, np.zeros((len(z), 3))])
            self.covariance = np.diag([*self.sigma_m**2, 900.0, 900.0, 900.0])
            return
        predicted = STEP @ self.covariance @ STEP.T + NOISE
        gain = predicted @ MEASURED.T @ np.linalg.inv(MEASURED @ predicted @ MEASURED.T + np.diag(self.sigma_m**2))
        self.state = self.state @ STEP.T
        self.state += (z - self.state[:, :3]) @ gain.T
        self.covariance = predicted - gain @ MEASURED @ predicted

    def table(self, time_s, offset=0):
        """Its picture; tracks are numbered from `offset`."""
        return table(time_s, {offset + k: (x, self.covariance) for k, x in enumerate(self.state)})


def wandering(count, steps, seed, apart_m=900.0):
    """(steps, count, 6) objects that accelerate at random, far apart at first."""
    noise = np.random.default_rng(seed)
    root = np.linalg.cholesky(NOISE)
    side = int(np.ceil(np.sqrt(count)))
    state = np.zeros((count, 6))
    for k in range(count):
        state[k, :2] = np.array([k % side, k // side]) * apart_m
    state[:, 2] = 200.0
    state[:, 3:5] = noise.normal(size=(count, 2)) * 8.0
    paths = np.zeros((steps, count, 6))
    for step in range(steps):
        paths[step] = state
        state = state @ STEP.T + noise.normal(size=state.shape) @ root.T
    return paths
