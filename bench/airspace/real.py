"""Recordings of the folder LINDERO_DATA: a real GPS log with simulated radar noise, a real Remote ID capture."""

import csv
import math
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from lindero.analytics.airspace import Frame, Scan, SensorModel, Tracker
from lindero.cli.decode import Format, recorded_detections

SIGMA = np.array([8.0, math.radians(0.4), math.radians(0.8)])


def gps_log(folder):
    """(k,) times [s], (k, 3) places in a plane at the first one."""
    with (Path(folder) / "tracks" / "uav_gps_truth.csv").open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    times = [datetime.fromisoformat(row["time"]).replace(tzinfo=UTC).timestamp() for row in rows]
    lat, lon, alt = (np.array([float(row[name]) for row in rows]) for name in ("latitude", "longitude", "altitude (m)"))
    frame = Frame(latitude_deg=lat[0], longitude_deg=lon[0], height_hae_m=alt[0])
    return np.array(times), frame.enu_from_wgs84(lat, lon, alt)


def follow_gps_log(folder, seed, clutter=5.0, detection=0.9):
    """Two radars see the log's aircraft with noise, misses and false reports; one object is right."""
    times, places = gps_log(folder)
    noise = np.random.default_rng([seed, 61])
    middle = places.mean(axis=0)
    sites = [middle + np.array([-3000.0, -2500.0, -60.0]), middle + np.array([3500.0, -2000.0, -60.0])]
    models = [
        SensorModel(
            sensor_id=k,
            kind="radar",
            position_enu_m=site,
            sigma=SIGMA,
            max_range_m=9000.0,
            detection_probability=detection,
            clutter_per_scan=clutter,
            period_s=1.0,
        )
        for k, site in enumerate(sites)
    ]
    tracker, seen, errors, shown = Tracker(models), set(), [], []
    for t, place in zip(times, places, strict=True):
        for k, site in enumerate(sites):
            tracker.ingest(
                Scan(sensor_id=k, time_s=t, arrival_s=t + 0.2, z=_look(place - site, noise, clutter, detection))
            )
        table = tracker.tracks(t)
        shown.append(len(table))
        near = np.linalg.norm(table.state_enu[:, :3] - place, axis=1)
        if len(near) and near.min() < 150.0:
            seen.add(int(table.track_id[near.argmin()]))
            errors.append(float(near.min()))
    return {
        "objects": len(seen),
        "held_share": round(len(errors) / len(times), 4),
        "error_rms_m": round(float(np.sqrt(np.mean(np.square(errors)))), 1),
        "most_shown": max(shown),
    }


def _look(away, noise, clutter, detection):
    length = np.linalg.norm(away)
    exact = np.array([[length, math.atan2(away[1], away[0]), math.asin(away[2] / length)]])
    false = noise.poisson(clutter)
    others = np.stack(
        [
            9000.0 * np.sqrt(noise.random(false)),
            noise.uniform(-np.pi, np.pi, false),
            np.radians(noise.uniform(0, 8, false)),
        ],
        axis=1,
    )
    hit = exact + noise.normal(size=(1, 3)) * SIGMA if noise.random() < detection else exact[:0]
    return np.concatenate([hit, others])


def follow_remote_id(folder):
    """The Remote ID capture, decoded, as single messages of one receiver in the order of arrival."""
    recording = Path(folder) / "remoteid" / "parrot_anafi4_real.pcapng"
    detections = recorded_detections(Format.REMOTEID_PCAP, recording)
    first = detections[0].position
    frame = Frame(latitude_deg=first.lat_deg, longitude_deg=first.lon_deg, height_hae_m=0.0)
    model = SensorModel(
        sensor_id=1,
        kind="position",
        position_enu_m=(0.0, 0.0, 0.0),
        sigma=(10.0, 10.0, 20.0),
        max_range_m=10_000.0,
        detection_probability=0.8,
        clutter_per_scan=0.0,
        period_s=1.0,
        cooperative=True,
    )
    tracker, seen, shown = Tracker([model]), set(), []
    numbers = {}
    for detection in detections:
        place, at = detection.position, detection.observed_at / 1e9
        height = math.nan if place.altitude_hae_m is None else place.altitude_hae_m
        z = frame.enu_from_wgs84(place.lat_deg, place.lon_deg, 0.0 if math.isnan(height) else height)
        z[2] = math.nan if math.isnan(height) else z[2]
        name = numbers.setdefault(detection.airframe_ref, len(numbers))
        tracker.ingest(Scan(sensor_id=1, time_s=at, arrival_s=at, z=[z], transmitter_id=[name], looked_rad=None))
        table = tracker.tracks(at)
        seen |= set(table.track_id.tolist())
        shown.append(len(table))
    return {"objects": len(seen), "most_shown": max(shown), "messages": len(detections)}
