"""Checks of TLS and frames, and of what comes before hello."""

import ssl

from lindero.exchange.link.frames import (
    MAX_FRAME_BYTES,
    Batch,
    Bye,
    Refuse,
)
from lindero.node.conformance.line import word_of
from lindero.node.conformance.requirement import Check, Requirement
from lindero.node.conformance.stranger import stranger
from lindero.node.conformance.tester import ANSWER_S, PATIENCE_S, Tester
from lindero.node.conformance.verdict import Met, Unmet, Verdict

DRIP_S = 0.3


async def _is_turned_away(tester: Tester) -> Verdict:
    with stranger(tester.own.node, tester.clock, tester.entropy) as tls:
        return await _gets_nothing(tester, tls=tls)


async def _speaks_no_tls_1_2(tester: Tester) -> Verdict:
    return await _gets_nothing(tester, newest=ssl.TLSVersion.TLSv1_2)


async def _gets_nothing(tester: Tester, **how: object) -> Verdict:
    try:
        line = await tester.connect(**how)  # type: ignore[arg-type]
    except (OSError, TimeoutError):
        return Met()
    seen = await line.next(ANSWER_S)
    line.close()
    return Met() if seen == "closed" else Unmet("closed", word_of(seen))


async def _shows_its_certificate(tester: Tester) -> Verdict:
    line = await tester.connect()
    line.close()
    pinned = line.certificate_der == tester.partner.certificate_der
    return Met() if pinned else Unmet("certificate of the pairing", "another certificate")


async def _waits_for_hello(tester: Tester) -> Verdict:
    """Everything that comes before the node gives up belongs to no session."""
    async with tester.meet() as talk:
        frame = await talk.line.next(PATIENCE_S)
    ended = isinstance(frame, Refuse) or frame in ("closed", "nothing")
    return Met() if ended else Unmet("nothing before hello", word_of(frame))


async def _gives_up_without_hello(tester: Tester) -> Verdict:
    async with tester.meet() as talk:
        talk.line.send_bytes((MAX_FRAME_BYTES).to_bytes(4, "big"))
        end_s = tester.clock.monotonic_s() + PATIENCE_S
        while not isinstance(frame := await talk.line.next(DRIP_S), Refuse):
            if frame == "closed" or tester.clock.monotonic_s() > end_s:
                break
            talk.line.send_bytes(bytes(1))  # of a frame that never ends
    fits = isinstance(frame, Refuse) and frame.code == "link.no-hello"
    return Met() if fits else Unmet("refuse link.no-hello", word_of(frame))


def _answers_bytes(data: bytes, code: str) -> Check:
    async def check(tester: Tester) -> Verdict:
        async with tester.open() as talk:
            talk.line.send_bytes(data)
            return await talk.refused(code)

    return check


async def _refuses_a_batch_before_hello(tester: Tester) -> Verdict:
    async with tester.meet() as talk:
        talk.line.send(talk.batch(talk.item(b"\xc0")))
        return await talk.refused("link.unexpected-frame")


async def _ends_in_order(tester: Tester) -> Verdict:
    async with tester.open() as talk:
        talk.line.send(Bye())
        frame = await talk.until(Batch, Refuse)
        return Met() if frame == "closed" or isinstance(frame, Bye) else Unmet("closed", word_of(frame))


TRANSPORT_CHECKS = (
    Requirement.of(
        "LINK-01",
        "link.md#link",
        "turns away whoever does not show the paired certificate",
        "rechaza a quien no presenta el certificado vinculado",
        _is_turned_away,
    ),
    Requirement.of(
        "LINK-02", "link.md#link", "speaks no TLS older than 1.3", "no habla TLS anterior a 1.3", _speaks_no_tls_1_2
    ),
    Requirement.of(
        "LINK-03",
        "link.md#link",
        "shows the certificate that the pairing pins",
        "presenta el certificado que fija la vinculación",
        _shows_its_certificate,
    ),
    Requirement.of(
        "LINK-05",
        "link.md#hello",
        "sends nothing else before it has the partner's hello",
        "no envía nada más antes de tener el saludo del socio",
        _waits_for_hello,
    ),
    Requirement.of(
        "LINK-06",
        "link.md#link",
        "gives up a partner that says no hello",
        "abandona a un socio que no saluda",
        _gives_up_without_hello,
    ),
    Requirement.of(
        "LINK-07",
        "link.md#frames",
        "refuses a frame longer than 4 MiB",
        "rechaza una trama de más de 4 MiB",
        _answers_bytes((MAX_FRAME_BYTES + 1).to_bytes(4, "big"), "link.frame-size"),
    ),
    Requirement.of(
        "LINK-08",
        "link.md#frames",
        "refuses an empty frame",
        "rechaza una trama vacía",
        _answers_bytes(bytes(4), "link.frame-size"),
    ),
    Requirement.of(
        "LINK-09",
        "link.md#frames",
        "refuses a frame of an unknown kind",
        "rechaza una trama de tipo desconocido",
        _answers_bytes(b"\0\0\0\x06\x91\xa4nope", "link.malformed"),
    ),
    Requirement.of(
        "LINK-10",
        "link.md#frames",
        "refuses a frame with an element added",
        "rechaza una trama con un elemento de más",
        _answers_bytes(b"\0\0\0\x06\x92\xa3bye\xc0", "link.malformed"),
    ),
    Requirement.of(
        "LINK-11",
        "link.md#refusal",
        "refuses a batch before hello",
        "rechaza un lote antes del saludo",
        _refuses_a_batch_before_hello,
    ),
    Requirement.of(
        "LINK-24",
        "link.md#frames",
        "ends in order when the partner says bye",
        "termina en orden cuando el socio se despide",
        _ends_in_order,
    ),
)
