"""`file-fetch` on the control socket: a partner's file is asked for over the link, and awaited."""

from collections.abc import Mapping
from typing import Any

from lindero.kernel.ids import NodeId, RecordId
from lindero.model.people import Account
from lindero.node.attachments import Attachments
from lindero.node.control import ControlServer, Progress
from lindero.node.errors import NoSuchFile
from lindero.node.peers.peer import Peer
from lindero.node.store_thread import StoreThread


class FetchDesk:
    """Fetches files for people while the node runs."""

    def __init__(self, attachments: Attachments, peers: Mapping[NodeId, Peer], thread: StoreThread) -> None:
        self._attachments = attachments
        self._peers = peers
        self._thread = thread

    def handle_with(self, control: ControlServer) -> None:
        """Answer the request."""
        control.handle("file-fetch", "watch-officer", self.fetch)

    async def fetch(self, person: Account, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
        """Wait until the file is whole; a link that is down is waited for.

        Raises:
            NoSuchFile: The record has no file, or its partner is not linked.
            FileGone: The partner does not have it any more.
        """
        record = RecordId(arguments["record"])
        partner, entry, attachment, held = await self._thread.run(lambda: self._attachments.wanted(record))
        peer = self._peers.get(partner)
        if peer is None:
            raise NoSuchFile(record=record)
        await peer.fetching.fetch(entry, attachment, held)
        return {"chunks": len(attachment.chunks)}
