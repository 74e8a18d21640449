"""Is it ours or yours? A question to every partner, with a clock, and the answers of each."""

from collections.abc import Iterable, Sequence
from typing import Final, Literal

import msgspec

from lindero.kernel.clock import SECOND_NS, Clock
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import DeskId, NodeId, RecordId
from lindero.model.about_tracks import Answer, Query, Whose
from lindero.model.airspace import Declaration, Emitter
from lindero.model.ports import Records
from lindero.operations.declarations import in_force, standing_of
from lindero.operations.track_desk.errors import AlreadyAsked, NoSuchQuery, OwnQuery
from lindero.operations.track_desk.subject import Subject, header, marking_about, marking_back

ANSWER_WITHIN_S: Final = 30.0
"""A drone covers half a kilometre in that time: an answer that comes later is late. [s]"""
QUERIES_READ: Final = 200

QueryState = Literal["open", "overdue", "answered"]


class QueryLife(msgspec.Struct, frozen=True, kw_only=True):
    """A question and what became of it.

    Attributes:
        query: The question.
        answers: Newest of each node, in the order of their writing.
        state: Open, unanswered beyond its time, or answered by somebody.
    """

    query: Query
    answers: tuple[Answer, ...]
    state: QueryState


def life_of(query: Query, answers: Iterable[Answer], now: int) -> QueryLife:
    """The life of a question: of each node but the one that asks, the newest answer counts, in any order of arrival.

    A person's answer counts before a machine's, whenever either was written. `now` in ns UTC.
    """
    newest: dict[NodeId, Answer] = {}
    for answer in sorted(answers, key=lambda one: (not one.automatic, one.recorded_at, one.id)):
        if answer.query == query.id and answer.origin != query.origin:
            newest[answer.origin] = answer
    ordered = tuple(sorted(newest.values(), key=lambda one: (one.recorded_at, one.id)))
    state: QueryState = "answered" if ordered else "overdue" if now > query.answer_until else "open"
    return QueryLife(query=query, answers=ordered, state=state)


def is_late(query: Query, answer: Answer) -> bool:
    """Whether an answer was written after its time."""
    return answer.recorded_at > query.answer_until


class QueryDesk:
    """Questions of one node and to it. Call it from the store's thread."""

    def __init__(self, node: NodeId, records: Records, clock: Clock, entropy: Entropy) -> None:
        self._node = node
        self._records = records
        self._clock = clock
        self._entropy = entropy

    def ask(self, subject: Subject, desk: DeskId) -> Query:
        """A person asks the partners whose a track is.

        Raises:
            AlreadyAsked: This node has, and the time for the answer is not over.
        """
        now = self._clock.now()
        for life in self.lives():
            name = (life.query.track_origin, life.query.track)
            if life.state == "open" and life.query.origin == self._node and name in subject.names:
                raise AlreadyAsked(track=subject.name[1])
        own = subject.own
        about = own if own is not None else subject.lead
        query = Query(
            **header(self._node, now, self._entropy),
            marking=marking_about(about, self._node),
            derived_from=(own.id,) if own else (),
            track_origin=subject.name[0],
            track=subject.name[1],
            desk=desk,
            answer_until=now + int(ANSWER_WITHIN_S * SECOND_NS),
            position=own.position if own else None,
            velocity=own.velocity if own else None,
            serial=own.emitter.serial if own and own.emitter else None,
        )
        self._records.save([query], own=True)
        return query

    def answer(self, query: RecordId, whose: Whose, desk: DeskId) -> Answer:
        """A person answers, or corrects this node's answer; a late answer is one too.

        Raises:
            NoSuchQuery: Not known here.
            OwnQuery: This node asks it.
        """
        return self._save(self._asked(query), whose, desk, None)

    def answer_by_machine(self, query: Query, subject: Subject | None) -> Answer | None:
        """The machine's answer, where a declaration of this node matches; None where a person must answer.

        Args:
            query: That arrived.
            subject: What the board shows for its track, if anything.
        """
        if query.origin == self._node or self.life(query.id).answers:
            return None
        declaration = self._own_match(query, subject)
        return None if declaration is None else self._save(query, "ours", None, declaration)

    def life(self, query: RecordId) -> QueryLife:
        """What became of a question.

        Raises:
            NoSuchQuery: Not known here.
        """
        found = self._records.load(query)
        if not isinstance(found, Query):
            raise NoSuchQuery(query=query)
        return life_of(found, self._answers(query), self._clock.now())

    def lives(self) -> list[QueryLife]:
        """The newest questions, newest first."""
        queries = [one for one in self._records.of_kind("query", limit=QUERIES_READ) if isinstance(one, Query)]
        now = self._clock.now()
        return [life_of(query, self._answers(query.id), now) for query in queries]

    def _own_match(self, query: Query, subject: Subject | None) -> RecordId | None:
        """The own declaration that the track flies under, by the own picture or else by what the question says."""
        known = self._records.of_kind("declaration", limit=10_000)
        now = self._clock.now()
        standing = in_force([one for one in known if isinstance(one, Declaration)], now)
        own = [one for one in standing if one.origin == self._node]
        seen = subject.own if subject else None
        if seen is not None and seen.identity == "own" and seen.declared_by in {one.id for one in own}:
            return seen.declared_by
        if query.position is None:
            return None
        emitter = None if query.serial is None else Emitter(serial=query.serial)
        found = standing_of(own, query.position, emitter, query.observed_at)
        return found.declaration.id if found is not None and found.holds == "inside" else None

    def _asked(self, query: RecordId) -> Query:
        asked = self.life(query).query
        if asked.origin == self._node:
            raise OwnQuery
        return asked

    def _answers(self, query: RecordId) -> Sequence[Answer]:
        return [one for one in self._records.about(f"answer:{query}") if isinstance(one, Answer)]

    def _save(self, query: Query, whose: Whose, desk: DeskId | None, declaration: RecordId | None) -> Answer:
        before = [one for one in self._answers(query.id) if one.origin == self._node]
        record = Answer(
            **header(self._node, self._clock.now(), self._entropy),
            marking=marking_back(query.marking, query.origin),
            supersedes=before[0].id if before else None,
            query=query.id,
            whose=whose,
            desk=desk,
            automatic=desk is None,
            declaration=declaration,
        )
        self._records.save([record], own=True)
        return record
