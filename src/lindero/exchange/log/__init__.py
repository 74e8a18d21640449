"""The pair log: Merkle tree, signed checkpoints, receipts, proofs. Pure: bytes in, bytes out."""
