"""The story told: nodes up, sensors on, officers at their desks, one cut that heals, and the sum at the end."""

import asyncio
import socket
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec

from lindero.demo.nodes import Country, DemoNode, free_ports, pair
from lindero.demo.operator import Operator
from lindero.demo.radar import Radar
from lindero.demo.relay import Relay
from lindero.demo.remoteid import RemoteIdReceiver
from lindero.demo.report import count, quantile, tamper, verify
from lindero.demo.story import LOOP_S, PATROL_SERIAL, place_of
from lindero.demo.story_clock import StoryClock
from lindero.kernel.clock import SECOND_NS, SystemClock, format_instant
from lindero.kernel.entropy import SystemEntropy
from lindero.node.timers import pause

CUT_S: Final = (48.0, 56.0)
"""Within each round, when the line between the nodes is cut."""
CONSOLE_PORTS: Final = (8401, 8402)
TAMPERED: Final = 5

Say = Callable[[str], None]


class Demo:
    """Two nodes and everybody around them."""

    def __init__(self, folder: Path, *, headless: bool, say: Say) -> None:
        self._clock, self._entropy = SystemClock(), SystemEntropy()
        self._headless = headless
        self._say = say
        ports = free_ports(9)
        consoles = _console_ports(ports[7:])
        self.us = _node("us.cbp", "USA", folder / "us", consoles[0], ports[0:3], "watch")
        self.mx = _node("mx.sedena", "MEX", folder / "mx", consoles[1], ports[3:6], "guardia")
        self._relay = Relay(self.us.link_port)
        self._relay_port = ports[6]
        self._tasks: list[asyncio.Task[None]] = []

    async def prepare(self) -> None:
        """Make, pair and start both nodes; returns when they are connected and their kernels are compiled."""
        self._say("· two nodes, their keys and their pairing / dos nodos, sus llaves y su vínculo")
        relayed = f"127.0.0.1:{self._relay_port}"
        await asyncio.to_thread(self.us.make, relayed, self._clock, self._entropy)
        await asyncio.to_thread(self.mx.make, None, self._clock, self._entropy)
        digits = await asyncio.to_thread(pair, self.us, self.mx)
        self._say(f"  {digits}")
        await self._relay.start(self._relay_port)
        await asyncio.gather(self.us.start(), self.mx.start())
        self._say("· connecting; compiling kernels (the first time takes a while) / conectando; compilando núcleos")
        for node in (self.us, self.mx):
            while not _is_ready(await node.ask("status")):
                await pause(0.25)

    async def open_consoles(self) -> None:
        """Give each officer a one-time link; headless, scripted officers use them."""
        for node in (self.us, self.mx):
            link = (await node.ask("account-link", {"name": node.admin}))["link"]
            if self._headless:
                operator = Operator(link.partition("/#")[0], link)
                self._tasks.append(asyncio.create_task(operator.run()))
            else:
                self._say(f"  {node.id}: {link}")
                await asyncio.to_thread(webbrowser.open, link)

    async def tell(self, seconds: float | None) -> None:
        """Run the story for so long; None until cancelled."""
        await self.mx.ask("inject", {"lines": [self._declaration()]})
        story = StoryClock(self._clock)
        clock, entropy = self._clock, self._entropy
        north = Radar("Radar norte", 0.0, 3000.0, 3700.0, 1, clock, entropy)
        south = Radar("Radar sur", 500.0, -3200.0, 5200.0, 2, clock, entropy)
        heard_north = RemoteIdReceiver(0.0, 900.0, 2200.0, 3, clock)
        heard_south = RemoteIdReceiver(200.0, -1500.0, 3000.0, 4, clock)
        for work in (
            north.run("127.0.0.1", self.us.sapient_port, story),
            south.run("127.0.0.1", self.mx.sapient_port, story),
            heard_north.run("127.0.0.1", self.us.remoteid_port, story),
            heard_south.run("127.0.0.1", self.mx.remoteid_port, story),
        ):
            self._tasks.append(asyncio.create_task(work))
        while seconds is None or story.elapsed_s() < seconds:
            self._cut_or_heal(story.now_s())
            for task in self._tasks:
                if task.done():
                    task.result()  # raises what ended it
            await pause(0.25)
        self._relay.heal()

    def _cut_or_heal(self, now_s: float) -> None:
        wanted = CUT_S[0] <= now_s < CUT_S[1]
        if wanted and not self._relay.is_cut:
            self._say("· the line between the nodes is cut / se corta la línea entre los nodos")
            self._relay.cut()
        elif not wanted and self._relay.is_cut:
            self._say("· the line heals / la línea se restablece")
            self._relay.heal()

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

    async def close(self) -> dict[str, Any]:
        """Sensors off, officers home, nodes stopped; gives the latencies that the nodes measured."""
        latencies: list[float] = []
        await pause(1.0)
        for node in (self.us, self.mx):
            if node.process is not None and node.process.returncode is None:
                latencies += (await node.ask("status"))["observed_to_here_ms"]
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(self.us.stop(), self.mx.stop())
        await self._relay.stop()
        return {"p50": quantile(latencies, 0.5), "p99": quantile(latencies, 0.99)}


async def run_demo(folder: Path, *, headless: bool, seconds: float | None, tampered: bool, say: Say) -> dict[str, Any]:
    """The whole demo; gives what `--json` prints."""
    demo = Demo(folder, headless=headless, say=say)
    latency: dict[str, Any] = {"p50": None, "p99": None}
    try:
        await demo.prepare()
        say("· consoles / consolas")
        await demo.open_consoles()
        say(f"· the story runs, a round takes {LOOP_S:.0f} s / la historia corre, una vuelta dura {LOOP_S:.0f} s")
        await demo.tell(seconds)
    except asyncio.CancelledError:
        say("· ending / terminando")
    finally:
        latency = await demo.close()
    if tampered:
        tamper(demo.us.folder)
    verified = verify(demo.us.folder, demo.mx.folder) == 0
    return {
        "nodes": {
            node.id: {
                "side": node.country,
                "folder": str(node.folder),
                "console": f"http://127.0.0.1:{node.console_port}",
            }
            for node in (demo.us, demo.mx)
        },
        **count([demo.us.folder, demo.mx.folder]),
        "observed_to_partner_ms": latency,
        "verified": verified,
    }


def _node(node: str, country: Country, folder: Path, console: int, ports: list[int], admin: str) -> DemoNode:
    link, sapient, remoteid = ports
    return DemoNode(
        id=node,
        country=country,
        folder=folder,
        console_port=console,
        link_port=link,
        sapient_port=sapient,
        remoteid_port=remoteid,
        admin=admin,
    )


def _is_ready(status: dict[str, Any]) -> bool:
    links = status["links"]
    return status["kernels"] == "ready" and bool(links) and all(link["state"] == "connected" for link in links)


def _console_ports(spare: list[int]) -> tuple[int, int]:
    """The usual ports where they are free, so that a bookmark works; else others."""
    for port in CONSOLE_PORTS:
        with socket.socket() as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                return spare[0], spare[1]
    return CONSOLE_PORTS
