"""Both sides tell each other where the pairing stands; one that ends is seen through to its end."""

import asyncio
from collections.abc import Callable
from typing import Final

import structlog

from lindero.exchange.link.events import PartnerStanding
from lindero.exchange.link.frames import PartnerState
from lindero.kernel.ids import NodeId
from lindero.model.pairing import PairingState
from lindero.node.peers.wire import Wire
from lindero.node.store_thread import StoreThread
from lindero.node.timers import pause, woken
from lindero.partners.standing import StandingDesk

LOOK_S: Final = 0.5
FAREWELL_S: Final = 1.0
"""How long the partner has to read that this side is done, before the session ends. [s]"""

_log = structlog.get_logger("lindero.link")


class Standing:
    """The pairing's standing for the time of one session.

    Args:
        wire: The open session.
        partner: At its other end.
        state: Of the pairing here.
        desk: Keeps it.
        thread: Of the store.
        restart: Begins a new session, which goes by the new state.
        ended: Called when the pairing is over.
    """

    def __init__(
        self,
        wire: Wire,
        partner: NodeId,
        state: PairingState,
        desk: StandingDesk,
        thread: StoreThread,
        *,
        restart: Callable[[], None],
        ended: Callable[[], None],
    ) -> None:
        self._wire = wire
        self._partner = partner
        self._state = state
        self._desk = desk
        self._thread = thread
        self._restart = restart
        self._ended = ended
        self._theirs: PartnerState = "active"
        self._wake = asyncio.Event()

    def take(self, event: PartnerStanding) -> None:
        """The partner says where the pairing stands there."""
        self._theirs = event.state
        self._wake.set()
        _log.info("partner-standing", partner=self._partner, state=event.state)

    async def run(self) -> None:
        """Tell, and act on what the partner tells, until cancelled."""
        if self._state in ("suspended", "ending"):
            self._wire.send(self._wire.session.standing("suspended" if self._state == "suspended" else "ending"))
        said = False
        while not await self._is_through(said):
            said = said or await self._say_done()
            await woken(self._wake, LOOK_S)
        await self._thread.run(lambda: self._desk.finish(self._partner))
        await pause(FAREWELL_S)
        self._ended()

    async def _say_done(self) -> bool:
        """Tell the partner when everything is confirmed here; tells whether it was."""
        if self._state not in ("ending", "ended"):
            if self._theirs in ("ending", "done"):
                await self._thread.run(lambda: self._desk.partner_ends(self._partner))
                self._restart()
            return False
        if not await self._thread.run(lambda: self._desk.is_confirmed(self._partner)):
            return False
        self._wire.send(self._wire.session.standing("done"))
        return True

    async def _is_through(self, said: bool) -> bool:
        if self._state not in ("ending", "ended"):
            return False
        both = said and self._theirs == "done"
        return both or await self._thread.run(lambda: self._desk.is_over(self._partner))
