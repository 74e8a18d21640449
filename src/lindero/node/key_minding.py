"""Minding the keys of a running node: rotations are carried on, certificates renewed in time, ends announced."""

from collections.abc import Mapping
from typing import Any, Final

import structlog

from lindero.kernel.clock import Clock
from lindero.kernel.ids import NodeId
from lindero.node.certificate_ends import Ending, endings_of
from lindero.node.config import Config
from lindero.node.keyring import Keyring
from lindero.node.keys import KeyName
from lindero.node.peers.listener import Listener
from lindero.node.peers.peer import Peer
from lindero.node.rotation import Rotation
from lindero.node.store_thread import StoreThread
from lindero.store.sqlite.store import SqliteStore

_log = structlog.get_logger("lindero.keys")

KEYS_EVERY_S: Final = 1.0
REKEYING: Final = ("keys-rotate", "pair-rekey")
"""Commands after which `changed` is to be called."""


class KeyMinding:
    """Looks after the keys, once every `KEYS_EVERY_S`."""

    def __init__(
        self,
        *,
        config: Config,
        keyring: Keyring,
        rotation: Rotation,
        store: SqliteStore,
        thread: StoreThread,
        clock: Clock,
        listener: Listener,
        peers: Mapping[NodeId, Peer],
    ) -> None:
        self._config = config
        self._keyring = keyring
        self._rotation = rotation
        self._store = store
        self._thread = thread
        self._clock = clock
        self._listener = listener
        self._peers = peers
        self._said: set[tuple[NodeId, int, str]] = set()

    async def look(self) -> None:
        """Do what is due."""
        retired, renewed = await self._thread.run(self._settle)
        if retired:
            _log.info("keys-rotated", keys=retired)
            self._listener.present(self._keyring.keys)
        if retired or renewed:
            for peer in list(self._peers.values()):
                await peer.rekey()

    async def changed(self, name: str, result: dict[str, Any]) -> None:
        """A command has changed keys: links go on under them, or begin anew where the partner's were revoked."""
        for peer in list(self._peers.values()):
            await peer.rekey()
            if name == "pair-rekey" and peer.partner.node == result["partner"]:
                peer.drop()
            peer.wake()

    def _settle(self) -> tuple[list[KeyName], bool]:
        """In the store's thread: keys that took their places, and whether a new certificate was announced."""
        retired = self._rotation.settle()
        tls, pairings = self._keyring.keys.tls, self._store.pairings.all()
        if tls is None:
            return retired, False
        endings = list(endings_of(self._config.node_id, tls.certificate_der, pairings, self._clock.now()))
        for ending in endings:
            self._say(ending)
        renew = endings[0].days < self._config.keys.renew_days and self._keyring.keys.next_tls is None
        if renew:
            _log.info("certificate-renewed", days=endings[0].days)
            self._rotation.begin("tls")
        return retired, renew

    def _say(self, ending: Ending) -> None:
        """Each urgency of a certificate once."""
        said = ending.node, ending.end, ending.urgency
        if ending.urgency != "ok" and said not in self._said:
            self._said.add(said)
            _log.warning("certificate-ends", node=ending.node, days=ending.days, urgency=ending.urgency)
