"""Contact cards: how a partner's watch is reached when the link is down; sent by the partner, or written down here."""

from collections.abc import Sequence

import msgspec

from lindero.kernel.clock import Clock
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import NodeId
from lindero.model.desks import Contact, Phone
from lindero.model.marking import Marking
from lindero.model.ports import Records
from lindero.operations.alerts.making import header_of


class Card(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What stands on a card.

    Attributes:
        phone: Telephone of the desk on duty.
        second_phone: Another one.
        radio: Radio channel or call sign.
        languages: What is spoken there.
    """

    phone: Phone
    second_phone: Phone | None = None
    radio: str | None = None
    languages: tuple[str, ...] = ()


class ContactDesk:
    """The cards of one node. Call it from the store's thread."""

    def __init__(self, node: NodeId, records: Records, clock: Clock, entropy: Entropy) -> None:
        self._node = node
        self._records = records
        self._clock = clock
        self._entropy = entropy

    def cards(self, node: NodeId) -> list[Contact]:
        """The cards of a node: its own word first, then what was written down here."""
        newest: dict[NodeId, Contact] = {}
        for record in self._records.about(f"contact:{node}"):
            if isinstance(record, Contact) and record.origin in (node, self._node):
                newest.setdefault(record.origin, record)
        return sorted(newest.values(), key=lambda card: card.origin != node)

    def write(self, node: NodeId, card: Card, marking: Marking | None = None) -> Contact | None:
        """Write down a card; None where it says what the newest one from here says.

        Args:
            node: Whose it is.
            card: What stands on it.
            marking: Of the own card, which partners get; None keeps it here.
        """
        newest = next((known for known in self.cards(node) if known.origin == self._node), None)
        if newest is not None and (card_of(newest), newest.marking) == (card, marking):
            return None
        header = header_of(self._node, marking, self._clock, self._entropy)
        contact = Contact(**header, node=node, **msgspec.structs.asdict(card))
        self._records.save([contact], own=True)
        return contact


def card_of(contact: Contact) -> Card:
    """What stands on the card of a record."""
    return Card(
        phone=contact.phone,
        second_phone=contact.second_phone,
        radio=contact.radio,
        languages=tuple(contact.languages),
    )


def newest_card(cards: Sequence[Contact]) -> Contact | None:
    """The card to go by: the newest word of either, the partner's own first of two of one age."""
    return max(cards, key=lambda card: card.recorded_at, default=None)
