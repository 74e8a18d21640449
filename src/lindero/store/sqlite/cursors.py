"""`lindero.exchange.log.ports.Cursors`: where publishing to each partner stands."""

from collections.abc import Mapping, Sequence
from typing import Final

from lindero.exchange.log.ports import Held
from lindero.kernel.ids import NodeId
from lindero.model.kinds import LANES, Lane
from lindero.store.bounds import RELEASES_KEPT_NS
from lindero.store.sqlite.database import Database
from lindero.store.sqlite.partners import numbered_partner, partner_number

_PLACES: Final = "SELECT lane, place FROM cursor WHERE partner = ?"
_SAVE: Final = "INSERT OR REPLACE INTO cursor (partner, lane, place) VALUES (?, ?, ?)"
_HELD: Final = "SELECT lane, object_key, record, until, demands FROM held WHERE partner = ? ORDER BY until, object_key"
_SAVE_HELD: Final = (
    "INSERT OR REPLACE INTO held (partner, lane, object_key, record, until, demands) VALUES (?, ?, ?, ?, ?, ?)"
)
_DROP_HELD: Final = "DELETE FROM held WHERE partner = ? AND object_key = ?"
_RELEASED: Final = "SELECT object_key, released_at FROM released WHERE partner = ?"
_SAVE_RELEASED: Final = "INSERT OR REPLACE INTO released (partner, object_key, released_at) VALUES (?, ?, ?)"
_FORGET_RELEASED: Final = (
    "DELETE FROM released WHERE partner = :partner AND released_at <"
    " (SELECT max(released_at) FROM released WHERE partner = :partner) - :kept"
)


class SqliteCursors:
    """What the next session with a partner starts from."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, partner: NodeId) -> Mapping[Lane, int]:
        """Place of the last own record that was decided, by lane; 0 for none."""
        known: dict[NodeId, dict[Lane, int]] = self._database.known("cursor")
        if partner not in known:
            number = partner_number(self._database, partner)
            saved: dict[Lane, int] = dict(self._database.rows(_PLACES, (number,)))
            known[partner] = {lane: saved.get(lane, 0) for lane in LANES}
        return known[partner]

    def save(self, partner: NodeId, cursors: Mapping[Lane, int]) -> None:
        """Move those that are named."""
        before = self.load(partner)
        moved = {lane: place for lane, place in cursors.items() if place != before[lane]}
        if moved:
            with self._database.part():
                number = numbered_partner(self._database, partner)
                self._database.write_many(_SAVE, [(number, lane, place) for lane, place in moved.items()])
            self._database.known("cursor")[partner] = {**before, **moved}

    def held(self, partner: NodeId) -> list[Held]:
        """Everything that waits, soonest first."""
        return [Held(*row) for row in self._database.rows(_HELD, (partner_number(self._database, partner),))]

    def save_held(self, partner: NodeId, held: Sequence[Held]) -> None:
        """Add, or replace by object key."""
        with self._database.part():
            number = numbered_partner(self._database, partner)
            rows = [(number, item.lane, item.object_key, item.record, item.until, item.demands) for item in held]
            self._database.write_many(_SAVE_HELD, rows)

    def drop_held(self, partner: NodeId, object_keys: Sequence[str]) -> None:
        """These wait no more."""
        with self._database.part():
            number = partner_number(self._database, partner)
            self._database.write_many(_DROP_HELD, [(number, key) for key in object_keys])

    def last_released(self, partner: NodeId) -> Mapping[str, int]:
        """When each object last left, in ns UTC; a day before the newest of them is forgotten."""
        return dict(self._database.rows(_RELEASED, (partner_number(self._database, partner),)))

    def save_released(self, partner: NodeId, released: Mapping[str, int]) -> None:
        """Note when objects left."""
        with self._database.part():
            number = numbered_partner(self._database, partner)
            self._database.write_many(_SAVE_RELEASED, [(number, key, at) for key, at in released.items()])
            self._database.write(_FORGET_RELEASED, (number, RELEASES_KEPT_NS))
