"""A certificate that the node under test has never seen, for the time of one check."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from lindero.exchange.envelope._keys import generate_key
from lindero.exchange.envelope.certificate import seal_certificate
from lindero.kernel.clock import SECOND_NS, Clock, Instant
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import NodeId
from lindero.node.keys import TlsFile, tls_content

_DAY_NS = 86_400 * SECOND_NS


@contextmanager
def stranger(node: NodeId, clock: Clock, entropy: Entropy) -> Iterator[TlsFile]:
    """Key and certificate of somebody who calls himself like a paired node."""
    key, now = generate_key(entropy.token(32)), clock.now()
    ends = Instant(now - _DAY_NS), Instant(now + _DAY_NS)
    der = seal_certificate(node, key, serial=entropy.token(16), valid_from=ends[0], valid_to=ends[1])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "tls.key"
        path.touch(mode=0o600)
        path.write_bytes(tls_content(key, der, None, b""))
        yield TlsFile(path=path, certificate_der=der)
