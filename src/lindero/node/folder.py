"""A node's folder: what lies where.

node.toml  policy.cedar     what administrators edit
keys/                       private keys (`node.keys`)
node.db                     everything durable, but
files/                      chunks of attachments, by the node that made them (0600; in no backup)
captures/                   raw input of feeds with `capture = true`
control.sock  node.lock     while it runs
"""

from pathlib import Path
from typing import Final

from lindero.exchange.envelope._keys import SigningKey
from lindero.exchange.envelope.certificate import seal_certificate
from lindero.exchange.envelope.passphrase import SALT_BYTES, Passphrase
from lindero.kernel.clock import SECOND_NS, Clock, Instant
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import NodeId
from lindero.node.keys import KeyFiles, tls_content, write_new_keys, write_whole

DATABASE: Final = "node.db"
CERTIFICATE_YEARS: Final = 5
_YEAR_NS: Final = 365 * 86400 * SECOND_NS


class Folder:
    """Paths of a node's folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.database = path / DATABASE
        self.keys = KeyFiles(path / "keys")

    def make_keys(self, node: NodeId, clock: Clock, entropy: Entropy, *, passphrase: Passphrase | None = None) -> None:
        """Generate and keep the keys of a new node; encrypted when there is a passphrase."""
        salt = entropy.token(SALT_BYTES)
        tls = write_new_keys(self.keys, lambda: entropy.token(32), passphrase, salt)
        certificate = new_certificate(node, tls, clock, entropy)
        write_whole(self.keys.file("tls"), tls_content(tls, certificate, passphrase, salt))


def new_certificate(node: NodeId, key: SigningKey, clock: Clock, entropy: Entropy) -> bytes:
    """DER of a certificate of a TLS key, valid from now on for `CERTIFICATE_YEARS`."""
    now = clock.now()
    return seal_certificate(
        node,
        key,
        serial=entropy.token(16),
        valid_from=Instant(now - 3600 * SECOND_NS),
        valid_to=Instant(now + CERTIFICATE_YEARS * _YEAR_NS),
    )
