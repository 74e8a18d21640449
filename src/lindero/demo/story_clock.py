"""The story's own time: begins when the nodes are ready, and goes round."""

from lindero.demo.story import LOOP_S, Actor, cast
from lindero.kernel.clock import Clock


class StoryClock:
    """Where the story stands.

    Attributes:
        began_at: When it began.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._began_s = clock.monotonic_s()
        self.began_at = clock.now()

    def elapsed_s(self) -> float:
        """Since the beginning. [s]."""
        return self._clock.monotonic_s() - self._began_s

    def now_s(self) -> float:
        """Within the present round. [s]."""
        return self.elapsed_s() % LOOP_S

    def actors(self) -> tuple[Actor, ...]:
        """Who takes part in the present round."""
        return cast(int(self.elapsed_s() // LOOP_S) + 1)
