"""A scripted officer: signs in over HTTP as a person does, looks, acknowledges, and says what it was."""

from typing import Any, Final

import httpx

from lindero.node.timers import pause

LOOK_EVERY_S: Final = 0.5
THINKS_S: Final = 2.0
"""Between seeing an alert and acknowledging it."""
WATCHES_S: Final = 12.0
"""Between the acknowledgement and the outcome."""


class Operator:
    """One officer at one console."""

    def __init__(self, console: str, link: str) -> None:
        self._client = httpx.AsyncClient(base_url=console, timeout=10.0, headers={"Accept-Language": "es"})
        self._token = link.partition("#link=")[2]
        self._seen: dict[str, float] = {}
        self._taken: dict[str, float] = {}
        self._closed: set[str] = set()
        self._time_s = 0.0
        self.acknowledged = 0

    async def run(self) -> None:
        """Work until cancelled."""
        await self._sign_in()
        try:
            while True:
                await self._look()
                await pause(LOOK_EVERY_S)
                self._time_s += LOOK_EVERY_S
        finally:
            await self._client.aclose()

    async def _sign_in(self) -> None:
        answer = await self._client.post("/api/v1/sign-in", json={"token": self._token})
        answer.raise_for_status()
        self._client.headers["X-CSRF-Token"] = answer.json()["csrf"]

    async def _look(self) -> None:
        answer = await self._client.get("/api/v1/alerts", params={"state": "all"})
        answer.raise_for_status()
        for alert in answer.json()["alerts"]:
            if not alert["own"]:
                await self._attend(alert)

    async def _attend(self, alert: dict[str, Any]) -> None:
        """The next thing to do about an alert of the other side."""
        name, times = alert["alert"], alert["times"]
        if name not in self._seen:
            self._seen[name] = self._time_s
            await self._post(f"/api/v1/alerts/{name}/shown")
        elif times.get("acknowledged_ms") is None and self._time_s - self._seen[name] >= THINKS_S:
            if await self._post(f"/api/v1/alerts/{name}/acknowledge"):
                self.acknowledged += 1
                self._taken[name] = self._time_s
        elif name in self._taken and name not in self._closed and self._time_s - self._taken[name] >= WATCHES_S:
            self._closed.add(name)
            await self._post(f"/api/v1/alerts/{name}/outcome", {"verdict": _verdict_of(alert)})

    async def _post(self, path: str, body: dict[str, Any] | None = None) -> bool:
        answer = await self._client.post(path, json=body or {})
        return answer.is_success


_VERDICTS: Final = {"bird": "bird", "balloon": "balloon", "crewed": "crewed-aircraft"}


def _verdict_of(alert: dict[str, Any]) -> str:
    """What the officer takes it for: the most probable class that says anything; a drone unless it is another."""
    told = [c for c in alert.get("classes") or [] if c["object_class"] != "other"]
    best = max(told, key=lambda c: c["probability"], default=None)
    return _VERDICTS.get(best["object_class"], "confirmed-drone") if best else "confirmed-drone"
