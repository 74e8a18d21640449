"""`lindero.exchange.log.ports.Mirror` in memory."""

from lindero.store.memory.pair_log import MemoryPairLog


class MemoryMirror(MemoryPairLog):
    """What partners have sent."""
