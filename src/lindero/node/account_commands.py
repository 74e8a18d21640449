"""What an administrator may tell a node about people: accounts, roles, one-time links."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any, Final

import msgspec

from lindero.kernel.clock import SECOND_NS, Clock, format_instant
from lindero.kernel.entropy import Entropy
from lindero.model.people import ROLES, Account, PendingGrant, Role
from lindero.node.config import Config
from lindero.node.errors import LastAdministrator, NoSuchAccount, UnknownRole
from lindero.node.trail import Trail
from lindero.partners.granting import Granting, confirmed_until
from lindero.store.sqlite.store import SqliteStore

LINK_HOURS: Final = 24
Result = dict[str, Any]


class AccountCommands:
    """The commands about accounts.

    Attributes:
        table: Name of each request, the role that it takes, and what carries it out.
    """

    def __init__(self, config: Config, store: SqliteStore, clock: Clock, entropy: Entropy) -> None:
        self._config = config
        self._store = store
        self._clock = clock
        self._entropy = entropy
        self._granting = Granting(store, clock)
        self._trail = Trail(store.audit, clock)
        self.table: dict[str, tuple[Role | None, Callable[[Account, Result], Result]]] = {
            "account-add": ("administrator", self.add),
            "account-confirm": ("administrator", self.confirm),
            "account-list": ("administrator", self.list),
            "account-disable": ("administrator", self.disable),
            "account-link": ("administrator", self.link),
        }

    def add(self, person: Account, arguments: Result) -> Result:
        """Add an account, or change its roles; desk and operating-system user stay unless they are named.

        Answers a one-time link, or `pending`.
        """
        for role in arguments["roles"]:
            if role not in ROLES:
                raise UnknownRole(role=role, roles=", ".join(ROLES))
        name = arguments["name"].lower()
        known, os_user = self._store.accounts.load(name), arguments.get("os_user")
        usual = "guardia-1" if self._config.node.side == "MEX" else "watch-1"
        account = Account(
            name=name,
            roles=tuple(arguments["roles"]),
            desk=arguments["desk"] or (known.desk if known else usual),
            os_user=known.os_user if known and os_user is None else os_user,
        )
        if "administrator" not in account.roles:
            self._require_another_administrator(name)
        pending = self._granting.give(person, account)
        return self._link(person, account.name) if pending is None else _pending(pending)

    def confirm(self, person: Account, arguments: Result) -> Result:
        """A second administrator confirms what the first asked for; answers a one-time link."""
        account = self._granting.confirm(person, arguments["name"].lower())
        return self._link(person, account.name)

    def list(self, person: Account, arguments: Result) -> Result:
        """All accounts, without their secrets, and what waits for a second administrator."""
        return {
            "accounts": [
                {"name": a.name, "roles": list(a.roles), "desk": a.desk, "os_user": a.os_user, "disabled": a.disabled}
                for a in self._store.accounts.all()
            ],
            "pending": [
                {**_pending(grant), "roles": [*grant.account.roles]}
                for grant in self._store.grants.all()
                if confirmed_until(grant) >= self._clock.now()
            ],
        }

    def disable(self, person: Account, arguments: Result) -> Result:
        """The person may not sign in any more."""
        account = self._account(arguments["name"])
        self._require_another_administrator(account.name)
        self._store.accounts.save(
            msgspec.structs.replace(account, disabled=True, link_hash=None, link_until=None, password_hash=None)
        )
        self._trail.note(person, "account-disable", about=account.name)
        return {"name": account.name}

    def _require_another_administrator(self, name: str) -> None:
        """Refuse to take the role from the last one who can act from the command line."""
        able = [a.name for a in self._store.accounts.all() if not a.disabled and "administrator" in a.roles]
        if able == [name]:
            raise LastAdministrator(name=name)

    def link(self, person: Account, arguments: Result) -> Result:
        """A one-time link by which the person signs in once; into a releaser's account only by two administrators."""
        account = self._account(arguments["name"])
        pending = self._granting.reopen(person, account)
        return self._link(person, account.name) if pending is None else _pending(pending)

    def _link(self, person: Account, name: str) -> Result:
        account = self._account(name)
        token = urlsafe_b64encode(self._entropy.token(24)).decode()
        until = self._clock.now() + LINK_HOURS * 3600 * SECOND_NS
        digest = hashlib.sha256(token.encode()).digest()
        self._store.accounts.save(msgspec.structs.replace(account, link_hash=digest, link_until=until))
        self._trail.note(person, "account-link", about=account.name)
        console = self._config.console
        scheme = "https" if console.certificate else "http"
        link = f"{scheme}://{console.host}:{console.port}/#link={token}"
        return {"name": account.name, "link": link, "until": format_instant(until)}

    def _account(self, name: str) -> Account:
        account = self._store.accounts.load(name.lower())
        if account is None:
            raise NoSuchAccount(name=name)
        return account


def _pending(grant: PendingGrant) -> Result:
    return {
        "name": grant.account.name,
        "pending": True,
        "by": grant.by,
        "until": format_instant(confirmed_until(grant)),
    }
