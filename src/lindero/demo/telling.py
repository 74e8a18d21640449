"""The story told around two running nodes: sensors on, officers at their desks, one cut that heals."""

import asyncio
import webbrowser
from typing import Final

import msgspec

from lindero.demo.operator import Operator
from lindero.demo.radar import Radar
from lindero.demo.remoteid import RemoteIdReceiver
from lindero.demo.story import LOOP_S, PATROL_SERIAL, place_of
from lindero.demo.story_clock import StoryClock
from lindero.demo.two_nodes import Say, TwoNodes
from lindero.kernel.clock import SECOND_NS, Instant, SystemClock, format_instant
from lindero.kernel.entropy import SystemEntropy
from lindero.node.timers import pause

CUT_S: Final = (48.0, 56.0)
"""Within each round, when the line between the nodes is cut."""


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """A story that was told.

    Attributes:
        began_at: When it began. [ns UTC]
        told_s: For how long it was told.
        latencies_ms: From a sensor's time to the partner's disk, as both nodes measured.
    """

    began_at: Instant
    told_s: float
    latencies_ms: list[float]


class Telling:
    """Everybody around the two nodes."""

    def __init__(self, nodes: TwoNodes, *, headless: bool, say: Say) -> None:
        self._nodes = nodes
        self._headless = headless
        self._say = say
        self._clock, self._entropy = SystemClock(), SystemEntropy()
        self._tasks: list[asyncio.Task[None]] = []
        self._story: StoryClock | None = None

    async def open_consoles(self) -> None:
        """Give each officer a one-time link; headless, scripted officers use them."""
        self._say("· consoles / consolas")
        for node in (self._nodes.us, self._nodes.mx):
            link = (await node.ask("account-link", {"name": node.admin}))["link"]
            if self._headless:
                operator = Operator(link.partition("/#")[0], link)
                self._tasks.append(asyncio.create_task(operator.run()))
            else:
                self._say(f"  {node.id}: {link}")
                await asyncio.to_thread(webbrowser.open, link)

    async def tell(self, seconds: float | None) -> None:
        """Run the story for so long; None until cancelled."""
        us, mx = self._nodes.us, self._nodes.mx
        self._say(f"· the story runs, a round takes {LOOP_S:.0f} s / la historia corre, una vuelta dura {LOOP_S:.0f} s")
        await mx.ask("inject", {"lines": [self._declaration()]})
        story = self._story = StoryClock(self._clock)
        clock, entropy = self._clock, self._entropy
        north = Radar("Radar norte", 0.0, 3000.0, 3700.0, 1, clock, entropy)
        south = Radar("Radar sur", 500.0, -3200.0, 5200.0, 2, clock, entropy)
        heard_north = RemoteIdReceiver(0.0, 900.0, 2200.0, 3, clock)
        heard_south = RemoteIdReceiver(200.0, -1500.0, 3000.0, 4, clock)
        for work in (
            north.run("127.0.0.1", us.sapient_port, story),
            south.run("127.0.0.1", mx.sapient_port, story),
            heard_north.run("127.0.0.1", us.remoteid_port, story),
            heard_south.run("127.0.0.1", mx.remoteid_port, story),
        ):
            self._tasks.append(asyncio.create_task(work))
        while seconds is None or story.elapsed_s() < seconds:
            self._cut_or_heal(story.now_s())
            for task in self._tasks:
                if task.done():
                    task.result()  # raises what ended it
            await pause(0.25)
        self._nodes.line.heal()

    def _cut_or_heal(self, now_s: float) -> None:
        line, wanted = self._nodes.line, CUT_S[0] <= now_s < CUT_S[1]
        if wanted and not line.is_cut:
            self._say("· the line between the nodes is cut / se corta la línea entre los nodos")
            line.cut()
        elif not wanted and line.is_cut:
            self._say("· the line heals / la línea se restablece")
            line.heal()

    def _declaration(self) -> str:
        """The patrol, announced by its agency: all the time of the story, along the line."""
        now = self._clock.now()
        corners = [place_of(east, north) for east, north in ((-1500, -900), (1500, -900), (1500, -150), (-1500, -150))]
        record = {
            "kind": "declaration",
            "area": {"ring": [[lon, lat] for lat, lon in corners]},
            "starts_at": format_instant(now - 60 * SECOND_NS),
            "ends_at": format_instant(now + int(6 * 3600 * SECOND_NS)),
            "serials": [PATROL_SERIAL],
            "contact_desk": "mx.sedena/guardia-1",
            "marking": {
                "tlp": "amber",
                "releasable_to": ["USA"],
                "purposes": ["airspace-security"],
                "simulated": True,
            },
        }
        return msgspec.json.encode(record).decode()

    async def end(self) -> Ended:
        """Sensors off, officers home; gives what the story knows of itself."""
        told_s = 0.0 if self._story is None else self._story.elapsed_s()
        await pause(1.0)
        latencies_ms = await self._nodes.latencies_ms()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        began_at = self._clock.now() if self._story is None else self._story.began_at
        return Ended(began_at=began_at, told_s=told_s, latencies_ms=latencies_ms)
