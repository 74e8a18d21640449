"""Hello: who is there, and how the two copies of each log relate.

Nothing is appended, signed or sent before this has shown, for both logs, that the shorter copy is a prefix of the
longer. The side with the shorter copy sends its frontier; the side with the longer one extends it by its own entries,
and only a true prefix grows to the same tree. That reads the entries that the other side lacks, and no more.
"""

from typing import Final

import msgspec

from lindero.exchange.envelope.note import parse_note
from lindero.exchange.link.errors import Fork, HeadMismatch, NoSharedVersion, WrongNode
from lindero.exchange.link.evidence import Evidence
from lindero.exchange.link.frames import MAX_HELLO_CHANGES, HeadClaim, Hello
from lindero.exchange.link.terms import HIGHEST_VERSION, LOWEST_VERSION, StoredLog, Terms
from lindero.exchange.log.checkpoint import open_checkpoint
from lindero.exchange.log.pair import PairLog
from lindero.exchange.log.ports import Frontier
from lindero.exchange.log.receipt import is_receipted, require_cosignature
from lindero.exchange.log.tree import extend, is_frontier, leaf_hashes, root_of

_PAGE: Final = 4096


class Greeting(msgspec.Struct, frozen=True, kw_only=True):
    """What a verified hello says.

    Attributes:
        version: Highest that both sides speak.
        mirror: Where the partner's copy of the own log ends.
        partner_size: Where the partner's own log ends.
        receipted_s: When the partner signed the receipt in its mirror's note; None when there is none. [POSIX s]
        own_rolled_back: The partner holds more of the own log than this node, under this node's signature.
        partner_rolled_back: This node holds more of the partner's log than the partner.
    """

    version: int
    mirror: HeadClaim
    partner_size: int
    receipted_s: int | None
    own_rolled_back: bool
    partner_rolled_back: bool


def build_hello(terms: Terms, own: StoredLog, mirror: StoredLog) -> Hello:
    """This node's hello."""
    return Hello(
        LOWEST_VERSION,
        HIGHEST_VERSION,
        terms.outgoing.writer,
        _claim(terms.outgoing, own),
        _claim(terms.incoming, mirror),
        terms.changes[-MAX_HELLO_CHANGES:],
    )


def verify_hello(hello: Hello, terms: Terms, own: StoredLog, mirror: StoredLog) -> Greeting:
    """Check the partner's hello against the pairing and against this node's copies.

    Raises:
        NoSharedVersion, WrongNode: The partner is not the paired one, or too old or new.
        HeadMismatch, BadNote, BadCheckpoint, ForgedNote, BadReceipt: A head is not validly signed or contradicts
            itself.
        Fork: Of one log there are two histories.
    """
    version = _shared_version(hello)
    _require_partner(hello, terms)
    _verify_mirror(hello.mirror, terms.outgoing)
    _verify_outgoing(hello.outgoing, terms.incoming)
    own_rolled_back = hello.mirror.size > own.head.size
    if not own_rolled_back:
        _require_prefix(hello.mirror, own, terms.outgoing)
    partner_rolled_back = hello.outgoing.size < mirror.head.size
    if hello.outgoing.size <= mirror.head.size:
        _require_prefix(hello.outgoing, mirror, terms.incoming)
    return Greeting(
        version=version,
        mirror=hello.mirror,
        partner_size=hello.outgoing.size,
        receipted_s=_receipted_s(hello.mirror, terms.outgoing),
        own_rolled_back=own_rolled_back,
        partner_rolled_back=partner_rolled_back,
    )


def _claim(log: PairLog, stored: StoredLog) -> HeadClaim:
    return HeadClaim(log.origin, stored.head.size, stored.head.frontier, stored.head.note)


def _shared_version(hello: Hello) -> int:
    version = min(hello.highest, HIGHEST_VERSION)
    if version < max(hello.lowest, LOWEST_VERSION):
        own = f"{LOWEST_VERSION}–{HIGHEST_VERSION}"
        raise NoSharedVersion(lowest=hello.lowest, highest=hello.highest, own=own)
    return version


def _require_partner(hello: Hello, terms: Terms) -> None:
    claims = hello.node, hello.outgoing.origin, hello.mirror.origin
    paired = terms.incoming.writer, terms.incoming.origin, terms.outgoing.origin
    for claimed, expected in zip(claims, paired, strict=True):
        if claimed != expected:
            raise WrongNode(claimed=claimed, paired=expected)


def _verify_mirror(claim: HeadClaim, log: PairLog) -> None:
    """The partner's mirror must end where a checkpoint of this node's own key says."""
    _require_form(claim)
    if not claim.size:
        return
    checkpoint = open_checkpoint(claim.note, log)
    if checkpoint.size != claim.size or checkpoint.root != root_of(claim.frontier):
        raise HeadMismatch(origin=claim.origin, why=f"its note is not about these {claim.size} entries")


def _verify_outgoing(claim: HeadClaim, log: PairLog) -> None:
    """The partner's own log may go on beyond its newest checkpoint, never end before it."""
    _require_form(claim)
    if not claim.note:
        return
    checkpoint = open_checkpoint(claim.note, log)
    if checkpoint.size > claim.size:
        raise HeadMismatch(origin=claim.origin, why=f"its note is about {checkpoint.size} of {claim.size} entries")
    if checkpoint.size == claim.size and checkpoint.root != root_of(claim.frontier):
        raise HeadMismatch(origin=claim.origin, why="its note signs another root")


def _require_form(claim: HeadClaim) -> None:
    if not is_frontier(claim.frontier, claim.size):
        raise HeadMismatch(origin=claim.origin, why=f"its frontier is not that of {claim.size} entries")
    if claim.note and not claim.size:
        raise HeadMismatch(origin=claim.origin, why="an empty log carries a note")


def _require_prefix(claim: HeadClaim, held: StoredLog, log: PairLog) -> None:
    """The partner's copy, not longer than the one held here, must grow into it."""
    if _grown(claim.size, claim.frontier, held) != held.head.frontier:
        raise Fork(
            evidence=Evidence(
                origin=log.origin,
                held_size=held.head.size,
                held_frontier=held.head.frontier,
                held_note=held.head.note,
                offered_size=claim.size,
                offered_frontier=claim.frontier,
                offered_note=claim.note,
            )
        )


def _grown(size: int, frontier: Frontier, held: StoredLog) -> Frontier:
    """A frontier extended by the entries held from its size on."""
    for start in range(size, held.head.size, _PAGE):
        stop = min(start + _PAGE, held.head.size)
        frontier = extend(frontier, start, leaf_hashes(held.leaves(start, stop)))
    return frontier


def _receipted_s(claim: HeadClaim, log: PairLog) -> int | None:
    """When the partner cosigned its mirror's note; None when it has not."""
    if not claim.size:
        return None
    note = parse_note(claim.note)
    return require_cosignature(note, log) if is_receipted(note, log) else None
