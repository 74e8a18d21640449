"""A node's folder: what lies where, and its keys.

node.toml  policy.cedar     what administrators edit
keys/                       log, receipt and TLS key, TLS certificate, token secret (0600)
node.db                     everything durable
captures/                   raw input of feeds with `capture = true`
control.sock  node.lock     while it runs
"""

import hashlib
import hmac
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lindero.exchange.envelope._keys import SigningKey, generate_key, load_key, save_key
from lindero.exchange.envelope.certificate import certificate_pem, seal_certificate
from lindero.kernel.clock import SECOND_NS, Clock, Instant
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import NodeId

DATABASE: Final = "node.db"
CERTIFICATE_YEARS: Final = 5
_YEAR_NS: Final = 365 * 86400 * SECOND_NS


@dataclass(frozen=True, kw_only=True)
class Keys:
    """The private halves of a node.

    Attributes:
        log: Signs checkpoints.
        receipt: Signs receipts, nothing else.
        tls: Key of the certificate.
        certificate_der: Shown to partners, pinned by them.
        token_secret: Makes the stable token of a sensor for a partner.
    """

    log: SigningKey
    receipt: SigningKey
    tls: SigningKey
    certificate_der: bytes
    token_secret: bytes

    def token(self, partner: NodeId, sensor: str) -> str:
        """What a partner sees instead of a sensor's id: stable for it, different for another, tells nothing."""
        message = f"{partner}\n{sensor}".encode()
        return "s-" + hmac.new(self.token_secret, message, hashlib.sha256).hexdigest()[:12]


class Folder:
    """Paths of a node's folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.database = path / DATABASE
        self._keys = path / "keys"

    @property
    def certificate_file(self) -> Path:
        """PEM of the link's certificate."""
        return self._keys / "tls.crt"

    @property
    def tls_key_file(self) -> Path:
        """PEM of the link's key."""
        return self._keys / "tls.key"

    def make_keys(self, node: NodeId, clock: Clock, entropy: Entropy) -> Keys:
        """Generate and keep the keys of a new node, readable by its owner only."""
        self._keys.mkdir(mode=0o700)
        signing = {name: generate_key(entropy.token(32)) for name in ("log", "receipt", "tls")}
        for name, key in signing.items():
            _write_private(self._keys / f"{name}.key", save_key(key))
        now = clock.now()
        certificate = seal_certificate(
            node,
            signing["tls"],
            serial=entropy.token(16),
            valid_from=Instant(now - 3600 * SECOND_NS),
            valid_to=Instant(now + CERTIFICATE_YEARS * _YEAR_NS),
        )
        self.certificate_file.write_bytes(certificate_pem(certificate))
        (self._keys / "tls.der").write_bytes(certificate)
        _write_private(self._keys / "token.secret", entropy.token(32))
        return self.load_keys()

    def load_keys(self) -> Keys:
        """The keys of this node.

        Raises:
            UnreadableKey: A file is damaged.
        """
        signing = {name: load_key((self._keys / f"{name}.key").read_bytes()) for name in ("log", "receipt", "tls")}
        return Keys(
            **signing,
            certificate_der=(self._keys / "tls.der").read_bytes(),
            token_secret=(self._keys / "token.secret").read_bytes(),
        )


def _write_private(path: Path, content: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(content)
