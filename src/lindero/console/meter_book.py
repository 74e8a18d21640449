"""The meters of all partners as the console shows them: counts that are kept and taken further, a page at a time.

Between two pages other work gets the store's thread, so a long log delays nobody.
"""

import asyncio

from lindero.console.context import ConsoleContext
from lindero.exchange.log.meter import PairMeter, Window
from lindero.kernel.ids import NodeId
from lindero.partners.meter import PairCount, count_pairs


class MeterBook:
    """Counts by the place of the pairing; those without a window are kept."""

    def __init__(self, context: ConsoleContext) -> None:
        self._context = context
        self._kept: dict[str, PairCount] = {}
        self._one_at_a_time = asyncio.Lock()

    async def read(self, window: Window, partner: NodeId | None) -> dict[NodeId, tuple[PairMeter, dict[str, int]]]:
        """Meter of each partner, or of one, and what was withheld from it by reason.

        Raises:
            NoSuchPartner: It is not paired.
        """
        run = self._context.thread.run
        counts = await run(lambda: count_pairs(self._context.store, window, partner))
        answers = {}
        async with self._one_at_a_time:
            for node, fresh in counts.items():
                count = self._kept.setdefault(fresh.origin, fresh) if window == Window() else fresh
                while await run(count.step):
                    await self._context.pause(0)
                answers[node] = (count.meter(), await run(count.withheld))
        return answers
