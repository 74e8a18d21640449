"""Replay: moved recordings come in over the control socket, and event time follows them.

`lindero replay` decodes and moves; the node marks, saves and tracks as for any feed. Faster than time is allowed only
while no other feed is live, because the picture has one event clock.
"""

from collections.abc import Callable
from typing import Any

from lindero.kernel.clock import Clock
from lindero.model.airspace import Detection
from lindero.model.codec import decode_record
from lindero.model.people import Account
from lindero.node.control import ControlServer, Progress
from lindero.node.errors import ReplayRefused
from lindero.node.pipelines.fuse import Fuse
from lindero.node.pipelines.ingest import Ingest


class Replaying:
    """The node's side of `lindero replay`: begin, batches, end."""

    def __init__(self, ingest: Ingest, fuse: Fuse, live: Callable[[], list[str]], clock: Clock) -> None:
        self._ingest = ingest
        self._fuse = fuse
        self._live = live
        self._clock = clock

    def handle_with(self, control: ControlServer) -> None:
        """Answer the three requests."""
        control.handle("replay-begin", "watch-officer", self.begin)
        control.handle("replay-batch", "watch-officer", self.batch)
        control.handle("replay-end", "watch-officer", self.end)

    async def begin(self, person: Account, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
        """Stop the wall clock from driving the picture.

        Raises:
            ReplayRefused: The speed is not 1 and another feed is live.
        """
        speed, live = float(arguments["speed"]), self._live()
        if speed != 1.0 and live:
            raise ReplayRefused(speed=speed, feed=", ".join(live))
        self._fuse.replaying = not live
        return {"now": self._clock.now()}

    async def batch(self, person: Account, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
        """Take detections; returns when they are durable."""
        records = [decode_record(body) for body in arguments["records"]]
        await self._ingest.deliver([record for record in records if isinstance(record, Detection)])
        return {"saved": len(records)}

    async def end(self, person: Account, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
        """Let the wall clock drive the picture again."""
        self._fuse.replaying = False
        return {}
