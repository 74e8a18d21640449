"""Where radars look, and how low."""

import math

import numpy as np
import pytest

from lindero.analytics.airspace import SensorModel
from lindero.analytics.airspace.coverage.lowest import cells_around, lowest_heights_m

CELLS = np.array([[1000.0, 0.0], [0.0, 5000.0], [-8900.0, 0.0], [12_000.0, 0.0]])


def sensor(kind="radar", **changes):
    fields = {
        "sensor_id": 1,
        "kind": kind,
        "position_enu_m": (0.0, 0.0, 20.0),
        "sigma": (8.0, 0.01, 0.01) if kind == "radar" else (10.0, 10.0, 20.0),
        "max_range_m": 9000.0,
        "detection_probability": 0.9,
        "clutter_per_scan": 1.0,
        "period_s": 1.0,
    }
    return SensorModel(**(fields | changes))


def test_within_range_the_horizontal_plane_and_the_earths_curve_are_the_limit():
    heights = lowest_heights_m([sensor()], CELLS)
    bulge = CELLS[:3].__abs__().sum(axis=1) ** 2 / (2.0 * 4.0 / 3.0 * 6_371_000.0)
    assert heights[:3] == pytest.approx(20.0 + bulge)
    assert math.isinf(heights[3])


def test_a_hill_raises_what_is_seen_behind_it():
    hill = [(0.0, 0.1), (0.5, 0.0), (math.pi, 0.0), (-0.5, 0.0)]
    behind, beside = lowest_heights_m([sensor(horizon_rad=hill)], CELLS)[:2]
    assert behind == pytest.approx(20.0 + 1000.0 * math.tan(0.1), rel=1e-3)
    assert beside < 25.0


def test_the_lowest_of_several_radars_counts():
    high = sensor(elevation_rad=(0.05, 1.0))
    low = sensor(sensor_id=2, position_enu_m=(1000.0, 300.0, 30.0))
    both = lowest_heights_m([high, low], CELLS)
    assert both.tolist() == np.minimum(lowest_heights_m([high], CELLS), lowest_heights_m([low], CELLS)).tolist()
    assert both[0] < lowest_heights_m([high], CELLS)[0]


def test_a_larger_object_is_seen_farther():
    assert math.isfinite(lowest_heights_m([sensor()], CELLS, rcs_dbsm=0.0)[3])
    assert math.isinf(lowest_heights_m([sensor()], CELLS, rcs_dbsm=-30.0)[2])


def test_receivers_and_sectors_that_look_away_cover_nothing():
    assert np.all(np.isinf(lowest_heights_m([sensor("position", cooperative=True)], CELLS)))
    assert np.isfinite(lowest_heights_m([sensor(azimuth_rad=(-0.2, 0.2))], CELLS)).tolist() == [
        True,
        False,
        False,
        False,
    ]


def test_cells_are_those_of_one_grid_whatever_the_order():
    places, reaches = [(120.0, 80.0), (2500.0, -900.0)], [3000.0, 1500.0]
    cells = cells_around(places, reaches, 500.0)
    assert cells.tolist() == cells_around(places[::-1], reaches[::-1], 500.0).tolist()
    assert np.all(np.mod(cells - 250.0, 500.0) == 0.0)
    assert len(cells) == len(np.unique(cells, axis=0))
