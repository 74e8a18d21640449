"""The two nodes of the story: made, paired and run as processes of their own, with folders of their own."""

import asyncio
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from lindero.kernel.clock import Clock
from lindero.kernel.entropy import Entropy
from lindero.node.config import CONFIG_NAME
from lindero.node.init import make_node
from lindero.node.reach import call, is_running
from lindero.node.timers import pause

Country = Literal["USA", "MEX"]

_FEEDS: Final = """
[gateway.radar]
kind = "sapient"
port = {sapient_port}
marking = {{ tlp = "amber", releasable_to = ["{other}"], purposes = ["airspace-security"], simulated = true }}

[gateway.remoteid]
kind = "remoteid"
port = {remoteid_port}
marking = {{ tlp = "amber", releasable_to = ["{other}"], purposes = ["airspace-security"], simulated = true }}
"""


@dataclass
class DemoNode:
    """One node of the story.

    Attributes:
        id: Its id.
        country: Its side.
        folder: Where it lives.
        console_port: Of its console.
        link_port: Of its link.
        sapient_port: Where its radar reports.
        remoteid_port: Where its receiver streams.
        admin: Name of its officer.
        process: While it runs.
    """

    id: str
    country: Country
    folder: Path
    console_port: int
    link_port: int
    sapient_port: int
    remoteid_port: int
    admin: str
    process: asyncio.subprocess.Process | None = None

    def make(self, address: str | None, clock: Clock, entropy: Entropy) -> None:
        """Make the folder; `address` is what partners are told to dial, None when this node only dials."""
        make_node(
            self.folder,
            node=self.id,
            side=self.country,
            port=self.link_port,
            console_port=self.console_port,
            simulated=True,
            admin=self.admin,
            clock=clock,
            entropy=entropy,
        )
        path = self.folder / CONFIG_NAME
        text = path.read_text(encoding="utf-8").replace(
            f'address = "127.0.0.1:{self.link_port}"', f'address = "{address}"' if address else ""
        )
        other = "MEX" if self.country == "USA" else "USA"
        feeds = _FEEDS.format(sapient_port=self.sapient_port, remoteid_port=self.remoteid_port, other=other)
        path.write_text(text + feeds, encoding="utf-8")

    async def start(self) -> None:
        """Run it and wait until it answers."""
        log = (self.folder / "node.log").open("ab")
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "lindero.node",
            str(self.folder),
            stderr=log,
            stdin=asyncio.subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the demo, which then ends them in order
        )
        log.close()
        while not await asyncio.to_thread(is_running, self.folder):
            if self.process.returncode is not None:
                raise RuntimeError(f"{self.id} ended: see {self.folder / 'node.log'}")
            await pause(0.05)

    async def stop(self) -> None:
        """End it in order."""
        if self.process is not None and self.process.returncode is None:
            self.process.terminate()
            await self.process.wait()

    async def ask(self, request: str, arguments: dict[str, Any] | None = None) -> dict[str, Any]:
        """A request over its control socket."""
        return await asyncio.to_thread(call, self.folder, request, arguments or {})


def pair(inviting: DemoNode, accepting: DemoNode) -> str:
    """The whole ceremony between two nodes; gives the digits that both persons would read."""
    invitation = call(inviting.folder, "pair-invite", {})["file"]
    accepted = call(accepting.folder, "pair-accept", {"file": invitation})
    finished = call(inviting.folder, "pair-finish", {"file": accepted["file"], "digits": accepted["digits"]})
    call(accepting.folder, "pair-finish", {"file": finished["file"], "digits": finished["digits"]})
    digits: str = accepted["digits"]
    return digits


def free_ports(count: int) -> list[int]:
    """Loopback ports that nothing listens on now."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports
