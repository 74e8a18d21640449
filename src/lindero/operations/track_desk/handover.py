"""The desk of hand-overs: what persons may do with an offer, and what the machine does when its track is lost."""

from collections.abc import Callable, Collection
from typing import Any, Final

import msgspec

from lindero.kernel.clock import SECOND_NS, Clock
from lindero.kernel.entropy import Entropy
from lindero.kernel.errors import Words
from lindero.kernel.ids import DeskId, NodeId, RecordId
from lindero.model.about_tracks import HandOver, HandOverStep
from lindero.model.marking import Marking
from lindero.model.ports import Records
from lindero.operations.picture.objects import Name
from lindero.operations.track_desk.custody import Custody, OfferState, custody_of
from lindero.operations.track_desk.errors import (
    AlreadyOffered,
    NoNeighbour,
    NoSuchOffer,
    NotHolder,
    NotYours,
    OfferSettled,
)
from lindero.operations.track_desk.subject import Subject, header, marking_about, marking_back

OFFERED_FOR_S: Final = 60.0
"""An offer may be accepted for so long, or until the late end of the predicted crossing where that is later. [s]"""
LONGEST_OFFER_S: Final = 180.0
STEPS_READ: Final = 1_000

STATE_WORDS: Final[dict[OfferState, Words]] = {
    "offered": Words("open", "abierta"),
    "accepted": Words("accepted", "aceptada"),
    "declined": Words("declined", "rechazada"),
    "withdrawn": Words("withdrawn", "retirada"),
    "lost": Words("void, the track is lost", "sin efecto, la traza se perdió"),
    "expired": Words("expired", "vencida"),
}

Neighbours = Callable[[], Collection[NodeId]]
"""The partners that a track can be offered to."""


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """The custody of one track."""

    name: Name
    custody: Custody


class HandOverDesk:
    """Hand-overs of one node. Call it from the store's thread."""

    def __init__(self, node: NodeId, records: Records, neighbours: Neighbours, clock: Clock, entropy: Entropy) -> None:
        self._node = node
        self._records = records
        self._neighbours = neighbours
        self._clock = clock
        self._entropy = entropy

    def offer(self, subject: Subject, desk: DeskId, to: NodeId | None = None) -> HandOver:
        """A person offers a track that this node holds.

        Args:
            subject: Which.
            desk: The person's.
            to: Whom; None where there is one neighbour only.

        Raises:
            NotHolder: Another node holds it.
            AlreadyOffered: An offer of it is open.
            NoNeighbour: It cannot be offered to that node, or it was not said to which.
        """
        name, custody = self._held(subject)
        if custody.holder != self._node:
            raise NotHolder(track=name[1], holder=custody.holder)
        if custody.is_open and custody.offer is not None:
            raise AlreadyOffered(track=name[1], to=custody.offer.to)
        now, own = self._clock.now(), subject.own
        about = own if own is not None else subject.lead
        head = header(self._node, now, self._entropy)
        record = HandOver(
            **head,
            marking=marking_about(about, self._node),
            derived_from=(own.id,) if own else (),
            supersedes=custody.last,
            handover=head["id"],
            track_origin=name[0],
            track=name[1],
            step="offered",
            to=self._neighbour(to),
            desk=desk,
            offered_until=now + int(_offered_s(own.time_to_cross_s if own else None) * SECOND_NS),
            position=own.position if own else None,
            velocity=own.velocity if own else None,
            crossing_position=own.crossing_position if own else None,
            time_to_cross_s=own.time_to_cross_s if own else None,
        )
        self._records.save([record], own=True)
        return record

    def accept(self, handover: RecordId, desk: DeskId) -> HandOver:
        """A person takes a track over: from now on this node holds it.

        Raises:
            NoSuchOffer: Not known here.
            NotYours: It was offered to another node.
            OfferSettled: It is open no more.
        """
        return self._answer(handover, "accepted", desk)

    def decline(self, handover: RecordId, desk: DeskId) -> HandOver:
        """A person does not take a track over. Raises what `accept` raises."""
        return self._answer(handover, "declined", desk)

    def withdraw(self, handover: RecordId, desk: DeskId) -> HandOver:
        """A person takes an offer of this node back. Raises what `accept` raises."""
        offer, custody = self._open(handover)
        if offer.origin != self._node:
            raise NotYours(node=offer.origin)
        return self._follow(offer, custody, "withdrawn", desk, offer.marking)

    def sweep(self, seen: Collection[Name]) -> list[HandOver]:
        """End the open offers of this node whose tracks are gone from the board. Returns the records saved."""
        ended = []
        for held in self.all():
            offer = held.custody.offer
            if held.custody.is_open and offer is not None and offer.origin == self._node and held.name not in seen:
                ended.append(self._follow(offer, held.custody, "lost", None, offer.marking))
        return ended

    def all(self) -> list[Held]:
        """The custody of every track that was ever offered lately, the newest step first."""
        steps = [one for one in self._records.of_kind("hand-over", limit=STEPS_READ) if isinstance(one, HandOver)]
        names = dict.fromkeys((step.track_origin, step.track) for step in steps)
        return [Held(name=name, custody=self.custody(name)) for name in names]

    def custody(self, name: Name) -> Custody:
        """The custody of one track."""
        steps = self._records.about(f"hand-over:{name[0]}/{name[1]}")
        return custody_of(name[0], (one for one in steps if isinstance(one, HandOver)), self._clock.now())

    def _held(self, subject: Subject) -> tuple[Name, Custody]:
        """The name under which an object was handed over before, and its custody; else its present name."""
        for name in subject.names:
            custody = self.custody(name)
            if custody.last is not None:
                return name, custody
        return subject.name, self.custody(subject.name)

    def _answer(self, handover: RecordId, step: HandOverStep, desk: DeskId) -> HandOver:
        offer, custody = self._open(handover)
        if offer.to != self._node:
            raise NotYours(node=offer.to)
        return self._follow(offer, custody, step, desk, marking_back(offer.marking, offer.origin))

    def _open(self, handover: RecordId) -> tuple[HandOver, Custody]:
        """An offer that waits for an answer, and the custody that it is part of."""
        offer = self._records.load(handover)
        if not isinstance(offer, HandOver) or offer.step != "offered":
            raise NoSuchOffer(handover=handover)
        custody = self.custody((offer.track_origin, offer.track))
        if not custody.is_open or custody.offer != offer:
            state: OfferState = custody.state if custody.offer == offer and custody.state else "expired"
            raise OfferSettled(track=offer.track, state=STATE_WORDS[state], holder=custody.holder)
        return offer, custody

    def _follow(
        self, offer: HandOver, custody: Custody, step: HandOverStep, desk: DeskId | None, marking: Marking | None
    ) -> HandOver:
        facts: dict[str, Any] = header(self._node, self._clock.now(), self._entropy)
        record = HandOver(
            **facts,
            marking=marking,
            supersedes=custody.last,
            handover=offer.id,
            track_origin=offer.track_origin,
            track=offer.track,
            step=step,
            to=offer.to,
            desk=desk,
        )
        self._records.save([record], own=True)
        return record

    def _neighbour(self, to: NodeId | None) -> NodeId:
        known = sorted(self._neighbours())
        if to is None and len(known) == 1:
            return known[0]
        if to is None or to not in known:
            raise NoNeighbour(to=to or "?", partners=", ".join(known) or "—")
        return to


def _offered_s(time_to_cross_s: tuple[float, float, float] | None) -> float:
    """How long an offer stands, in s."""
    late_s = time_to_cross_s[2] if time_to_cross_s else 0.0
    return min(max(OFFERED_FOR_S, late_s), LONGEST_OFFER_S)
