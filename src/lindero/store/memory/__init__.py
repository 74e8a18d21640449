"""The store without a disk: the same ports, the same answers, transactions that roll back. Gone with the process."""

from lindero.store.memory.store import MemoryStore

__all__ = ["MemoryStore"]
