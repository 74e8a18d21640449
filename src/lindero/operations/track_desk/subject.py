"""The track that a person means, as the board shows it, and how what is said about it is marked."""

from typing import Any

import msgspec

from lindero.kernel.clock import Instant
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import NodeId, RecordId, new_record_id
from lindero.model.airspace import Track
from lindero.model.marking import Marking
from lindero.model.record import Pedigree
from lindero.operations.picture.board import Board, BoardEntry
from lindero.operations.picture.objects import Name


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """One object on the board.

    Attributes:
        name: Origin and number under which desks speak of it: that of its system number, where its track is there.
        names: Of all its tracks, the own first.
        lead: Newest record of the track of `name`.
        own: Newest record of the own track; None where no own sensor sees it.
    """

    name: Name
    names: tuple[Name, ...]
    lead: Track
    own: Track | None


def subject_of(board: Board, number: str, node: NodeId) -> Subject | None:
    """What is shown under a number, or that a track of that number is part of; None: not on the board."""
    entry = board.track(number)
    return None if entry is None else _subject(board, entry, node)


def subject_named(board: Board, name: Name, node: NodeId) -> Subject | None:
    """What a track is part of, by origin and number; None: not on the board."""
    entry = board.entry_of(name)
    return None if entry is None else _subject(board, entry, node)


def _subject(board: Board, entry: BoardEntry, node: NodeId) -> Subject:
    tracks = board.contributions(entry)
    lead = next((track for track in tracks if track.track == entry.name), tracks[0])
    own = next((track for track in tracks if track.origin == node), None)
    names = tuple((track.origin, track.track) for track in tracks)
    return Subject(name=(lead.origin, lead.track), names=names, lead=lead, own=own)


def header(node: NodeId, now: Instant, entropy: Entropy) -> dict[str, Any]:
    """Header of a record that a desk makes now."""
    return {
        "id": RecordId(new_record_id(now, entropy.token(10))),
        "origin": node,
        "observed_at": now,
        "recorded_at": now,
        "pedigree": Pedigree(nodes=(node,)),
    }


def marking_about(track: Track, node: NodeId) -> Marking | None:
    """Marking of what is said about a track: the own track's, or as restricted as a partner's and for its origin."""
    marking = track.marking
    if marking is None or track.origin == node:
        return marking
    return marking_back(marking, track.origin)


def marking_back(marking: Marking | None, origin: NodeId) -> Marking | None:
    """Marking of what goes back to the origin of something: as restricted, releasable to it."""
    if marking is None:
        return None
    return Marking(tlp=marking.tlp, releasable_to=(origin,), purposes=marking.purposes, simulated=marking.simulated)
