"""How the feeds are: for each sensor of each gateway, when it was last heard and how much was taken or refused."""

import msgspec

from lindero.model.airspace import Sensor
from lindero.model.record import Record


class FeedState(msgspec.Struct, kw_only=True):
    """One sensor of one gateway.

    Attributes:
        gateway: Name in node.toml.
        sensor: Id within the node; `-` for what no sensor could be named for.
        name: What people call it.
        status: As the gateway says; `silent` and `down` are never hidden.
        last_seen_at: Newest detection or state. [ns UTC]
        accepted: Detections taken.
        refused: Messages refused.
        authenticated: The feed proves who speaks.
        simulated: Its records describe nothing real.
        marked: Its records carry a marking; without one they are never released.
    """

    gateway: str
    sensor: str
    name: str | None = None
    status: str = "ok"
    last_seen_at: int | None = None
    accepted: int = 0
    refused: int = 0
    authenticated: bool = False
    simulated: bool = False
    marked: bool = False


class Feeds:
    """All feeds of a node; used from its event loop only."""

    def __init__(self) -> None:
        self._feeds: dict[tuple[str, str], FeedState] = {}
        self.version = 0

    def take(self, record: Record, at: int) -> None:
        """Count a detection, or take over a sensor's state."""
        sensor, gateway = getattr(record, "sensor", None), getattr(record, "gateway", None)
        if sensor is None or gateway is None:
            return
        feed = self._feed(gateway, sensor)
        feed.last_seen_at = at
        feed.marked, feed.simulated = record.marking is not None, record.simulated
        if isinstance(record, Sensor):
            feed.status, feed.authenticated, feed.name = record.status, record.authenticated, record.name
        else:
            feed.accepted += 1
            feed.authenticated = bool(getattr(record, "authenticated", False))
        self.version += 1

    def refuse(self, gateway: str) -> None:
        """Count a refused message."""
        self._feed(gateway, "-").refused += 1
        self.version += 1

    def all(self) -> list[FeedState]:
        """By gateway and sensor."""
        return [self._feeds[key] for key in sorted(self._feeds)]

    def _feed(self, gateway: str, sensor: str) -> FeedState:
        return self._feeds.setdefault((gateway, sensor), FeedState(gateway=gateway, sensor=sensor))
