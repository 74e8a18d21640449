"""`lindero release rehearse`: another policy over the own records of the last days, beside the one in force.

Long work: a running node does it in a thread of its own, over its own read-only connection, and says how far it is.
"""

import asyncio
from collections.abc import Callable, Iterator
from heapq import merge
from typing import Any, Final

import msgspec

from lindero.kernel.clock import SECOND_NS, Clock, Instant
from lindero.kernel.ids import NodeId
from lindero.model.kinds import LANES, Lane
from lindero.model.people import Account
from lindero.model.ports import Records
from lindero.model.record import Record
from lindero.node.config import Config
from lindero.node.control import ControlServer, Progress
from lindero.node.deciding import Deciding
from lindero.node.folder import Folder
from lindero.node.keyring import Keyring
from lindero.node.policies import parse_policy
from lindero.node.store_thread import StoreThread
from lindero.node.trail import Trail
from lindero.partners.rehearsal import OpenAlerts, Rehearsal, Rehearsed, rehearse
from lindero.store.sqlite.store import SqliteStore, open_reader

PAGE: Final = 1000
"""Records read at once: a snapshot of the store never lasts longer."""
SAY_EVERY: Final = 10_000
REHEARSE: Final = "release-rehearse"

Result = dict[str, Any]


class Rehearsing:
    """The node's side of `lindero release rehearse`.

    Args:
        folder: Of the node.
        config: Its configuration.
        keyring: For the tokens of sensors.
        clock: Of the node.
    """

    def __init__(self, folder: Folder, config: Config, keyring: Keyring, clock: Clock) -> None:
        self._folder = folder
        self._config = config
        self._keyring = keyring
        self._clock = clock

    def run(self, store: SqliteStore, arguments: Result, say: Callable[[Result], None]) -> Result:
        """`rehearsed` for the control socket: the same as builtins."""
        named = arguments.get("partner")
        done = self.rehearsed(
            store,
            text=arguments["text"],
            name=arguments["name"],
            since_s=arguments["since_s"],
            partner=NodeId(named) if named else None,
            say=lambda done, total: say({"done": done, "total": total}),
        )
        result: Result = msgspec.to_builtins(done)
        return result

    def rehearsed(
        self,
        store: SqliteStore,
        *,
        text: bytes,
        name: str,
        since_s: float,
        partner: NodeId | None,
        say: Callable[[int, int], None],
    ) -> Rehearsed:
        """Rehearse over a store that may be only readable.

        Args:
            store: The node's.
            text: Of the other policy.
            name: What it is called.
            since_s: How far back from now. [s]
            partner: The one partner; None is every one.
            say: Called now and then with how much is done, of how much.

        Raises:
            NoSuchPartner: Not paired.
            LocalError: The policy cannot be loaded.
        """
        other = parse_policy(text, name, self._config)
        alerts = OpenAlerts()
        deciding = Deciding(self._folder.path, self._config, store, alerts.step, self._clock, self._keyring)
        situations = deciding.situations()
        partners = [partner] if partner else [p.partner.node for p in store.pairings.all() if p.partner is not None]
        rehearsals = [
            Rehearsal(deciding.destination(partner), deciding.destination(partner, other), situations.of)
            for partner in partners
        ]
        start = Instant(self._clock.now() - int(since_s * SECOND_NS))
        starts = {lane: first_since(store.records, lane, start) for lane in LANES}
        total = max((store.records.last_place(lane) for lane in LANES), default=0) - min(starts.values())
        first, count = min(starts.values()), 0

        def walk() -> Iterator[Record]:
            nonlocal count
            for count, (place, record) in enumerate(own_records(store.records, starts), 1):
                if count % SAY_EVERY == 0:
                    say(place - first, total)
                yield record

        rehearse(walk(), rehearsals, alerts)
        return Rehearsed(
            records=count,
            policy=(other.name, other.version),
            changes=tuple(change for r in rehearsals for change in r.changes()),
            mixed=tuple(mixed for r in rehearsals for mixed in r.mixed()),
        )

    def handle_with(self, control: ControlServer, thread: StoreThread, trail: Trail) -> None:
        """Answer the request of a running node."""

        async def handle(person: Account, arguments: Result, progress: Progress) -> Result:
            loop = asyncio.get_running_loop()

            async def tell(where: Result) -> None:
                await progress(where)

            def say(where: Result) -> None:
                asyncio.run_coroutine_threadsafe(tell(where), loop)

            def work() -> Result:
                with open_reader(self._folder.database) as reader:
                    return self.run(reader, arguments, say)

            await thread.run(lambda: trail.note(person, "release-rehearse", detail=str(arguments["name"])))
            return await asyncio.to_thread(work)

        control.handle(REHEARSE, "watch-officer", handle)


def own_records(records: Records, starts: dict[Lane, int]) -> Iterator[tuple[int, Record]]:
    """Own records of all lanes after their starts, in the order in which they were saved, each with its place."""
    return merge(*(_lane(records, lane, place) for lane, place in starts.items()), key=lambda item: item[0])


def _lane(records: Records, lane: Lane, place: int) -> Iterator[tuple[int, Record]]:
    while page := records.after(lane, place, PAGE):
        yield from page
        place = page[-1][0]


def first_since(records: Records, lane: Lane, start: Instant) -> int:
    """Place before the first own record of a lane that was written at or after an instant; places grow with time."""
    low, high = 0, records.last_place(lane)
    while low < high:
        middle = (low + high) // 2
        found = records.after(lane, middle, 1)
        if found and found[0][1].recorded_at < start:
            low = found[0][0]
        else:
            high = middle
    return low
