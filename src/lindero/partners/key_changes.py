"""What a node does when a partner's key changes: checked against the keys in force, and against what was signed so far.

A change must not make worthless what the partner has signed already: the newest checkpoint and the newest receipt that
are held here must be valid under the keys as they would be.
"""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from lindero.exchange.envelope.control import KeyChange, encode_control
from lindero.exchange.envelope.errors import BadKeyChange, BadNote, ForgedNote
from lindero.exchange.envelope.key_change import admit_change
from lindero.exchange.envelope.key_file import open_key_file
from lindero.exchange.log.checkpoint import open_checkpoint
from lindero.exchange.log.errors import BadCheckpoint, BadReceipt
from lindero.exchange.log.pair import incoming_log, outgoing_log
from lindero.exchange.log.ports import Mirror, Outbox
from lindero.exchange.log.receipt import open_receipt
from lindero.kernel.ids import NodeId
from lindero.model.pairing import Pairing
from lindero.model.ports import Pairings
from lindero.partners.errors import NoSuchPartner


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
    pairing = shelf.pairings.load(partner)
    if pairing is None or pairing.partner is None:
        raise NoSuchPartner(partner=partner)
    epochs = pairing.partner_keys
    for change in changes:
        incoming = change.key != "receipt"
        log = incoming_log(pairing) if incoming else outgoing_log(pairing)
        since = 1 + (shelf.mirror.head(partner).size if incoming else _receipted(shelf, partner))
        epochs = admit_change(pairing.partner, epochs, encode_control(change), log=log.origin, since=since)
    changed = msgspec.structs.replace(pairing, partner_keys=epochs)
    _require_valid_past(shelf, changed)
    shelf.pairings.save(changed)
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
