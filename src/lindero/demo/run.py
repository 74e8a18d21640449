"""The demo from start to end: two nodes, the story told around them, and the sum."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lindero.demo.two_nodes import Say, TwoNodes

if TYPE_CHECKING:
    from lindero.demo.telling import Ended


async def run_demo(folder: Path, *, headless: bool, seconds: float | None, tampered: bool, say: Say) -> dict[str, Any]:
    """The whole demo; gives what `--json` prints."""
    nodes, stories = TwoNodes(folder, say), list["Ended"]()
    try:
        await nodes.begin()
        await _tell(nodes, stories, headless=headless, seconds=seconds, say=say)
    except asyncio.CancelledError:
        say("· ending / terminando")
    finally:
        await nodes.end()
    from lindero.demo import report  # noqa: PLC0415 — as below

    if tampered:
        report.tamper(nodes.us.folder)
    verified = report.verify(nodes.us.folder, nodes.mx.folder) == 0
    return {
        "nodes": {
            node.id: {
                "side": node.country,
                "folder": str(node.folder),
                "console": f"http://127.0.0.1:{node.console_port}",
            }
            for node in (nodes.us, nodes.mx)
        },
        **report.count([nodes.us.folder, nodes.mx.folder]),
        **report.told([nodes.us.folder, nodes.mx.folder], stories[0] if stories else None),
        "verified": verified,
    }


async def _tell(nodes: TwoNodes, stories: list["Ended"], *, headless: bool, seconds: float | None, say: Say) -> None:
    """Tell the story, once both nodes are ready for it."""
    from lindero.demo.telling import Telling  # noqa: PLC0415 — the nodes answer before the sensors are loaded

    telling = Telling(nodes, headless=headless, say=say)
    await nodes.ready()
    try:
        await telling.open_consoles()
        await telling.tell(seconds)
    finally:
        stories.append(await telling.end())
