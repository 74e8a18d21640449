"""Many alerts at once: those of one sector and kind are shown as one group, and never hide a worse one. Pure."""

from collections import Counter
from collections.abc import Hashable, Iterable
from typing import Final

import msgspec

from lindero.kernel.ids import RecordId
from lindero.model.airspace import ObjectClass
from lindero.model.alerts import AlertStep

FLOOD_FROM: Final = 5
"""From so many open alerts of one sector and kind on they are one group."""


class Sortable(msgspec.Struct, frozen=True, kw_only=True):
    """What decides on the group of an alert.

    Attributes:
        alert: Which.
        open: It asks for somebody's attention now.
        own: It is this node's own.
        step: How severe it is.
        sector: Town that its place is told by; None where it has none.
        object_class: Its most probable class; None where nothing is known.
        acknowledged: Somebody has taken it.
    """

    alert: RecordId
    open: bool
    own: bool
    step: AlertStep
    sector: str | None
    object_class: ObjectClass | None
    acknowledged: bool


def groups_of(alerts: Iterable[Sortable], flood_from: int = FLOOD_FROM) -> dict[RecordId, str]:
    """Name of the group of each alert that is in one.

    An incursion is never in a group. All alerts of a group have the same step, so that none hides a worse one, and are
    all waiting or all taken, so that a new one is never hidden among old ones.
    """
    candidates = [alert for alert in alerts if alert.open and alert.step != "incursion"]
    sizes: Counter[Hashable] = Counter(map(_kind, candidates))
    return {alert.alert: _name(alert) for alert in candidates if sizes[_kind(alert)] >= flood_from}


def _kind(alert: Sortable) -> Hashable:
    return alert.own, alert.acknowledged, alert.step, alert.sector, alert.object_class


def _name(alert: Sortable) -> str:
    side, taken = "own" if alert.own else "partner", "taken" if alert.acknowledged else "waiting"
    return f"{side} {taken} {alert.step} {alert.object_class or 'unknown'} {alert.sector or ''}".rstrip()
