"""Questions and hand-overs as the console's interface shows them. Pure; times in ms UTC."""

import msgspec

from lindero.console.views import MS_NS
from lindero.kernel.ids import DeskId, NodeId, RecordId
from lindero.model.about_tracks import Answer, Whose
from lindero.model.named import by_name
from lindero.model.place import Position
from lindero.operations.places import PlaceName, Places
from lindero.operations.track_desk.custody import OfferState
from lindero.operations.track_desk.handover import Held
from lindero.operations.track_desk.queries import QueryLife, QueryState, is_late


class AnswerView(msgspec.Struct, frozen=True, kw_only=True):
    """What one node answers; the desk is null where its machine does, because a declaration matches."""

    origin: NodeId
    own: bool
    whose: Whose
    automatic: bool
    at_ms: int
    took_ms: int
    late: bool
    desk: DeskId | None
    declaration: RecordId | None


class QueryView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One question; `own`: this node asks it."""

    id: RecordId
    origin: NodeId
    own: bool
    desk: DeskId
    track_origin: NodeId
    track: str
    asked_ms: int
    answer_until_ms: int
    state: QueryState
    answers: tuple[AnswerView, ...]
    simulated: bool
    position: Position | None = None
    serial: str | None = None
    place: PlaceName | None = None


class HandOverView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Custody of one track, and its newest offer."""

    track_origin: NodeId
    track: str
    holder: NodeId
    held_here: bool
    state: OfferState
    offer: RecordId
    offered_by: NodeId
    to: NodeId
    offered_ms: int
    offered_until_ms: int
    simulated: bool
    since_ms: int | None = None
    holder_desk: str | None = None
    offered_desk: DeskId | None = None
    position: Position | None = None
    crossing_position: Position | None = None
    time_to_cross_s: tuple[float, float, float] | None = None
    place: PlaceName | None = None


def query_view(life: QueryLife, node: NodeId, places: Places) -> QueryView:
    """The view of a question and its answers."""
    query = life.query
    return QueryView(
        id=query.id,
        origin=query.origin,
        own=query.origin == node,
        desk=query.desk,
        track_origin=query.track_origin,
        track=query.track,
        asked_ms=query.recorded_at // MS_NS,
        answer_until_ms=query.answer_until // MS_NS,
        state=life.state,
        answers=tuple(_answer_view(life, answer, node) for answer in life.answers),
        simulated=query.simulated,
        position=by_name(query.position),
        serial=query.serial,
        place=places.name(query.position) if query.position else None,
    )


def _answer_view(life: QueryLife, answer: Answer, node: NodeId) -> AnswerView:
    return AnswerView(
        origin=answer.origin,
        own=answer.origin == node,
        whose=answer.whose,
        automatic=answer.automatic,
        at_ms=answer.recorded_at // MS_NS,
        took_ms=max(0, answer.recorded_at - life.query.recorded_at) // MS_NS,
        late=is_late(life.query, answer),
        desk=answer.desk,
        declaration=answer.declaration,
    )


def handover_view(held: Held, node: NodeId, places: Places) -> HandOverView | None:
    """The view of a track's custody; None for one that was never offered."""
    custody, offer = held.custody, held.custody.offer
    if offer is None or custody.state is None:
        return None
    return HandOverView(
        track_origin=held.name[0],
        track=held.name[1],
        holder=custody.holder,
        held_here=custody.holder == node,
        state=custody.state,
        offer=offer.id,
        offered_by=offer.origin,
        to=offer.to,
        offered_ms=offer.recorded_at // MS_NS,
        offered_until_ms=(offer.offered_until or 0) // MS_NS,
        simulated=offer.simulated,
        since_ms=None if custody.since is None else custody.since // MS_NS,
        holder_desk=custody.desk,
        offered_desk=offer.desk,
        position=by_name(offer.position),
        crossing_position=by_name(offer.crossing_position),
        time_to_cross_s=offer.time_to_cross_s,
        place=places.name(offer.position) if offer.position else None,
    )
