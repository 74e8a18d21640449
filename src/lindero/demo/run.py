"""The demo from start to end: two nodes, the story told around them, and the sum."""

import asyncio
from pathlib import Path
from typing import Any

from lindero.demo.report import count, quantile, tamper, verify
from lindero.demo.two_nodes import Say, TwoNodes


async def run_demo(folder: Path, *, headless: bool, seconds: float | None, tampered: bool, say: Say) -> dict[str, Any]:
    """The whole demo; gives what `--json` prints."""
    nodes = TwoNodes(folder, say)
    latencies: list[float] = []
    try:
        await nodes.begin()
        await _tell(nodes, headless=headless, seconds=seconds, say=say, latencies=latencies)
    except asyncio.CancelledError:
        say("· ending / terminando")
    finally:
        await nodes.end()
    if tampered:
        tamper(nodes.us.folder)
    verified = verify(nodes.us.folder, nodes.mx.folder) == 0
    return {
        "nodes": {
            node.id: {
                "side": node.country,
                "folder": str(node.folder),
                "console": f"http://127.0.0.1:{node.console_port}",
            }
            for node in (nodes.us, nodes.mx)
        },
        **count([nodes.us.folder, nodes.mx.folder]),
        "observed_to_partner_ms": {"p50": quantile(latencies, 0.5), "p99": quantile(latencies, 0.99)},
        "verified": verified,
    }


async def _tell(nodes: TwoNodes, *, headless: bool, seconds: float | None, say: Say, latencies: list[float]) -> None:
    """Everything between the two nodes' start and their end."""
    from lindero.demo.telling import Telling  # noqa: PLC0415 — the nodes answer before the sensors are loaded

    told = Telling(nodes, headless=headless, say=say)
    await nodes.ready()
    try:
        await told.open_consoles()
        await told.tell(seconds)
    finally:
        latencies += await told.end()
