"""All biases and clocks in one system: (Λ₀ + Σ HᵀWH) θ = Σ HᵀWr, with the installation as the prior Λ₀.

Unknowns are, per sensor, up to three columns of the report and the clock. Witnesses that agree tie a sensor to
the positions of transmitters, pairs tie radars to each other, and every clock is known only against the others.

Reference: Bar-Shalom, Li, Kirubarajan, "Estimation with Applications to Tracking and Navigation", 2001, §3.4.
"""

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.registration.layout import CLOCK, COLUMNS, NUMBERS, SLOTS, Registration
from lindero.analytics.jit import part

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

INDEPENDENT: Final = 0.5
"""Weight of one match: a beacon's error lasts for several reports."""


@part
def normal_equations(registration: Registration, inlier: Flags) -> tuple[Floats, Floats]:
    """Information matrix and right-hand side of all that was seen, without the prior.

    Args:
        registration: Only read.
        inlier: (sensors * SLOTS,) which witnesses agree.

    Returns:
        (n, n) and (n,), n = sensors * NUMBERS.
    """
    information, evidence = registration.information.copy(), registration.evidence.copy()
    witnesses = registration.witnesses
    for w in range(len(witnesses)):
        if not inlier[w]:
            continue
        own = (w // SLOTS) * NUMBERS
        clock, source = own + CLOCK, witnesses["source"][w] * NUMBERS + CLOCK
        for k in range(COLUMNS):
            weight, drift = INDEPENDENT * witnesses["weight"][w, k], INDEPENDENT * witnesses["drift"][w, k]
            square = INDEPENDENT * witnesses["drift_square"][w, k]
            gap, turned = INDEPENDENT * witnesses["gap"][w, k], INDEPENDENT * witnesses["gap_drift"][w, k]
            information[own + k, own + k] += weight
            information[own + k, clock] -= drift
            information[clock, own + k] -= drift
            information[own + k, source] += drift
            information[source, own + k] += drift
            information[clock, clock] += square
            information[source, source] += square
            information[clock, source] -= square
            information[source, clock] -= square
            evidence[own + k] += gap
            evidence[clock] -= turned
            evidence[source] += turned
    return information, evidence


@part
def solve(estimates: Any, information: Floats, evidence: Floats, found: Floats, sigma: Floats) -> None:
    """Estimate and its 1-sigma for every unknown that something was seen of.

    Args:
        estimates: Rows of the sensors, for the prior.
        information: (n, n).
        evidence: (n,).
        found: (sensors, NUMBERS) result; 0 where nothing was seen.
        sigma: (sensors, NUMBERS) result; the installation's where nothing was seen.
    """
    seen, count = np.empty(len(evidence), dtype=np.int64), 0
    for p in range(len(evidence)):
        prior = estimates["installed"][p // NUMBERS, p % NUMBERS]
        found[p // NUMBERS, p % NUMBERS], sigma[p // NUMBERS, p % NUMBERS] = 0.0, prior
        if prior > 0.0 and information[p, p] > 0.0:
            seen[count] = p
            count += 1
    root, x = np.empty((count, count)), np.empty(count)
    for a in range(count):
        x[a] = evidence[seen[a]]
        for b in range(a + 1):
            root[a, b] = information[seen[a], seen[b]]
        root[a, a] += 1.0 / estimates["installed"][seen[a] // NUMBERS, seen[a] % NUMBERS] ** 2
    _cholesky(root, x)
    for a in range(count):
        p = seen[a]
        found[p // NUMBERS, p % NUMBERS] = x[a]
        sigma[p // NUMBERS, p % NUMBERS] = math.sqrt(_variance(root, a))


@part
def _cholesky(root: Floats, x: Floats) -> None:
    """Factor the lower triangle in place and replace `x` by the solution."""
    n = len(x)
    for a in range(n):
        for b in range(a + 1):
            total = root[a, b]
            for k in range(b):
                total -= root[a, k] * root[b, k]
            root[a, b] = math.sqrt(max(total, 1e-12)) if a == b else total / root[b, b]
    for a in range(n):
        for k in range(a):
            x[a] -= root[a, k] * x[k]
        x[a] /= root[a, a]
    for a in range(n - 1, -1, -1):
        for k in range(a + 1, n):
            x[a] -= root[k, a] * x[k]
        x[a] /= root[a, a]


@part
def _variance(root: Floats, p: int) -> float:
    """Diagonal element `p` of the inverse of L Lᵀ: |L⁻¹ e_p|²."""
    n = root.shape[0]
    column, total = np.zeros(n), 0.0
    for a in range(p, n):
        value = 1.0 if a == p else 0.0
        for k in range(p, a):
            value -= root[a, k] * column[k]
        column[a] = value / root[a, a]
        total += column[a] ** 2
    return total
