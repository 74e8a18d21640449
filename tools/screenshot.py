"""Takes the pictures of the READMEs from the running demo: docs/images/console.png and consola.png.

    ./run exec python tools/screenshot.py

About two minutes. Needs Chromium (apt-get install chromium); looks at the US console in English, at Mexico's in
Spanish, and acknowledges one alert of the other side by a click, as a person would.
"""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Page, async_playwright

from lindero.demo.nodes import DemoNode
from lindero.demo.telling import Telling
from lindero.demo.two_nodes import TwoNodes
from lindero.node.timers import pause

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
SIZE = {"width": 1600, "height": 900}
FLAGS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-gpu-compositing",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
LOOK_AT_S = 31.0
"""Into the story: the undeclared drone is announced and not across yet."""

LIVE_TRACK = "[data-testid=track-panel]:not(:has(.note))"
"""The partner's track, alive: after a cut of the line its next report has come."""


def say(text: str) -> None:
    print(text, file=sys.stderr)


async def open_console(browser, node: DemoNode, locale: str) -> Page:
    context = await browser.new_context(viewport=SIZE, locale=locale, device_scale_factor=1)
    page = await context.new_page()
    link = (await node.ask("account-link", {"name": node.admin}))["link"]
    await page.goto(link)
    return page


async def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("Chromium is needed: apt-get install chromium")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="lindero-picture-") as scratch:
        nodes = TwoNodes(Path(scratch), say)
        told = Telling(nodes, headless=False, say=say)
        try:
            await nodes.begin()
            await nodes.ready()
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
                us = await open_console(browser, nodes.us, "en-US")
                mx = await open_console(browser, nodes.mx, "es-MX")
                story = asyncio.create_task(told.tell(LOOK_AT_S + 60.0))
                await pause(LOOK_AT_S)
                for page in (us, mx):
                    await page.locator(".alert-card .link-button").first.click()
                for page in (us, mx):
                    await page.locator(LIVE_TRACK).wait_for()
                await pause(1.0)
                await us.screenshot(path=IMAGES / "console.png")
                await mx.screenshot(path=IMAGES / "consola.png")
                story.cancel()
                await browser.close()
                await told.end()
        finally:
            await nodes.end()
    say(f"✓ {IMAGES / 'console.png'} · {IMAGES / 'consola.png'}")


if __name__ == "__main__":
    asyncio.run(main())
