"""`lindero.exchange.log.ports.Mirror`: the copies of the partners' logs."""

from lindero.kernel.ids import NodeId
from lindero.store.sqlite.arrivals import reached_at, save_reach
from lindero.store.sqlite.database import Database
from lindero.store.sqlite.pair_log import INDEX_BITS, SqlitePairLog


class SqliteMirror(SqlitePairLog):
    """What partners have sent, durable before it is receipted."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, "mirror")

    def save_kept(self, partner: NodeId, size: int, at: int) -> None:
        """Note that the log up to `size` became durable here `at` [ns UTC]."""
        with self._database.part():
            save_reach(self._database, self._numbered(partner), size, at)

    def kept_at(self, partner: NodeId, index: int) -> int | None:
        """When an entry became durable here, in ns UTC."""
        return reached_at(self._database, self._log(partner), index)

    def page_first(self, partner: NodeId, index: int) -> int:
        """Index of the first entry of the page that holds an entry."""
        base = (self._log(partner) or 0) << INDEX_BITS
        return self._page_with(base + index) - base
