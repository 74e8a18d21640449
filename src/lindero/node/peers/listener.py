"""The port that partners dial: certificate → partner → its peer; everybody else is turned away by TLS."""

import asyncio

import structlog

from lindero.node.config import LinkSection
from lindero.node.errors import AddressTaken
from lindero.node.keys import Keys
from lindero.node.peers.peer import READ_BYTES, Peer
from lindero.node.peers.tls import peer_certificate, server_context, trust

_log = structlog.get_logger("lindero.link")


class Listener:
    """Accepts the connections of paired partners."""

    def __init__(self, keys: Keys, section: LinkSection) -> None:
        self._section = section
        self._context = server_context(keys.tls)
        self._peers: dict[bytes, Peer] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    def admit(self, peer: Peer) -> None:
        """Let a partner in."""
        trust(self._context, peer.partner.certificate_der)
        self._peers[peer.partner.certificate_der] = peer

    async def start(self) -> None:
        """Open the port.

        Raises:
            AddressTaken: It is in use, or may not be opened.
        """
        host, port = self._section.host, self._section.port
        try:
            self._server = await asyncio.start_server(self._accept, host, port, ssl=self._context, limit=READ_BYTES)
        except OSError as why:
            raise AddressTaken(address=f"{host}:{port}", what="link", why=why.strerror or why) from None

    async def serve(self) -> None:
        """Accept until cancelled."""
        assert self._server is not None
        try:
            await self._server.serve_forever()
        finally:
            tasks = list(self._tasks)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = self._peers.get(peer_certificate(writer))
        if peer is None:
            _log.warning("unknown-partner", peer=str(writer.get_extra_info("peername")))
            writer.close()
            return
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await peer.talk(reader, writer)
        except asyncio.CancelledError:
            pass  # `serve` ended it and waits for it; nobody else does
        finally:
            self._tasks.discard(task)
