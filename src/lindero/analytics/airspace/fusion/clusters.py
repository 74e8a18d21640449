"""Pairs become objects: tracks of several nodes that are one, at most one track of each node in each."""

from collections.abc import Sequence

from lindero.analytics.airspace.fusion.pairing import Bonds
from lindero.analytics.airspace.fusion.report import Key

Cluster = tuple[Key, ...]
"""The tracks of one object, sorted."""


def cluster(keys: Sequence[Key], bonds: Bonds) -> list[Cluster]:
    """Every track in exactly one object, objects by their least key.

    The strongest pairs join first; a pair that would put two tracks of one node into one object is passed over, so that
    a weak third opinion never swallows an object.
    """
    member_of: dict[Key, list[Key]] = {key: [key] for key in keys}
    strongest = sorted((-bond.score, link) for link, bond in bonds.items() if bond.paired)
    for _, (a, b) in strongest:
        one, other = member_of[a], member_of[b]
        if one is other or {key[:2] for key in one} & {key[:2] for key in other}:
            continue
        one += other
        for key in other:
            member_of[key] = one
    return sorted({tuple(sorted(members)) for members in member_of.values()})
