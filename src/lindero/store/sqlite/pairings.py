"""`lindero.model.ports.Pairings`: the partners of this node, and the one open invitation."""

from typing import Final

import msgspec

from lindero.kernel.ids import NodeId
from lindero.model.pairing import Pairing, partner_at
from lindero.store.sqlite.database import Database

_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(Pairing)
_INVITE: Final = "INSERT OR REPLACE INTO invitation (only, log_id, body) VALUES (1, ?, ?)"
_SAVE: Final = "INSERT OR REPLACE INTO pairing (node, body) VALUES (?, ?)"


class SqlitePairings:
    """Pairings by the partner's node id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, pairing: Pairing) -> None:
        """Add or replace; a pairing with a partner closes the invitation of the same own log."""
        body, log_id = _ENCODER.encode(pairing), pairing.own.log_id
        with self._database.transaction():
            if pairing.partner is None:
                self._database.write(_INVITE, (log_id, body))
            else:
                self._database.write(_SAVE, (pairing.place, body))
                self._database.write("DELETE FROM invitation WHERE log_id = ?", (log_id,))

    def load(self, partner: NodeId) -> Pairing | None:
        """The pairing with a partner, or None."""
        row = self._database.row("SELECT body FROM pairing WHERE node = ?", (partner,))
        return _DECODER.decode(row[0]) if row else None

    def invitation(self) -> Pairing | None:
        """The open invitation, or None."""
        row = self._database.row("SELECT body FROM invitation")
        return _DECODER.decode(row[0]) if row else None

    def all(self) -> list[Pairing]:
        """Present ones by the partner's node id; the open invitation is not among them."""
        return [pairing for pairing in self._saved() if not pairing.earlier]

    def earlier(self) -> list[Pairing]:
        """Those that are over and were set aside for a new one."""
        found = [pairing for pairing in self._saved() if pairing.earlier]
        return sorted(found, key=lambda pairing: (partner_at(pairing.place), pairing.earlier))

    def _saved(self) -> list[Pairing]:
        return [_DECODER.decode(body) for (body,) in self._database.rows("SELECT body FROM pairing ORDER BY node")]
