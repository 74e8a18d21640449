"""A node that takes what feeds deliver, and a clock that tests set; it is their chance too."""

import asyncio

from lindero.kernel.clock import SECOND_NS, Instant, parse_instant

NOON = parse_instant("2026-11-25T12:00:00Z")


class HandClock:
    """Stands still until it is advanced; its chance counts."""

    def __init__(self, at=NOON):
        self._at = at
        self._count = 0

    def now(self):
        return self._at

    def monotonic_s(self):
        return self._at / SECOND_NS

    def advance(self, seconds):
        self._at = Instant(self._at + round(seconds * SECOND_NS))

    def token(self, size):
        self._count += 1
        return self._count.to_bytes(size, "big")


class Node:
    """Keeps what it is given."""

    def __init__(self):
        self.records, self.rebinds, self.refusals = [], [], []
        self.changed = asyncio.Condition()

    async def _keep(self, place, items):
        async with self.changed:
            place += items
            self.changed.notify_all()

    async def deliver(self, records):
        await self._keep(self.records, records)

    async def rebind(self, rebind):
        await self._keep(self.rebinds, [rebind])

    async def refuse(self, refusal):
        await self._keep(self.refusals, [refusal])


async def settle(node, told):
    """Wait until what the node was given makes this true."""
    async with node.changed:
        await asyncio.wait_for(node.changed.wait_for(told), 20.0)
