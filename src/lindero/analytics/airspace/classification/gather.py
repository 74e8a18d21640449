"""What one report adds to its track's evidence: a few sums, kept in the track's row, so that they rewind with it.

Places are taken of one sensor at a time, so that the bias between two sensors does not look like motion; when it falls
silent, the next one takes over, with its bias as further uncertainty of the place.
"""

import math
from typing import Any, Final

from lindero.analytics.airspace.classification.echo import take_echo
from lindero.analytics.airspace.classification.motion import (
    AXIS_WIDTH,
    advance_bank,
    advance_climb,
    start_bank,
    start_climb,
)
from lindero.analytics.airspace.classification.processes import CLIMB_AIR, PROCESS_COUNT
from lindero.analytics.airspace.classification.wind import wind_at
from lindero.analytics.jit import part

RADAR: Final = 0
POSITION: Final = 2
"""Kinds of sensors, as the tracker's rows number them."""

SILENT_S: Final = 3.0
"""The sensor that a track's places were taken of is given up after this, or after two of its periods."""

MAST_M: Final = 10.0
"""A sensor stands about so far above the ground that it looks over."""

USUAL_HEIGHT_M: Final = 100.0
"""Height for the wind where no sensor tells it."""

EARTH_DIAMETER_M: Final = 12_742_000.0


@part
def gather(tracks: Any, sensors: Any, reports: Any, i: int, j: int, work: Any) -> None:
    """Add report `j`, just used, to the evidence of track row `i`.

    Args:
        tracks: Rows of the tracks.
        sensors: Rows of the sensors.
        reports: The scan.
        i: Row of the track.
        j: Which report.
        work: Scratch, in which R of the report is loaded.
    """
    row = sensors[reports.sensor]
    if reports.rcs_dbsm.shape[0] > 0:
        take_echo(tracks["echo"][i], reports.rcs_dbsm[j])
    if row["kind"] != RADAR and row["kind"] != POSITION:
        return
    told_s = reports.time_s + reports.delay_s[j]
    age_s = told_s - tracks["evidence_s"][i]
    begun = not math.isnan(age_s)
    if begun and tracks["evidence_sensor"][i] != reports.sensor:
        usual_s = sensors["period_s"][tracks["evidence_sensor"][i]]
        if age_s < max(SILENT_S, 2.0 * usual_s):
            return
    if begun and age_s < 0.0:
        return
    _take_place(tracks, row, reports, i, j, work, age_s)
    tracks["evidence_s"][i], tracks["evidence_sensor"][i] = told_s, reports.sensor


@part
def _take_place(tracks: Any, row: Any, reports: Any, i: int, j: int, work: Any, age_s: float) -> None:
    """Place of the report into the banks of motion and climb; a NaN `age_s` begins them."""
    noise, place, along = work["noise"], work["place"], work["along"]
    begins = math.isnan(age_s)
    if row["kind"] == RADAR:
        height_m, height_m2 = _radar_place(tracks, reports, i, j, noise, begins, place, along)
    else:
        height_m, height_m2 = USUAL_HEIGHT_M, math.nan
        _position_place(tracks, reports, i, j, noise, begins, place, along)
    if not begins and tracks["evidence_sensor"][i] != reports.sensor:
        _doubt_place(tracks, i)
    told = not math.isnan(height_m2)
    if told and not math.isnan(tracks["climb_bank"][i, 0, 0]):
        advance_climb(tracks["climb_bank"][i], max(age_s, 0.0), height_m, height_m2)
    elif told:
        start_climb(tracks["climb_bank"][i], height_m, height_m2)
    east, north, variance = wind_at(reports.wind, tracks["climb_bank"][i, 0, CLIMB_AIR] if told else height_m)
    cos, sin = tracks["evidence_axis"][i, 0], tracks["evidence_axis"][i, 1]
    wind = (cos * east + sin * north, cos * north - sin * east, variance)
    if begins:
        start_bank(tracks["motion_bank"][i], along, wind)
    else:
        advance_bank(tracks["motion_bank"][i], age_s, along, wind)


@part
def _doubt_place(tracks: Any, i: int) -> None:
    """Another sensor takes over: what its bias may shift is added to the place's variance."""
    bias = tracks["bias"][i]
    for p in range(PROCESS_COUNT):
        tracks["motion_bank"][i, 2, p] += bias[0, 0] + bias[1, 1]
        tracks["motion_bank"][i, AXIS_WIDTH + 2, p] += bias[0, 0] + bias[1, 1]


@part
def _radar_place(
    tracks: Any, reports: Any, i: int, j: int, noise: Any, begins: bool, place: Any, along: Any
) -> tuple[float, float]:
    """Along and across place with variances into `along`; returns height above the ground [m] and its variance [m²].

    The variance is NaN where the radar tells no elevation.
    """
    slant, azimuth = reports.z[j, 0], reports.z[j, 1]
    told = reports.z.shape[1] > 2 and not math.isnan(reports.z[j, 2])
    elevation = reports.z[j, 2] if told else math.asin(min(USUAL_HEIGHT_M / max(slant, 1.0), 0.5))
    level, up = slant * math.cos(elevation), slant * math.sin(elevation)
    east, north = level * math.cos(azimuth), level * math.sin(azimuth)
    axes = reports.axes_enu
    for a in range(3):
        place[a] = reports.position_enu_m[a] + axes[0, a] * east + axes[1, a] * north + axes[2, a] * up
    x, y = place[0] - reports.position_enu_m[0], place[1] - reports.position_enu_m[1]
    flat = max(math.sqrt(x * x + y * y), 1.0)
    _turn(tracks, i, x / flat, y / flat, begins, place, along)
    cos = (x * tracks["evidence_axis"][i, 0] + y * tracks["evidence_axis"][i, 1]) / flat
    radial, aside = noise[0, 0], level * level * noise[1, 1]
    along[2] = cos * cos * radial + (1.0 - cos * cos) * aside
    along[3] = cos * cos * aside + (1.0 - cos * cos) * radial
    height = up + MAST_M + level * level / EARTH_DIAMETER_M
    return height, slant * slant * noise[2, 2] if told else math.nan


@part
def _position_place(
    tracks: Any, reports: Any, i: int, j: int, noise: Any, begins: bool, place: Any, along: Any
) -> None:
    """The same of a reported position; its axes are those of the frame."""
    place[0], place[1], place[2] = reports.z[j, 0], reports.z[j, 1], 0.0
    _turn(tracks, i, 1.0, 0.0, begins, place, along)
    cos, sin = tracks["evidence_axis"][i, 0], tracks["evidence_axis"][i, 1]
    mixed = 2.0 * cos * sin * noise[0, 1]
    along[2] = cos * cos * noise[0, 0] + sin * sin * noise[1, 1] + mixed
    along[3] = sin * sin * noise[0, 0] + cos * cos * noise[1, 1] - mixed


@part
def _turn(tracks: Any, i: int, cos: float, sin: float, begins: bool, place: Any, along: Any) -> None:
    """Place along and across the track's axes, from its first place; a first report sets both."""
    if begins:
        tracks["evidence_axis"][i, 0], tracks["evidence_axis"][i, 1] = cos, sin
        tracks["evidence_origin"][i, 0], tracks["evidence_origin"][i, 1] = place[0], place[1]
    cos, sin = tracks["evidence_axis"][i, 0], tracks["evidence_axis"][i, 1]
    x, y = place[0] - tracks["evidence_origin"][i, 0], place[1] - tracks["evidence_origin"][i, 1]
    along[0], along[1] = cos * x + sin * y, cos * y - sin * x


@part
def clear_evidence(tracks: Any, i: int) -> None:
    """A new track: nothing is known of its class."""
    tracks["evidence_s"][i], tracks["climb_bank"][i, 0, 0] = math.nan, math.nan
    for k in range(3):
        tracks["echo"][i, k] = 0.0
    tracks["heard"][i] = 0.0
    for c in range(tracks["opinion"].shape[1]):
        tracks["opinion"][i, c] = 1.0
