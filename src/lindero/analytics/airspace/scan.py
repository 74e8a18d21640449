"""What a sensor reports: all it saw in one look, or a single message."""

import math
from dataclasses import dataclass

from numpy.typing import ArrayLike


@dataclass(frozen=True, kw_only=True, eq=False)
class Scan:
    """The m reports of one look of one sensor.

    NaN in an array means that this report does not have that value.

    Attributes:
        sensor_id: Whose.
        time_s: When it looked, seconds of one epoch for all sensors (any).
        z: (m, d) reports, columns as `SensorModel.sigma`.
        arrival_s: When it arrived here, same epoch [s].
        transmitter_id: (m,) int64 identity that the object itself sends, -1 none.
        looked_rad: Azimuth sector looked at, from and to, counter-clockwise: no report there is a miss. None: single
            messages, never a miss.
        report_time_s: (m,) own time of each report (rotating sensors) [s].
        covariance: (m, d, d) of each report, instead of the model's sigma.
        position_enu_m: (3,) where a moving sensor was [m].
        axes_enu: (3, 3) how it was turned: rows are its east, north, up in the frame.
        source_track_id: (m,) int64 the sensor's own track, -1 none: reports of one are correlated in time.
        rcs_dbsm: (m,) radar cross-section [dBsm].
        class_likelihood: (m, 7) p(evidence | class) up to scale; a row of NaN is no evidence.
    """

    sensor_id: int
    time_s: float
    z: ArrayLike
    arrival_s: float
    transmitter_id: ArrayLike | None = None
    looked_rad: tuple[float, float] | None = (-math.pi, math.pi)
    report_time_s: ArrayLike | None = None
    covariance: ArrayLike | None = None
    position_enu_m: ArrayLike | None = None
    axes_enu: ArrayLike | None = None
    source_track_id: ArrayLike | None = None
    rcs_dbsm: ArrayLike | None = None
    class_likelihood: ArrayLike | None = None
