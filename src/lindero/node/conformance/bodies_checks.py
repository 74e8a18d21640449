"""Checks of what a restored partner may ask for: the bodies that its backup has left out."""

from lindero.exchange.envelope.entry import decode_entry
from lindero.exchange.envelope.errors import BadEntry
from lindero.exchange.envelope.seal import is_sealed
from lindero.exchange.link.frames import MAX_LACK, Batch, Bodies, Credit, Lack
from lindero.node.conformance.bulk_checks import refuses
from lindero.node.conformance.hello_checks import LATER
from lindero.node.conformance.line import word_of
from lindero.node.conformance.requirement import Requirement
from lindero.node.conformance.tester import CREDIT_BYTES, FAR, Tester
from lindero.node.conformance.verdict import Met, NotRun, Unmet, Verdict


async def _sends_bodies_again(tester: Tester) -> Verdict:
    """Of the entries that its first batch brings: each slot is empty, or what the entry commits to."""
    async with tester.open() as talk:
        if not talk.theirs.outgoing.size:
            return LATER
        talk.line.send(Credit(CREDIT_BYTES))
        batch = await talk.until(Batch)
        if not isinstance(batch, Batch):
            return NotRun(f"no batch came: {word_of(batch)}", f"no llegó ningún lote: {word_of(batch)}")
        asked = batch.entries[:MAX_LACK]
        talk.line.send(Lack(batch.first, len(asked)))
        frame = await talk.until(Bodies)
        if not isinstance(frame, Bodies):
            return Unmet("bodies", word_of(frame))
        return _fit(batch, asked, frame)


def _fit(batch: Batch, asked: list[bytes], bodies: Bodies) -> Verdict:
    if bodies.first != batch.first or not 1 <= len(bodies.slots) <= len(asked):
        return Unmet(f"1 to {len(asked)} slots from {batch.first}", f"{len(bodies.slots)} from {bodies.first}")
    for at, (leaf, slot) in enumerate(zip(asked, bodies.slots, strict=False), batch.first):
        try:
            commitment = decode_entry(leaf).commitment
        except BadEntry:
            continue  # another requirement
        if not isinstance(slot, str) and not is_sealed(commitment, slot[0], slot[1]):
            return Unmet("the body that its entry commits to", f"another body at {at}")
    return Met()


BODIES_CHECKS = (
    Requirement.of(
        "LINK-51",
        "link.md#bodies-again",
        "sends the bodies of its entries again to a partner that lacks them",
        "reenvía los contenidos de sus entradas al socio al que le faltan",
        _sends_bodies_again,
    ),
    Requirement.of(
        "LINK-52",
        "link.md#bodies-again",
        "refuses to be asked for bodies while it is asked already",
        "rechaza que se le pidan contenidos mientras ya se le piden otros",
        refuses("link.bulk", lambda: [Lack(0, 1), Lack(0, 1)]),
    ),
    Requirement.of(
        "LINK-53",
        "link.md#bodies-again",
        "refuses bodies that it did not ask for",
        "rechaza contenidos que no pidió",
        refuses("link.unexpected-frame", lambda: [Bodies(FAR, ["lost"])]),
    ),
    Requirement.of(
        "LINK-54",
        "link.md#bodies-again",
        "refuses to be asked for more than 256 bodies at a time",
        "rechaza que se le pidan más de 256 contenidos a la vez",
        refuses("link.malformed", lambda: [Lack(0, MAX_LACK + 1)]),
    ),
)
