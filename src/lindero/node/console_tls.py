"""TLS of the console, from the files that node.toml names."""

import ssl
from pathlib import Path

from lindero.node.config import ConsoleSection
from lindero.node.errors import BadConfiguration


def console_tls(folder: Path, section: ConsoleSection) -> ssl.SSLContext | None:
    """A ready context, or None where no certificate is named.

    Raises:
        BadConfiguration: A file is missing or is not what it should be.
    """
    if section.certificate is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(folder / section.certificate, folder / section.key if section.key else None)
    except (OSError, ssl.SSLError) as why:
        raise BadConfiguration(
            file="node.toml", why=f"console.certificate or console.key: {why}", hint_en="", hint_es=""
        ) from None
    return context
