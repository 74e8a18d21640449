"""A report enters a track."""

import math
from typing import Any, Final

from lindero.analytics.airspace.classification.gather import gather
from lindero.analytics.airspace.registration.overlap import note_overlap
from lindero.analytics.airspace.tracking.layout import BEARING, POSITION, Reports, State
from lindero.analytics.airspace.tracking.measurement import correct, innovate, load_report
from lindero.analytics.airspace.tracking.motion import MODE_COUNT
from lindero.analytics.airspace.tracking.noise import learn_noise
from lindero.analytics.airspace.tracking.polar import bias_at
from lindero.analytics.jit import part

BIAS_BLEND: Final = 0.3
"""Weight of the newest report's bias in that of its track; the sum is an upper bound, as biases do not add up."""


@part
def apply_report(state: State, sensors: Any, reports: Reports, i: int, j: int, widened: float, work: Any) -> None:
    """Correct track row `i`, at the scan's time, with report `j`.

    Args:
        state: The tracker's state.
        sensors: Rows of the sensors.
        reports: The scan.
        i: Row of the track.
        j: Which report.
        widened: Factor on R, at least 1: how doubtful it is that the report is this track's.
        work: Scratch.
    """
    tracks = state.tracks
    load_report(state, sensors, reports, j, widened, work)
    evidence, misfit = work["evidence"], work["misfit"]
    for m in range(MODE_COUNT):
        mean, covariance = tracks[i]["mean"][m], tracks[i]["covariance"][m]
        used, distance, log_det = innovate(0, mean, covariance, work)
        correct(used, mean, covariance, work)
        evidence[m], misfit[m] = -0.5 * (distance + log_det), distance / max(used, 1)
    _weigh_modes(tracks["mode"][i], evidence)
    if tracks["confirmed"][i] and sensors["kind"][reports.sensor] != BEARING:
        learn_noise(state, reports.sensor, tracks["mode"][i], misfit)
    _note_report(state, sensors, reports, i, j)
    gather(tracks, sensors, reports, i, j, work)


@part
def _weigh_modes(mode: Any, log_evidence: Any) -> None:
    """Bayes' rule over the modes, in place; no mode is ever ruled out for good."""
    best, total = log_evidence[0], 0.0
    for m in range(MODE_COUNT):
        best = max(best, log_evidence[m])
    for m in range(MODE_COUNT):
        mode[m] = max(mode[m] * math.exp(log_evidence[m] - best), 1e-6)
        total += mode[m]
    for m in range(MODE_COUNT):
        mode[m] /= total


@part
def _note_report(state: State, sensors: Any, reports: Reports, i: int, j: int) -> None:
    """What a track remembers of a report besides its place."""
    tracks, row, z = state.tracks, sensors[reports.sensor], reports.z[j]
    tracks["last_s"][i] = max(tracks["last_s"][i], reports.time_s + reports.delay_s[j])
    tracks["hits"][i] += 1
    state.contributed[i, reports.sensor] = True
    if row["kind"] != BEARING:
        bias_at(sensors, reports, tracks["mean"][i, 0], BIAS_BLEND, tracks["bias"][i])
        if tracks["confirmed"][i]:
            note_overlap(state, sensors, reports, i, j)
        if row["width"] > 2 and not math.isnan(z[2]):
            tracks["height_known"][i] = True
    if reports.transmitter_id[j] != -1 and row["kind"] == POSITION:
        tracks["transmitter_id"][i] = reports.transmitter_id[j]
        tracks["transmitter_s"][i] = reports.time_s
    if reports.class_likelihood.shape[0] > 0:
        _weigh_opinion(tracks["opinion"][i], reports.class_likelihood[j])


@part
def _weigh_opinion(opinion: Any, likelihood: Any) -> None:
    """Product of the likelihoods, the greatest kept at 1, in place; evidence against every class changes nothing."""
    greatest = 0.0
    for c in range(len(opinion)):
        greatest = max(greatest, opinion[c] * likelihood[c])
    if greatest > 0.0:
        for c in range(len(opinion)):
            opinion[c] *= likelihood[c] / greatest
