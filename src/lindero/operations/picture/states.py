"""Rows of a track table as positions, ellipses and motion of records."""

import math

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace import CLASSES, Frame
from lindero.kernel.heights import msl_from_hae
from lindero.kernel.units import wrap_deg
from lindero.model.airspace import ClassProbability
from lindero.model.place import Ellipse, Position, Velocity
from lindero.operations.picture.reports import SIGMA_OF_95

Floats = NDArray[np.float64]


def ellipse_95(covariance_en: Floats) -> Ellipse:
    """The horizontal ellipse that holds 95 %.

    Args:
        covariance_en: (2, 2) of east and north. [m^2]
    """
    values, vectors = np.linalg.eigh(covariance_en)
    major, minor = SIGMA_OF_95 * np.sqrt(np.maximum(values[::-1], 0.0))
    azimuth = math.degrees(math.atan2(vectors[0, 1], vectors[1, 1])) % 180.0
    return Ellipse(
        semi_major_m=round(float(major), 1),
        semi_minor_m=round(float(minor), 1),
        azimuth_deg=wrap_deg(round(azimuth, 1)),
    )


def position_of(state_enu: Floats, ellipse: Ellipse, frame: Frame, *, height_known: bool) -> Position:
    """Where a state is; its heights only where they were measured.

    Args:
        state_enu: (6,) position [m] and velocity [m/s] in the frame.
        ellipse: Its 95 % ellipse.
        frame: The tracker's plane.
        height_known: Whether any sensor measured the height.
    """
    lat, lon, hae = (float(value) for value in frame.wgs84_from_enu(state_enu[:3]))
    return Position(
        lat_deg=round(lat, 7),
        lon_deg=round(lon, 7),
        altitude_hae_m=round(hae, 1) if height_known else None,
        altitude_msl_m=round(float(msl_from_hae(hae, lat, lon)), 1) if height_known else None,
        error_95_m=ellipse.semi_major_m,
    )


def velocity_of(state_enu: Floats, *, height_known: bool) -> Velocity:
    """How a state moves, in the frame's level axes."""
    east, north, up = (float(value) for value in state_enu[3:])
    speed = math.hypot(east, north)
    return Velocity(
        speed_mps=round(speed, 2),
        track_deg=wrap_deg(round(math.degrees(math.atan2(east, north)), 1)) if speed > 0.5 else None,
        climb_mps=round(up, 2) if height_known else None,
    )


def classes_of(probabilities: Floats) -> tuple[ClassProbability, ...]:
    """Probabilities of at least 1 %, most probable first; they sum to 1 over all seven classes.

    Args:
        probabilities: (7,) in the order of `CLASSES`.
    """
    order = np.argsort(-probabilities)
    return tuple(
        ClassProbability(object_class=CLASSES[k], probability=round(float(probabilities[k]), 3))
        for k in order
        if probabilities[k] >= 0.01
    )
