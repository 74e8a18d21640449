"""The port that partners dial: certificate → partner → its peer; everybody else is turned away by TLS.

Whoever has not shown a paired certificate yet costs a socket and a handshake: so many at a time, so many from one
address, and each for so long.
"""

import asyncio
import socket
import ssl
from collections import Counter
from collections.abc import Sequence
from typing import Final, Literal

import structlog

from lindero.exchange.envelope.key_change import read_change
from lindero.kernel.errors import RemoteError
from lindero.node.config import LinkSection
from lindero.node.errors import AddressTaken
from lindero.node.keys import Keys
from lindero.node.peers.dialling import READ_BYTES
from lindero.node.peers.introduction import read_introduction
from lindero.node.peers.peer import Peer
from lindero.node.peers.tls import TLS_SHUTDOWN_S, load_own, peer_certificate, server_context, trust
from lindero.node.timers import pause

MAX_STRANGERS: Final = 64
"""Connections at a time that have not finished TLS."""
MAX_PER_ADDRESS: Final = 8
"""Of them, from one address."""
BACKLOG: Final = 128
_NO_ROOM_S: Final = 0.2

TurnedAway = Literal["certificate", "no-tls", "slow", "crowded"]
"""No paired certificate; no TLS 1.3 at all; not within the time; too many at once."""

_log = structlog.get_logger("lindero.link")


class Listener:
    """Accepts the connections of paired partners.

    Attributes:
        turned_away: How many were, by reason.
    """

    def __init__(self, keys: Keys, section: LinkSection) -> None:
        self.turned_away: Counter[TurnedAway] = Counter()
        self._section = section
        self._context = server_context(keys.tls)
        self._peers: dict[bytes, Peer] = {}
        self._strangers: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()
        self._socket: socket.socket | None = None

    def admit(self, peer: Peer, certificates: Sequence[bytes]) -> None:
        """Let a partner in with these certificates and no others."""
        self._peers = {der: other for der, other in self._peers.items() if other is not peer}
        for certificate in certificates:
            trust(self._context, certificate)
            self._peers[certificate] = peer

    def present(self, keys: Keys) -> None:
        """Show the certificate of these keys to whoever connects from now on."""
        load_own(self._context, keys.tls)

    async def start(self) -> None:
        """Open the port.

        Raises:
            AddressTaken: It is in use, or may not be opened.
        """
        host, port = self._section.host, self._section.port
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            self._socket = socket.create_server((host, port), family=family, backlog=BACKLOG)
        except OSError as why:
            raise AddressTaken(address=f"{host}:{port}", what="link", why=why.strerror or why) from None
        self._socket.setblocking(False)

    async def serve(self) -> None:
        """Accept until cancelled."""
        assert self._socket is not None
        try:
            while True:
                await self._accept(self._socket)
        finally:
            self._socket.close()
            tasks = list(self._tasks)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _accept(self, listening: socket.socket) -> None:
        try:
            connection, address = await asyncio.get_running_loop().sock_accept(listening)
        except OSError as why:
            _log.error("accept-failed", why=why.strerror)
            await pause(_NO_ROOM_S)
            return
        host = str(address[0])
        if self._strangers.total() >= MAX_STRANGERS or self._strangers[host] >= MAX_PER_ADDRESS:
            connection.close()
            self._turn_away("crowded", host)
            return
        self._strangers[host] += 1
        task = asyncio.create_task(self._welcome(connection, host))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _welcome(self, connection: socket.socket, host: str) -> None:
        """One connection, from TLS to its end."""
        try:
            reader, writer = await self._secure(connection)
            if not peer_certificate(writer):
                await self._hear_introduction(reader, writer, host)
                return
        except (TimeoutError, ConnectionAbortedError):
            self._turn_away("slow", host)
            return
        except ssl.SSLError as why:
            missing = "CERTIFICATE" in (why.reason or "")
            self._turn_away("certificate" if missing else "no-tls", host)
            return
        except OSError:
            return  # it went away by itself
        finally:
            self._strangers -= Counter({host: 1})
        peer = self._peers.get(peer_certificate(writer))
        if peer is None:
            writer.close()
            self._turn_away("certificate", host)
            return
        await peer.talk(reader, writer, dialled=False)

    async def _hear_introduction(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str) -> None:
        """Somebody shows no certificate: key changes of a partner are taken, anything else is turned away."""
        try:
            changes = await read_introduction(reader, self._section.silence_s)
            nodes = {read_change(change).node for change in changes}
        except (TimeoutError, OSError, EOFError, RemoteError):
            self._turn_away("certificate", host)
            return
        finally:
            writer.close()
        for peer in set(self._peers.values()):
            if peer.partner.node in nodes:
                await peer.introduced(changes)

    async def _secure(self, connection: socket.socket) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Streams over mutual TLS on an accepted connection.

        Raises:
            OSError: There is none; `ConnectionAbortedError` or `TimeoutError` when it was not done in time.
        """
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=READ_BYTES, loop=loop)
        protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
        try:
            transport, _ = await loop.connect_accepted_socket(
                lambda: protocol,
                connection,
                ssl=self._context,
                ssl_handshake_timeout=self._section.silence_s,
                ssl_shutdown_timeout=TLS_SHUTDOWN_S,
            )
        except BaseException:
            connection.close()
            raise
        return reader, asyncio.StreamWriter(transport, protocol, reader, loop)

    def _turn_away(self, why: TurnedAway, host: str) -> None:
        """Count it; the log grows by the logarithm of what a scanner does."""
        self.turned_away[why] += 1
        count = self.turned_away[why]
        if count & (count - 1) == 0:
            _log.warning("turned-away", why=why, address=host, count=count)
