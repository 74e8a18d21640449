"""The demo's story on two nodes: an aircraft that both sides see is one symbol on both consoles, under one number."""

import asyncio

import httpx
import pytest

from lindero.demo.telling import Telling
from lindero.demo.two_nodes import TwoNodes
from lindero.node.timers import pause

WANTED = 3
DEADLINE_S = 180.0


async def reader(node):
    """Somebody who is signed in at a node's console."""
    link = (await node.ask("account-link", {"name": node.admin}))["link"]
    client = httpx.AsyncClient(base_url=link.partition("/#")[0], timeout=30.0)
    answer = await client.post("/api/v1/sign-in", json={"token": link.partition("#link=")[2]})
    answer.raise_for_status()
    return client


def seen_by_both(tracks):
    """Rows that rest on both nodes, by the number shown."""
    both = {track["track"]: track for track in tracks if len(track.get("contributions", ())) == 2}
    return {number: track for number, track in both.items() if set(track["nodes"]) == {"us.cbp", "mx.sedena"}}


async def watch_story(folder):
    """Run the story until both consoles show the same objects of both sides; what both show then."""
    nodes = TwoNodes(folder, lambda _: None)
    telling = Telling(nodes, headless=True, say=lambda _: None)
    try:
        await nodes.begin()
        await nodes.ready()
        story = asyncio.create_task(telling.tell(None))
        clients = [await reader(node) for node in (nodes.us, nodes.mx)]
        shown = [[], []]
        async with asyncio.timeout(DEADLINE_S):
            while True:
                shown = [(await client.get("/api/v1/picture")).json()["tracks"] for client in clients]
                us, mx = map(seen_by_both, shown)
                if len(us) >= WANTED and us.keys() == mx.keys():
                    break
                await pause(0.3)
        one = next(iter(us.values()))
        other_name = next(c["track"] for c in one["contributions"] if c["track"] != one["track"])
        found = (await clients[0].get(f"/api/v1/tracks/{other_name}")).json()
        for client in clients:
            await client.aclose()
        story.cancel()
        await telling.end()
        return shown, one, found
    finally:
        await nodes.end()


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    return asyncio.run(watch_story(tmp_path_factory.mktemp("story")))


def test_an_object_of_both_sides_has_one_number_on_both_consoles(seen):
    us, mx = map(seen_by_both, seen[0])
    assert us.keys() == mx.keys()
    for number in us:
        members = [{(c["origin"], c["track"]) for c in side[number]["contributions"]} for side in (us, mx)]
        assert members[0] == members[1]
        assert number in {track for _, track in members[0]}


def test_no_track_of_such_an_object_is_shown_beside_it(seen):
    for tracks in seen[0]:
        shown = [track["track"] for track in tracks]
        hidden = {c["track"] for t in seen_by_both(tracks).values() for c in t["contributions"]} - set(
            seen_by_both(tracks)
        )
        assert len(shown) == len(set(shown))
        assert hidden
        assert not hidden & set(shown)


def test_it_says_who_sees_it_with_what_and_how_old(seen):
    for side, tracks in zip(("us.cbp", "mx.sedena"), seen[0], strict=True):
        for track in seen_by_both(tracks).values():
            own, partner = track["contributions"]
            assert (own["origin"], own["own"], partner["own"]) == (side, True, False)
            assert own["sensors"]
            assert track["at_ms"] - partner["at_ms"] < 60_000


def test_the_other_number_finds_it_too(seen):
    _, one, found = seen
    assert found["track"] == one["track"]
    assert found["tail"]
