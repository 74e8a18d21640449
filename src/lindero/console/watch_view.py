"""The watch as the console's interface shows it: desks, contact cards, test calls, rules. Pure."""

from collections.abc import Iterable, Sequence

import msgspec

from lindero.console.ports import RulesInForce
from lindero.kernel.ids import DeskId, NodeId, RecordId
from lindero.model.desks import Contact, Presence
from lindero.operations.alerts.life import MS_NS
from lindero.operations.watch.calls import Call


class DeskView(msgspec.Struct, frozen=True, kw_only=True):
    """One desk, and since when somebody or nobody keeps watch there."""

    desk: DeskId
    node: NodeId
    own: bool
    attended: bool
    since_ms: int


class ContactView(msgspec.Struct, frozen=True, kw_only=True):
    """A contact card; `written_here`: a person of this node wrote it down, the partner did not send it."""

    node: NodeId
    written_here: bool
    phone: str
    second_phone: str | None
    radio: str | None
    languages: tuple[str, ...]
    at_ms: int


class CallView(msgspec.Struct, frozen=True, kw_only=True):
    """A test call and how far it came. Times in ms UTC."""

    call: RecordId
    origin: NodeId
    own: bool
    desk: DeskId
    called_ms: int
    shown_ms: int | None
    answered_ms: int | None
    answered_by: DeskId | None


class WatchView(msgspec.Struct, frozen=True, kw_only=True):
    """The watch of both sides as this node knows it."""

    answer_s: float
    desks: list[DeskView]
    contacts: list[ContactView]
    calls: list[CallView]
    rules: RulesInForce


def desk_views(presence: Iterable[Presence], node: NodeId) -> list[DeskView]:
    """Desks, own ones first."""
    views = [
        DeskView(
            desk=one.desk,
            node=one.origin,
            own=one.origin == node,
            attended=one.attended,
            since_ms=one.recorded_at // MS_NS,
        )
        for one in presence
    ]
    return sorted(views, key=lambda view: (not view.own, view.desk))


def contact_views(cards: Sequence[Contact]) -> list[ContactView]:
    """Cards as they are."""
    return [
        ContactView(
            node=card.node,
            written_here=card.origin != card.node,
            phone=card.phone,
            second_phone=card.second_phone,
            radio=card.radio,
            languages=tuple(card.languages),
            at_ms=card.recorded_at // MS_NS,
        )
        for card in cards
    ]


def call_views(calls: Iterable[Call], node: NodeId) -> list[CallView]:
    """Calls, newest first."""
    return [
        CallView(
            call=call.call,
            origin=call.origin,
            own=call.origin == node,
            desk=call.desk,
            called_ms=call.called_at // MS_NS,
            shown_ms=None if call.shown_at is None else call.shown_at // MS_NS,
            answered_ms=None if call.answered_at is None else call.answered_at // MS_NS,
            answered_by=call.answered_by,
        )
        for call in calls
    ]
