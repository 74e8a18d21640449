"""HTTP CONNECT (RFC 9110 §9.3.6): a way out through an agency's proxy. What travels inside is the link's own TLS."""

import asyncio
import base64
import socket
import stat
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from lindero.node.config import LinkSection
from lindero.node.folder import Folder
from lindero.node.peers.errors import CredentialsExposed, ProxyDenied, ProxyUnreachable, ProxyWantsCredentials
from lindero.node.timers import within

PROXY_S: Final = 5.0
MAX_REPLY_BYTES: Final = 16_384
_END: Final = b"\r\n\r\n"
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def load_credentials(path: Path) -> str:
    """`user:password`, from a file that nobody but its owner may read.

    Raises:
        CredentialsExposed: Others may, or it cannot be read here.
    """
    try:
        if stat.S_IMODE(path.stat().st_mode) & _OTHERS:
            raise CredentialsExposed(file=path.name, why="mode")
        return path.read_text(encoding="utf-8").strip()
    except OSError as why:
        raise CredentialsExposed(file=path.name, why=why.strerror or "unreadable") from None


def format_connect(target: str, credentials: str | None) -> bytes:
    """The request for a tunnel to `host:port`."""
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
    if credentials is not None:
        lines.append(f"Proxy-Authorization: Basic {base64.b64encode(credentials.encode()).decode()}")
    return "\r\n".join(lines).encode() + _END


def require_tunnel(proxy: str, reply: bytes) -> None:
    """The reply's head must say that the tunnel stands.

    Raises:
        ProxyWantsCredentials: 407.
        ProxyDenied: Any other status but 2xx, or no HTTP.
    """
    words = reply.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
    status = words[1] if len(words) > 1 and words[0].startswith("HTTP/") else "–"
    if status == "407":
        raise ProxyWantsCredentials(proxy=proxy)
    if len(status) != 3 or not status.startswith("2"):
        raise ProxyDenied(proxy=proxy, status=status)


class Proxy:
    """The proxy that a node's connections go out by.

    Args:
        url: `http://host:port`.
        credentials: File with `user:password`; read at each dial, so that new ones need no restart.
    """

    def __init__(self, url: str, credentials: Path | None) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 8080
        self._name = f"{self._host}:{self._port}"
        self._credentials = credentials

    async def tunnel(self, target: str) -> socket.socket:
        """A connection to `host:port` on the other side of the proxy; the caller closes it.

        Raises:
            CredentialsExposed: The credentials' file.
            ProxyUnreachable: It does not answer, or not in time.
            ProxyWantsCredentials, ProxyDenied: It does not want to.
        """
        credentials = load_credentials(self._credentials) if self._credentials else None
        try:
            return await within(PROXY_S, self._tunnel(format_connect(target, credentials)))
        except TimeoutError:
            raise ProxyUnreachable(proxy=self._name, why=f"> {PROXY_S:g} s") from None
        except OSError as why:
            raise ProxyUnreachable(proxy=self._name, why=why.strerror or str(why)) from None

    async def _tunnel(self, request: bytes) -> socket.socket:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
        family, kind, protocol, _, address = found[0]
        connection = socket.socket(family, kind, protocol)
        connection.setblocking(False)
        try:
            await loop.sock_connect(connection, address)
            await loop.sock_sendall(connection, request)
            require_tunnel(self._name, await _read_head(loop, connection))
        except BaseException:
            connection.close()
            raise
        return connection


def proxy_of(folder: Folder, section: LinkSection) -> Proxy | None:
    """The proxy of a node's configuration; None where it dials directly."""
    if section.proxy is None:
        return None
    file = section.proxy_credentials
    return Proxy(section.proxy, folder.path / file if file is not None else None)


async def _read_head(loop: asyncio.AbstractEventLoop, connection: socket.socket) -> bytes:
    """The reply up to the empty line; a partner says nothing before it is spoken to, so nothing comes after it."""
    reply = b""
    while not reply.endswith(_END):
        more = await loop.sock_recv(connection, 4096)
        reply += more
        if not more or len(reply) > MAX_REPLY_BYTES:
            raise ConnectionError("it is no HTTP proxy")
    return reply
