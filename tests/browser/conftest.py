"""A real console on loopback, and Debian's Chromium in front of it."""

import asyncio
import os
import threading
from pathlib import Path
from typing import Self

import pytest
from console_desk import MX, PASSWORD, US, Desk

from lindero.console.context import STATIC_FOLDER
from lindero.console.serve import serve
from lindero.kernel.clock import SECOND_NS, SystemClock
from lindero.kernel.entropy import SystemEntropy
from lindero.model.place import Position
from lindero.node.timers import pause, woken

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
REQUIRED = "browser" in os.environ.get("LINDERO_REQUIRE", "").split(",")
FLAGS = [
    "--headless=new",
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


def missing(what: str, command: str) -> None:
    """Fail where a browser was promised, skip where not; either names the command that helps."""
    message = f"{what} is not there: {command}"
    if REQUIRED:
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="module")
def chromium():
    """One browser a module: while Playwright lives, its event loop keeps every other test from running one."""
    if not CHROMIUM.exists():
        missing("Chromium", "apt-get install chromium")
    if not (STATIC_FOLDER / "index.html").exists():
        missing("the built console", "cd web && npm ci && npm run build")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    if not AXE.exists():
        missing("axe-core", "cd web && npm ci")
    return AXE.read_text(encoding="utf-8")


class RunningConsole:
    """A console in a thread of its own; the desk behind it is touched in that thread only."""

    def __init__(self) -> None:
        self.desk = Desk(clock=SystemClock(), entropy=SystemEntropy(), pause=pause, woken=woken)
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(30)
        return self

    def __exit__(self, *_) -> None:
        self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(30)

    def do(self, work):
        """Result of work in the console's thread."""

        async def doing():
            return work()

        return asyncio.run_coroutine_threadsafe(doing(), self._loop).result(30)

    def receive(self, make) -> None:
        """Records that `make(desk)` returns become durable."""
        self.do(lambda: self.desk.receive(*make(self.desk)))

    def _run(self) -> None:
        def bound(port: int) -> None:
            self.port = port
            self._ready.set()

        self._task = self._loop.create_task(serve(self.desk.app(), "127.0.0.1", 0, None, bound))
        self._loop.run_until_complete(asyncio.gather(self._task, return_exceptions=True))
        self._loop.close()


def situation(desk):
    """Two own tracks and one of the partner's, an own alert, two of the partner's, a declaration."""
    declaration = desk.declaration()
    return [
        declaration,
        desk.track("U104-K"),
        desk.track(
            "U105-H",
            identity="declared",
            declared_by=declaration.id,
            position=Position(lat_deg=31.78, lon_deg=-106.42, altitude_hae_m=1290.0, error_95_m=12.0),
        ),
        desk.track("M104-8", MX, distance_to_line_m=-900.0, position=Position(lat_deg=31.74, lon_deg=-106.47)),
        desk.alert(9, US, track="U104-K"),
        desk.alert(16, MX, track="M104-8", recorded_at=desk.clock.now() - 40 * SECOND_NS),
        desk.alert(17, MX, step="incursion", reason=2, asks=21, track="M104-8"),
    ]


@pytest.fixture
def console():
    with RunningConsole() as running:
        running.do(lambda: running.desk.board.put_sensor(running.desk.sensor()))
        running.receive(situation)
        yield running


class Reader:
    """One person at a browser.

    Attributes:
        page: What is open.
        requests: Every address that was asked for.
        errors: What the page complained of.
    """

    def __init__(self, page, console: RunningConsole) -> None:
        self.page = page
        self.console = console
        self.requests: list[str] = []
        self.errors: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", lambda stream: self.requests.append(stream.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._listen)

    def _listen(self, message) -> None:
        if message.type == "error" and "401" not in message.text and "409" not in message.text:
            self.errors.append(message.text)

    def sign_in(self, name: str = "ana") -> None:
        self.page.goto(self.console.address)
        self.page.locator("input[name=name]").fill(name)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.locator("[data-testid=sign-in-form] button[type=submit]").click()
        self.page.locator("header.header").wait_for()

    def show(self, view: str) -> None:
        """The map or the tables, by their buttons."""
        self.page.locator("header .switch").first.locator("button").nth(0 if view == "map" else 1).click()
        self.page.locator("[data-testid=map]" if view == "map" else "[data-testid=tables]").wait_for()


@pytest.fixture(params=["es", "en"])
def language(request):
    return request.param


@pytest.fixture
def reader(chromium, console, language):
    context = chromium.new_context(
        locale={"es": "es-MX", "en": "en-US"}[language], viewport={"width": 1440, "height": 900}
    )
    yield Reader(context.new_page(), console)
    context.close()
