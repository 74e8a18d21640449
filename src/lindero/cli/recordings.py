"""Recordings of detections, pictures and truth as JSON lines, tracked and scored.

All are in the tracker's own words: metres east, north and up in one local plane, seconds of one epoch. So a trial's
data need no gateway, and every figure can be computed again by anybody.
"""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from lindero.analytics.airspace import Scan, SensorModel, Tracker, TrackTable
from lindero.analytics.airspace.errors import BadRecording
from lindero.analytics.airspace.scoring import Scorer


def print_pictures(detections: Path, sensors: Path, every: float) -> None:
    """One picture each `every` seconds of a recording.

    Raises:
        BadRecording: A line is none; file, line and reason are named.
    """
    models = [_made(SensorModel, fields, sensors, 1) for fields in _listed(sensors)]
    scans = (_made(Scan, fields, detections, line) for line, fields in _lines(detections))
    for table in pictures(Tracker(models), scans, every):
        print(msgspec.json.encode(_told(table)).decode())


def pictures(tracker: Tracker, scans: Iterator[Scan], every_s: float) -> Iterator[TrackTable]:
    """A table at each multiple of `every_s` that arrival passes, and one after the last scan."""
    due_s = math.nan
    for scan in scans:
        if math.isnan(due_s):
            due_s = math.ceil(scan.arrival_s / every_s) * every_s
        while scan.arrival_s > due_s:
            yield tracker.tracks(due_s)
            due_s += every_s
        tracker.ingest(scan)
    if not math.isnan(due_s):
        yield tracker.tracks(due_s)


def print_score(truth: Path, tracks: Path) -> None:
    """The figures over the instants that both files have.

    Raises:
        BadRecording: A line is none; file, line and reason are named.
    """
    true = {fields["time_s"]: fields for _, fields in _lines(truth, "time_s", "objects")}
    scorer = Scorer()
    for _, picture in _lines(tracks, "time_s", "tracks"):
        known = true.get(picture["time_s"])
        if known is None:
            continue
        rows = picture["tracks"]
        scorer.step(
            {one["id"]: one["position_enu_m"] for one in known["objects"]},
            [row["track_id"] for row in rows],
            np.array([row["state_enu"][:3] for row in rows]).reshape(-1, 3),
            np.array([np.array(row["covariance_enu"])[:3, :3] for row in rows]).reshape(-1, 3, 3),
        )
    print(msgspec.json.encode(scorer.result()).decode())


def _told(table: TrackTable) -> dict[str, Any]:
    rows = [
        {
            "track_id": int(table.track_id[i]),
            "state_enu": table.state_enu[i].tolist(),
            "covariance_enu": table.covariance_enu[i].tolist(),
            "existence": float(table.existence[i]),
            "status": int(table.status[i]),
            "transmitter_id": int(table.transmitter_id[i]),
            "height_known": bool(table.height_known[i]),
            "flags": int(table.flags[i]),
        }
        for i in range(len(table))
    ]
    return {"time_s": table.time_s, "tracks": rows}


def _listed(path: Path) -> list[Any]:
    try:
        listed = msgspec.json.decode(path.read_bytes())
    except msgspec.DecodeError as error:
        raise BadRecording(file=path.name, line=1, reason=error) from None
    if not isinstance(listed, list):
        raise BadRecording(file=path.name, line=1, reason="expected an array of sensors")
    return listed


def _lines(path: Path, *wanted: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Number and object of each line; every one has the wanted members."""
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                fields = msgspec.json.decode(line)
            except msgspec.DecodeError as error:
                raise BadRecording(file=path.name, line=number, reason=error) from None
            if not isinstance(fields, dict) or not fields.keys() >= set(wanted):
                raise BadRecording(file=path.name, line=number, reason=f"expected an object with {', '.join(wanted)}")
            yield number, fields


def _made(kind: type[Any], fields: object, path: Path, line: int) -> Any:  # noqa: ANN401 - a Scan or a SensorModel
    """The record of these members; null in an array is NaN: this report does not have it."""
    try:
        return kind(**{name: _numbers(value) for name, value in dict(fields).items()})  # type: ignore[call-overload]
    except (TypeError, ValueError) as error:
        raise BadRecording(file=path.name, line=line, reason=error) from None


def _numbers(value: Any) -> Any:  # noqa: ANN401 - a JSON value
    """Arrays with NaN for null; everything else as it is."""
    if isinstance(value, list):
        return [np.nan if one is None else _numbers(one) for one in value]
    return value
