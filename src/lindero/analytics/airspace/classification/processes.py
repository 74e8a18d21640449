"""How each class moves: a velocity that wanders about the wind's or about zero, and forgets itself with a time.

Ornstein-Uhlenbeck velocity per horizontal axis: dv = -(v - μ)/τ dt + σ √(2/τ) dW, where μ is the wind at the object's
height or zero. σ and τ are read off what each kind can do (cruise speeds, how long it keeps a heading); they are not
fitted. A class is a mixture of processes, as a multirotor hovers, patrols, dashes, or lets the wind carry it.

Reference: Ristic, Gordon, Bessell, "On target classification using kinematic data", Information Fusion 5(1), 2004.
"""

from typing import Final

import numpy as np

DRIFT: Final = 0
CIRCLING: Final = 1
FLAPPING: Final = 2
AGILE: Final = 3
STEADY: Final = 4
FAST: Final = 5
WINGED: Final = 6
CRUISING: Final = 7
PROCESS_COUNT: Final = 8

FOLLOWS_WIND: Final = np.array([1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 1.0])
"""1: moves in the air, so that the wind carries it; 0: holds its way over the ground."""

SIGMA_MPS: Final = np.array([0.3, 8.0, 8.5, 9.5, 13.0, 20.0, 17.0, 40.0])
"""1-sigma of each horizontal component about the mean: airspeed / √2 of a bird 11 m/s, of a multirotor 13."""

MEMORY_S: Final = np.array([100.0, 4.0, 12.0, 12.0, 300.0, 25.0, 90.0, 300.0])
"""How long a heading lasts: a soaring bird circles in 15 to 50 s, a vehicle keeps to its road."""

CLIMB_AIR: Final = 0
CLIMB_RISING: Final = 1
CLIMB_GROUND: Final = 2
CLIMB_HIGH: Final = 3
CLIMB_COUNT: Final = 4

HEIGHT_M: Final = np.array([120.0, 150.0, 4.0, 300.0])
HEIGHT_SIGMA_M: Final = np.array([110.0, 150.0, 8.0, 250.0])
"""Heights above the ground at which things fly: low, as balloons pass, on the road, as crewed aircraft do."""

CLIMB_MPS: Final = np.array([0.0, 1.0, 0.0, 0.0])
CLIMB_SIGMA_MPS: Final = np.array([1.2, 1.3, 0.05, 1.5])
CLIMB_MEMORY_S: Final = np.array([6.0, 200.0, 100.0, 10.0])
"""A free balloon rises steadily at 0 to 3 m/s; what is steered climbs in short pieces."""

MOTION_SHARE: Final = np.array(
    [
        [0.05, 0.0, 0.0, 0.50, 0.20, 0.25, 0.0, 0.0],
        [0.0, 0.0, 0.0, 0.0, 0.0, 0.20, 0.80, 0.0],
        [0.0, 0.0, 0.0, 0.0, 0.0, 0.10, 0.0, 0.90],
        [0.0, 0.45, 0.55, 0.0, 0.0, 0.0, 0.0, 0.0],
        [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0],
        [0.125] * PROCESS_COUNT,
    ]
)
"""(7, PROCESS_COUNT) how each class divides its time; rows in the order of `CLASSES`, sum 1."""

CLIMB_SHARE: Final = np.array(
    [
        [1.0, 0.0, 0.0, 0.0],
        [1.0, 0.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 1.0],
        [1.0, 0.0, 0.0, 0.0],
        [0.4, 0.6, 0.0, 0.0],
        [0.0, 0.0, 1.0, 0.0],
        [0.3, 0.2, 0.3, 0.2],
    ]
)
"""(7, CLIMB_COUNT) the same of height and climb."""
