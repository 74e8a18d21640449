"""Checks of key changes in hello and in an introduction.

The tester changes the key of its link, twice, by changes that are the same at every run, so that a node that has
learned them knows them. Its log never says so, and what it paired with stays valid.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from lindero.exchange.envelope._keys import SigningKey, generate_key, load_key
from lindero.exchange.envelope.certificate import seal_certificate
from lindero.exchange.envelope.control import KeyChange, encode_control
from lindero.exchange.envelope.key_change import state_change, vouch
from lindero.exchange.link.frames import AnyFrame, Credit, Hello, Keys
from lindero.kernel.clock import SECOND_NS, Instant
from lindero.node.conformance.line import word_of
from lindero.node.conformance.requirement import Requirement
from lindero.node.conformance.tester import ANSWER_S, PATIENCE_S, Tester
from lindero.node.conformance.verdict import Met, Unmet, Verdict
from lindero.node.keys import TlsFile, tls_content
from lindero.node.timers import pause

_AGAIN_S = 0.1
_LEARNED_S = 1.0
"""What a node that believes too much may take to do so. [s]"""
_ENDS = Instant(0), Instant(4_000_000_000 * SECOND_NS)


class _Next:
    """A key of the tester's link that comes after the one it paired with, and the change that leads to it."""

    def __init__(self, tester: Tester, before: SigningKey, word: bytes, voucher: SigningKey | None = None) -> None:
        self.key = generate_key(hashlib.sha256(tester.keys.token_secret + word).digest())
        valid_from, valid_to = _ENDS
        node = tester.own.node
        self.certificate_der = seal_certificate(
            node, self.key, serial=bytes(16), valid_from=valid_from, valid_to=valid_to
        )
        change = KeyChange(
            node=node,
            key="tls",
            log="",
            since=None,
            old=before.public,
            new=self.key.public,
            certificate=self.certificate_der,
            by="old",
            made_ms=1,
            voucher=bytes(64),
            proof=bytes(64),
        )
        self.change = encode_control(vouch(state_change(change, self.key), voucher or before))

    @contextmanager
    def shown(self) -> Iterator[TlsFile]:
        """Key and certificate, to connect with."""
        with TemporaryDirectory() as folder:
            path = Path(folder) / "tls.key"
            path.touch(mode=0o600)
            path.write_bytes(tls_content(self.key, self.certificate_der, None, b""))
            yield TlsFile(path=path, certificate_der=self.certificate_der)


def _paired(tester: Tester) -> SigningKey:
    """The key of the certificate that the tester paired with."""
    tls = tester.keys.tls
    assert tls is not None
    return load_key(tls.path.read_bytes())  # the training identity's key is not encrypted


def _first(tester: Tester) -> _Next:
    return _Next(tester, _paired(tester), b"first")


def _second(tester: Tester) -> _Next:
    return _Next(tester, _first(tester).key, b"second")


async def _is_let_in(tester: Tester, after: _Next, within_s: float = ANSWER_S) -> Verdict:
    """Whether the node says hello to this certificate, as soon as it has made durable what it learned."""
    end_s = tester.clock.monotonic_s() + within_s
    with after.shown() as tls:
        while not isinstance(seen := await _answer(tester, tls), Hello) and tester.clock.monotonic_s() < end_s:
            await pause(_AGAIN_S)
    return Met() if isinstance(seen, Hello) else Unmet("hello to the new certificate", word_of(seen))


async def _answer(tester: Tester, tls: TlsFile) -> AnyFrame | str:
    """The first frame on a connection with this certificate."""
    try:
        line = await tester.connect(tls)
    except (OSError, TimeoutError):
        return "closed"
    seen = await line.next(ANSWER_S)
    line.close()
    return seen


async def _says(tester: Tester, *changes: bytes) -> Verdict:
    """A hello with changes; the session opens whatever they are."""
    async with tester.meet() as talk:
        talk.line.send(msgspec.structs.replace(talk.hello(), changes=changes))
        frame = await talk.until(Credit)
        return Met() if isinstance(frame, Credit) else Unmet("credit", word_of(frame))


async def _learns_from_hello(tester: Tester) -> Verdict:
    after = _first(tester)
    opened = await _says(tester, after.change)
    return await _is_let_in(tester, after) if isinstance(opened, Met) else opened


async def _passes_over_a_forged_change(tester: Tester) -> Verdict:
    before = _second(tester).key
    forger = generate_key(tester.entropy.token(32))
    forged = [_Next(tester, old, b"forged", voucher=forger) for old in (_paired(tester), _first(tester).key, before)]
    opened = await _says(tester, *(one.change for one in forged))
    if not isinstance(opened, Met):
        return opened
    entered = await _is_let_in(tester, forged[0], _LEARNED_S)
    return Unmet("another certificate refused", "hello") if isinstance(entered, Met) else Met()


async def _reads_an_introduction(tester: Tester) -> Verdict:
    after = _second(tester)
    line = await tester.connect(nameless=True)
    line.send(Keys((_first(tester).change, after.change)))
    seen = await line.next(ANSWER_S)
    line.close()
    return await _is_let_in(tester, after) if seen == "closed" else Unmet("closed", word_of(seen))


async def _opens_nothing_without_a_certificate(tester: Tester) -> Verdict:
    async with tester.meet() as talk:
        hello = talk.hello()
    line = await tester.connect(nameless=True)
    line.send(hello)
    seen = await line.next(PATIENCE_S)
    line.close()
    return Met() if seen == "closed" else Unmet("closed", word_of(seen))


# What a node should pass over comes last: one that admits it follows no other change any more.
KEY_CHECKS = (
    Requirement.of(
        "LINK-47",
        "link.md#hello",
        "admits a change in hello that the old and the new key signed",
        "admite un cambio en el saludo que firmaron la llave anterior y la nueva",
        _learns_from_hello,
    ),
    Requirement.of(
        "LINK-49",
        "link.md#introduction",
        "reads key changes from whoever shows no certificate, and answers nothing",
        "lee cambios de llaves de quien no presenta certificado, sin responder nada",
        _reads_an_introduction,
    ),
    Requirement.of(
        "LINK-50",
        "link.md#introduction",
        "opens no session with whoever shows no certificate",
        "no abre sesión con quien no presenta certificado",
        _opens_nothing_without_a_certificate,
    ),
    Requirement.of(
        "LINK-48",
        "link.md#hello",
        "passes over a change in hello that the key in force did not sign",
        "pasa por alto un cambio en el saludo que no firmó la llave vigente",
        _passes_over_a_forged_change,
    ),
)
