"""Objects that several nodes see, as the board shows them."""

import msgspec

from lindero.kernel.ids import NodeId
from lindero.model.airspace import ClassProbability
from lindero.model.place import Ellipse, Position, Velocity

Name = tuple[NodeId, str]
"""Origin and short number of a track."""


class SystemTrack(msgspec.Struct, frozen=True, kw_only=True):
    """One object that several nodes see, as it is shown.

    Attributes:
        number: Its system number: that of the oldest of its tracks, on every side.
        at: Instant of the estimate. [ns UTC]
        members: Origin and number of each of its tracks, the own first.
        position: Fused.
        ellipse_95: Of the position.
        velocity: Fused.
        classes: Of all nodes' evidence.
    """

    number: str
    at: int
    members: tuple[Name, ...]
    position: Position
    ellipse_95: Ellipse
    velocity: Velocity
    classes: tuple[ClassProbability, ...]
