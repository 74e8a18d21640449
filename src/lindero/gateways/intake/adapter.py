"""Where asyncio and sans-IO sessions meet: who receives, where to, what a session asks, and captures to files.

`server.py` and `client.py` do the rest for every standard that speaks TCP; a gateway needs an adapter of its own only
for another transport, and hands what its sessions ask to `carry_out`.
"""

import asyncio
import ssl
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple, Protocol

from lindero.gateways.intake.capture import MAGIC, Captured, encode_captured
from lindero.gateways.intake.outputs import Close, Deliver, Output, Rebind, Refused, Send, Wanted
from lindero.gateways.intake.refusal import Refusal
from lindero.gateways.intake.session import Caller
from lindero.kernel.clock import Instant, format_instant
from lindero.model.record import Record

READ_BYTES: Final = 1 << 16


class Receiver(Protocol):
    """What the node does with what comes in; each call holds that one connection until it returns."""

    async def deliver(self, records: Sequence[Record]) -> None:
        """Take records."""

    async def rebind(self, rebind: Rebind) -> None:
        """Take what was learned about earlier detections."""

    async def refuse(self, refusal: Refusal) -> None:
        """Take a refused message into quarantine."""


class Address(NamedTuple):
    """Where to listen, or whom to dial; with a context the connections are TLS."""

    host: str
    port: int
    tls: ssl.SSLContext | None = None


class CaptureFile:
    """Keeps every byte that comes in, in one file for each start of a gateway; empty payloads are ends of connections.

    A disk that is full, or the limit, ends the capture and not the feed.

    Args:
        folder: Where the files are; made where it is missing.
        name: Of the gateway.
        ended: Told why nothing is captured any more.
        limit_bytes: Longest file.
    """

    def __init__(self, folder: Path, name: str, ended: Callable[[str], None], limit_bytes: int = 1 << 30) -> None:
        self._folder = folder
        self._name = name
        self._ended = ended
        self._left = limit_bytes
        self._file: BinaryIO | None = None

    def keep(self, payload: bytes, peer: str, now: Instant) -> None:
        """Append what arrived."""
        if self._left <= 0:
            return
        entry = encode_captured(Captured(received_at=now, peer=peer, payload=payload))
        self._left -= len(entry)
        try:
            if self._left <= 0:
                raise OSError("the capture has reached its limit")
            if self._file is None:
                self._file = self._open(now)
            self._file.write(entry)
            self._file.flush()
        except OSError as why:
            self._left = 0
            self.close()
            self._ended(str(why))

    def close(self) -> None:
        """Nothing more comes; the next byte begins another file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _open(self, now: Instant) -> BinaryIO:
        self._folder.mkdir(parents=True, exist_ok=True)
        at = format_instant(now).replace(":", "")
        file = (self._folder / f"{self._name}-{at}.capture").open("xb")
        file.write(MAGIC)
        return file


async def carry_out(
    outputs: Sequence[Output],
    receiver: Receiver,
    writer: asyncio.StreamWriter | None = None,
    wanted: Callable[[], None] = lambda: None,
) -> bool:
    """Do what a session asks, in order; false once it asks to close.

    Args:
        outputs: What it asks.
        receiver: Where records and refusals go.
        writer: To the other end; None where nothing can be sent.
        wanted: Called when the other end is to be told the present picture.
    """
    for output in outputs:
        match output:
            case Send(data=data):
                if writer is not None:
                    writer.write(data)
            case Deliver(records=records):
                await receiver.deliver(records)
            case Rebind():
                await receiver.rebind(output)
            case Refused(refusal=refusal):
                await receiver.refuse(refusal)
            case Wanted():
                wanted()
            case Close():
                return False
    return True


def caller_of(writer: asyncio.StreamWriter) -> Caller:
    """Address of the other end, and the names in its verified certificate: common name and alternative names."""
    address = writer.get_extra_info("peername")
    peer = f"{address[0]}:{address[1]}" if isinstance(address, tuple) else "unknown"
    tls = writer.get_extra_info("ssl_object")
    certificate: dict[str, Any] = (tls.getpeercert() if tls is not None else None) or {}
    names = [value for kind, value in certificate.get("subjectAltName", ()) if kind in ("DNS", "URI")]
    names += [value for part in certificate.get("subject", ()) for key, value in part if key == "commonName"]
    return Caller(peer=peer, names=frozenset(name.lower().removeprefix("urn:uuid:") for name in names))
