"""How much noisier a sensor is than its vendor says, from how far its reports fall from where tracks expect them.

If every figure were right, the squared normalised innovation would be 1 per column on average. The factor on sigma
follows its excess slowly, so that no single object turns it; it never goes below 1, because a filter that trusts a
sensor too much loses tracks, and one that trusts it too little only smooths less.

Reference: Mehra, "On the identification of variances and adaptive Kalman filtering", IEEE TAC 15(2), 1970.
"""

from typing import Any, Final

from lindero.analytics.airspace.tracking.layout import State
from lindero.analytics.airspace.tracking.motion import MODE_COUNT
from lindero.analytics.jit import part

GAIN: Final = 0.004
"""Share of the excess that one report adds to the factor."""

USUAL_MISFIT: Final = 1.15
"""Misfit that manoeuvres and the gate leave when the sensor is as good as claimed."""

LARGEST_MISFIT: Final = 6.0
LARGEST_FACTOR: Final = 5.0


@part
def learn_noise(state: State, sensor: int, mode: Any, misfit: Any) -> None:
    """Follow the misfit of one more report.

    Args:
        state: The tracker's state.
        sensor: Row of the sensor.
        mode: (modes,) probabilities after the report.
        misfit: (modes,) squared normalised innovation per column in each.
    """
    mean = 0.0
    for m in range(MODE_COUNT):
        mean += mode[m] * misfit[m]
    excess = min(mean, LARGEST_MISFIT) / USUAL_MISFIT - 1.0
    factor = state.noise_factor[sensor] * (1.0 + GAIN * excess)
    state.noise_factor[sensor] = min(max(factor, 1.0), LARGEST_FACTOR)
