"""People as the owner's node knows them: accounts and the audit trail. Neither ever leaves the node."""

from typing import Final, Literal, get_args

import msgspec

Role = Literal["administrator", "watch-officer", "auditor", "releaser"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
READS_CONTENT: Final[frozenset[Role]] = frozenset({"watch-officer", "auditor"})
"""Administrators see no content, releasers only what waits for them."""
TWO_ADMINISTRATORS: Final[frozenset[Role]] = frozenset({"releaser"})
"""Roles that one administrator alone cannot give."""


class Account(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody who may sign in.

    Attributes:
        name: Sign-in name, lower case.
        roles: What the person may do.
        desk: Desk within the node, such as `guardia-2`: what partners see instead of the name.
        password_hash: Argon2id in PHC text; None until the person has set one.
        link_hash: SHA-256 of the token of a one-time link that has not been used.
        link_until: Last instant at which that link works. [ns UTC]
        os_user: Operating-system user who is this person on the control socket.
        disabled: May not sign in.
    """

    name: str
    roles: tuple[Role, ...]
    desk: str
    password_hash: str | None = None
    link_hash: bytes | None = None
    link_until: int | None = None
    os_user: int | None = None
    disabled: bool = False


class PendingGrant(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An account as one administrator would have it, waiting for a second one.

    Attributes:
        account: With the roles that it would have; secrets are taken from the account of that moment.
        by: The first administrator.
        at: When. [ns UTC]
    """

    account: Account
    by: str
    at: int


class AuditEvent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One act of one person.

    Attributes:
        at: When. [ns UTC]
        person: Account name; `system` for the node itself.
        act: Stable word, such as `sign-in`, `acknowledge`, `inject`.
        about: Record, partner or account that it touched.
        detail: More facts, as text.
    """

    at: int
    person: str
    act: str
    about: str | None = None
    detail: str | None = None
