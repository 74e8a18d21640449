"""Mutual TLS 1.3 with pinned certificates: nobody but the paired partners, known by the bytes of their certificate."""

import asyncio
import ssl
from collections.abc import Sequence
from typing import Final

from lindero.exchange.envelope.certificate import certificate_pem
from lindero.node.keys import TlsFile

TLS_SHUTDOWN_S: Final = 5.0
"""How long an end of a connection waits for the other to take the last bytes. [s]"""


def server_context(tls: TlsFile | None) -> ssl.SSLContext:
    """Context of the listener; partners are added by `trust`.

    Whoever shows a certificate must show a trusted one. Who shows none comes through, and may say one thing only
    (`peers.introduction`): there is no session without a certificate.
    """
    context = _closed(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), tls)
    context.verify_mode = ssl.CERT_OPTIONAL
    return context


def client_context(tls: TlsFile | None, partner_ders: Sequence[bytes]) -> ssl.SSLContext:
    """Context to dial one partner with, which may hold any of its certificates."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False  # the certificate itself is pinned; its address may change
    _closed(context, tls)
    for certificate in partner_ders:
        trust(context, certificate)
    return context


def nameless_context(partner_ders: Sequence[bytes]) -> ssl.SSLContext:
    """Context to dial a partner with that does not know our certificate: we know it, and show none."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    for certificate in partner_ders:
        trust(context, certificate)
    return context


def looking_context(tls: TlsFile | None) -> ssl.SSLContext:
    """Context to dial a partner with whose certificate we do not know: for a look at its key changes, nothing else."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    _closed(context, tls)
    context.verify_mode = ssl.CERT_NONE
    return context


def trust(context: ssl.SSLContext, partner_der: bytes) -> None:
    """Let the holder of this certificate through."""
    context.load_verify_locations(cadata=certificate_pem(partner_der).decode())


def load_own(context: ssl.SSLContext, tls: TlsFile | None) -> None:
    """The own key and certificate; connections that stand keep those they began with."""
    assert tls is not None
    context.load_cert_chain(tls.path, password=tls.password)


def peer_certificate(writer: asyncio.StreamWriter) -> bytes:
    """The verified certificate of the other end, DER; empty when there is none."""
    tls = writer.get_extra_info("ssl_object")
    return (tls.getpeercert(binary_form=True) if tls is not None else None) or b""


def _closed(context: ssl.SSLContext, tls: TlsFile | None) -> ssl.SSLContext:
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.verify_mode = ssl.CERT_REQUIRED
    load_own(context, tls)
    return context
