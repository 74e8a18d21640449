"""How the tracker's numbers lie in memory: one structured row per track and per sensor.

A row is copied, moved and kept as a snapshot in one piece; kernels read and write its fields as arrays.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.classification.classes import CLASSES
from lindero.analytics.airspace.classification.motion import BANK_WIDTH, CLIMB_WIDTH
from lindero.analytics.airspace.classification.processes import CLIMB_COUNT, PROCESS_COUNT
from lindero.analytics.airspace.registration.layout import Registration
from lindero.analytics.airspace.sensor import SensorModel
from lindero.analytics.airspace.tracking.motion import MODE_COUNT

Rows = NDArray[np.void]

RADAR: Final = 0
BEARING: Final = 1
POSITION: Final = 2
KINDS: Final = {"radar": RADAR, "bearing": BEARING, "position": POSITION}

WIDEST: Final = 6
"""Columns of the widest report (position with rates)."""

ELEVATION_BINS: Final = 48
"""Cells in which a sensor's false reports are counted, over its elevation field of view."""

HORIZON_CELLS: Final = 360

SPOOF_SUSPECT: Final = 1
"""Bit of `flags`: what the transmitter said of its place contradicted the other sensors."""


TRACK: Final = np.dtype(
    [
        ("track_id", "i8"),
        ("time_s", "f8"),  # of the estimate below
        ("mean", "f8", (MODE_COUNT, 6)),  # per mode: east, north, up [m], rates [m/s]
        ("covariance", "f8", (MODE_COUNT, 6, 6)),
        ("mode", "f8", (MODE_COUNT,)),  # probability of each mode
        ("existence", "f8", (2,)),  # joint with: plainly visible, hard to see
        ("existence_s", "f8"),  # time of it
        ("first_s", "f8"),
        ("last_s", "f8"),  # last report used
        ("hits", "i8"),
        ("confirmed", "?"),
        ("transmitter_id", "i8"),  # -1 none
        ("transmitter_s", "f8"),  # last time it agreed with the other sensors
        ("height_known", "?"),
        ("flags", "u4"),
        ("resolved_s", "f8"),  # last look that saw this track and a neighbour apart
        ("bias", "f8", (3, 3)),  # residual bias of the reports that made it [m²]
        ("radar", "i8"),  # row of the radar that reported it last, -1 none
        ("radar_s", "f8"),  # when, by its own clock
        ("radar_z", "f8", (3,)),  # range, azimuth, elevation as it said
        # what is known of its class (classification/gather.py)
        ("evidence_s", "f8"),  # last report in the two banks, NaN none
        ("evidence_sensor", "i8"),  # of which sensor they are
        ("evidence_origin", "f8", (2,)),  # place of the first of them [m]
        ("evidence_axis", "f4", (2,)),  # cosine and sine of the banks' first axis
        ("motion_bank", "f4", (BANK_WIDTH, PROCESS_COUNT)),
        ("climb_bank", "f4", (CLIMB_WIDTH, CLIMB_COUNT)),
        ("echo", "f4", (3,)),  # reports with a cross-section, their mean [dBsm], sum of squared deviations
        ("heard", "f4"),  # log-odds ratio that it transmits
        ("opinion", "f4", (len(CLASSES),)),  # product of the sensors' likelihoods
    ],
    align=True,
)
"""One row per track."""


BOOK: Final = np.dtype([("count", "i8"), ("last_id", "i8"), ("upkeep_s", "f8")], align=True)


class State(NamedTuple):
    """All that the next scan changes; a copy of it is a snapshot.

    Attributes:
        tracks: (capacity,) rows of `TRACK`; the first `book["count"][0]` are in use.
        contributed: (capacity, sensors) which sensors contributed to each row.
        clutter: (sensors, 1 + ELEVATION_BINS) false reports per scan, then how often each elevation cell had one.
        noise_factor: (sensors,) by which each sensor's claimed sigma is multiplied.
        book: (1,) row of `BOOK`.
        registration: What is known of the sensors' installation and clocks.
    """

    tracks: Rows
    contributed: NDArray[np.bool_]
    clutter: NDArray[np.float64]
    noise_factor: NDArray[np.float64]
    book: Rows
    registration: Registration


class Reports(NamedTuple):
    """A scan that was checked, as kernels read it. Arrays of length 0 stand for what was not given.

    Attributes:
        sensor: Row of the sensor.
        time_s: When it looked.
        z: (m, d) reports; NaN where a report has no such value.
        covariance: (m or 0, d, d).
        delay_s: (m,) time of each report minus `time_s`.
        transmitter_id: (m,) -1 none.
        correlated: (m,) whether the sensor's own tracker filtered it.
        class_likelihood: (m or 0, 7); a row of ones is no evidence.
        position_enu_m: (3,) where the sensor was.
        axes_enu: (3, 3) rows are its east, north, up.
        looked_rad: (2,) sector.
        whole_look: It is all that was seen there; else a single message.
        silence_counts: Whether an object without a report was missed.
        left: (WIDEST + 1,) 1-sigma of the bias that is left in each column, then of the clock [s].
        jump_m: (m,) 1-sigma that interference with satellite navigation adds to a position [m].
        rcs_dbsm: (m or 0,) radar cross-section, NaN none [dBsm].
        wind: (3,) wind in force at its time: east, north, 1-sigma [m/s]; NaN sigma: unknown.
    """

    sensor: int
    time_s: float
    z: NDArray[np.float64]
    covariance: NDArray[np.float64]
    delay_s: NDArray[np.float64]
    transmitter_id: NDArray[np.int64]
    correlated: NDArray[np.bool_]
    class_likelihood: NDArray[np.float64]
    position_enu_m: NDArray[np.float64]
    axes_enu: NDArray[np.float64]
    looked_rad: NDArray[np.float64]
    whole_look: bool
    silence_counts: bool
    left: NDArray[np.float64]
    jump_m: NDArray[np.float64]
    rcs_dbsm: NDArray[np.float64]
    wind: NDArray[np.float64]


SENSOR: Final = np.dtype(
    [
        ("kind", "i8"),
        ("width", "i8"),
        ("position", "f8", (3,)),
        ("axes", "f8", (3, 3)),
        ("sigma", "f8", (WIDEST,)),
        ("bias_sigma", "f8", (WIDEST,)),
        ("max_range_m", "f8"),
        ("min_range_m", "f8"),
        ("detection_probability", "f8"),
        ("clutter_per_scan", "f8"),
        ("period_s", "f8"),
        ("azimuth_rad", "f8", (2,)),
        ("elevation_rad", "f8", (2,)),
        ("horizon_rad", "f8", (HORIZON_CELLS,)),  # lowest visible elevation in each azimuth cell from -pi on
        ("open", "?"),  # nothing limits the view but the range
        ("resolution", "f8", (2,)),
        ("clock_sigma_s", "f8"),
    ],
    align=True,
)
"""One row per sensor, as `SensorModel` says it."""


def sensor_rows(models: list[SensorModel]) -> Rows:
    """One row per sensor, in the order given."""
    rows = np.zeros(len(models), dtype=SENSOR)
    for row, model in zip(rows, models, strict=True):
        _fill(row, model)
    return rows


def _fill(row: np.void, model: SensorModel) -> None:
    row["kind"], row["width"] = KINDS[model.kind], model.width
    row["position"] = model.position_enu_m
    row["axes"] = np.eye(3) if model.axes_enu is None else model.axes_enu
    row["sigma"][: model.width] = model.sigma
    row["bias_sigma"][: model.width] = model.installed_bias
    row["max_range_m"], row["min_range_m"] = model.max_range_m, model.min_range_m
    row["detection_probability"] = model.detection_probability
    row["clutter_per_scan"], row["period_s"] = model.clutter_per_scan, model.period_s
    row["azimuth_rad"], row["elevation_rad"] = model.azimuth_rad, model.elevation_rad
    row["horizon_rad"] = -np.pi / 2 if model.horizon_rad is None else _horizon(np.asarray(model.horizon_rad))
    turn, (low, high) = model.azimuth_rad[1] - model.azimuth_rad[0], model.elevation_rad
    whole = turn >= 2.0 * np.pi - 1e-9 and low <= -np.pi / 2 and high >= np.pi / 2
    row["open"] = whole and model.horizon_rad is None
    row["resolution"] = model.resolution or (0.0, 0.0)
    row["clock_sigma_s"] = model.clock_sigma_s


def _horizon(mask_rad: NDArray[np.float64]) -> NDArray[np.float64]:
    """(HORIZON_CELLS,) elevation of the horizon at each cell's centre, linear between the mask's points."""
    centres = (np.arange(HORIZON_CELLS) + 0.5) * 2.0 * np.pi / HORIZON_CELLS - np.pi
    elevation: NDArray[np.float64] = np.interp(centres, mask_rad[:, 0], mask_rad[:, 1], period=2.0 * np.pi)
    return elevation
