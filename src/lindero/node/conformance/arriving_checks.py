"""Checks of what a node does with entries that arrive: which it keeps, confirms, refuses."""

from collections.abc import Callable

import msgspec

from lindero.exchange.envelope.control import LOST, Heartbeat, Poison, Recall, decode_control, encode_control
from lindero.exchange.envelope.entry import encode_entry
from lindero.exchange.envelope.errors import BadControl, BadNote, ForgedNote
from lindero.exchange.envelope.note import parse_note, seal_note
from lindero.exchange.link.frames import Ack, AnyFrame, Batch, Credit
from lindero.exchange.log.checkpoint import Checkpoint, format_checkpoint
from lindero.exchange.log.errors import BadCheckpoint, BadReceipt
from lindero.exchange.log.ports import Slot
from lindero.exchange.log.receipt import open_receipt
from lindero.exchange.log.tree import extend, leaf_hashes, root_of
from lindero.node.conformance.line import word_of
from lindero.node.conformance.requirement import Check, Requirement
from lindero.node.conformance.tester import CREDIT_BYTES, FAR, Talk, Tester
from lindero.node.conformance.verdict import Met, NotRun, Unmet, Verdict

Item = tuple[bytes, Slot]


def _beat(talk: Talk) -> Item:
    """An entry that any node can take."""
    wall_ms = talk.tester.clock.now() // 1_000_000
    return talk.control(Heartbeat(wall_ms=wall_ms, decisions=talk.tester.entropy.token(32)))


async def _taken(talk: Talk, *items: Item) -> Ack | AnyFrame | str:
    """The answer to a batch."""
    talk.line.send(talk.batch(*items))
    return await talk.until(Ack)


async def _acknowledges(tester: Tester) -> Verdict:
    async with tester.open() as talk:
        batch = talk.batch(_beat(talk))
        talk.line.send(batch)
        ack = await talk.until(Ack)
        if not isinstance(ack, Ack) or ack.size != talk.size + 1:
            return Unmet(f"ack {talk.size + 1}", word_of(ack))
        same = parse_note(ack.note).text == parse_note(batch.note).text
        return Met() if same else Unmet("the checkpoint that was sent", "another text")


async def _cosigns(tester: Tester) -> Verdict:
    async with tester.open() as talk:
        ack = await _taken(talk, _beat(talk))
        if not isinstance(ack, Ack):
            return NotRun(f"no ack came: {word_of(ack)}", f"no llegó ningún acuse: {word_of(ack)}")
        try:
            open_receipt(ack.note, tester.outgoing)
        except (BadNote, ForgedNote, BadCheckpoint, BadReceipt) as why:
            return Unmet("cosignature of the receipt key", why.code)
        return Met()


async def _remembers(tester: Tester) -> Verdict:
    """What was acknowledged is in the node's next hello."""
    async with tester.open() as talk:
        batch = talk.batch(_beat(talk))
        talk.line.send(batch)
        ack = await talk.until(Ack)
        if not isinstance(ack, Ack):
            return NotRun(f"no ack came: {word_of(ack)}", f"no llegó ningún acuse: {word_of(ack)}")
        size, frontier = talk.size + 1, extend(talk.frontier, talk.size, leaf_hashes(batch.entries))
    async with tester.meet() as talk:
        kept = talk.theirs.mirror
        same = kept.size >= size and (kept.size > size or kept.frontier == frontier)
        return Met() if same else Unmet(f"mirror of {size} entries", f"mirror of {kept.size}")


async def _returns_credit(tester: Tester) -> Verdict:
    async with tester.open() as talk:
        ack = await _taken(talk, _beat(talk))
        if not isinstance(ack, Ack):
            return NotRun(f"no ack came: {word_of(ack)}", f"no llegó ningún acuse: {word_of(ack)}")
        frame = await talk.until(Credit)
        return Met() if isinstance(frame, Credit) and frame.bytes else Unmet("credit", word_of(frame))


async def _keeps_what_it_cannot_read(tester: Tester, item: Callable[[Talk], Item]) -> Verdict:
    async with tester.open() as talk:
        ack = await _taken(talk, item(talk))
        return Met() if isinstance(ack, Ack) else Unmet(f"ack {talk.size + 1}", word_of(ack))


async def _keeps_an_unknown_kind(tester: Tester) -> Verdict:
    body = msgspec.msgpack.encode({"kind": "conformance-test", "x": 1})
    return await _keeps_what_it_cannot_read(tester, lambda talk: talk.item(body))


async def _keeps_an_unreadable_control(tester: Tester) -> Verdict:
    body = msgspec.msgpack.encode({"control": "recall", "entries": "all"})
    return await _keeps_what_it_cannot_read(tester, lambda talk: talk.item(body, "recall", "recall"))


async def _believes_expired(tester: Tester) -> Verdict:
    return await _keeps_what_it_cannot_read(tester, lambda talk: (talk.item(b"gone", expires_day=1)[0], "expired"))


async def _reports_a_lost_body(tester: Tester) -> Verdict:
    async with tester.open() as talk:
        lost = talk.size
        ack = await _taken(talk, (talk.item(b"lost")[0], "lost"))
        if not isinstance(ack, Ack):
            return NotRun(f"no ack came: {word_of(ack)}", f"no llegó ningún acuse: {word_of(ack)}")
        talk.line.send(Credit(CREDIT_BYTES))
        while isinstance(frame := await talk.until(Batch), Batch):
            if any(_is_report(leaf, slot, lost) for leaf, slot in zip(frame.entries, frame.slots, strict=False)):
                return Met()
        return Unmet(f"poison {LOST} about {lost}", word_of(frame))


def _is_report(leaf: bytes, slot: Slot, lost: int) -> bool:
    """Whether an entry says so; that it is of the right form is another requirement."""
    try:
        entry = msgspec.msgpack.decode(leaf, type=list)
        said = None if isinstance(slot, str) else decode_control(slot[1])
    except (msgspec.DecodeError, BadControl):
        return False
    return isinstance(said, Poison) and said.code == LOST and entry[6:7] == [lost]


def _refuses(*codes: str) -> Callable[[Callable[[Talk], Batch]], Check]:
    """A check that the node refuses a batch with one of these codes."""

    def of(make: Callable[[Talk], Batch]) -> Check:
        async def check(tester: Tester) -> Verdict:
            async with tester.open() as talk:
                talk.line.send(make(talk))
                return await talk.refused(*codes)

        return check

    return of


def _raw(talk: Talk, leaf: bytes) -> Batch:
    return talk.batch((leaf, (bytes(32), b"x")))


def _elements(talk: Talk) -> list[object]:
    return list(msgspec.msgpack.decode(encode_entry(talk.entry(b"x"))))


def _ten_elements(talk: Talk) -> Batch:
    return _raw(talk, msgspec.msgpack.encode([*_elements(talk), None]))


def _trailing_byte(talk: Talk) -> Batch:
    return _raw(talk, encode_entry(talk.entry(b"x")) + b"\xc0")


def _version_two(talk: Talk) -> Batch:
    return _raw(talk, msgspec.msgpack.encode([2, *_elements(talk)[1:]]))


def _short_commitment(talk: Talk) -> Batch:
    return _raw(talk, msgspec.msgpack.encode([*_elements(talk)[:8], bytes(31)]))


def _other_body(talk: Talk) -> Batch:
    leaf, _ = talk.item(b"one")
    return talk.batch((leaf, (bytes(32), b"another")))


def _extended_note(talk: Talk) -> Batch:
    items = [_beat(talk)]
    leaves = [leaf for leaf, _ in items]
    root = root_of(extend(talk.frontier, talk.size, leaf_hashes(leaves)))
    text = format_checkpoint(Checkpoint(talk.tester.outgoing.origin, talk.size + 1, root)) + b"extension\n"
    return talk.batch(*items, note=seal_note(text, talk.tester.outgoing.origin, talk.tester.keys.log))


def _forged_note(talk: Talk) -> Batch:
    item = _beat(talk)
    return talk.batch(item, note=talk.note([item[0]], key=talk.tester.keys.receipt))


def _miscounting_note(talk: Talk) -> Batch:
    item = _beat(talk)
    return talk.batch(item, note=talk.note([item[0]], size=talk.size + 2))


def _other_root(talk: Talk) -> Batch:
    return talk.batch(_beat(talk), note=talk.note([b"another entry"]))


def _uneven(talk: Talk) -> Batch:
    batch = talk.batch(_beat(talk))
    return msgspec.structs.replace(batch, slots=[*batch.slots, "lost"])


def _recalled_too_early(talk: Talk) -> Batch:
    named = Recall(entries=(max(0, talk.size - 1),), reason="recalled")
    return talk.batch((talk.item(b"x")[0], "recalled"), talk.item(encode_control(named), "recall", "recall"))


ARRIVING_CHECKS = (
    Requirement.of(
        "LINK-26",
        "link.md#open",
        "acknowledges a batch by its own checkpoint, byte for byte",
        "acusa un lote con su mismo punto de control, byte por byte",
        _acknowledges,
    ),
    Requirement.of(
        "LOG-01",
        "log.md#receipt",
        "cosigns by its receipt key what it holds",
        "cofirma con su llave de acuses lo que tiene",
        _cosigns,
    ),
    Requirement.of(
        "LOG-02",
        "log.md#receipt",
        "still holds after the session what it has confirmed",
        "conserva después de la sesión lo que confirmó",
        _remembers,
    ),
    Requirement.of(
        "LINK-27",
        "link.md#open",
        "gives credit back with the receipt",
        "devuelve crédito con el acuse",
        _returns_credit,
    ),
    Requirement.of(
        "CTRL-01",
        "meter.md#meter",
        "reports a body that arrives as lost, in its own log",
        "reporta en su bitácora un contenido que llega como perdido",
        _reports_a_lost_body,
    ),
    Requirement.of(
        "CTRL-02",
        "control.md#control-messages",
        "keeps a control message that it cannot read",
        "conserva un mensaje de control que no puede leer",
        _keeps_an_unreadable_control,
    ),
    Requirement.of(
        "VOC-01",
        "vocabulary.md#vocabulary",
        "keeps a record of a kind that it does not know",
        "conserva un registro de un tipo que no conoce",
        _keeps_an_unknown_kind,
    ),
    Requirement.of(
        "ENTRY-01",
        "entry.md#entry",
        "refuses an entry with another number of elements",
        "rechaza una entrada con otro número de elementos",
        _refuses("entry.malformed")(_ten_elements),
    ),
    Requirement.of(
        "ENTRY-02",
        "entry.md#entry",
        "refuses an entry with a byte after it",
        "rechaza una entrada seguida de otro byte",
        _refuses("entry.malformed")(_trailing_byte),
    ),
    Requirement.of(
        "ENTRY-03",
        "entry.md#entry",
        "refuses an entry of another version",
        "rechaza una entrada de otra versión",
        _refuses("entry.malformed")(_version_two),
    ),
    Requirement.of(
        "ENTRY-04",
        "entry.md#entry",
        "refuses a commitment that is not of 32 bytes",
        "rechaza un compromiso que no es de 32 bytes",
        _refuses("entry.malformed")(_short_commitment),
    ),
    Requirement.of(
        "ENTRY-05",
        "entry.md#body-salt-and-commitment",
        "refuses a body that its entry does not commit to",
        "rechaza un contenido con el que su entrada no se comprometió",
        _refuses("link.body")(_other_body),
    ),
    Requirement.of(
        "ENTRY-06",
        "entry.md#body-salt-and-commitment",
        "takes a body as expired once its day is over",
        "acepta un contenido como caducado cuando pasó su día",
        _believes_expired,
    ),
    Requirement.of(
        "ENTRY-07",
        "entry.md#body-salt-and-commitment",
        "refuses a body called expired before its day is over",
        "rechaza un contenido dado por caducado antes de que pase su día",
        _refuses("link.empty-slot")(lambda talk: talk.batch((talk.item(b"x", expires_day=2**20 - 1)[0], "expired"))),
    ),
    Requirement.of(
        "ENTRY-08",
        "entry.md#body-salt-and-commitment",
        "refuses a body called recalled that no recall names",
        "rechaza un contenido dado por retirado que ningún retiro nombra",
        _refuses("link.empty-slot")(_recalled_too_early),
    ),
    Requirement.of(
        "ENTRY-09",
        "entry.md#entry",
        "refuses an entry that refers to a later one",
        "rechaza una entrada que remite a una posterior",
        _refuses("link.reference")(lambda talk: talk.batch(talk.item(b"x", of=talk.size))),
    ),
    Requirement.of(
        "ENTRY-10",
        "entry.md#entry",
        "refuses an entry that answers one that does not exist",
        "rechaza una entrada que responde a otra que no existe",
        _refuses("link.reference")(lambda talk: talk.batch(talk.item(b"x", re=FAR))),
    ),
    Requirement.of(
        "LINK-28",
        "link.md#open",
        "refuses a batch that leaves entries out",
        "rechaza un lote que omite entradas",
        _refuses("link.index")(lambda talk: talk.batch(_beat(talk), first=talk.size + 1)),
    ),
    Requirement.of(
        "LINK-29",
        "link.md#frames",
        "refuses a batch with another number of bodies than entries",
        "rechaza un lote con otro número de contenidos que de entradas",
        _refuses("link.malformed")(_uneven),
    ),
    Requirement.of(
        "LOG-03",
        "log.md#checkpoint",
        "refuses a checkpoint by another key",
        "rechaza un punto de control de otra llave",
        _refuses("note.signature")(_forged_note),
    ),
    Requirement.of(
        "LOG-04",
        "log.md#checkpoint",
        "refuses a checkpoint with an extension line",
        "rechaza un punto de control con una línea de extensión",
        _refuses("log.checkpoint-malformed")(_extended_note),
    ),
    Requirement.of(
        "LOG-05",
        "log.md#checkpoint",
        "refuses what is no note",
        "rechaza lo que no es una nota",
        _refuses("note.malformed")(lambda talk: talk.batch(_beat(talk), note=b"x")),
    ),
    Requirement.of(
        "LINK-30",
        "link.md#open",
        "refuses a checkpoint of another size than the batch gives",
        "rechaza un punto de control de otro tamaño que el que da el lote",
        _refuses("link.head")(_miscounting_note),
    ),
    Requirement.of(
        "LINK-41",
        "link.md#open",
        "stops the link at entries that do not give the signed root",
        "detiene el enlace ante entradas que no dan la raíz firmada",
        _refuses("link.root")(_other_root),
        last=True,
    ),
)
