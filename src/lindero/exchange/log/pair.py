"""Which log is meant, and who may sign what about it."""

import msgspec

from lindero.kernel.ids import NodeId
from lindero.model.pairing import Identity


class PairLog(msgspec.Struct, frozen=True, kw_only=True):
    """The log from one node to one partner.

    Attributes:
        origin: `<writer>/to/<reader>/<log id in hex>`: first line of its checkpoints, and name of the key that signs
            them.
        writer: The node that writes it.
        reader: The node that mirrors it.
        log_key: Ed25519 public key that signs checkpoints. 32 bytes.
        receipt_key: Ed25519 public key of the reader that signs receipts. 32 bytes.
    """

    origin: str
    writer: NodeId
    reader: NodeId
    log_key: bytes
    receipt_key: bytes

    @property
    def cosigner(self) -> str:
        """Name of the key that signs receipts."""
        return f"{self.reader}/receipt"


def pair_log(writer: Identity, reader: Identity) -> PairLog:
    """The log from one side of a pairing to the other."""
    return PairLog(
        origin=f"{writer.node}/to/{reader.node}/{writer.log_id.hex()}",
        writer=writer.node,
        reader=reader.node,
        log_key=writer.log_key,
        receipt_key=reader.receipt_key,
    )
