"""Every case with its bound: what is made, how it is fed, which figure is held against what.

A bound is for the mean over the seeds (switches: for the sum). `warm` is from when on the score counts.
"""

import math
from dataclasses import dataclass, field

import numpy as np
from airspace.play import play
from airspace.swarm import make_swarm
from airspace.world import (
    as_they_arrive,
    in_time_order,
    late,
    models_of,
    moved,
    on_the_earth,
    relabelled,
    scans_of,
    with_liars,
)

from lindero.analytics.airspace import Frame

EL_PASO = (31.75, -106.47, 1130.0)
KM_PER_DEG = 111.2


@dataclass(frozen=True)
class Case:
    """What to make and what to expect.

    Attributes:
        make: Arguments of make_scenario besides seed and steps; targets may be overridden.
        bounds: Figure -> most that its mean may be; a pair is least and most.
        feed: "time", "arrival" or "late".
        scan: From (scans, seed) to the scans used.
        place: "", "turned", "shifted", or kilometres from El Paso.
        warm: [s].
        swarm_m: Spacing, if the case is a swarm.
        looks_between: Look after every scan, too.
    """

    make: dict = field(default_factory=dict)
    bounds: dict = field(default_factory=dict)
    feed: str = "time"
    scan: object = None
    place: object = ""
    warm: float = 10.0
    swarm_m: float = 0.0
    looks_between: bool = False
    epoch_s: float = 0.0


IN_ELLIPSE = {"in_ellipse_2d": (0.90, 0.99)}
RADAR, ALL = {"sensors": "radar"}, {"sensors": "all"}

CASES = {
    "radar-50": Case({"targets": 50} | RADAR, IN_ELLIPSE),
    "all-50": Case({"targets": 50} | ALL, IN_ELLIPSE),
    "radar-100": Case(RADAR, IN_ELLIPSE | {"gospa_m": 355}),
    "all-100": Case(ALL, IN_ELLIPSE),
    "radar+rid-100": Case({"sensors": "radar+rid"}, IN_ELLIPSE),
    "clutter-200": Case(RADAR | {"clutter": 200.0}, {"gospa_m": 390}),
    "clutter-200-all": Case(ALL | {"clutter": 200.0}, {"gospa_m": 390}),
    "pd-0.7": Case(RADAR | {"pd": 0.7}, {"gospa_m": 412}),
    "pd-0.7-all": Case(ALL | {"pd": 0.7}, {"gospa_m": 412}),
    "all-200": Case(ALL | {"targets": 200}, {"gospa_m": 460}),
    "clock-0.5": Case(ALL | {"toff": 0.5}, {"gospa_m": 350}),
    "clock-0.5-radar": Case(RADAR | {"toff": 0.5}, {"gospa_m": 350}),
    "birds-300": Case(ALL | {"targets": 30, "birds": 300}, {"gospa_m": 285}),
    "birds-300-radar": Case(RADAR | {"targets": 30, "birds": 300}, {"gospa_m": 285}),
    "two-radars": Case(ALL | {"n_radar": 2}, {"gospa_m": 338}),
    "two-radars-only": Case(RADAR | {"n_radar": 2}, {"gospa_m": 338}),
    "low-observable": Case(ALL | {"lowobs": 0.6}, {"gospa_m": 385}),
    "low-observable-radar": Case(RADAR | {"lowobs": 0.6}, {"gospa_m": 385}),
    "bias": Case(ALL | {"bias": 1.0}, {"in_ellipse_2d": (0.88, 1.0)}, warm=40.0),
    "bias-none": Case(ALL, {}, warm=40.0),
    "bias-radar": Case(RADAR | {"bias": 1.0}, {}, warm=40.0),
    "sigma-2": Case(ALL | {"sigma_scale": 2.0}, {"gospa_m": 500}, warm=20.0),
    "sigma-2-radar": Case(RADAR | {"sigma_scale": 2.0}, {"gospa_m": 500}, warm=20.0),
    "everything": Case(
        ALL | {"bias": 0.5, "sigma_scale": 1.5, "toff": 0.25, "clutter": 60.0}, {"gospa_m": 465}, warm=40.0
    ),
    "liars-20%": Case(ALL, {"gospa_m": 360}, scan=lambda scans, seed: with_liars(scans, seed, 0.2, 250.0)),
    "three-liars": Case(
        ALL,
        {"gospa_m": 400, "missed_share": 0.03},
        scan=lambda scans, seed: with_liars(scans, seed, 1.0, 250.0, only=3),
    ),
    "arrival": Case(ALL, {"gospa_m": 340}, feed="arrival"),
    "arrival-radar": Case(RADAR, {"gospa_m": 340}, feed="arrival"),
    "late": Case(ALL, {"gospa_m": 390}, feed="late"),
    "late-radar": Case(RADAR, {"gospa_m": 390}, feed="late"),
    "looks-between": Case(ALL, {}, looks_between=True),
    "turned": Case(ALL, {}, place="turned"),
    "shifted": Case(ALL, {}, place="shifted"),
    "far-0": Case(ALL, {}, place=0.0),
    "far-100": Case(ALL, {}, place=100.0),
    "far-1000": Case(ALL, {}, place=1000.0),
    "wide-ids": Case(ALL, {}, scan=lambda scans, _: relabelled(scans, 2**62, 0.0)),
    "large-epoch": Case(ALL, {}, scan=lambda scans, _: relabelled(scans, 0, 1.8e9), epoch_s=1.8e9),
    "swarm-250": Case({}, {"switches_per_target_min": 0.05}, swarm_m=250.0),
    "swarm-120": Case({}, {"switches_per_target_min": 0.25}, swarm_m=120.0),
    "swarm-60": Case({}, {"switches_per_target_min": 1.5}, swarm_m=60.0),
    "swarm-30": Case({}, {"gospa_m": 340}, swarm_m=30.0),
}


def run_case(scenario, case, targets, seed, steps):
    """Figures of one seed of a case; `targets` overrides the case's own number."""
    if case.swarm_m:
        made = make_swarm(scenario, case.swarm_m, seed, steps)
    else:
        wanted = {"targets": 100} | case.make | ({"targets": targets} if targets else {})
        made = scenario.make_scenario(seed=seed, steps=steps, **wanted)
    models, scans = models_of(made), scans_of(made)
    if case.scan is not None:
        scans = case.scan(scans, seed)
    models, scans, home = _placed(case, models, scans)
    feed = {"time": in_time_order, "arrival": as_they_arrive, "late": lambda scans: late(scans, seed)}[case.feed](scans)
    return play(
        scenario,
        made,
        models,
        feed,
        warm_s=case.warm,
        home=home,
        epoch_s=case.epoch_s,
        looks_between=case.looks_between,
    )


def _placed(case, models, scans):
    """The sensors and scans where the case has them, and the way back."""
    if case.place == "":
        return models, scans, None
    if isinstance(case.place, float):
        east_deg = case.place / (KM_PER_DEG * math.cos(math.radians(EL_PASO[0])))
        frame = Frame(latitude_deg=EL_PASO[0], longitude_deg=EL_PASO[1] + east_deg, height_hae_m=EL_PASO[2])
        origin = np.array([-20_000.0, 0.0, 0.0])
        models, scans = on_the_earth(models, scans, frame, origin)
        return models, scans, lambda places, spread: (places - origin, spread)
    angle, shift = (0.7, (0.0, 0.0, 0.0)) if case.place == "turned" else (-2.0, (100_000.0, -1_000_000.0, 500.0))
    models, scans, back = moved(models, scans, angle, shift)
    turn = np.array([[math.cos(angle), -math.sin(angle), 0], [math.sin(angle), math.cos(angle), 0], [0, 0, 1.0]])
    return models, scans, lambda places, spread: (back(places), turn.T @ spread @ turn)


def holds(bounds, figures):
    """For each bound whether the figure keeps it."""
    kept = {}
    for name, bound in bounds.items():
        least, most = bound if isinstance(bound, tuple) else (-math.inf, bound)
        kept[name] = least <= figures[name] <= most
    return kept
