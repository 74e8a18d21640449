"""A partner as this node has paired it."""

from typing import Literal

import msgspec

from lindero.kernel.ids import NodeId

PairingState = Literal["invited", "accepted", "active", "suspended", "ended"]


class Identity(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The public half of a node: what it writes into its pairing file.

    Attributes:
        node: Its id.
        country: ISO 3166-1 alpha-3.
        simulated: It is a training node.
        address: `host:port` where its link listens; None when it only dials.
        certificate_der: Its TLS certificate, pinned.
        log_key: Ed25519 public key that signs its checkpoints. 32 bytes.
        receipt_key: Ed25519 public key that signs its receipts, and nothing else. 32 bytes.
        log_id: Random id of its log towards the partner. 16 bytes.
        recovery_key: Ed25519 public key, made offline, that alone may replace the others after theft or loss; None
            when the node has none. 32 bytes.
    """

    node: NodeId
    country: str
    simulated: bool
    address: str | None
    certificate_der: bytes
    log_key: bytes
    receipt_key: bytes
    log_id: bytes
    recovery_key: bytes | None = None


class Pairing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Both halves and where the ceremony stands. The link stays down unless `active`.

    Attributes:
        partner: Their half; None while only invited.
        own: Our half, as it went into our file.
        state: Where the ceremony stands.
        digits: What both persons read to each other: eight groups of five; empty while only invited.
        confirmed_at: When our person typed what theirs read. [ns UTC]
        files: The invitation and acceptance as they were exchanged, for a later look.
    """

    partner: Identity | None
    own: Identity
    state: PairingState
    digits: str = ""
    confirmed_at: int | None = None
    files: tuple[bytes, ...] = ()
