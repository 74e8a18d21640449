"""The TLS certificate of a node: self-signed, pinned by its bytes, valid as long as the pairing.

Nobody vouches for it but the digits that two persons compared. The subject is the node's id.
"""

from datetime import UTC, datetime
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from lindero.exchange.envelope._keys import SigningKey
from lindero.kernel.clock import SECOND_NS, Instant
from lindero.kernel.ids import NodeId, parse_node_id


def seal_certificate(node: NodeId, key: SigningKey, *, serial: bytes, valid_from: Instant, valid_to: Instant) -> bytes:
    """DER of a certificate for both ends of a link.

    Args:
        node: Its id: common name and DNS name.
        key: The node's TLS key.
        serial: 16 random bytes.
        valid_from: First instant of validity. [ns UTC]
        valid_to: Last one. [ns UTC]
    """
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, node)])
    public = key.private.public_key()
    ends = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    certificate = (
        x509.CertificateBuilder(name, name, public)
        .serial_number(int.from_bytes(serial, "big") >> 1 | 1)
        .not_valid_before(_moment(valid_from))
        .not_valid_after(_moment(valid_to))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(node)]), critical=False)
        .add_extension(x509.ExtendedKeyUsage(ends), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
        .sign(key.private, algorithm=None)
    )
    return certificate.public_bytes(serialization.Encoding.DER)


def certificate_node(der: bytes) -> NodeId:
    """The node that a certificate is for.

    Raises:
        ValueError: It is no certificate, or its subject is not one common name.
        BadId: The common name is no node id.
    """
    names = x509.load_der_x509_certificate(der).subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    if len(names) != 1:
        raise ValueError("the certificate does not name one node")
    return parse_node_id(str(names[0].value))


def certificate_key(der: bytes) -> bytes:
    """The Ed25519 public key of a certificate, 32 bytes.

    Raises:
        ValueError: It is no certificate, or its key is of another type.
    """
    public = x509.load_der_x509_certificate(der).public_key()
    if not isinstance(public, Ed25519PublicKey):
        raise ValueError("the certificate's key is not an Ed25519 key")  # noqa: TRY004 — bytes of a partner, not a type
    return public.public_bytes_raw()


@lru_cache(maxsize=256)
def certificate_end(der: bytes) -> Instant:
    """Last instant of a certificate's validity. [ns UTC].

    Raises:
        ValueError: It is no certificate.
    """
    end = x509.load_der_x509_certificate(der).not_valid_after_utc
    return Instant(int(end.timestamp()) * SECOND_NS)


def certificate_pem(der: bytes) -> bytes:
    """The same certificate as PEM, which TLS libraries load."""
    return x509.load_der_x509_certificate(der).public_bytes(serialization.Encoding.PEM)


def _moment(instant: Instant) -> datetime:
    return datetime.fromtimestamp(instant // SECOND_NS, UTC)
