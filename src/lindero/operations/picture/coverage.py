"""Where the own radars look, and where they should and do not: "nothing seen" is not "not looking".

A cell is *seen* with the lowest height at which an object of −20 dBsm is detected there, or *lost*: a radar that is
silent, down, or taken out would see it. What no radar reaches is in no cell.
"""

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np

from lindero.analytics.airspace import Frame, SensorModel
from lindero.analytics.airspace.coverage.lowest import cells_around, lowest_heights_m
from lindero.model.airspace import Sensor
from lindero.model.border import BorderLine
from lindero.operations.picture.coverage_view import CoverageCell, CoverageMap
from lindero.operations.picture.sensors import RADAR_SIGMA, pose_of

CELL_M: Final = 1000.0
MOST_CELLS: Final = 6000
"""More are drawn in larger cells."""

LINE_WITHIN_M: Final = 1000.0
"""A cell so near to the line is at the line."""

BLIND: Final = frozenset({"silent", "down"})


class CoverageKeeper:
    """Computes the coverage anew when something changed that it depends on.

    Args:
        border: The line.
    """

    def __init__(self, border: BorderLine) -> None:
        self._border = border
        self._key: bytes = b""

    def news(self, sensors: Sequence[Sensor]) -> CoverageMap | None:
        """The coverage, if it is not the one that was told last."""
        radars = [sensor for sensor in sensors if sensor.sensor_kind == "radar" and sensor.position is not None]
        key = msgspec.json.encode([(r.sensor, r.position, r.max_range_m, works(r)) for r in radars])
        if key == self._key:
            return None
        self._key = key
        return coverage_of(radars, self._border)


def works(sensor: Sensor) -> bool:
    """Whether its reports are used."""
    return sensor.status not in BLIND and (sensor.health is None or "clock-out" not in sensor.health.findings)


def coverage_of(radars: Sequence[Sensor], border: BorderLine) -> CoverageMap:
    """The coverage of radars that have a position; one that states no range covers nothing.

    Args:
        radars: Their records.
        border: The line.
    """
    stated = [sensor for sensor in radars if sensor.position is not None and sensor.max_range_m]
    if not stated:
        return CoverageMap(cell_m=CELL_M, cells=(), line_lost_m=0.0)
    lat = float(np.mean([s.position.lat_deg for s in stated if s.position]))
    lon = float(np.mean([s.position.lon_deg for s in stated if s.position]))
    frame = Frame(latitude_deg=lat, longitude_deg=lon, height_hae_m=0.0)
    models = [_model(number, sensor, frame) for number, sensor in enumerate(stated)]
    places = [(float(np.asarray(m.position_enu_m)[0]), float(np.asarray(m.position_enu_m)[1])) for m in models]
    size = CELL_M
    cells = cells_around(places, [m.max_range_m for m in models], size)
    while len(cells) > MOST_CELLS:
        size *= 2.0
        cells = cells_around(places, [m.max_range_m for m in models], size)
    alive = [model for model, sensor in zip(models, stated, strict=True) if works(sensor)]
    seen, all_seen = lowest_heights_m(alive, cells), lowest_heights_m(models, cells)
    drawn = np.flatnonzero(np.isfinite(all_seen))
    ground = min(float(np.asarray(m.position_enu_m)[2]) for m in models)
    lats, lons, _ = frame.wgs84_from_enu(np.column_stack([cells[drawn], np.full(len(drawn), ground)]))
    distance_m, _ = border.signed_distance_m(lats, lons)
    lost = ~np.isfinite(seen[drawn])
    at_line = lost & (np.abs(distance_m) <= max(LINE_WITHIN_M, size / 2.0))
    rows = tuple(
        CoverageCell(
            lat_deg=round(float(lats[k]), 5),
            lon_deg=round(float(lons[k]), 5),
            lowest_m=None if lost[k] else round(float(seen[drawn[k]]) - ground, 0),
        )
        for k in range(len(drawn))
    )
    # The band around the line is two cells deep: each lost cell in it stands for half its width of line.
    return CoverageMap(cell_m=size, cells=rows, line_lost_m=round(float(at_line.sum()) * size / 2.0, 0))


def _model(number: int, sensor: Sensor, frame: Frame) -> SensorModel:
    pose = pose_of(sensor, frame)
    assert pose is not None
    assert sensor.max_range_m is not None
    return SensorModel(
        sensor_id=number,
        kind="radar",
        position_enu_m=pose[0],
        axes_enu=pose[1],
        sigma=RADAR_SIGMA,
        max_range_m=sensor.max_range_m,
        detection_probability=0.9,
        clutter_per_scan=1.0,
        period_s=1.0,
    )
