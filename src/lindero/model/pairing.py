"""A partner as this node has paired it."""

from typing import Literal

import msgspec

from lindero.kernel.ids import NodeId

_EARLIER = "~"
"""Between a partner's id and the number of an earlier pairing with it; no id has it."""

PairingState = Literal["invited", "accepted", "active", "suspended", "ending", "ended"]


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


class KeyEpoch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One key after those of the identity, as a key change that was checked brought it.

    Attributes:
        key: Which.
        since: First size that it must have signed; 0 for the link's certificate.
        public: The key. 32 bytes.
        certificate_der: With `tls`.
        by_recovery: The recovery key vouched for it: the keys before it are revoked.
        statement: The key change, encoded.
        logged: It stands in the node's log, or a person confirmed it. Of a certificate that is not, those before it
            stay accepted: whoever stole the link's key alone cannot lock the node out.
    """

    key: Literal["log", "receipt", "tls"]
    since: int
    public: bytes
    certificate_der: bytes | None = None
    by_recovery: bool = False
    statement: bytes
    logged: bool = True


class Pairing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Both halves and where the pairing stands.

    The link stays down before it is `active`. While it is `suspended` or `ending`, no record leaves; receipts and
    control messages do. Once `ended` nothing does, and what both logs hold stays.

    Attributes:
        partner: Their half; None while only invited.
        own: Our half, as it went into our file.
        state: Where the ceremony stands.
        digits: What both persons read to each other: eight groups of five; empty while only invited.
        confirmed_at: When our person typed what theirs read. [ns UTC]
        ending_until: Until when the partner's receipts of erasure are awaited; None unless it ends. [ns UTC]
        ended_at: When it was over; None before. [ns UTC]
        unconfirmed: Recalls that the partner had not answered then.
        files: The invitation and acceptance as they were exchanged, for a later look.
        own_keys: Our keys after those of `own`, oldest first.
        partner_keys: Theirs after those of `partner`, oldest first.
        partner_certificate: Newest certificate that the partner has connected with; those before it are refused.
        offered: Changes by the partner's recovery key that came over the link and wait for a person, encoded.
        earlier: 0 for the present pairing; one that was followed by another has its number, from 1.
    """

    partner: Identity | None
    own: Identity
    state: PairingState
    digits: str = ""
    confirmed_at: int | None = None
    files: tuple[bytes, ...] = ()
    own_keys: tuple[KeyEpoch, ...] = ()
    partner_keys: tuple[KeyEpoch, ...] = ()
    partner_certificate: bytes | None = None
    offered: tuple[bytes, ...] = ()

    ending_until: int | None = None
    ended_at: int | None = None
    unconfirmed: int = 0
    earlier: int = 0

    @property
    def place(self) -> NodeId:
        """Under which partner a store keeps what belongs to it: logs, cursors, recalls.

        Raises:
            ValueError: There is no partner yet.
        """
        if self.partner is None:
            raise ValueError("an invitation has no place")
        return place_of(self.partner.node, self.earlier)

    @property
    def partner_certificates(self) -> tuple[bytes, ...]:
        """Certificates that the partner may connect with, oldest first."""
        if self.partner is None:
            return ()
        accepted = [self.partner.certificate_der]
        for epoch in self.partner_keys:
            if epoch.certificate_der is not None:
                accepted = [*([] if epoch.by_recovery else accepted), epoch.certificate_der]
        if self.partner_certificate in accepted:
            accepted = accepted[accepted.index(self.partner_certificate) :]
        return tuple(accepted)


def place_of(partner: NodeId, earlier: int) -> NodeId:
    """Where a store keeps what belongs to a pairing: the partner's id, of an earlier one with its number."""
    return NodeId(f"{partner}{_EARLIER}{earlier}") if earlier else partner


def partner_at(place: NodeId) -> NodeId:
    """The partner whose pairing is kept there."""
    return NodeId(place.partition(_EARLIER)[0])
