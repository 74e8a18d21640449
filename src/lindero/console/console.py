"""The console of one node as one thing: its sessions, books and views over what the node gave it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from lindero.console.alert_book import AlertBook
from lindero.console.alert_view import AlertView, SecondAct
from lindero.console.context import ConsoleContext
from lindero.console.errors import NoSuchTrack
from lindero.console.long_work import LongWork
from lindero.console.meter_book import MeterBook
from lindero.console.person import Person
from lindero.console.picture import Picture
from lindero.console.sessions import Sessions
from lindero.console.sign_in import SignIn
from lindero.console.talk_book import TalkBook
from lindero.console.trail import Trail
from lindero.console.watch_book import WatchBook
from lindero.kernel.ids import DeskId, RecordId
from lindero.model.alerts import Acknowledgement, Outcome, Verdict
from lindero.model.record import Record
from lindero.operations.alerts.acts import Handled, Seen
from lindero.operations.alerts.errors import AlreadyAcknowledged, AlreadyClosed, AlreadyHandled
from lindero.operations.track_desk.subject import Subject, subject_of
from lindero.partners.rehearsal import Rehearsed
from lindero.partners.verification import Checked

R = TypeVar("R")


class Console:
    """What all routes share.

    Attributes:
        context: What the node gave.
        sessions: Who is signed in.
        sign_in: Checks who somebody is.
        alerts: All alerts.
        picture: Tracks, sensors, feeds, declarations.
        talk: Questions and hand-overs.
        watch: Desks, contact cards, test calls.
        meters: What was shared, counted.
        verification: Checks of all pair logs.
        rehearsal: Rehearsals of other policies.
        trail: The audit trail.
        cookie: Name of the session's cookie. It holds the node's id, because cookies do not tell ports apart: two
            consoles on one machine would sign each other out.
    """

    def __init__(self, context: ConsoleContext) -> None:
        self.context = context
        self.sessions = Sessions(context.clock, context.entropy)
        self.sign_in = SignIn(context.store, context.thread, context.clock, context.hasher)
        self.alerts = AlertBook(context)
        self.picture = Picture(context, self.alerts)
        self.talk = TalkBook(context)
        self.watch = WatchBook(context)
        self.meters = MeterBook(context)
        self.verification: LongWork[list[Checked]] = LongWork(context.clock)
        self.rehearsal: LongWork[Rehearsed] = LongWork(context.clock)
        self.trail = Trail(context)
        self.cookie = ("__Host-" if context.secure else "") + f"lindero-{context.node}"

    async def person(self, cookies: dict[str, str]) -> Person | None:
        """Who sends these cookies; None when nobody is signed in, or the account was disabled meanwhile."""
        session = self.sessions.find(cookies.get(self.cookie))
        if session is None:
            return None
        account = await self.context.thread.run(lambda: self.context.store.accounts.load(session.name))
        if account is None or account.disabled:
            self.sessions.end_of(session.name)
            return None
        return Person(session=session, account=account)

    async def shown(self, person: Person, alert: RecordId) -> None:
        """An alert was drawn on this person's screen; only a desk that keeps watch counts."""
        if not person.keeps_watch:
            return
        store, desk = self.context.store, person.desk(self.context.node)

        def keep() -> Acknowledgement | None:
            with store.transaction():
                record = self.context.desk.shown(alert, desk)
                if record is not None:
                    store.authors.save([record.id], person.account.name)
                    store.audit.append(self.trail.event(person.account.name, "shown", about=alert))
                return record

        record = await self.context.thread.run(keep)
        self.tell([] if record is None else [record])

    async def acknowledge(self, person: Person, alert: RecordId) -> AlertView:
        """This person takes an alert. Raises what `AlertDesk.acknowledge` raises."""
        desk = person.desk(self.context.node)
        with self.second(alert, desk, "acknowledge"):
            await self.act(person, "acknowledge", lambda: self.context.desk.acknowledge(alert, desk), about=alert)
        return await self.view(alert)

    async def close(self, person: Person, alert: RecordId, verdict: Verdict, remarks: str | None) -> AlertView:
        """This person says what an alert was. Raises what `AlertDesk.close` raises."""
        desk = person.desk(self.context.node)

        def work() -> Outcome:
            return self.context.desk.close(alert, desk, verdict, remarks)

        with self.second(alert, desk, "outcome"):
            await self.act(person, "outcome", work, detail=verdict, about=alert)
        return await self.view(alert)

    async def act(
        self, person: Person, act: str, work: Callable[[], R], detail: str | None = None, about: RecordId | None = None
    ) -> R:
        """A person's act that makes a record: record, author and audit become durable together, then all are told.

        Args:
            person: Who.
            act: Word of the audit trail.
            work: Makes the record; called in the store's thread. None where there was nothing to do.
            detail: More for the audit trail.
            about: What the act is about, for the audit trail; None is the record itself.
        """
        store = self.context.store

        def keep() -> R:
            with store.transaction():
                made = work()
                for record in _records(made):
                    store.authors.save([record.id], person.account.name)
                    store.audit.append(
                        self.trail.event(person.account.name, act, about=about or record.id, detail=detail)
                    )
                return made

        made = await self.context.thread.run(keep)
        self.tell(_records(made))
        return made

    def subject(self, number: str) -> Subject:
        """The track that a person means.

        Raises:
            NoSuchTrack: Not on the board.
        """
        found = subject_of(self.context.board, number, self.context.node)
        if found is None:
            raise NoSuchTrack(track=number)
        return found

    async def close_many(self, person: Person, seen: Sequence[Seen], verdict: Verdict, remarks: str | None) -> Handled:
        """This person closes a flood with one outcome, in one transaction."""
        store, desk = self.context.store, person.desk(self.context.node)

        def keep() -> Handled:
            with store.transaction():
                handled = self.context.watch.acts.close_many(seen, desk, verdict, remarks)
                store.authors.save([record.id for record in handled.records], person.account.name)
                closed = [one.alert for one in seen if one.alert not in handled.refused]
                for alert in closed:
                    store.audit.append(
                        self.trail.event(person.account.name, "outcome", about=alert, detail=f"{verdict}, with others")
                    )
                return handled

        handled = await self.context.thread.run(keep)
        self.tell(handled.records)
        return handled

    @contextmanager
    def second(self, alert: RecordId, desk: DeskId, act: SecondAct) -> Iterator[None]:
        """Where another desk was first, both are told: this one by the refusal, all by the alert's view."""
        try:
            yield
        except (AlreadyAcknowledged, AlreadyClosed, AlreadyHandled) as why:
            if why.facts.get("desk") != desk:
                self.alerts.came_second(alert, desk, act)
            raise

    def tell(self, records: Sequence[Record]) -> None:
        """Tell the node, which publishes them, and the streams of all desks here."""
        if records:
            self.context.entered(records)
            self.context.changes.saved(records)

    async def view(self, alert: RecordId) -> AlertView:
        """An alert as everybody sees it now."""
        await self.alerts.refresh()
        return self.alerts.view(alert)


def _records(made: object) -> list[Record]:
    """The records that an act made."""
    if isinstance(made, Record):
        return [made]
    return [one for one in made if isinstance(one, Record)] if isinstance(made, list) else []
