"""The release desk: what waits for two persons, exactly what would leave, and their yes or no.

Neither the author nor an administrator decides. Each person has signed in again within five minutes. Both approve the
same bytes, partner, purpose and authority within 24 hours; what waits is decided anew whenever somebody looks, and any
change (policy, record, marking, other bytes) voids what was said. `decide` checks all of it once more at the exit.
"""

from collections.abc import Callable
from typing import Final, Protocol

import msgspec

from lindero.exchange.log.ports import Decision as DecisionRow
from lindero.exchange.log.ports import Decisions
from lindero.exchange.release.approval import APPROVAL_LASTS_NS, Approval, Voice, approves, may_be_named
from lindero.exchange.release.decision import Decision, Review, Withhold
from lindero.exchange.release.review import Reviews, Waiting
from lindero.kernel.clock import SECOND_NS, Clock, Instant
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.codec import decode_record
from lindero.model.marking import PURPOSES, Marking, Purpose
from lindero.model.people import Account, AuditEvent
from lindero.model.ports import Audit, Authors, Records, Transactions
from lindero.partners.errors import (
    ApprovedAlready,
    ApprovedOtherwise,
    CannotBeNamed,
    MayNotApprove,
    NothingWaits,
    SignInAgain,
    WaitsDifferently,
)

SIGNED_IN_WITHIN_S: Final = 300
REFUSED: Final = "refused-by-person"
"""Reason in the decision log of what a person refused."""
_BYTES_STAND_NS: Final = 3600 * SECOND_NS
"""Bytes that nobody has approved are made anew after this, so that their retention counts from a recent instant."""

DecideNow = Callable[[NodeId, RecordId, Approval], Decision | None]
"""What the policy of this moment says of a record for a partner; None when record or partner is gone."""


class DeskStore(Transactions, Protocol):
    """What the release desk needs of a store."""

    @property
    def records(self) -> Records:
        """Own records."""

    @property
    def reviews(self) -> Reviews:
        """What waits."""

    @property
    def authors(self) -> Authors:
        """Who wrote what."""

    @property
    def decisions(self) -> Decisions:
        """The private decision log."""

    @property
    def audit(self) -> Audit:
        """Who did what."""


class ReleaseDesk:
    """Two persons at one node.

    Args:
        store: Where it is kept.
        decide_now: The policy of this moment.
        authorities: In the register of legal bases, in force.
        clock: Of the node.
    """

    def __init__(self, store: DeskStore, decide_now: DecideNow, authorities: frozenset[str], clock: Clock) -> None:
        self._store = store
        self._decide_now = decide_now
        self._authorities = authorities
        self._clock = clock

    def waiting(self) -> list[Waiting]:
        """What waits, longest first, each as it would leave now; what would leave no more is dropped."""
        with self._store.transaction():
            current = [self._current(waiting) for waiting in self._store.reviews.all()]
        return [waiting for waiting in current if waiting is not None and not waiting.approved]

    def nameable(self, waiting: Waiting) -> tuple[tuple[Purpose, ...], tuple[str, ...]]:
        """Purposes and authorities that an approval may name; what the marking leaves open, any may be."""
        marking = _marking_of(waiting)
        fitting = sorted(known for known in self._authorities if marking.authority in (None, known))
        return marking.purposes or PURPOSES, tuple(fitting)

    def wrote(self, person: str, waiting: Waiting) -> bool:
        """Whether this person is the author, who may not decide."""
        return self._store.authors.of(waiting.record) == person

    def approve(
        self,
        person: Account,
        *,
        signed_in_at: Instant,
        partner: NodeId,
        record: RecordId,
        sha256: bytes,
        purpose: Purpose,
        authority: str,
    ) -> Waiting:
        """One person's yes; with the second the record leaves by the next batch.

        Args:
            person: With the role releaser; the caller has checked that.
            signed_in_at: When the person last showed who they are. [ns UTC]
            partner: Whom it may go to.
            record: The own record.
            sha256: Of the bytes that the person saw.
            purpose: What for.
            authority: Under which legal basis.

        Raises:
            LocalError: One of `partners.errors`; nothing was changed but what had become void.
        """
        now = self._clock.now()
        self._require_may_decide(person, record, signed_in_at, now)
        with self._store.transaction():
            waiting = self._find(partner, record)
        marking = _marking_of(waiting)
        if waiting.sha256 != sha256:
            raise WaitsDifferently(record=record, sha256=waiting.sha256.hex())
        if not may_be_named(purpose, authority, marking, self._authorities):
            raise self._cannot_be_named(record, purpose, authority, marking)
        voice = Voice(
            person=person.name,
            at=now,
            sha256=sha256,
            partner=partner,
            purpose=purpose,
            authority=authority,
            policy=waiting.policy,
        )
        return self._with_voice(waiting, voice, marking, now)

    def refuse(self, person: Account, *, signed_in_at: Instant, partner: NodeId, record: RecordId, reason: str) -> None:
        """One person's no: it waits no more, and does not leave.

        Raises:
            LocalError: One of `partners.errors`.
        """
        now = self._clock.now()
        self._require_may_decide(person, record, signed_in_at, now)
        with self._store.transaction():
            waiting = self._find(partner, record)
            self._store.reviews.drop(partner, record)
            row = DecisionRow(now, partner, record, waiting.object_key, False, (), (REFUSED,), waiting.policy)
            self._store.decisions.append([row])
            self._note(person.name, "release-refuse", record, f"{partner}: {reason}")

    def _with_voice(self, waiting: Waiting, voice: Voice, marking: Marking, now: Instant) -> Waiting:
        """What waits with one more approval."""
        for said in waiting.voices:
            if said.person == voice.person:
                raise ApprovedAlready(person=voice.person, record=waiting.record)
            if said.subject != voice.subject:
                raise ApprovedOtherwise(record=waiting.record, purpose=said.purpose, authority=said.authority)
        heard = msgspec.structs.replace(waiting, voices=(*waiting.voices, voice))
        complete = approves(
            heard.approval,
            sha256=heard.sha256,
            partner=heard.partner,
            policy=heard.policy,
            marking=marking,
            authorities=self._authorities,
            now=now,
        )
        heard = msgspec.structs.replace(heard, approved=complete)
        detail = f"{voice.partner} {voice.sha256.hex()} {voice.purpose} {voice.authority}"
        with self._store.transaction():
            self._store.reviews.save(heard)
            self._note(voice.person, "release-approve", waiting.record, detail)
        return heard

    def _require_may_decide(self, person: Account, record: RecordId, signed_in_at: Instant, now: Instant) -> None:
        if not 0 <= now - signed_in_at <= SIGNED_IN_WITHIN_S * SECOND_NS:
            raise SignInAgain(person=person.name, minutes=SIGNED_IN_WITHIN_S // 60)
        if "administrator" in person.roles:
            raise MayNotApprove(
                person=person.name,
                record=record,
                why_en="administrators keep the node and do not decide what leaves",
                why_es="quien administra el nodo no decide qué sale",
            )
        if self._store.authors.of(record) == person.name:
            raise MayNotApprove(
                person=person.name,
                record=record,
                why_en="nobody approves what they wrote",
                why_es="nadie autoriza lo que escribió",
            )

    def _find(self, partner: NodeId, record: RecordId) -> Waiting:
        """What waits, as it would leave now."""
        waiting = self._store.reviews.load(partner, record)
        current = None if waiting is None else self._current(waiting)
        if current is None or current.approved:
            raise NothingWaits(partner=partner, record=record)
        return current

    def _current(self, waiting: Waiting) -> Waiting | None:
        """What waits, decided anew: unchanged with its approvals, changed without, or None where it would not leave."""
        now = self._clock.now()
        voices = tuple(voice for voice in waiting.voices if 0 <= now - voice.at <= APPROVAL_LASTS_NS)
        stands = voices or 0 <= now - waiting.as_of <= _BYTES_STAND_NS
        as_of = waiting.as_of if stands else now
        decision = None
        if not self._is_superseded(waiting):
            decision = self._decide_now(waiting.partner, waiting.record, Approval(as_of=as_of))
        if decision is None or isinstance(decision, Withhold):
            self._let_go(waiting)
            return None
        if not isinstance(decision, Review):  # the policy no longer asks for persons: the publisher decides
            return self._keep(msgspec.structs.replace(waiting, voices=(), approved=True))
        same = (decision.sha256, decision.policy) == (waiting.sha256, waiting.policy)
        return self._keep(
            msgspec.structs.replace(
                waiting,
                body=decision.body,
                sha256=decision.sha256,
                as_of=decision.as_of,
                rules=decision.rules,
                policy=decision.policy,
                voices=voices if same else (),
                approved=waiting.approved and same and voices == waiting.voices,
            ),
            before=waiting,
        )

    def _keep(self, current: Waiting, before: Waiting | None = None) -> Waiting:
        if current != before:
            self._store.reviews.save(current)
            if before is not None and before.voices and not current.voices:
                self._note("system", "release-void", current.record, f"{current.partner}: changed or older than a day")
        return current

    def _let_go(self, waiting: Waiting) -> None:
        self._store.reviews.drop(waiting.partner, waiting.record)
        self._note("system", "release-void", waiting.record, f"{waiting.partner}: it would leave no more")

    def _is_superseded(self, waiting: Waiting) -> bool:
        """Whether a newer record replaces it; a correction of a correction is about the one that it corrects."""
        kind = waiting.object_key.partition(":")[0]
        about = self._store.records.about
        return any(
            record.supersedes == waiting.record
            for key in {waiting.object_key, f"{kind}:{waiting.record}"}
            for record in about(key)
        )

    def _cannot_be_named(self, record: RecordId, purpose: str, authority: str, marking: Marking) -> CannotBeNamed:
        fitting = sorted(known for known in self._authorities if marking.authority in (None, known))
        return CannotBeNamed(
            record=record,
            purpose=purpose,
            authority=authority,
            purposes=", ".join(marking.purposes) or "*",
            authorities=", ".join(fitting) or "-",
        )

    def _note(self, person: str, act: str, about: str, detail: str) -> None:
        self._store.audit.append(AuditEvent(at=self._clock.now(), person=person, act=act, about=about, detail=detail))


def _marking_of(waiting: Waiting) -> Marking:
    """Of what would leave; what waits is never unmarked, the guard has seen to it."""
    marking = decode_record(waiting.body).marking
    assert marking is not None
    return marking
