"""TLS of the feeds: what the files that a section names make of a server's or a client's side."""

import ssl
from pathlib import Path

from lindero.node.errors import BadConfiguration
from lindero.node.feed_sections import DialledOutbound, ListeningGateway, ReadGateway


def tls_of_server(folder: Path, name: str, section: ListeningGateway) -> ssl.SSLContext | None:
    """TLS towards those that connect, where the section names a certificate; with an authority they must show one.

    Raises:
        BadConfiguration: A file cannot be read, or an authority is named and no certificate.
    """
    if section.certificate is None:
        if section.authority is not None:
            raise _unusable(f"gateway.{name}", "authority is given, and certificate is missing")
        return None
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(folder / section.certificate, section.key and folder / section.key)
        if section.authority is not None:
            context.load_verify_locations(folder / section.authority)
            context.verify_mode = ssl.CERT_REQUIRED
    except (OSError, ssl.SSLError) as why:
        raise _unusable(f"gateway.{name}", why) from None
    return context


def tls_of_client(folder: Path, name: str, section: DialledOutbound) -> ssl.SSLContext | None:
    """TLS towards the receiver, where the section names who vouches for it.

    Raises:
        BadConfiguration: A file cannot be read.
    """
    if section.authority is None:
        return None
    try:
        context = ssl.create_default_context(cafile=str(folder / section.authority))
        if section.certificate is not None:
            context.load_cert_chain(folder / section.certificate, section.key and folder / section.key)
    except (OSError, ssl.SSLError) as why:
        raise _unusable(f"outbound.{name}", why) from None
    return context


def tls_of_reader(folder: Path, name: str, section: ReadGateway) -> ssl.SSLContext | None:
    """TLS towards a receiver that is read, where the section names who vouches for it.

    Raises:
        BadConfiguration: The file cannot be read.
    """
    if section.authority is None:
        return None
    try:
        return ssl.create_default_context(cafile=str(folder / section.authority))
    except (OSError, ssl.SSLError) as why:
        raise _unusable(f"gateway.{name}", why) from None


def _unusable(section: str, why: object) -> BadConfiguration:
    return BadConfiguration(file=section, why=str(why), hint_en="", hint_es="")
