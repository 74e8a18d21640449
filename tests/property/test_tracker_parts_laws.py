"""Laws of the tracker's parts against independent answers: assignment, frames, grouping."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.optimize import linear_sum_assignment

from lindero.analytics.airspace import Frame
from lindero.analytics.airspace.tracking.assignment import assign, components
from lindero.analytics.jit import kernel


@kernel
def choose(track, report, score, tracks, reports):
    return assign(track, report, score, components(track, report, tracks, reports), tracks, reports)


SCORES = hnp.arrays(
    np.float64, st.tuples(st.integers(1, 7), st.integers(1, 7)), elements=st.floats(-5.0, 20.0, allow_nan=False)
)


@settings(max_examples=150, deadline=None)
@given(score=SCORES, kept=st.integers(0, 2**49 - 1))
def test_the_choice_of_reports_has_the_greatest_total_score(score, kept):
    tracks, reports = score.shape
    mask = np.array([kept >> bit & 1 for bit in range(score.size)], bool).reshape(score.shape)
    track, report = np.nonzero(mask)
    chosen = choose(track, report, score[mask], tracks, reports)
    taken = [(i, j) for i, j in enumerate(chosen.tolist()) if j >= 0]
    assert len({j for _, j in taken}) == len(taken)
    assert all(mask[i, j] and score[i, j] > 0.0 for i, j in taken)
    gain = np.where(mask, np.maximum(score, 0.0), 0.0)
    rows, columns = linear_sum_assignment(-gain)
    assert math.isclose(sum(score[i, j] for i, j in taken), gain[rows, columns].sum(), abs_tol=1e-9)


LATITUDE, LONGITUDE = st.floats(24.0, 34.0), st.floats(-118.0, -96.0)


@settings(max_examples=100, deadline=None)
@given(
    lat=LATITUDE, lon=LONGITUDE, north=st.floats(-0.3, 0.3), east=st.floats(-0.3, 0.3), height=st.floats(-100.0, 5000.0)
)
def test_a_frame_takes_any_position_there_and_back(lat, lon, north, east, height):
    frame = Frame(latitude_deg=lat, longitude_deg=lon, height_hae_m=1000.0)
    back = frame.wgs84_from_enu(frame.enu_from_wgs84(lat + north, lon + east, height))
    assert np.allclose(back[:2], (lat + north, lon + east), atol=1e-9)
    assert math.isclose(back[2], height, abs_tol=1e-3)
    assert np.allclose(frame.enu_from_wgs84(lat, lon, 1000.0), 0.0, atol=1e-6)


@settings(max_examples=100, deadline=None)
@given(lat=LATITUDE, lon=LONGITUDE, north=st.floats(-0.2, 0.2), east=st.floats(-0.2, 0.2))
def test_level_axes_of_another_place_are_a_rotation_whose_north_leads_north(lat, lon, north, east):
    frame = Frame(latitude_deg=lat, longitude_deg=lon, height_hae_m=0.0)
    axes = frame.axes_at(lat + north, lon + east)
    assert np.allclose(axes @ axes.T, np.eye(3), atol=1e-12)
    assert math.isclose(np.linalg.det(axes), 1.0, abs_tol=1e-9)
    here = frame.enu_from_wgs84(lat + north, lon + east, 0.0)
    farther = frame.enu_from_wgs84(lat + north + 1e-4, lon + east, 0.0) - here
    assert np.allclose(axes @ farther / np.linalg.norm(farther), (0.0, 1.0, 0.0), atol=1e-4)
    assert np.allclose(axes[2], (frame.enu_from_wgs84(lat + north, lon + east, 100.0) - here) / 100.0, atol=1e-6)
