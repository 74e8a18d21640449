"""What a person may ask and tell a node about release: why, what waits, yes or no."""

from collections.abc import Callable
from typing import Any, Final

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from lindero.exchange.release.review import Waiting
from lindero.kernel.clock import Clock, Instant, format_instant
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.codec import decode_record, public_tree
from lindero.model.people import Account, Role
from lindero.node.config import Config
from lindero.node.deciding import Deciding
from lindero.node.explaining import explain_release
from lindero.node.trail import Trail
from lindero.partners.errors import SignInAgain
from lindero.partners.release_desk import SIGNED_IN_WITHIN_S, ReleaseDesk
from lindero.store.sqlite.store import SqliteStore

Result = dict[str, Any]

WITH_PASSWORD: Final = ("release-approve", "release-refuse")
"""Requests that take the password again."""


class _Checked(msgspec.Struct, frozen=True):
    """A password that has been compared. Nothing that comes over a socket decodes to this."""

    fits: bool


def with_password_checked(person: Account, arguments: Result) -> Result:
    """The arguments with the password compared: argon2 takes its time, and needs no store."""
    given = arguments["password"]
    if isinstance(given, _Checked):
        return arguments
    try:
        fits: bool = PasswordHasher().verify(person.password_hash or "", given)
    except (VerificationError, InvalidHashError):
        fits = False
    return {**arguments, "password": _Checked(fits)}


class ReleaseCommands:
    """The commands about release.

    Attributes:
        table: Name of each request, the role that it takes, and what carries it out.
    """

    def __init__(self, config: Config, store: SqliteStore, deciding: Deciding, clock: Clock) -> None:
        self._store = store
        self._deciding = deciding
        self._clock = clock
        self._desk = ReleaseDesk(store, deciding.decide, frozenset(config.authorities), clock)
        self._trail = Trail(store.audit, clock)
        self.table: dict[str, tuple[Role | None, Callable[[Account, Result], Result]]] = {
            "explain": ("watch-officer", self.explain),
            "release-waiting": ("releaser", self.waiting),
            "release-approve": ("releaser", self.approve),
            "release-refuse": ("releaser", self.refuse),
        }

    def explain(self, person: Account, arguments: Result) -> Result:
        """Why a record goes to a partner, or does not."""
        record, partner = RecordId(arguments["record"]), NodeId(arguments["partner"])
        answer = explain_release(self._store, self._deciding, self._clock, record=record, partner=partner)
        self._trail.note(person, "explain", about=record, detail=partner)
        return answer

    def waiting(self, person: Account, arguments: Result) -> Result:
        """What waits for two persons, and exactly what would leave."""
        waiting = self._desk.waiting()
        self._trail.note(person, "view-waiting", detail=str(len(waiting)))
        return {"waiting": [_tree(item) for item in waiting]}

    def approve(self, person: Account, arguments: Result) -> Result:
        """One person's yes."""
        waiting = self._desk.approve(
            person,
            signed_in_at=self._sign_in(person, arguments),
            partner=NodeId(arguments["partner"]),
            record=RecordId(arguments["record"]),
            sha256=bytes.fromhex(arguments["sha256"]),
            purpose=arguments["purpose"],
            authority=arguments["authority"],
        )
        return _tree(waiting)

    def refuse(self, person: Account, arguments: Result) -> Result:
        """One person's no, with a reason."""
        self._desk.refuse(
            person,
            signed_in_at=self._sign_in(person, arguments),
            partner=NodeId(arguments["partner"]),
            record=RecordId(arguments["record"]),
            reason=arguments["reason"],
        )
        return {}

    def _sign_in(self, person: Account, arguments: Result) -> Instant:
        """Check the person's password again, unless that has been done.

        Raises:
            SignInAgain: It is not theirs, or they have none.
        """
        if not with_password_checked(person, arguments)["password"].fits:
            self._trail.note(person, "release-sign-in-refused")
            raise SignInAgain(person=person.name, minutes=SIGNED_IN_WITHIN_S // 60)
        return self._clock.now()


def _tree(waiting: Waiting) -> Result:
    """For a person: what would leave as public JSON, and what the approvals are of."""
    return {
        "partner": waiting.partner,
        "record": waiting.record,
        "sha256": waiting.sha256.hex(),
        "leaves": public_tree(decode_record(waiting.body)),
        "rules": list(waiting.rules),
        "policy": waiting.policy,
        "since": format_instant(waiting.since),
        "approved": waiting.approved,
        "voices": [
            {"person": v.person, "at": format_instant(v.at), "purpose": v.purpose, "authority": v.authority}
            for v in waiting.voices
        ],
    }
