"""What a person may tell a node about declared flights and airspace notices."""

from collections.abc import Callable
from typing import Any

import msgspec

from lindero.kernel.clock import Clock, format_instant
from lindero.kernel.entropy import Entropy
from lindero.model.airspace import AirspaceNotice
from lindero.model.codec import public_tree
from lindero.model.people import Account, Role
from lindero.model.record import Record
from lindero.node.config import Config
from lindero.node.trail import Trail
from lindero.operations.declaring.desk import DeclarationDesk
from lindero.operations.declaring.errors import BadDraft
from lindero.operations.declaring.overlaps import Announced, Overlap
from lindero.operations.declaring.reading import read_drafts
from lindero.store.sqlite.store import SqliteStore

Result = dict[str, Any]
Enter = Callable[[list[Record]], None]
"""Takes the records that a command made."""


class DeclarationCommands:
    """The commands about declarations.

    Attributes:
        table: Name of each request, the role that it takes, and what carries it out.
    """

    def __init__(self, config: Config, store: SqliteStore, clock: Clock, entropy: Entropy, enter: Enter) -> None:
        self._store = store
        self._clock = clock
        self._enter = enter
        self._trail = Trail(store.audit, clock)
        self._desk = DeclarationDesk(
            config.node_id,
            config.node.side,
            simulated=config.node.simulated,
            records=store.records,
            clock=clock,
            entropy=entropy,
        )
        self.table: dict[str, tuple[Role | None, Callable[[Account, Result], Result]]] = {
            "declare": ("watch-officer", self.declare),
            "declaration-list": ("watch-officer", self.show),
            "declaration-withdraw": ("watch-officer", self.withdraw),
        }

    def declare(self, person: Account, arguments: Result) -> Result:
        """Enter all that a file holds, or, where something is wrong with it or it is only to be checked, nothing."""
        read = read_drafts(arguments["content"], str(arguments["name"]), self._clock.now())
        overlaps = {one.other: one for draft in read.drafts for one in self._desk.overlaps(draft)}
        told = {
            "findings": [_finding(one) for one in read.findings],
            "overlaps": [_overlap(one) for one in overlaps.values()],
            "drafts": len(read.drafts),
        }
        if read.findings or arguments.get("check"):
            return {**told, "entered": []}
        despite, shared = bool(arguments.get("despite")), bool(arguments.get("shared", True))
        with self._store.transaction():
            made = self._desk.enter_all(read.drafts, shared=shared, despite=despite)
            self._note(person, "declare", made)
        return {**told, "entered": [_tree(one) for one in made]}

    def show(self, person: Account, arguments: Result) -> Result:
        """Those of all nodes that stand, or that are over or withdrawn."""
        found = self._desk.history() if arguments.get("past") else self._desk.standing()
        self._trail.note(person, "view-declarations")
        return {"declarations": [_tree(one) for one in found]}

    def withdraw(self, person: Account, arguments: Result) -> Result:
        """Call one of this node off."""
        with self._store.transaction():
            made = self._desk.withdraw(str(arguments["number"]))
            self._note(person, "declaration-withdraw", [made])
        return _tree(made)

    def _note(self, person: Account, act: str, made: list[Announced]) -> None:
        self._store.authors.save([one.id for one in made], person.name)
        for one in made:
            self._trail.note(person, act, about=one.id, detail=one.number)
        self._enter(list(made))


def _tree(one: Announced) -> Result:
    what = one.notice_kind if isinstance(one, AirspaceNotice) else "declaration"
    return {**public_tree(one), "what": what}


def _overlap(one: Overlap) -> Result:
    tree: Result = msgspec.to_builtins(one)
    return {**tree, "starts_at": format_instant(one.starts_at), "ends_at": format_instant(one.ends_at)}


def _finding(one: BadDraft) -> Result:
    return {
        "code": one.code,
        "en": one.text("en"),
        "es": one.text("es"),
        "remedy_en": one.remedy("en"),
        "remedy_es": one.remedy("es"),
    }
