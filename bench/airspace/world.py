"""A scenario.py of a folder (make_scenario, Scorer) in the tracker's words: models, scans, other frames."""

import importlib.util
import math
import os
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from lindero.analytics.airspace import Scan, SensorModel

KINDS = {"radar": "radar", "df": "bearing", "rid": "position"}


def load_scenario():
    """The module scenario.py of the folder that LINDERO_BENCH_SCENARIO names, or None."""
    folder = os.environ.get("LINDERO_BENCH_SCENARIO")
    if not folder:
        return None
    spec = importlib.util.spec_from_file_location("scenario", Path(folder) / "scenario.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["scenario"] = module
    spec.loader.exec_module(module)
    return module


def models_of(made, **changes):
    """A SensorModel of each sensor, as its vendor describes it; `changes` replace fields."""
    return [
        SensorModel(
            **{
                "sensor_id": s.sid,
                "kind": KINDS[s.kind],
                "position_enu_m": s.pos,
                "sigma": s.sigma,
                "max_range_m": s.rng,
                "detection_probability": s.pd,
                "clutter_per_scan": s.clutter,
                "period_s": s.period,
                "cooperative": s.kind == "rid",
            }
            | changes
        )
        for s in made.sensors
    ]


def scans_of(made):
    """The scans in the order of time."""
    return [
        Scan(
            sensor_id=scan.sid,
            time_s=scan.t,
            arrival_s=scan.t_arr,
            z=scan.z,
            transmitter_id=scan.ids if scan.kind == "rid" else None,
        )
        for scan in made.scans
    ]


def in_time_order(scans):
    """(clock, scan) as the comparator takes them: each at its own time."""
    return [(scan.time_s, scan) for scan in scans]


def as_they_arrive(scans):
    """(clock, scan) in the order of arrival."""
    return sorted(((scan.arrival_s, scan) for scan in scans), key=lambda pair: pair[0])


def late(scans, seed):
    """Every scan 0.2 s + Exp(1 s) late, at most 3 s."""
    noise = np.random.default_rng([seed, 31])
    delayed = [replace(scan, arrival_s=scan.time_s + min(0.2 + noise.exponential(1.0), 3.0)) for scan in scans]
    return as_they_arrive(delayed)


def moved(models, scans, angle_rad, shift_m):
    """The same sensors and scans in axes turned by an angle about the vertical and shifted.

    Returns:
        Models, scans, and a function from places there (n, 3) to places here.
    """
    cos, sin = math.cos(angle_rad), math.sin(angle_rad)
    turn, shift = np.array([[cos, -sin, 0.0], [sin, cos, 0.0], [0.0, 0.0, 1.0]]), np.asarray(shift_m, float)
    there = [
        replace(model, position_enu_m=turn @ np.asarray(model.position_enu_m) + shift, axes_enu=turn.T)
        for model in models
    ]
    positions = {model.sensor_id for model in models if model.kind == "position"}
    told = [replace(scan, z=scan.z @ turn.T + shift) if scan.sensor_id in positions else scan for scan in scans]
    return there, told, lambda places: (places - shift) @ turn


def relabelled(scans, first_id, epoch_s):
    """The same scans with transmitters numbered from `first_id` on and times counted from another epoch."""
    return [
        replace(
            scan,
            time_s=scan.time_s + epoch_s,
            arrival_s=scan.arrival_s + epoch_s,
            transmitter_id=None
            if scan.transmitter_id is None
            else np.where(scan.transmitter_id >= 0, scan.transmitter_id + first_id, -1),
        )
        for scan in scans
    ]


def on_the_earth(models, scans, frame, origin):
    """The same scenario on the ellipsoid: sensors measure in the level axes of their own place.

    Args:
        models: In the scenario's plane.
        scans: Of it.
        frame: The tracker's plane.
        origin: (3,) where the scenario's origin lies in it [m].

    Returns:
        Models and scans in `frame`; the scenario's plane is parallel to it.
    """
    there, axes_of = [], {}
    for model in models:
        place = np.asarray(model.position_enu_m) + origin
        lat, lon, _ = frame.wgs84_from_enu(place)
        axes_of[model.sensor_id] = axes = frame.axes_at(float(lat), float(lon))
        there.append(replace(model, position_enu_m=place, axes_enu=axes))
    kinds = {model.sensor_id: model.kind for model in models}
    told = [
        replace(scan, z=_seen_level(scan.z, kinds[scan.sensor_id], axes_of[scan.sensor_id], origin)) for scan in scans
    ]
    return there, told


def _seen_level(z, kind, axes, origin):
    if kind == "position":
        return z + origin
    azimuth = z[:, 1] if kind == "radar" else z[:, 0]
    elevation = z[:, 2] if kind == "radar" else np.zeros(len(z))
    level = np.cos(elevation)
    away = np.stack([level * np.cos(azimuth), level * np.sin(azimuth), np.sin(elevation)], axis=1) @ axes.T
    turned = z.copy()
    turned[:, 1 if kind == "radar" else 0] = np.arctan2(away[:, 1], away[:, 0])
    if kind == "radar":
        turned[:, 2] = np.arcsin(away[:, 2])
    return turned


def with_liars(scans, seed, share, offset_m, only=None):
    """The same scans with some transmitters that claim a place `offset_m` away.

    Args:
        scans: As made.
        seed: Of the choice and the directions.
        share: Of the transmitters that lie.
        offset_m: How far from the truth.
        only: If given, just so many transmitters are left.
    """
    noise = np.random.default_rng([seed, 41])
    known = np.unique(np.concatenate([s.transmitter_id for s in scans if s.transmitter_id is not None]))
    known = known[known >= 0]
    chosen = noise.permutation(known)[: only if only is not None else len(known)]
    liars = {}
    for number in noise.permutation(chosen)[: round(share * len(chosen))]:
        angle = noise.uniform(-math.pi, math.pi)
        liars[int(number)] = offset_m * np.array([math.cos(angle), math.sin(angle), 0.0])
    told = []
    for scan in scans:
        if scan.transmitter_id is None:
            told.append(scan)
            continue
        kept = np.isin(scan.transmitter_id, chosen)
        ids, z = scan.transmitter_id[kept], scan.z[kept].copy()
        for row, number in enumerate(ids):
            z[row] += liars.get(int(number), 0.0)
        told.append(replace(scan, z=z, transmitter_id=ids))
    return told
