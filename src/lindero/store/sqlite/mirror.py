"""`lindero.exchange.log.ports.Mirror`: the copies of the partners' logs."""

from lindero.store.sqlite.database import Database
from lindero.store.sqlite.pair_log import SqlitePairLog


class SqliteMirror(SqlitePairLog):
    """What partners have sent, durable before it is receipted."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, "mirror")
