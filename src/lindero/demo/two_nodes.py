"""Both nodes of the story: made, started side by side, paired as two persons would, and stopped in order."""

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from lindero.demo.nodes import Country, DemoNode, free_ports, pair
from lindero.demo.relay import Relay
from lindero.kernel.clock import SystemClock
from lindero.kernel.entropy import SystemEntropy
from lindero.node.timers import pause

CONSOLE_PORTS: Final = (8401, 8402)

Say = Callable[[str], None]


class TwoNodes:
    """The nodes, and the line between them, which can be cut."""

    def __init__(self, folder: Path, say: Say) -> None:
        self._clock, self._entropy = SystemClock(), SystemEntropy()
        self._say = say
        ports = free_ports(9)
        consoles = _console_ports(ports[7:])
        self.us = _node("us.cbp", "USA", folder / "us", consoles[0], ports[0:3], "watch")
        self.mx = _node("mx.sedena", "MEX", folder / "mx", consoles[1], ports[3:6], "guardia")
        self.line = Relay(self.us.link_port)
        self._line_port = ports[6]

    async def begin(self) -> None:
        """Make, start and pair them; returns when both answer."""
        self._say("· two nodes, their keys and their pairing / dos nodos, sus llaves y su vínculo")
        await self.line.start(self._line_port)
        relayed = f"127.0.0.1:{self._line_port}"
        await asyncio.gather(self._bring_up(self.us, relayed), self._bring_up(self.mx, None))
        self._say(f"  {await asyncio.to_thread(pair, self.us, self.mx)}")

    async def _bring_up(self, node: DemoNode, address: str | None) -> None:
        await asyncio.to_thread(node.make, address, self._clock, self._entropy)
        await node.start()

    async def ready(self) -> None:
        """Returns when they are connected and their kernels are compiled."""
        self._say("· connecting; compiling kernels (the first time takes a while) / conectando; compilando núcleos")
        for node in (self.us, self.mx):
            while not _is_ready(await node.ask("status")):
                await pause(0.25)

    async def latencies_ms(self) -> list[float]:
        """From a sensor's time to the partner's disk, of the newest records that arrived on both sides."""
        taken: list[float] = []
        for node in (self.us, self.mx):
            if node.process is not None and node.process.returncode is None:
                taken += (await node.ask("status"))["observed_to_here_ms"]
        return taken

    async def end(self) -> None:
        """Stop both, and the line."""
        await asyncio.gather(self.us.stop(), self.mx.stop())
        await self.line.stop()


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
