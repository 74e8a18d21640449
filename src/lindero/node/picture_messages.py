"""What the node tells its analytics process. The answers are `PictureUpdate`s."""

import msgspec

from lindero.kernel.ids import NodeId
from lindero.model.border import Side


class Start(msgspec.Struct, frozen=True, tag=True):
    """How to begin: who the node is, its side, the file of its border line, the next track number."""

    node: NodeId
    side: Side
    border: str | None
    first_number: int


class Observe(msgspec.Struct, frozen=True, tag=True):
    """Records (sensors, declarations, detections, partners' tracks) as bytes, and when they came.

    None: at their own time.
    """

    records: list[bytes]
    arrival_at: int | None


class Forget(msgspec.Struct, frozen=True, tag=True):
    """Partners' tracks, by origin and number, of which nothing may be used any more."""

    tracks: list[tuple[NodeId, str]]


class Tick(msgspec.Struct, frozen=True, tag=True):
    """Tell the picture as of this instant of event time. [ns UTC]."""

    at: int


Message = Start | Observe | Forget | Tick
