"""Checks of hello, and of how a session begins by it."""

from collections.abc import Callable

import msgspec

from lindero.exchange.link.frames import (
    AnyFrame,
    Batch,
    Credit,
    HeadClaim,
    Hello,
    Refill,
    Refilled,
    Refuse,
)
from lindero.exchange.log.checkpoint import Checkpoint, open_checkpoint, seal_checkpoint
from lindero.exchange.log.tree import extend, leaf_hashes, root_of
from lindero.kernel.errors import RemoteError
from lindero.node.conformance.line import word_of
from lindero.node.conformance.requirement import Check, Requirement
from lindero.node.conformance.tester import ANSWER_S, CREDIT_BYTES, Talk, Tester
from lindero.node.conformance.verdict import Met, NotRun, Unmet, Verdict

LATER = NotRun(
    "the node's log to the tester is empty: let it share one record first",
    "la bitácora del nodo hacia quien prueba está vacía: comparta antes un registro",
)
CREDIT_AT_LEAST = 1 << 20


async def _says_hello_first(tester: Tester) -> Verdict:
    line = await tester.connect()
    seen = await line.next(ANSWER_S)
    line.close()
    if not isinstance(seen, Hello):
        return Unmet("hello", word_of(seen))
    claims = seen.node, seen.outgoing.origin, seen.mirror.origin
    paired = tester.partner.node, tester.incoming.origin, tester.outgoing.origin
    return Met() if claims == paired else Unmet(" ".join(paired), " ".join(claims))


def _refuses_hello(code: str, change: Callable[[Talk], Hello | None]) -> Check:
    """A check that the node refuses a hello; None where it cannot be made."""

    async def check(tester: Tester) -> Verdict:
        async with tester.meet() as talk:
            hello = change(talk)
            if hello is None:
                return LATER
            talk.line.send(hello)
            frame = await talk.until(Credit, Refill)
            fits = isinstance(frame, Refuse) and frame.code == code
            return Met() if fits else Unmet(f"refuse {code}", word_of(frame))

    return check


async def _refuses_a_miscounted_mirror(tester: Tester) -> Verdict:
    if not tester.signed:
        async with tester.open() as talk:
            talk.line.send(Credit(CREDIT_BYTES))
            await talk.until(Batch)
    return await _refuses_hello("link.head", _miscounted_mirror)(tester)


async def _takes_the_highest_common_version(tester: Tester) -> Verdict:
    async with tester.meet() as talk:
        talk.line.send(msgspec.structs.replace(talk.hello(), highest=0xFFFF))
        frame = await talk.until(Credit)
        return Met() if isinstance(frame, Credit) else Unmet("credit", word_of(frame))


async def _gives_credit_for_any_record(tester: Tester) -> Verdict:
    async with tester.meet() as talk:
        talk.line.send(talk.hello())
        frame = await talk.until(Credit)
        enough = isinstance(frame, Credit) and frame.bytes >= CREDIT_AT_LEAST
        return Met() if enough else Unmet(f"credit ≥ {CREDIT_AT_LEAST}", word_of(frame))


async def _gives_a_lost_log_back(tester: Tester) -> Verdict:
    async with tester.meet() as talk:
        theirs = talk.theirs.mirror
        if not theirs.size:
            return NotRun("the tester's log is empty there", "allá la bitácora de quien prueba está vacía")
        talk.line.send(talk.hello(outgoing=HeadClaim(theirs.origin, 0, (), b"")))
        talk.line.send(Refill(0))
        leaves: list[bytes] = []
        while len(leaves) < theirs.size:
            frame: AnyFrame | str = await talk.until(Refilled, Credit)
            if not isinstance(frame, Refilled) or frame.first != len(leaves):
                return Unmet(f"refilled from {len(leaves)}", word_of(frame))
            leaves += frame.entries
        same = extend((), 0, leaf_hashes(leaves)) == theirs.frontier
        return Met() if same else Unmet("the entries of the tester's log", "others")


async def _stops_at_two_histories(tester: Tester) -> Verdict:
    async with tester.meet() as talk:
        size = talk.theirs.mirror.size
        if not size:
            return NotRun("the tester's log is empty there", "allá la bitácora de quien prueba está vacía")
        frontier = extend((), 0, [tester.entropy.token(32) for _ in range(size)])
        talk.line.send(talk.hello(outgoing=_claim(tester, size, frontier, root_of(frontier))))
        return await talk.refused("link.fork")


def _claim(
    tester: Tester, size: int, frontier: tuple[bytes, ...], root: bytes, note_size: int | None = None
) -> HeadClaim:
    """A head of the tester's log whose note signs that root."""
    origin = tester.outgoing.origin
    checkpoint = Checkpoint(origin, size if note_size is None else note_size, root)
    return HeadClaim(origin, size, frontier, seal_checkpoint(checkpoint, tester.keys.log))


def _unsigned_mirror(talk: Talk) -> Hello | None:
    """A copy of the node's log under a note that the tester signed itself."""
    theirs = talk.theirs.outgoing
    if not theirs.size:
        return None
    checkpoint = Checkpoint(theirs.origin, theirs.size, root_of(theirs.frontier))
    note = seal_checkpoint(checkpoint, talk.tester.keys.log)
    return talk.hello(mirror=HeadClaim(theirs.origin, theirs.size, theirs.frontier, note))


def _miscounted_mirror(talk: Talk) -> Hello | None:
    """A copy of the node's log of another size than the note that the node signed."""
    tester = talk.tester
    try:
        open_checkpoint(tester.signed, tester.incoming)
    except RemoteError:
        return None
    return talk.hello(mirror=HeadClaim(tester.incoming.origin, 1 << 40, (bytes(32),), tester.signed))


def _note_of_an_empty_log(talk: Talk) -> Hello:
    checkpoint = Checkpoint(talk.tester.incoming.origin, 0, root_of(()))
    note = seal_checkpoint(checkpoint, talk.tester.keys.log)
    return talk.hello(mirror=HeadClaim(talk.tester.incoming.origin, 0, (), note))


def _note_beyond_its_log(talk: Talk) -> Hello:
    size, frontier = talk.size + 1, extend(talk.frontier, talk.size, [bytes(32)])
    return talk.hello(outgoing=_claim(talk.tester, size, frontier, root_of(frontier), note_size=size + 1))


def _note_of_another_root(talk: Talk) -> Hello:
    size, frontier = talk.size + 1, extend(talk.frontier, talk.size, [bytes(32)])
    return talk.hello(outgoing=_claim(talk.tester, size, frontier, bytes(32)))


def _odd_frontier(talk: Talk) -> Hello:
    claim = talk.hello().outgoing
    return talk.hello(outgoing=HeadClaim(claim.origin, claim.size, (*claim.frontier, bytes(32)), claim.note))


def _other_origin(talk: Talk) -> Hello:
    claim = talk.hello().outgoing
    other = claim.origin[:-1] + ("0" if claim.origin[-1] != "0" else "1")
    return talk.hello(outgoing=HeadClaim(other, 0, (), b""))


def _changed(**fields: object) -> Callable[[Talk], Hello]:
    return lambda talk: msgspec.structs.replace(talk.hello(), **fields)


HELLO_CHECKS = (
    Requirement.of(
        "LINK-04",
        "link.md#hello",
        "says hello first, with its own node and the origins of the pairing",
        "saluda primero, con su nodo y los orígenes de la vinculación",
        _says_hello_first,
    ),
    Requirement.of(
        "LINK-12",
        "link.md#hello",
        "refuses a partner that speaks no common version",
        "rechaza a un socio sin versión común",
        _refuses_hello("link.version", _changed(lowest=0xFFFF, highest=0xFFFF)),
    ),
    Requirement.of(
        "LINK-13",
        "link.md#hello",
        "takes the highest common version of a partner that speaks later ones too",
        "toma la versión común más alta con un socio que habla también otras posteriores",
        _takes_the_highest_common_version,
    ),
    Requirement.of(
        "LINK-14",
        "link.md#hello",
        "refuses another node than the paired one",
        "rechaza a otro nodo que el vinculado",
        _refuses_hello("link.wrong-node", _changed(node="xx.other")),
    ),
    Requirement.of(
        "LINK-15",
        "link.md#hello",
        "refuses another log than the paired one",
        "rechaza otra bitácora que la vinculada",
        _refuses_hello("link.wrong-node", _other_origin),
    ),
    Requirement.of(
        "LINK-16",
        "link.md#hello",
        "refuses a frontier that is not of its size",
        "rechaza una frontera que no es de su tamaño",
        _refuses_hello("link.head", _odd_frontier),
    ),
    Requirement.of(
        "LINK-17",
        "link.md#hello",
        "refuses a note on an empty log",
        "rechaza una nota sobre una bitácora vacía",
        _refuses_hello("link.head", _note_of_an_empty_log),
    ),
    Requirement.of(
        "LINK-18",
        "link.md#hello",
        "refuses a mirror whose note it did not sign itself",
        "rechaza un espejo cuya nota no firmó él mismo",
        _refuses_hello("note.signature", _unsigned_mirror),
    ),
    Requirement.of(
        "LINK-19",
        "link.md#hello",
        "refuses a mirror of another size than its note",
        "rechaza un espejo de otro tamaño que su nota",
        _refuses_a_miscounted_mirror,
    ),
    Requirement.of(
        "LINK-20",
        "link.md#hello",
        "refuses a note beyond the log that carries it",
        "rechaza una nota más allá de la bitácora que la lleva",
        _refuses_hello("link.head", _note_beyond_its_log),
    ),
    Requirement.of(
        "LINK-21",
        "link.md#hello",
        "refuses a note that signs another root than that of its head",
        "rechaza una nota que firma otra raíz que la de su cabeza",
        _refuses_hello("link.head", _note_of_another_root),
    ),
    Requirement.of(
        "LINK-22",
        "link.md#open",
        "grants at least 1 MiB after hello",
        "concede al menos 1 MiB después del saludo",
        _gives_credit_for_any_record,
    ),
    Requirement.of(
        "LINK-23",
        "link.md#refilling",
        "gives a rolled-back partner its own entries back",
        "devuelve a un socio restaurado sus propias entradas",
        _gives_a_lost_log_back,
    ),
    Requirement.of(
        "LINK-25",
        "link.md#hello",
        "stops the link at two histories of one log",
        "detiene el enlace ante dos historias de una bitácora",
        _stops_at_two_histories,
        last=True,
    ),
)
