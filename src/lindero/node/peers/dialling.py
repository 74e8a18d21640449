"""Dialling one partner: directly or by the proxy, and only through to whoever holds the paired certificate."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from lindero.node.keys import TlsFile
from lindero.node.peers.proxy import Proxy
from lindero.node.peers.tls import TLS_SHUTDOWN_S, client_context, peer_certificate
from lindero.node.timers import within

DIAL_S: Final = 5.0
READ_BYTES: Final = 1 << 18


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

    async def open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A mutually authenticated connection.

        Raises:
            OSError, TimeoutError: Nobody answers there, or somebody else does.
            LinderoError: The proxy does not let us through.
        """
        host, _, port = (self.address or "").rpartition(":")
        tunnel = await self._proxy.tunnel(self.address or "") if self._proxy else None
        try:
            reader, writer = await within(
                DIAL_S,
                asyncio.open_connection(
                    **({"sock": tunnel} if tunnel else {"host": host.strip("[]"), "port": int(port)}),
                    ssl=client_context(self._tls(), self._certificates()),
                    server_hostname=host.strip("[]"),
                    ssl_shutdown_timeout=TLS_SHUTDOWN_S,
                    limit=READ_BYTES,
                ),
            )
        except BaseException:
            if tunnel is not None:
                tunnel.close()
            raise
        if peer_certificate(writer) not in self._certificates():
            writer.close()
            raise ConnectionError("another certificate than the paired one")
        return reader, writer
