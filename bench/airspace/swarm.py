"""A swarm of 20 in 5 × 4 at a spacing, seen by four radars: too near each other for every look to tell them apart."""

import numpy as np


def make_swarm(scenario, spacing_m, seed, steps, clutter=20.0):
    """A Scenario of one formation that flies, turns once and flies on; radars of the scenario's own kind."""
    noise, dt = np.random.default_rng([seed, 51]), 0.5
    count = round(steps / dt) + 2
    times = np.arange(count) * dt
    heading0, speed = noise.uniform(-np.pi, np.pi), noise.uniform(12.0, 18.0)
    turn_s, turn_rad_s = noise.uniform(0.4, 0.6) * steps, noise.choice([-1, 1]) * 0.05
    heading = heading0 + turn_rad_s * np.clip(times - turn_s, 0.0, 15.0)
    velocity = speed * np.stack([np.cos(heading), np.sin(heading), np.zeros(count)], axis=1)
    centre = np.cumsum(velocity * dt, axis=0)
    middle = np.array([noise.uniform(12_000.0, 28_000.0), noise.uniform(-2000.0, 2000.0), 150.0])
    centre += middle - centre[count // 2]
    grid = np.array([(a, b) for a in range(5) for b in range(4)], float) - (2.0, 1.5)
    along = np.stack([np.cos(heading), np.sin(heading)], axis=1)
    across = np.stack([-np.sin(heading), np.cos(heading)], axis=1)
    offset = spacing_m * (grid[None, :, :1] * along[:, None] + grid[None, :, 1:] * across[:, None])
    offset = np.concatenate([offset, np.zeros((count, 20, 1))], axis=2)
    wobble = 2.0 * np.sin(
        2 * np.pi * (times[:, None, None] / noise.uniform(8, 20, (1, 20, 3)) + noise.random((1, 20, 3)))
    )
    place = centre[:, None] + offset + wobble
    made = scenario.Scenario(
        params={"targets": 20, "seed": seed, "steps": steps, "sensors": "radar", "clutter": clutter, "birds": 0},
        sensors=scenario.default_sensors(noise, ("radar",), clutter=clutter),
        scans=[],
        dt=dt,
        times=times,
        pos=place,
        vel=np.gradient(place, dt, axis=0),
        alive=np.ones((count, 20), bool),
        n_drones=20,
    )
    made.scans = sorted(_scans(scenario, made, seed), key=lambda scan: (scan.t, scan.sid))
    return made


def _scans(scenario, made, seed):
    for radar in made.sensors:
        noise = np.random.default_rng([seed, 52, radar.sid])
        for k in range(int(made.params["steps"] / radar.period)):
            t = radar.phase + k * radar.period
            place, _ = made.truth_at(t)
            away = place - radar.pos
            length = np.linalg.norm(away, axis=1)
            seen = np.flatnonzero((length < radar.rng) & (noise.random(len(place)) < radar.pd))
            away, length = away[seen], length[seen]
            exact = np.stack([length, np.arctan2(away[:, 1], away[:, 0]), np.arcsin(away[:, 2] / length)], axis=1)
            false = noise.poisson(radar.clutter)
            clutter = np.stack(
                [
                    radar.rng * np.sqrt(noise.random(false)),
                    noise.uniform(-np.pi, np.pi, false),
                    np.radians(noise.uniform(0, 8, false)),
                ],
                axis=1,
            )
            z = np.concatenate([exact + noise.normal(size=exact.shape) * radar.sigma, clutter])
            z[:, 1] = (z[:, 1] + np.pi) % (2 * np.pi) - np.pi
            order = noise.permutation(len(z))
            truth = np.concatenate([seen, np.full(false, -1)])[order]
            arrival = t + radar.lat0 + noise.exponential(radar.latj)
            yield scenario.Scan(radar.sid, "radar", t, arrival, z[order], truth, np.full(len(z), -1))
