"""Checks of what a node writes and sends, and of the receipts that it believes."""

from collections.abc import Callable

import msgspec

from lindero.exchange.envelope.entry import decode_entry
from lindero.exchange.envelope.errors import BadEntry, BadNote, ForgedNote
from lindero.exchange.envelope.note import format_note, parse_note
from lindero.exchange.envelope.seal import is_sealed
from lindero.exchange.link.frames import Ack, Batch, Credit
from lindero.exchange.log.checkpoint import Checkpoint, format_checkpoint, open_checkpoint
from lindero.exchange.log.errors import BadCheckpoint
from lindero.exchange.log.receipt import seal_receipt
from lindero.exchange.log.tree import extend, leaf_hashes, root_of
from lindero.node.conformance.hello_checks import LATER
from lindero.node.conformance.line import word_of
from lindero.node.conformance.requirement import Check, Requirement
from lindero.node.conformance.tester import CREDIT_BYTES, FAR, Tester
from lindero.node.conformance.verdict import Met, NotRun, Unmet, Verdict


async def _keeps_to_its_credit(tester: Tester) -> Verdict:
    async with tester.open() as talk:
        if not talk.theirs.outgoing.size:
            return LATER
        frame = await talk.until(Batch, seconds=1.0)
        return Unmet("no batch without credit", word_of(frame)) if isinstance(frame, Batch) else Met()


def _sends(judge: Callable[[Tester, Batch], Verdict]) -> Check:
    """A check of the first batch that the node sends."""

    async def check(tester: Tester) -> Verdict:
        async with tester.open() as talk:
            if not talk.theirs.outgoing.size:
                return LATER
            talk.line.send(Credit(CREDIT_BYTES))
            frame = await talk.until(Batch)
            return judge(tester, frame) if isinstance(frame, Batch) else Unmet("batch", word_of(frame))

    return check


def _resumes(tester: Tester, batch: Batch) -> Verdict:
    return Met() if batch.first == 0 else Unmet("batch from 0", word_of(batch))


def _is_well_formed(tester: Tester, batch: Batch) -> Verdict:
    try:
        entries = [decode_entry(leaf) for leaf in batch.entries]
    except BadEntry as why:
        return Unmet("nine elements of their types", why.code)
    wrong = [at for at, entry in enumerate(entries, batch.first) if entry.of is not None and entry.of >= at]
    return Unmet("of below the own index", str(wrong[0])) if wrong else Met()


def _is_committed(tester: Tester, batch: Batch) -> Verdict:
    for at, (leaf, slot) in enumerate(zip(batch.entries, batch.slots, strict=False), batch.first):
        try:
            commitment = decode_entry(leaf).commitment
        except BadEntry:
            continue  # another requirement
        if not isinstance(slot, str) and not is_sealed(commitment, slot[0], slot[1]):
            return Unmet("the body that its entry commits to", f"another body at {at}")
    return Met()


def _is_signed(tester: Tester, batch: Batch) -> Verdict:
    try:
        open_checkpoint(batch.note, tester.incoming)
    except (BadNote, ForgedNote, BadCheckpoint) as why:
        return Unmet("checkpoint by the log key", why.code)
    return Met()


def _has_its_root(tester: Tester, batch: Batch) -> Verdict:
    if batch.first:
        return NotRun("the first batch does not begin with entry 0", "el primer lote no empieza con la entrada 0")
    lines = parse_note(batch.note).text.split(b"\n")
    checkpoint = format_checkpoint(
        Checkpoint(tester.incoming.origin, len(batch.entries), root_of(extend((), 0, leaf_hashes(batch.entries))))
    ).split(b"\n")
    return Met() if lines[1:3] == checkpoint[1:3] else Unmet("size and root of the entries", "others")


def _foreign_cosignature(note: bytes, tester: Tester) -> bytes:
    """The cosignature's line with its last byte changed."""
    sealed = seal_receipt(note, tester.incoming, tester.keys.receipt, tester.clock.now() // 10**9)
    parsed = parse_note(sealed)
    *others, last = parsed.signatures
    changed = msgspec.structs.replace(last, signature=last.signature[:-1] + bytes([last.signature[-1] ^ 1]))
    return format_note(msgspec.structs.replace(parsed, signatures=(*others, changed)))


async def _refuses_a_false_receipt(tester: Tester) -> Verdict:
    async with tester.open() as talk:
        if not talk.theirs.outgoing.size:
            return LATER
        talk.line.send(Credit(CREDIT_BYTES))
        batch = await talk.until(Batch)
        if not isinstance(batch, Batch):
            return NotRun(f"no batch came: {word_of(batch)}", f"no llegó ningún lote: {word_of(batch)}")
        size = open_checkpoint(batch.note, tester.incoming).size
        talk.line.send(Ack(size, _foreign_cosignature(batch.note, tester)))
        return await talk.refused("log.receipt-signature")


async def _refuses_a_receipt_for_nothing(tester: Tester) -> Verdict:
    async with tester.open() as talk:
        note = talk.note([])
        talk.line.send(Ack(FAR, note))
        return await talk.refused("link.receipt")


SENDING_CHECKS = (
    Requirement.of(
        "LINK-37", "link.md#open", "sends no batch without credit", "no envía lotes sin crédito", _keeps_to_its_credit
    ),
    Requirement.of(
        "LINK-38",
        "link.md#hello",
        "sends again from where the partner's copy ends",
        "reenvía desde donde termina la copia del socio",
        _sends(_resumes),
    ),
    Requirement.of(
        "ENTRY-11",
        "entry.md#entry",
        "writes entries of the form",
        "escribe entradas con la forma debida",
        _sends(_is_well_formed),
    ),
    Requirement.of(
        "ENTRY-12",
        "entry.md#body-salt-and-commitment",
        "sends the bodies that its entries commit to",
        "envía los contenidos con los que se comprometen sus entradas",
        _sends(_is_committed),
    ),
    Requirement.of(
        "LOG-06",
        "log.md#checkpoint",
        "signs its checkpoints by its log key",
        "firma sus puntos de control con su llave de bitácora",
        _sends(_is_signed),
    ),
    Requirement.of(
        "LOG-07",
        "log.md#tree",
        "signs size and root of the tree of its entries",
        "firma tamaño y raíz del árbol de sus entradas",
        _sends(_has_its_root),
    ),
    Requirement.of(
        "LINK-39",
        "link.md#open",
        "refuses a receipt with a false cosignature",
        "rechaza un acuse con una cofirma falsa",
        _refuses_a_false_receipt,
    ),
    Requirement.of(
        "LINK-40",
        "link.md#open",
        "refuses a receipt for what it did not send",
        "rechaza un acuse de lo que no envió",
        _refuses_a_receipt_for_nothing,
    ),
)
