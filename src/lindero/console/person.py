"""Who is at the other end of a request."""

import msgspec

from lindero.console.sessions import Session
from lindero.kernel.ids import DeskId, NodeId
from lindero.model.people import READS_CONTENT, Account


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A signed-in person, with the account as it is now.

    Attributes:
        session: Under which the person is signed in.
        account: Roles and desk; read anew for every request, so that a lost role counts at once.
    """

    session: Session
    account: Account

    @property
    def reads_content(self) -> bool:
        """Whether tracks and alerts may be shown."""
        return not READS_CONTENT.isdisjoint(self.account.roles)

    @property
    def keeps_watch(self) -> bool:
        """Whether alerts may be taken and closed."""
        return "watch-officer" in self.account.roles

    def desk(self, node: NodeId) -> DeskId:
        """What partners see instead of the name."""
        return DeskId(f"{node}/{self.account.desk}")
