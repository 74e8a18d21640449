"""Dialling one partner: directly or by the proxy, and only through to whoever holds the paired certificate."""

import asyncio
import ssl
from collections.abc import Callable, Sequence
from typing import Final

from lindero.node.keys import TlsFile
from lindero.node.peers.proxy import Proxy
from lindero.node.peers.tls import (
    TLS_SHUTDOWN_S,
    client_context,
    looking_context,
    nameless_context,
    peer_certificate,
)
from lindero.node.timers import within

DIAL_S: Final = 5.0
READ_BYTES: Final = 1 << 18

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Dialling:
    """Opens connections to one partner.

    Args:
        tls: Gives the node's own certificate and key as they are now.
        certificates: Gives those that the partner may show now.
        address: `host:port` of the partner; None where only it dials.
        proxy: To go through.
    """

    def __init__(
        self,
        tls: Callable[[], TlsFile | None],
        certificates: Callable[[], Sequence[bytes]],
        address: str | None,
        proxy: Proxy | None,
    ) -> None:
        self.address = address
        self._tls = tls
        self._certificates = certificates
        self._proxy = proxy

    async def open(self) -> Streams:
        """A mutually authenticated connection.

        Raises:
            OSError, TimeoutError: Nobody answers there, or somebody else does.
            LinderoError: The proxy does not let us through.
        """
        return self._paired(await self._connect(client_context(self._tls(), self._certificates())))

    async def open_nameless(self) -> Streams:
        """A connection to the partner on which this node shows no certificate: for an introduction.

        Raises:
            OSError, TimeoutError, LinderoError: As of `open`.
        """
        return self._paired(await self._connect(nameless_context(self._certificates())))

    async def open_looking(self) -> Streams:
        """A connection to whoever answers at the partner's address, whose certificate is not verified.

        Nothing that comes by it may be believed but what carries signatures of its own.

        Raises:
            OSError, TimeoutError, LinderoError: As of `open`.
        """
        return await self._connect(looking_context(self._tls()))

    def _paired(self, streams: Streams) -> Streams:
        if peer_certificate(streams[1]) not in self._certificates():
            streams[1].close()
            raise ConnectionError("another certificate than the paired one")
        return streams

    async def _connect(self, context: ssl.SSLContext) -> Streams:
        host, _, port = (self.address or "").rpartition(":")
        tunnel = await self._proxy.tunnel(self.address or "") if self._proxy else None
        try:
            return await within(
                DIAL_S,
                asyncio.open_connection(
                    **({"sock": tunnel} if tunnel else {"host": host.strip("[]"), "port": int(port)}),
                    ssl=context,
                    server_hostname=host.strip("[]"),
                    ssl_shutdown_timeout=TLS_SHUTDOWN_S,
                    limit=READ_BYTES,
                ),
            )
        except BaseException:
            if tunnel is not None:
                tunnel.close()
            raise
