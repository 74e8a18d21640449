"""Giving roles: most by one administrator, those that let something out only by two.

Two administrators are needed to give somebody such a role, and for whatever opens an account that has it: changing
it, or a new one-time link. The second confirms within 24 hours, is neither the first nor the person in question, and
is another user of the operating system.
"""

from typing import Final, Protocol

import msgspec

from lindero.kernel.clock import SECOND_NS, Clock, Instant
from lindero.model.people import TWO_ADMINISTRATORS, Account, AuditEvent, PendingGrant
from lindero.model.ports import Accounts, Audit, Grants, Transactions
from lindero.partners.errors import NoPendingGrant, SecondAdministrator

CONFIRMED_WITHIN_NS: Final = 86_400 * SECOND_NS


class GrantStore(Transactions, Protocol):
    """What granting needs of a store."""

    @property
    def accounts(self) -> Accounts:
        """Who may sign in."""

    @property
    def grants(self) -> Grants:
        """What waits for a second administrator."""

    @property
    def audit(self) -> Audit:
        """Who did what."""


class Granting:
    """Accounts and their roles at one node."""

    def __init__(self, store: GrantStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def give(self, by: Account, account: Account) -> PendingGrant | None:
        """Make or change an account; what takes two administrators is returned, and waits for the second."""
        known = self._store.accounts.load(account.name)
        wanted = msgspec.structs.replace(account, password_hash=known.password_hash if known else None)
        if self._takes_two(known, wanted):
            return self._ask(by, wanted)
        with self._store.transaction():
            self._store.accounts.save(wanted)
            self._note(by, "account-add", wanted)
        return None

    def reopen(self, by: Account, account: Account) -> PendingGrant | None:
        """Ask to open an account that exists, unchanged: None where one administrator may do that alone."""
        return self._ask(by, account) if TWO_ADMINISTRATORS & set(account.roles) else None

    def confirm(self, by: Account, name: str) -> Account:
        """The second administrator's word: the account is as the first one would have it.

        Raises:
            NoPendingGrant: Nothing waits for that name, or no longer.
            SecondAdministrator: It is the same person, or the one in question.
        """
        grant = self._store.grants.load(name)
        if grant is None or not 0 <= self._clock.now() - grant.at <= CONFIRMED_WITHIN_NS:
            raise NoPendingGrant(name=name)
        first = self._store.accounts.load(grant.by)
        same_user = first is not None and first.os_user is not None and first.os_user == by.os_user
        if by.name in (grant.by, name) or same_user:
            raise SecondAdministrator(person=by.name, name=name, first=grant.by)
        known = self._store.accounts.load(name)
        account = msgspec.structs.replace(grant.account, password_hash=known.password_hash if known else None)
        with self._store.transaction():
            self._store.accounts.save(account)
            self._store.grants.drop(name)
            self._note(by, "account-confirm", account)
        return account

    def _takes_two(self, known: Account | None, wanted: Account) -> bool:
        """Whether the account has such a role, would get one, or would be one administrator more than two."""
        held = set(known.roles) if known is not None and not known.disabled else set()
        if TWO_ADMINISTRATORS & (held | set(wanted.roles)):
            return True
        return "administrator" in set(wanted.roles) - held and self._administrators() >= 2

    def _administrators(self) -> int:
        return sum("administrator" in a.roles and not a.disabled for a in self._store.accounts.all())

    def _ask(self, by: Account, account: Account) -> PendingGrant:
        grant = PendingGrant(account=account, by=by.name, at=self._clock.now())
        with self._store.transaction():
            self._store.grants.save(grant)
            self._note(by, "account-ask", account)
        return grant

    def _note(self, by: Account, act: str, account: Account) -> None:
        self._store.audit.append(
            AuditEvent(
                at=self._clock.now(), person=by.name, act=act, about=account.name, detail=", ".join(account.roles)
            )
        )


def confirmed_until(grant: PendingGrant) -> Instant:
    """Last instant at which a second administrator may confirm."""
    return Instant(grant.at + CONFIRMED_WITHIN_NS)
