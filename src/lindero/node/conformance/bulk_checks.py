"""Checks of the bulk lane: who may ask for what, and how much."""

from collections.abc import Callable

from lindero.exchange.link.frames import Chunk, Frame, Gone, Want
from lindero.node.conformance.line import word_of
from lindero.node.conformance.requirement import Check, Requirement
from lindero.node.conformance.tester import FAR, Tester
from lindero.node.conformance.verdict import Met, Unmet, Verdict

MOST_WANTS = 4


async def _has_nothing_for_the_asker(tester: Tester) -> Verdict:
    """No entry stands there: there is no chunk of it, and the session goes on."""
    async with tester.open() as talk:
        for index in range(2):
            talk.line.send(Want(FAR, index))
            frame = await talk.until(Gone, Chunk)
            if frame != Gone(FAR, index):
                return Unmet("gone", word_of(frame))
        return Met()


def refuses(code: str, frames: Callable[[], list[Frame]]) -> Check:
    """A check that these frames, which come together, end the session."""

    async def check(tester: Tester) -> Verdict:
        async with tester.open() as talk:
            talk.line.send(*frames())
            return await talk.refused(code)

    return check


BULK_CHECKS = (
    Requirement.of(
        "LINK-42",
        "link.md#files",
        "answers a want for what it did not release by gone",
        "responde «gone» a quien pide lo que no divulgó",
        _has_nothing_for_the_asker,
    ),
    Requirement.of(
        "LINK-43",
        "link.md#files",
        "refuses more than four open wants",
        "rechaza más de cuatro peticiones abiertas",
        refuses("link.bulk", lambda: [Want(FAR, index) for index in range(MOST_WANTS + 1)]),
    ),
    Requirement.of(
        "LINK-44",
        "link.md#files",
        "refuses a want that is open already",
        "rechaza una petición que ya está abierta",
        refuses("link.bulk", lambda: [Want(FAR, 0), Want(FAR, 0)]),
    ),
    Requirement.of(
        "LINK-45",
        "link.md#files",
        "refuses a chunk that it did not ask for",
        "rechaza un trozo que no pidió",
        refuses("link.unexpected-frame", lambda: [Chunk(0, 0, 0, bytes(32), b"unasked")]),
    ),
    Requirement.of(
        "LINK-46",
        "link.md#files",
        "refuses a gone for what it did not ask for",
        "rechaza un «gone» de lo que no pidió",
        refuses("link.unexpected-frame", lambda: [Gone(0, 0)]),
    ),
)
