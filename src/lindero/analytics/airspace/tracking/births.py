"""New tracks, from reports that no track explains."""

import math
from typing import Any, Final

import numpy as np

from lindero.analytics.airspace.classification.gather import clear_evidence
from lindero.analytics.airspace.tracking.existence import birth_existence, set_existence
from lindero.analytics.airspace.tracking.layout import POSITION, Reports, State
from lindero.analytics.airspace.tracking.measurement import correct, innovate, load_report
from lindero.analytics.airspace.tracking.motion import CLIMB_SIGMA_MPS, MODE_COUNT, MODE_SHARE, predict_track
from lindero.analytics.airspace.tracking.polar import USUAL_HEIGHT_M, USUAL_HEIGHT_SIGMA_M, bias_at, place_report
from lindero.analytics.jit import part

SPEED_SIGMA_MPS: Final = 16.0
"""1-sigma of each horizontal velocity component of an object not seen before."""

IDS_PER_MICROSECOND: Final = 2048


@part
def next_track_id(last_id: int, time_s: float, report: int) -> int:
    """Identity of a track that starts now: its first instant and report, so that late scans do not renumber others.

    Args:
        last_id: The latest one given.
        time_s: Of the scan.
        report: Index of the report in it.

    Returns:
        A number greater than every one before, and the same whenever this scan is processed again.
    """
    return max(last_id + 1, int(math.floor(time_s * 1e6)) * IDS_PER_MICROSECOND + report)


@part
def start_track(state: State, sensors: Any, reports: Reports, j: int, work: Any) -> None:
    """Append a tentative track from report `j`; the caller has made room.

    Args:
        state: The tracker's state.
        sensors: Rows of the sensors.
        reports: The scan.
        j: Which report.
        work: Scratch.
    """
    tracks, book = state.tracks, state.book
    i = book["count"][0]
    book["count"][0] += 1
    book["last_id"][0] = next_track_id(book["last_id"][0], reports.time_s, j)
    tracks["track_id"][i] = book["last_id"][0]
    seen_s = reports.time_s + reports.delay_s[j]
    tracks["time_s"][i] = seen_s
    tracks["first_s"][i] = tracks["last_s"][i] = tracks["transmitter_s"][i] = seen_s
    tracks["existence_s"][i], tracks["resolved_s"][i] = reports.time_s, -math.inf
    tracks["hits"][i], tracks["confirmed"][i], tracks["flags"][i] = 1, False, 0
    tracks["transmitter_id"][i] = reports.transmitter_id[j]
    state.contributed[i, :] = False
    state.contributed[i, reports.sensor] = True
    set_existence(tracks["existence"][i], birth_existence(state.clutter[reports.sensor, 0]))
    clear_evidence(tracks, i)
    _start_motion(state, sensors, reports, i, j, work)
    tracks["radar"][i] = -1
    tracks["bias"][i] = 0.0
    bias_at(sensors, reports, tracks["mean"][i, 0], 1.0, tracks["bias"][i])
    predict_track(tracks, i, reports.time_s)


@part
def _start_motion(state: State, sensors: Any, reports: Reports, i: int, j: int, work: Any) -> None:
    """Place of the report, no preferred direction of flight; the report's rates then correct that."""
    tracks = state.tracks
    load_report(state, sensors, reports, j, 1.0, work)
    mean, covariance = tracks["mean"][i, 0], tracks["covariance"][i, 0]
    mean[:] = 0.0
    covariance[:] = 0.0
    is_position = sensors["kind"][reports.sensor] == POSITION
    if is_position:
        tracks["height_known"][i] = _place_position(reports, j, work["noise"], mean, covariance)
    else:
        tracks["height_known"][i] = place_report(reports, j, work["noise"], mean, covariance)
    for a in range(3):
        covariance[a + 3, a + 3] = (CLIMB_SIGMA_MPS if a == 2 else SPEED_SIGMA_MPS) ** 2
    if sensors["width"][reports.sensor] > 3:
        used, _, _ = innovate(3, mean, covariance, work)
        correct(used, mean, covariance, work)
    for m in range(MODE_COUNT):
        tracks["mode"][i, m] = MODE_SHARE[m]
        tracks["mean"][i, m] = mean
        tracks["covariance"][i, m] = covariance


@part
def _place_position(reports: Reports, j: int, noise: Any, mean: Any, covariance: Any) -> bool:
    """Position columns into a new state; the usual height above the sensor stands in for one that is not told."""
    told = reports.z.shape[1] > 2 and not np.isnan(reports.z[j, 2])
    known = 3 if told else 2
    for a in range(known):
        mean[a] = reports.z[j, a]
        for b in range(known):
            covariance[a, b] = noise[a, b]
    if not told:
        mean[2] = reports.position_enu_m[2] + USUAL_HEIGHT_M
        covariance[2, 2] = USUAL_HEIGHT_SIGMA_M**2
    return told
