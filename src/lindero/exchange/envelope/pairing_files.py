"""The three files of a pairing: invitation, acceptance, finish. Format: spec/pairing.md.

Each is a signed note: a JSON document that people can read, signed by the log key of its author. The signature shows
that the author holds that key; that the author is who they say is what the digits are for (`envelope.digits`).
"""

from hashlib import sha256
from typing import Annotated, Final, Literal, TypeVar

import msgspec

from lindero.exchange.envelope.certificate import certificate_node
from lindero.exchange.envelope.errors import BadPairingFile, OtherCeremony
from lindero.exchange.envelope.keys import Signer
from lindero.exchange.envelope.note import open_note, parse_note, seal_note
from lindero.kernel.ids import BadId, NodeId, parse_node_id
from lindero.model.pairing import Identity

FORMAT: Final = 1
MAX_CERTIFICATE_BYTES: Final = 4096

Sha256 = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]


class _Invitation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="lindero", tag="invitation"):
    version: Literal[1]
    identity: Identity


class _Acceptance(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="lindero", tag="acceptance"):
    version: Literal[1]
    identity: Identity
    invitation_sha256: Sha256


class _Finish(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="lindero", tag="finish"):
    version: Literal[1]
    node: NodeId
    invitation_sha256: Sha256
    acceptance_sha256: Sha256


_Document = TypeVar("_Document", _Invitation, _Acceptance, _Finish)


def seal_invitation(own: Identity, log_key: Signer) -> bytes:
    """The file that opens a pairing."""
    return _seal(_Invitation(FORMAT, own), own.node, log_key)


def seal_acceptance(invitation: bytes, own: Identity, log_key: Signer) -> bytes:
    """The file that answers an invitation."""
    return _seal(_Acceptance(FORMAT, own, sha256(invitation).digest()), own.node, log_key)


def seal_finish(invitation: bytes, acceptance: bytes, node: NodeId, log_key: Signer) -> bytes:
    """The file by which the inviting node `node` confirms both."""
    hashes = sha256(invitation).digest(), sha256(acceptance).digest()
    return _seal(_Finish(FORMAT, node, *hashes), node, log_key)


def open_invitation(file: bytes) -> Identity:
    """Who invites.

    Raises:
        BadPairingFile, BadNote: It is no invitation.
        ForgedNote: Its signature is not by the log key it names.
    """
    identity = _decode(file, _Invitation, "invitation").identity
    return _verified(file, identity, "invitation")


def open_acceptance(file: bytes, invitation: bytes) -> Identity:
    """Who accepts our invitation.

    Raises:
        BadPairingFile, BadNote: It is no acceptance.
        ForgedNote: Its signature is not by the log key it names.
        OtherCeremony: It accepts another invitation, or its author is the inviting node itself.
    """
    document = _decode(file, _Acceptance, "acceptance")
    identity = _verified(file, document.identity, "acceptance")
    if document.invitation_sha256 != sha256(invitation).digest():
        raise OtherCeremony(what="acceptance", other="invitation")
    inviting = open_invitation(invitation)
    if identity.node == inviting.node or identity.log_key == inviting.log_key:
        raise BadPairingFile(what="acceptance", why="it is by the inviting node itself")
    return identity


def open_identity(file: bytes) -> Identity:
    """The author of an invitation or an acceptance, for those who need its public keys only.

    That the author is who it says is what the digits of the ceremony showed, not this file.

    Raises:
        BadPairingFile, BadNote: It is neither.
        ForgedNote: Its signature is not by the log key it names.
    """
    try:
        document = msgspec.json.decode(parse_note(file).text, type=_Invitation | _Acceptance)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as why:
        raise BadPairingFile(what="invitation", why=str(why)) from None
    return _verified(file, document.identity, "invitation")


def open_finish(file: bytes, invitation: bytes, acceptance: bytes) -> None:
    """Check that the inviting node confirms both files.

    Raises:
        BadPairingFile, BadNote: It is no finish.
        ForgedNote: Its signature is not by the inviting node's log key.
        OtherCeremony: It confirms other files.
    """
    document = _decode(file, _Finish, "finish")
    inviting = open_invitation(invitation)
    open_note(file, inviting.node, inviting.log_key)
    if document.node != inviting.node or document.invitation_sha256 != sha256(invitation).digest():
        raise OtherCeremony(what="finish", other="invitation")
    if document.acceptance_sha256 != sha256(acceptance).digest():
        raise OtherCeremony(what="finish", other="acceptance")


def _seal(document: _Invitation | _Acceptance | _Finish, node: NodeId, log_key: Signer) -> bytes:
    text = msgspec.json.format(msgspec.json.encode(document), indent=2)
    return seal_note(text + b"\n", node, log_key)


def _decode(file: bytes, kind: type[_Document], what: str) -> _Document:
    """The document of a note whose signature is still to be verified."""
    text = parse_note(file).text
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as why:
        raise BadPairingFile(what=what, why=str(why)) from None


def _verified(file: bytes, identity: Identity, what: str) -> Identity:
    """The identity, once its parts have their sizes and its log key has signed the file."""
    sizes = {"log_key": 32, "receipt_key": 32, "log_id": 16}
    for name, size in sizes.items():
        if len(getattr(identity, name)) != size:
            raise BadPairingFile(what=what, why=f"{name} has not {size} bytes")
    if identity.recovery_key is not None and len(identity.recovery_key) != 32:
        raise BadPairingFile(what=what, why="recovery_key has not 32 bytes")
    if identity.log_key == identity.receipt_key:
        raise BadPairingFile(what=what, why="one key serves as log key and receipt key")
    if identity.recovery_key in (identity.log_key, identity.receipt_key):
        raise BadPairingFile(what=what, why="the recovery key serves as another key too")
    if len(identity.country) != 3 or not (identity.country.isascii() and identity.country.isupper()):
        raise BadPairingFile(what=what, why=f"{identity.country!r} is not an ISO 3166-1 alpha-3 country")
    _require_certificate(identity, what)
    open_note(file, identity.node, identity.log_key)
    return identity


def _require_certificate(identity: Identity, what: str) -> None:
    """Refuse a certificate that is none, or another node's."""
    try:
        parse_node_id(identity.node)
        if len(identity.certificate_der) > MAX_CERTIFICATE_BYTES:
            raise ValueError(f"the certificate has more than {MAX_CERTIFICATE_BYTES} bytes")
        named = certificate_node(identity.certificate_der)
    except (ValueError, BadId) as why:
        raise BadPairingFile(what=what, why=str(why)) from None
    if named != identity.node:
        raise BadPairingFile(what=what, why=f"the certificate is for {named}, the file by {identity.node}")
