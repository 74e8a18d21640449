"""The desk where own flights are declared and airspace notices given: entered, amended, withdrawn, compared."""

from collections.abc import Sequence
from typing import Any, Final, get_args

import msgspec

from lindero.kernel.clock import Clock
from lindero.kernel.entropy import Entropy
from lindero.kernel.errors import Words
from lindero.kernel.ids import NodeId, RecordId, new_record_id
from lindero.model.airspace import AirspaceNotice, Declaration
from lindero.model.border import Side
from lindero.model.marking import Marking
from lindero.model.ports import Records
from lindero.model.record import Pedigree
from lindero.operations.declarations import in_force
from lindero.operations.declaring.draft import Draft
from lindero.operations.declaring.errors import NoSuchDeclaration, OtherKind, Overlapping
from lindero.operations.declaring.overlaps import Announced, Overlap, find_overlaps
from lindero.operations.numbers import count_of, declaration_number, notice_number

KNOWN: Final = 10_000


class DeclarationDesk:
    """Declarations and notices of one node, and those that partners told it of.

    Call it from the store's thread: it reads and writes through `records`.
    """

    def __init__(
        self, node: NodeId, side: str, *, simulated: bool, records: Records, clock: Clock, entropy: Entropy
    ) -> None:
        self._node = node
        self._side = side
        self._simulated = simulated
        self._records = records
        self._clock = clock
        self._entropy = entropy

    def standing(self) -> list[Announced]:
        """Those of all nodes that are neither over, nor superseded or withdrawn; by the start of their windows."""
        now = self._clock.now()
        found: list[Announced] = [*in_force(self._declarations(), now), *in_force(self._notices(), now)]
        return sorted(found, key=lambda one: (one.starts_at, one.id))

    def history(self) -> list[Announced]:
        """The newest record of each that is over or withdrawn, newest first."""
        known: list[Announced] = [*self._declarations(), *self._notices()]
        replaced, now = {(one.origin, one.supersedes) for one in known}, self._clock.now()
        past = [one for one in known if (one.origin, one.id) not in replaced and (one.withdrawn or one.ends_at < now)]
        return sorted(past, key=lambda one: one.recorded_at, reverse=True)

    def overlaps(self, draft: Draft, without: RecordId | None = None) -> list[Overlap]:
        """What it would share time, place and height with; `without` the one that it replaces."""
        area, window = draft.area, (draft.starts_at, draft.ends_at)
        return find_overlaps(area, *window, self.standing(), self._node, without)

    def enter(self, draft: Draft, *, shared: bool = True, despite: bool = False) -> Announced:
        """Make it a record; a policy decides when it leaves.

        Args:
            draft: Checked.
            shared: It may be released to the two sides; else it stays on this node.
            despite: Its overlaps are known.

        Raises:
            Overlapping: It has some, and nobody said that they are known.
        """
        self._require_apart(draft, None, despite=despite)
        record = self._record(draft, self._marking(shared=shared), None)
        self._records.save([record], own=True)
        return record

    def enter_all(self, drafts: Sequence[Draft], *, shared: bool = True, despite: bool = False) -> list[Announced]:
        """Enter several or none; call it within a transaction. They are compared with what stands, not with each other.

        Raises:
            Overlapping: One of them overlaps, and nobody said that this is known.
        """
        for draft in drafts:
            self._require_apart(draft, None, despite=despite)
        return [self.enter(draft, shared=shared, despite=True) for draft in drafts]

    def amend(self, name: str, draft: Draft, *, despite: bool = False) -> Announced:
        """Put a new version in the place of one of this node; who may see it does not change.

        Raises:
            NoSuchDeclaration: None of this node stands under that number or id.
            OtherKind: It is a notice and the draft a declaration, or the other way round.
            Overlapping: As for `enter`.
        """
        before = self.find(name)
        if isinstance(before, Declaration) != (draft.what == "declaration"):
            raise OtherKind(number=before.number or before.id)
        self._require_apart(draft, before.id, despite=despite)
        record = self._record(draft, before.marking, before)
        self._records.save([record], own=True)
        return record

    def withdraw(self, name: str) -> Announced:
        """Call one of this node off; who was told of it is told so.

        Raises:
            NoSuchDeclaration: None of this node stands under that number or id.
        """
        before, now = self.find(name), self._clock.now()
        header = {"id": new_record_id(now, self._entropy.token(10)), "observed_at": now, "recorded_at": now}
        record = msgspec.structs.replace(before, **header, supersedes=before.id, withdrawn=True, **_first(before))
        self._records.save([record], own=True)
        return record

    def find(self, name: str) -> Announced:
        """The standing one of this node with that number, or the id of any of its records.

        Raises:
            NoSuchDeclaration: There is none.
        """
        for one in self.standing():
            ids = (one.id, *_first(one).values())
            if one.origin == self._node and (name in ids or name.upper() == one.number):
                return one
        raise NoSuchDeclaration(name=name)

    def _require_apart(self, draft: Draft, without: RecordId | None, *, despite: bool) -> None:
        found = [] if despite else self.overlaps(draft, without)
        if found:
            others = ", ".join(f"{one.number or one.other} ({one.origin})" for one in found)
            raise Overlapping(others=Words(others, others))

    def _marking(self, *, shared: bool) -> Marking:
        to: tuple[str, ...] = tuple(sorted(get_args(Side))) if shared else ()
        return Marking(tlp="amber", releasable_to=to, purposes=("airspace-security",), simulated=self._simulated)

    def _record(self, draft: Draft, marking: Marking | None, before: Announced | None) -> Announced:
        now = self._clock.now()
        fresh = new_record_id(now, self._entropy.token(10))
        common: dict[str, Any] = {
            "id": fresh,
            "origin": self._node,
            "observed_at": now,
            "recorded_at": now,
            "marking": marking,
            "pedigree": Pedigree(nodes=(self._node,)),
            "supersedes": before.id if before else None,
            "area": draft.area,
            "starts_at": draft.starts_at,
            "ends_at": draft.ends_at,
            "contact_desk": draft.contact_desk,
            "remarks": draft.remarks,
            "number": before.number if before else self._next_number(draft),
        }
        first = RecordId(next(iter(_first(before).values()))) if before else fresh
        if draft.what == "declaration":
            return Declaration(**common, serials=draft.serials, caa_ids=draft.caa_ids, declaration=first)
        return AirspaceNotice(
            **common,
            notice_kind=draft.what,
            name=draft.name,
            reference=draft.reference,
            horizon_s=draft.horizon_s,
            notice=first,
        )

    def _next_number(self, draft: Draft) -> str:
        """The number after the highest that this node has given to one of its kind."""
        known = self._declarations() if draft.what == "declaration" else self._notices()
        count = 1 + max((count_of(one.number or "") for one in known if one.origin == self._node), default=0)
        make = declaration_number if draft.what == "declaration" else notice_number
        return make(self._side, count)

    def _declarations(self) -> list[Declaration]:
        return [one for one in self._records.of_kind("declaration", limit=KNOWN) if isinstance(one, Declaration)]

    def _notices(self) -> list[AirspaceNotice]:
        return [one for one in self._records.of_kind("airspace-notice", limit=KNOWN) if isinstance(one, AirspaceNotice)]


def _first(one: Announced) -> dict[str, RecordId]:
    """The field that names its first record."""
    name = "declaration" if isinstance(one, Declaration) else "notice"
    return {name: getattr(one, name) or one.supersedes or one.id}
