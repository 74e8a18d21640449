"""Serving the console inside the node's event loop, until cancelled."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Callable, Iterator
from typing import Final

import uvicorn
from litestar import Litestar

from lindero.console.errors import ConsoleAddressTaken

LARGEST_MESSAGE: Final = 16 * 1024
"""Of a desk's WebSocket message. [bytes]"""
FAREWELL_S: Final = 1
"""How long open streams may take to end when the console stops. [s]"""


class _Server(uvicorn.Server):
    """Leaves the signals to the node."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes any free one.

    Raises:
        ConsoleAddressTaken: The address cannot be opened.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as why:
        raise ConsoleAddressTaken(host=host, port=port, why=why.strerror or str(why)) from None
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen()
    except OSError as why:
        listening.close()
        raise ConsoleAddressTaken(host=host, port=port, why=why.strerror or str(why)) from None
    return listening


async def serve(
    app: Litestar,
    host: str,
    port: int,
    tls: ssl.SSLContext | None = None,
    bound: Callable[[int], None] = lambda _: None,
) -> None:
    """Serve until cancelled.

    Args:
        app: From `make_app`.
        host: Address to listen on.
        port: Port to listen on; 0 takes any free one.
        tls: A ready context; None serves plain HTTP, for loopback only.
        bound: Told the port once connections are accepted.

    Raises:
        ConsoleAddressTaken: The address cannot be opened.
    """
    listening = listen(host, port)
    config = uvicorn.Config(
        app,
        ws="websockets-sansio",
        ws_max_size=LARGEST_MESSAGE,
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=True,
        timeout_graceful_shutdown=FAREWELL_S,
        ssl_context_factory=None if tls is None else lambda *_: tls,
    )
    server = _Server(config)
    bound(int(listening.getsockname()[1]))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        await asyncio.shield(serving)
    finally:
        server.should_exit = True
        await serving
