"""Which detections a track rests on: its pedigree.

A detection belongs to the track that its transmitter names, else to the nearest one whose gate it lies in (99.9 % of
the difference between the detection and the track, at the detection's time). One that lies in no gate has founded or
fed nothing that is shown, and is named by no track.
"""

import math
from collections.abc import Iterable
from typing import Final

import numpy as np

from lindero.analytics.airspace import Frame, TrackTable
from lindero.kernel.clock import SECOND_NS
from lindero.model.airspace import Detection
from lindero.operations.picture.reports import SIGMA_OF_95, transmitter_of

GATE: Final = 13.8
"""99.9 % of a chi-square with 2 degrees of freedom."""
UNSTATED_ERROR_95_M: Final = 150.0
"""Of a detection whose error nobody stated, so far out that a degree of azimuth counts. [m]"""


def attribute(detections: Iterable[Detection], table: TrackTable, frame: Frame, at: int) -> list[tuple[int, Detection]]:
    """Track id and detection, for every detection that lies on a track.

    Args:
        detections: With a position; a bearing alone lies on no single track.
        table: The picture.
        frame: Its plane.
        at: Time of the picture. [ns UTC]
    """
    found = []
    if not len(table):
        return []
    for detection in detections:
        row = _row_of(detection, table, frame, at)
        if row is not None:
            found.append((int(table.track_id[row]), detection))
    return found


def _row_of(detection: Detection, table: TrackTable, frame: Frame, at: int) -> int | None:
    named = np.flatnonzero(table.transmitter_id == transmitter_of(detection))
    if detection.airframe_ref is not None and len(named):
        return int(named[0])
    if detection.position is None:
        return None
    east, north, _ = frame.enu_from_wgs84(detection.position.lat_deg, detection.position.lon_deg, frame.height_hae_m)
    back_s = (at - detection.observed_at) / SECOND_NS
    away = table.state_enu[:, :2] - back_s * table.state_enu[:, 3:5] - np.array([east, north])
    sigma_m = (detection.position.error_95_m or UNSTATED_ERROR_95_M) / SIGMA_OF_95
    spread = table.covariance_enu[:, :2, :2] + sigma_m**2 * np.eye(2)
    gap = np.einsum("ni,nij,nj->n", away, np.linalg.inv(spread), away)
    row = int(np.argmin(gap))
    return row if math.isfinite(gap[row]) and gap[row] <= GATE else None
