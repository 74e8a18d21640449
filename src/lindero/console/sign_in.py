"""Signing in: by name and password (argon2id), or once by a link that an administrator made."""

import asyncio
import hashlib
import hmac
from base64 import b64encode
from typing import Final

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

from lindero.console.attempts import Attempts
from lindero.console.errors import LinkSpent, WeakPassword, WrongCredentials
from lindero.console.ports import ConsoleStore, InStore
from lindero.kernel.clock import Clock
from lindero.model.people import Account, AuditEvent

LEAST_PASSWORD: Final = 12
LONGEST_PASSWORD: Final = 256
HASHES_AT_ONCE: Final = 2
"""One takes 64 MiB; a flood of sign-ins must not take the machine's memory."""


class SignIn:
    """Checks who somebody is. The work on passwords runs in threads, the work on accounts in the store's."""

    def __init__(self, store: ConsoleStore, thread: InStore, clock: Clock, hasher: PasswordHasher) -> None:
        self._store = store
        self._thread = thread
        self._clock = clock
        self._hasher = hasher
        self._attempts = Attempts(clock)
        self._hashing = asyncio.Semaphore(HASHES_AT_ONCE)
        self._nobodys_hash = _nobodys_hash(hasher)

    async def by_password(self, name: str, password: str, address: str) -> Account:
        """The account of that name, if the password is its own.

        An unknown or disabled name takes the time of a known one.

        Raises:
            WrongCredentials: It is not.
            TooManyAttempts: It failed too often to be tried again now.
        """
        account = await self._require(name.strip().lower(), password, address, "sign-in-refused")
        await self._thread.run(lambda: self._note(account.name, "sign-in", address))
        return account

    async def again(self, name: str, password: str, address: str) -> Account:
        """The person who is signed in types the password again, for acts that take it.

        Raises:
            WrongCredentials: It is not theirs.
            TooManyAttempts: It failed too often to be tried again now.
        """
        account = await self._require(name, password, address, "sign-in-again-refused")
        await self._thread.run(lambda: self._note(account.name, "sign-in-again", address))
        return account

    async def _require(self, name: str, password: str, address: str, refused: str) -> Account:
        """The account of that name; a failure is audited as `refused`."""
        key = (name, address)
        self._attempts.require_patience(key)
        account = await self._thread.run(lambda: self._store.accounts.load(name))
        usable = account is not None and not account.disabled and account.password_hash is not None
        expected = account.password_hash if account is not None and usable else None
        fits = await self._verify(expected or self._nobodys_hash, password)
        if account is None or expected is None or not fits:
            self._attempts.fail(key)
            await self._thread.run(lambda: self._note(name if account else "system", refused, address))
            raise WrongCredentials
        self._attempts.succeed(key)
        return account

    async def by_link(self, token: str, address: str, only: str | None = None) -> Account:
        """The account that a one-time link was made for; the link is spent by it.

        Args:
            token: Of the link.
            address: Of the other end.
            only: The one person whose link it may be, who signs in again; nobody else's is spent.

        Raises:
            LinkSpent: Unknown, used, or past its time.
            TooManyAttempts: Guessing is made slow, too.
        """
        key = ("#link", address)
        self._attempts.require_patience(key)
        account = await self._thread.run(lambda: self._spend(token, address, only))
        if account is None:
            self._attempts.fail(key)
            raise LinkSpent
        self._attempts.succeed(key)
        return account

    async def set_password(self, name: str, password: str, present: str | None, address: str) -> Account:
        """Give an account a new password.

        Args:
            name: Account.
            password: The new one.
            present: What was typed as the present one; None after a one-time link, which stands for it.
            address: Of the other end.

        Raises:
            WeakPassword: Too short, or absurdly long.
            WrongCredentials: `present` is not the present one.
            TooManyAttempts: It failed too often to be tried again now.
        """
        if present is not None:
            await self._require(name, present, address, "set-password-refused")
        if not LEAST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            raise WeakPassword(least=LEAST_PASSWORD, most=LONGEST_PASSWORD)
        async with self._hashing:
            hashed = await asyncio.to_thread(self._hasher.hash, password)
        detail = f"{address}, one-time link" if present is None else address
        return await self._thread.run(lambda: self._keep(name, hashed, detail))

    async def _verify(self, expected: str, password: str) -> bool:
        if len(password) > LONGEST_PASSWORD:
            return False
        async with self._hashing:
            return await asyncio.to_thread(self._fits, expected, password)

    def _fits(self, expected: str, password: str) -> bool:
        try:
            return self._hasher.verify(expected, password)
        except (VerificationError, InvalidHashError):
            return False

    def _spend(self, token: str, address: str, only: str | None) -> Account | None:
        digest, now = hashlib.sha256(token.encode()).digest(), self._clock.now()
        for account in self._store.accounts.all():
            if account.link_hash is None or not hmac.compare_digest(account.link_hash, digest):
                continue
            if account.disabled or now > (account.link_until or 0) or only not in (None, account.name):
                return None
            spent = msgspec.structs.replace(account, link_hash=None, link_until=None)
            with self._store.transaction():
                self._store.accounts.save(spent)
                self._note(account.name, "sign-in-again" if only else "sign-in", f"{address}, one-time link")
            return spent
        return None

    def _keep(self, name: str, hashed: str, detail: str) -> Account:
        account = self._store.accounts.load(name)
        if account is None or account.disabled:
            raise WrongCredentials
        changed = msgspec.structs.replace(account, password_hash=hashed)
        with self._store.transaction():
            self._store.accounts.save(changed)
            self._note(name, "set-password", detail)
        return changed

    def _note(self, person: str, act: str, detail: str | None = None) -> None:
        self._store.audit.append(AuditEvent(at=self._clock.now(), person=person, act=act, detail=detail))


def _nobodys_hash(hasher: PasswordHasher) -> str:
    """What no password fits, with the hasher's parameters: refusing takes the time of a real one."""
    salt, digest = (b64encode(bytes(size)).rstrip(b"=").decode() for size in (hasher.salt_len, hasher.hash_len))
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v={ARGON2_VERSION}${cost}${salt}${digest}"
