"""Which log is meant, and who may sign what about it."""

from collections.abc import Sequence

import msgspec

from lindero.kernel.ids import NodeId
from lindero.model.pairing import Identity, KeyEpoch, Pairing


class KeySince(msgspec.Struct, frozen=True):
    """A key, and the first size that it must have signed."""

    since: int
    public: bytes


class PairLog(msgspec.Struct, frozen=True, kw_only=True):
    """The log from one node to one partner.

    Attributes:
        origin: `<writer>/to/<reader>/<log id in hex>`: first line of its checkpoints, and name of the key that signs
            them.
        writer: The node that writes it.
        reader: The node that mirrors it.
        log_key: Ed25519 public key that signs checkpoints. 32 bytes.
        receipt_key: Ed25519 public key of the reader that signs receipts. 32 bytes.
        later_log_keys: Keys that took its place, oldest first.
        later_receipt_keys: The same for the receipt key.
    """

    origin: str
    writer: NodeId
    reader: NodeId
    log_key: bytes
    receipt_key: bytes
    later_log_keys: tuple[KeySince, ...] = ()
    later_receipt_keys: tuple[KeySince, ...] = ()

    @property
    def cosigner(self) -> str:
        """Name of the key that signs receipts."""
        return f"{self.reader}/receipt"

    def log_keys_at(self, size: int) -> tuple[bytes, ...]:
        """Keys of which any may have signed the checkpoint of a size: the one in force then, and all after it."""
        return _keys_at(size, self.log_key, self.later_log_keys)

    def receipt_keys_at(self, size: int) -> tuple[bytes, ...]:
        """Keys of which any may have signed the receipt for a size."""
        return _keys_at(size, self.receipt_key, self.later_receipt_keys)


def _keys_at(size: int, first: bytes, later: Sequence[KeySince]) -> tuple[bytes, ...]:
    keys = [KeySince(0, first), *later]
    in_force = max(place for place, key in enumerate(keys) if key.since <= size)
    return tuple(key.public for key in keys[in_force:])


def pair_log(
    writer: Identity,
    reader: Identity,
    writer_keys: Sequence[KeyEpoch] = (),
    reader_keys: Sequence[KeyEpoch] = (),
) -> PairLog:
    """The log from one side of a pairing to the other, with the keys that came after those of the pairing files."""
    return PairLog(
        origin=f"{writer.node}/to/{reader.node}/{writer.log_id.hex()}",
        writer=writer.node,
        reader=reader.node,
        log_key=writer.log_key,
        receipt_key=reader.receipt_key,
        later_log_keys=_later(writer_keys, "log"),
        later_receipt_keys=_later(reader_keys, "receipt"),
    )


def outgoing_log(pairing: Pairing) -> PairLog:
    """The log that this node writes for a partner."""
    assert pairing.partner is not None
    return pair_log(pairing.own, pairing.partner, pairing.own_keys, pairing.partner_keys)


def incoming_log(pairing: Pairing) -> PairLog:
    """The partner's log for this node."""
    assert pairing.partner is not None
    return pair_log(pairing.partner, pairing.own, pairing.partner_keys, pairing.own_keys)


def _later(epochs: Sequence[KeyEpoch], key: str) -> tuple[KeySince, ...]:
    return tuple(KeySince(epoch.since, epoch.public) for epoch in epochs if epoch.key == key)
