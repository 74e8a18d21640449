"""The tracker of one sector: scans in, a picture out."""

import math
from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.classification.wind import UNKNOWN
from lindero.analytics.airspace.errors import DuplicateSensor, UnknownSensor
from lindero.analytics.airspace.frame import Frame
from lindero.analytics.airspace.registration.layout import CLOCK, CLOCK_OUT, COLUMNS
from lindero.analytics.airspace.scan import Scan
from lindero.analytics.airspace.sensor import SensorModel
from lindero.analytics.airspace.tables import SensorTable, TrackTable
from lindero.analytics.airspace.tracking.history import History
from lindero.analytics.airspace.tracking.intake import check_scan
from lindero.analytics.airspace.tracking.layout import sensor_rows
from lindero.analytics.airspace.tracking.readout import read_tracks

FUTURE_S: Final = 1.0
"""A scan dated further ahead of its arrival than this is not used."""

BIAS_COLUMNS: Final = 4
COUNTERS: Final = ("used", "late", "too_late", "future", "refused")


class Tracker:
    """Follows the objects of one sector through the scans of its sensors.

    Scans are used as they arrive. One that is up to `rewind_s` late gives the result of time order, bit for bit.

    Args:
        sensors: All sensors of the sector.
        frame: The plane that positions are in; only kept for the caller, as all arrays are in it already.
        rewind_s: How late a scan may be [s].

    Raises:
        DuplicateSensor: Two sensors have one identifier.
    """

    def __init__(self, sensors: Sequence[SensorModel], frame: Frame | None = None, rewind_s: float = 5.0) -> None:
        self.frame = frame
        self._models = list(sensors)
        self._rewind_s = rewind_s
        self._row_of: dict[int, int] = {}
        for row, model in enumerate(self._models):
            if self._row_of.setdefault(model.sensor_id, row) != row:
                raise DuplicateSensor(sensor_id=model.sensor_id)
        self._rows = sensor_rows(self._models)
        self._history = History(self._rows)
        self._now_s = -math.inf
        self._last_seen_s = np.full(len(self._models), np.nan)
        self._counts = {name: np.zeros(len(self._models), np.int64) for name in COUNTERS}

    def add_sensor(self, model: SensorModel) -> None:
        """Take in one more sensor; what is known of the others stays as it is.

        Raises:
            DuplicateSensor: It has the identifier of another.
        """
        if self._row_of.setdefault(model.sensor_id, len(self._models)) != len(self._models):
            raise DuplicateSensor(sensor_id=model.sensor_id)
        self._models.append(model)
        self._rows = sensor_rows(self._models)
        self._history.widen(self._rows)
        self._last_seen_s = np.append(self._last_seen_s, np.nan)
        self._counts = {name: np.append(counts, np.int64(0)) for name, counts in self._counts.items()}

    def ingest(self, scan: Scan) -> NDArray[np.int64]:
        """Use a scan, in the order of arrival.

        Reports that cannot be true, and scans too late or from the future, are counted (`sensors`) and not used.

        Returns:
            (m,) identity of the track that each report went to or began, -1 for none. A track that began is in no
            table yet, and may never be; a scan that still comes from before this one may change the answer.

        Raises:
            UnknownSensor: The tracker was not told of this sensor.
        """
        row = self._row_of.get(scan.sensor_id)
        if row is None:
            raise UnknownSensor(sensor_id=scan.sensor_id)
        reports, kept = check_scan(scan, self._models[row], row)
        track_id = np.full(len(kept), -1, dtype=np.int64)
        self._counts["refused"][row] += np.count_nonzero(~kept)
        if reports is None:
            return track_id
        self._last_seen_s[row] = scan.arrival_s
        self._now_s = max(self._now_s, float(scan.arrival_s))
        fate = self._fate(reports.time_s, float(scan.arrival_s))
        clock_out = self._history.state.registration.estimates["flags"][row] & CLOCK_OUT
        self._counts["refused" if clock_out and fate == "used" else fate][row] += len(reports.z)
        if fate == "used":
            self._counts["late"][row] += len(reports.z) if reports.time_s < self._history.newest_s else 0
            track_id[kept] = self._history.insert(reports)
            self._history.forget(self._now_s - self._rewind_s)
        return track_id

    def _fate(self, time_s: float, arrival_s: float) -> Literal["used", "too_late", "future"]:
        if time_s > arrival_s + FUTURE_S:
            return "future"
        return "too_late" if time_s < self._now_s - self._rewind_s else "used"

    def set_wind(self, east_mps: float, north_mps: float, sigma_mps: float) -> None:
        """Wind at 10 m: where it blows to [m/s], and 1-sigma of each component; from the newest scan on.

        Never called, or called with a NaN sigma: unknown.
        """
        told = np.array([east_mps, north_mps, sigma_mps], dtype=np.float64)
        known = bool(np.all(np.isfinite(told))) and sigma_mps >= 0.0
        self._history.winds.tell(self._history.newest_s, told if known else UNKNOWN)

    def tracks(self, time_s: float) -> TrackTable:
        """The picture at `time_s` [s]. Read only: calling it, or not, changes no later bit."""
        return read_tracks(self._history.state, self._rows, time_s, self._history.winds.newest)

    def sensors(self) -> SensorTable:
        """What became of each sensor's reports."""
        count, estimates = len(self._models), self._history.state.registration.estimates
        bias, sigma = np.full((count, BIAS_COLUMNS), np.nan), np.full((count, BIAS_COLUMNS), np.nan)
        for row, model in enumerate(self._models):
            known = min(model.width, BIAS_COLUMNS)
            bias[row, :known], sigma[row, :known] = 0.0, model.installed_bias[:known]
            estimated = min(known, COLUMNS)
            bias[row, :estimated] = estimates["bias"][row, :estimated]
            sigma[row, :estimated] = estimates["sigma"][row, :estimated]
        return SensorTable(
            sensor_id=np.array([model.sensor_id for model in self._models], dtype=np.int64),
            bias=bias,
            bias_sigma=sigma,
            noise_factor=self._history.state.noise_factor.copy(),
            clock_offset_s=estimates["bias"][:, CLOCK].copy(),
            last_seen_s=self._last_seen_s.copy(),
            flags=estimates["flags"].astype(np.uint32),
            **{name: counts.copy() for name, counts in self._counts.items()},
        )
