"""What a node does when a key changes: checked against the keys in force, and against what was signed so far.

A change must not make worthless what the partner has signed already: the newest checkpoint and the newest receipt that
are held here must be valid under the keys as they would be.
"""

from collections.abc import Collection, Sequence
from typing import Protocol

import msgspec

from lindero.exchange.envelope.control import KeyChange, encode_control
from lindero.exchange.envelope.digits import digits_of
from lindero.exchange.envelope.errors import BadKeyChange, BadNote, ForgedNote
from lindero.exchange.envelope.key_change import UNKNOWN_SIZE, admit_change, key_in_force, read_change
from lindero.exchange.envelope.key_file import open_key_file
from lindero.exchange.log.checkpoint import open_checkpoint
from lindero.exchange.log.errors import BadCheckpoint, BadReceipt
from lindero.exchange.log.pair import incoming_log, outgoing_log
from lindero.exchange.log.ports import Mirror, Outbox
from lindero.exchange.log.receipt import open_receipt
from lindero.kernel.ids import NodeId
from lindero.model.pairing import Pairing
from lindero.model.ports import Pairings
from lindero.partners.errors import NoSuchPartner, NothingOffered


class KeyShelf(Protocol):
    """What changes of keys need of a store."""

    @property
    def pairings(self) -> Pairings:
        """Partners and their keys."""

    @property
    def outbox(self) -> Outbox:
        """Own logs, with the partners' receipts."""

    @property
    def mirror(self) -> Mirror:
        """The partners' logs."""


def admit_partner_changes(shelf: KeyShelf, partner: NodeId, changes: Sequence[KeyChange]) -> Pairing:
    """Put changes of a partner's keys in force, all or none; what is known already changes nothing.

    Call it within a transaction.

    Raises:
        NoSuchPartner: It is not paired.
        BadKeyChange: One of them is not what it must be.
    """
    pairing = _loaded(shelf, partner)
    changed = _with_partner_changes(shelf, pairing, changes)
    said = {encode_control(change) for change in changes}
    epochs = tuple(
        msgspec.structs.replace(one, logged=True) if one.statement in said else one for one in changed.partner_keys
    )
    known = {epoch.statement for epoch in epochs}
    offered = tuple(one for one in changed.offered if one not in known)
    changed = msgspec.structs.replace(changed, partner_keys=epochs, offered=offered)
    shelf.pairings.save(changed)
    return changed


def admit_offered(shelf: KeyShelf, partner: NodeId) -> Pairing:
    """A person confirms what the partner's recovery key has signed and the link has brought. Within a transaction.

    Raises:
        NoSuchPartner: It is not paired.
        NothingOffered: Nothing waits.
        BadKeyChange: What waits is not valid any more.
    """
    offered = _loaded(shelf, partner).offered
    if not offered:
        raise NothingOffered(partner=partner)
    return admit_partner_changes(shelf, partner, [read_change(statement) for statement in offered])


def offered_digits(offered: Sequence[bytes]) -> str:
    """What two persons compare before one of them confirms: eight groups of five digits over the new public keys."""
    keys = {change.key: change.new for change in map(read_change, offered)}
    return digits_of(b"".join(name.encode() + keys[name] for name in sorted(keys)))


def learn_changes(
    shelf: KeyShelf, partner: NodeId, changes: Sequence[bytes], held: Collection[bytes]
) -> Pairing | None:
    """The pairing with those changes that this node lacks, of either side; None if it lacks none.

    They come with a partner's hello, or with an introduction. Each must be what it would have to be in the log; what
    is not is passed over, as it is there. A change of an own key counts only when it leads to a key that this node
    holds. One by the partner's recovery key only waits: a person confirms it.

    Args:
        shelf: This node's store.
        partner: Whose hello it is.
        changes: Encoded, oldest first.
        held: Public keys of this node.
    """
    known = shelf.pairings.load(partner)
    if known is None or known.partner is None:
        return None
    learned = known
    for statement in changes:
        try:
            change = read_change(statement)
            if change.node == known.own.node:
                learned = _with_own_change(shelf, learned, change)
            elif change.by == "recovery":
                learned = _with_offer(shelf, learned, change)
            else:
                learned = _unlogged(learned, _with_partner_changes(shelf, learned, [change]))
        except BadKeyChange:
            continue
    learned = _as_held(known, learned, held)
    return None if learned == known else learned


def _loaded(shelf: KeyShelf, partner: NodeId) -> Pairing:
    pairing = shelf.pairings.load(partner)
    if pairing is None or pairing.partner is None:
        raise NoSuchPartner(partner=partner)
    return pairing


def _with_own_change(shelf: KeyShelf, pairing: Pairing, change: KeyChange) -> Pairing:
    """An own change that the partner still knows; where a replaced log key counts, the log will say."""
    assert pairing.partner is not None
    log, since = outgoing_log(pairing), UNKNOWN_SIZE
    if change.key == "receipt":
        log, since = incoming_log(pairing), shelf.mirror.head(pairing.partner.node).size + 1
    epochs = admit_change(pairing.own, pairing.own_keys, encode_control(change), log=log.origin, since=since)
    return msgspec.structs.replace(pairing, own_keys=epochs)


def _with_offer(shelf: KeyShelf, pairing: Pairing, change: KeyChange) -> Pairing:
    """A change that would be put in force if a person said so, in the place of an older offer of that key."""
    changed, statement = _with_partner_changes(shelf, pairing, [change]), encode_control(change)
    if changed == pairing or statement in pairing.offered:
        return pairing
    offers = [read_change(one) for one in pairing.offered]
    newer = [one for one in offers if one.key == change.key and one.made_ms >= change.made_ms]
    if newer:
        return pairing
    others = tuple(encode_control(one) for one in offers if one.key != change.key)
    return msgspec.structs.replace(pairing, offered=(*others, statement))


def _unlogged(before: Pairing, after: Pairing) -> Pairing:
    """A certificate that was learned counts beside those before it until it stands in the log."""
    epochs = tuple(
        one if one in before.partner_keys or one.key != "tls" else msgspec.structs.replace(one, logged=False)
        for one in after.partner_keys
    )
    return msgspec.structs.replace(after, partner_keys=epochs)


def _as_held(known: Pairing, learned: Pairing, held: Collection[bytes]) -> Pairing:
    """Without what was learned of own keys of a kind that does not end in a key held here."""
    new = [one for one in learned.own_keys if one not in known.own_keys]
    good = {one.key for one in new if key_in_force(learned.own, learned.own_keys, one.key) in held}
    kept = tuple(one for one in learned.own_keys if one.key in good or one in known.own_keys)
    return msgspec.structs.replace(learned, own_keys=kept)


def _with_partner_changes(shelf: KeyShelf, pairing: Pairing, changes: Sequence[KeyChange]) -> Pairing:
    """The pairing with more changes of the partner's keys, none of which undoes what it has signed."""
    assert pairing.partner is not None
    partner, epochs = pairing.partner.node, pairing.partner_keys
    for change in changes:
        incoming = change.key != "receipt"
        log = incoming_log(pairing) if incoming else outgoing_log(pairing)
        since = 1 + (shelf.mirror.head(partner).size if incoming else _receipted(shelf, partner))
        epochs = admit_change(pairing.partner, epochs, encode_control(change), log=log.origin, since=since)
    changed = msgspec.structs.replace(pairing, partner_keys=epochs)
    if any(change.key != "tls" for change in changes):  # the link's key has signed nothing that could be undone
        _require_valid_past(shelf, changed)
    return changed


def import_key_file(shelf: KeyShelf, file: bytes) -> Pairing:
    """Put the changes of a partner's file in force. Call it within a transaction.

    Raises:
        BadKeyFile, NoSuchPartner, BadKeyChange: It cannot be used.
    """
    node, changes = open_key_file(file, "key-changes")
    return admit_partner_changes(shelf, node, changes)


def _receipted(shelf: KeyShelf, partner: NodeId) -> int:
    receipt = shelf.outbox.receipt(partner)
    return receipt[0] if receipt else 0


def _require_valid_past(shelf: KeyShelf, pairing: Pairing) -> None:
    """Refuse keys under which what the partner has signed would be worth nothing."""
    assert pairing.partner is not None
    partner = pairing.partner.node
    note, receipt = shelf.mirror.head(partner).note, shelf.outbox.receipt(partner)
    try:
        if note:
            open_checkpoint(note, incoming_log(pairing))
        if receipt is not None:
            open_receipt(receipt[1], outgoing_log(pairing))
    except (BadNote, ForgedNote, BadCheckpoint, BadReceipt):
        raise BadKeyChange(node=partner, why="it would undo what that node has signed already") from None
