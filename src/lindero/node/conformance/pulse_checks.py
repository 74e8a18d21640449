"""Checks of the life of a session: pings, silence, refusals, the next one."""

from lindero.exchange.link.frames import Ping, Pong, Refill, Refuse
from lindero.node.conformance.line import word_of
from lindero.node.conformance.requirement import Requirement
from lindero.node.conformance.tester import ANSWER_S, FAR, PATIENCE_S, NoHello, Tester
from lindero.node.conformance.verdict import Met, Unmet, Verdict


async def _answers_ping(tester: Tester) -> Verdict:
    async with tester.open() as talk:
        talk.line.send(Ping(77, tester.clock.now() // 1_000_000))
        frame = await talk.until(Pong)
        return Met() if isinstance(frame, Pong) and frame.number == 77 else Unmet("pong 77", word_of(frame))


async def _pings(tester: Tester) -> Verdict:
    async with tester.open() as talk:
        frame = await talk.until(Ping, seconds=2 * ANSWER_S)
        return Met() if isinstance(frame, Ping) else Unmet("ping", word_of(frame))


async def _gives_up_silence(tester: Tester) -> Verdict:
    async with tester.open() as talk:
        return await talk.refused("link.silent", seconds=PATIENCE_S)


async def _refuses_an_unasked_pong(tester: Tester) -> Verdict:
    async with tester.open() as talk:
        talk.line.send(Pong(FAR, 0))
        return await talk.refused("link.unexpected-frame")


async def _refuses_a_second_hello(tester: Tester) -> Verdict:
    async with tester.open() as talk:
        talk.line.send(talk.hello())
        return await talk.refused("link.unexpected-frame")


async def _lives_on(tester: Tester) -> Verdict:
    async with tester.open() as talk:
        talk.line.send(Refill(0))
        await talk.until(Refuse)
    try:
        async with tester.open():
            return Met()
    except NoHello as why:
        return Unmet("a new session", str(why))


PULSE_CHECKS = (
    Requirement.of(
        "LINK-31",
        "link.md#open",
        "answers a ping by the pong of its number",
        "responde a un «ping» con el «pong» de su número",
        _answers_ping,
    ),
    Requirement.of("LINK-32", "link.md#open", "pings", "envía «ping»", _pings),
    Requirement.of(
        "LINK-33",
        "link.md#open",
        "refuses a pong that it did not ask for",
        "rechaza un «pong» que no pidió",
        _refuses_an_unasked_pong,
    ),
    Requirement.of(
        "LINK-34", "link.md#refusal", "refuses a second hello", "rechaza un segundo saludo", _refuses_a_second_hello
    ),
    Requirement.of(
        "LINK-35",
        "link.md#refusal",
        "takes a new session after it refused one",
        "acepta una nueva sesión después de rechazar otra",
        _lives_on,
    ),
    Requirement.of(
        "LINK-36",
        "link.md#open",
        "gives up a partner that falls silent",
        "abandona a un socio que calla",
        _gives_up_silence,
    ),
)
