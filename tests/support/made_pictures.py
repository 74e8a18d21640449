"""Pictures made by hand: a `TrackTable` of objects whose states are given."""

import numpy as np

from lindero.analytics.airspace import CLASSES, TrackTable

SPREAD = np.diag([100.0, 100.0, 400.0, 1.0, 1.0, 1.0])
"""10 m and 1 m/s of 1-sigma, 20 m up."""


def picture(*tracks, at=0.0, first=0.0, last=None, status=1, covariance=SPREAD, sensors=2):
    """(track id, x, y, vx, vy) each, [m] and [m/s], seen last at `last` (default: now) [s]."""
    tracks = sorted(tracks)
    count = len(tracks)
    return TrackTable(
        track_id=np.array([track[0] for track in tracks], np.int64),
        state_enu=np.array([[x, y, 100.0, vx, vy, 0.0] for _, x, y, vx, vy in tracks], float).reshape(-1, 6),
        covariance_enu=np.tile(covariance, (count, 1, 1)),
        existence=np.ones(count),
        status=np.full(count, status, np.int8),
        transmitter_id=np.full(count, -1, np.int64),
        first_s=np.full(count, first),
        last_s=np.full(count, at if last is None else last),
        sensors=np.tile(np.arange(2) < sensors, (count, 1)),
        class_probability=np.full((count, len(CLASSES)), 1.0 / len(CLASSES)),
        height_known=np.ones(count, np.bool_),
        group_size=np.ones(count, np.int64),
        flags=np.zeros(count, np.uint32),
        time_s=at,
    )
