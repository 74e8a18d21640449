"""System numbers: the same for one object at every node, kept as long as the object is followed by anyone.

A track is born with a number (`birth_number`) and with the instant of its first report. Tracks that are one object
show the number that is oldest among those they had; of two as old, the lesser. A track takes over what its own node
says it shows, so numbers agree again after a lost message. When an object parts in two, the part that holds the
track which the number was born with keeps it, the other goes back to the oldest number that one of its own tracks
was born with.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lindero.analytics.airspace.fusion.clusters import Cluster
from lindero.analytics.airspace.fusion.report import Key, TrackReport, birth_number


class Number(NamedTuple):
    """A system number; the least is the one that is shown.

    Attributes:
        since_s: First report of the track that it was born with [s].
        number: The number.
    """

    since_s: float
    number: int


Numbers = Mapping[Key, Number]


def birth(report: TrackReport) -> Number:
    """The number that a report's track was born with; what was fused has the number that its node gave it."""
    if report.fused:
        return Number(report.first_s, report.track_id)
    return Number(report.first_s, birth_number(report.node, report.track_id))


def number_clusters(
    clusters: Sequence[Cluster], newest: Mapping[Key, TrackReport], before: Numbers
) -> tuple[list[Number], dict[Key, Number]]:
    """Number of each object, and of each track for the next second.

    Args:
        clusters: The objects.
        newest: Newest report of each track in them.
        before: Numbers of the second before.
    """
    births = {key: birth(report) for key, report in newest.items()}
    shown = [min(_known(key, newest[key], births, before) for key in members) for members in clusters]
    home = {births[key].number: index for index, members in enumerate(clusters) for key in members if not key[1]}
    holders: dict[int, int] = {}
    for index, number in enumerate(shown):
        holder = holders.get(number.number)
        if holder is None or home.get(number.number) == index:
            holders[number.number] = index
    for index, members in enumerate(clusters):
        mine = home.get(shown[index].number, holders[shown[index].number])
        if mine != index:
            shown[index] = min(births[key] for key in members)
    return shown, {key: shown[index] for index, members in enumerate(clusters) for key in members}


def _known(key: Key, report: TrackReport, births: Mapping[Key, Number], before: Numbers) -> Number:
    """The oldest number that a track is known by."""
    candidates = [births[key], before.get(key, births[key])]
    if report.system_id >= 0:
        candidates.append(Number(report.system_since_s, report.system_id))
    return min(candidates)
