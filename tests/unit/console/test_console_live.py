"""The live stream: what changed and nothing twice, every alert, and an end with the session."""

import asyncio
from dataclasses import replace

import msgspec
import pytest
from console_desk import MX, US, Desk

from lindero.console.alert_book import AlertBook
from lindero.console.console import Console
from lindero.console.live import AlertChanged, Kernels, Links, Live, Tracks
from lindero.console.person import Person


class Stream:
    """A live stream of one signed-in desk, read batch by batch."""

    def __init__(self, desk, console=None, cursor=0, name="ana"):
        self.console = console or Console(desk.context)
        _, self.session = self.console.sessions.open(name)
        person = Person(session=self.session, account=desk.store.accounts.load(name))
        self._batches = Live(self.console, person, cursor).batches()

    async def batch(self):
        return await anext(self._batches)

    async def ended(self):
        return await anext(self._batches, None) is None


def of_type(batch, kind):
    return [message for message in batch if isinstance(message, kind)]


@pytest.fixture
def desk():
    return Desk()


async def test_the_first_batch_holds_everything(desk):
    desk.receive(desk.track(), desk.alert())
    batch = await Stream(desk).batch()
    (tracks,) = of_type(batch, Tracks)
    assert [view.track for view in tracks.tracks] == ["U104-K"]
    assert len(of_type(batch, AlertChanged)) == 1
    assert of_type(batch, Kernels)[0].state == "ready"
    assert of_type(batch, Links)[0].links[0].partner == MX


async def test_later_batches_hold_only_what_changed(desk):
    desk.receive(desk.track("U1-Z"), desk.track("U2-X"))
    stream = Stream(desk)
    await stream.batch()
    desk.receive(desk.track("U2-X"))
    (tracks,) = await stream.batch()
    assert [view.track for view in tracks.tracks] == ["U2-X"]


async def test_a_track_that_is_lost_is_gone_and_one_that_returns_is_not(desk):
    desk.receive(desk.track("U1-Z"), desk.track("U2-X"))
    stream = Stream(desk)
    await stream.batch()
    desk.receive(desk.track("U1-Z", status="lost"), desk.track("U2-X", status="lost"), desk.track("U2-X"))
    (tracks,) = await stream.batch()
    assert (tracks.gone, [view.track for view in tracks.tracks]) == (["U1-Z"], ["U2-X"])


async def test_alerts_come_before_everything_else(desk):
    stream = Stream(desk)
    await stream.batch()
    desk.receive(desk.track(), desk.alert())
    batch = await stream.batch()
    assert isinstance(batch[0], AlertChanged)


async def test_after_a_reconnect_every_missed_alert_arrives_and_none_twice(desk):
    first, second, third = (desk.alert(count) for count in (1, 2, 3))
    console = Console(desk.context)
    stream = Stream(desk, console)
    desk.receive(first)
    (told,) = of_type(await stream.batch(), AlertChanged)
    desk.receive(second)
    desk.receive(third)
    missed = of_type(await Stream(desk, console, cursor=told.cursor).batch(), AlertChanged)
    assert [message.alert.alert for message in missed] == [second.alert, third.alert]


async def test_an_answer_is_a_change_of_its_alert(desk):
    desk.receive(alert := desk.alert())
    stream = Stream(desk)
    (before,) = of_type(await stream.batch(), AlertChanged)
    desk.receive(desk.alerts.acknowledge(alert.alert, f"{US}/watch-2"))
    (after,) = of_type(await stream.batch(), AlertChanged)
    assert after.cursor > before.cursor
    assert after.alert.acknowledged_by == f"{US}/watch-2"


async def test_a_poke_without_news_sends_no_alert_again(desk):
    desk.receive(alert := desk.alert())
    stream = Stream(desk)
    await stream.batch()
    desk.changes.saved([alert])
    desk.changes.shared()
    assert await stream.batch() == []


async def test_a_cursor_from_before_a_restart_gets_every_alert_again(desk):
    desk.receive(desk.alert(1), desk.alert(2))
    (*_, last) = of_type(await Stream(desk).batch(), AlertChanged)
    desk.clock.advance(1)
    again = of_type(await Stream(desk, Console(desk.context), cursor=last.cursor).batch(), AlertChanged)
    assert len(again) == 2


async def test_a_cursor_that_was_never_given_gets_every_alert(desk):
    desk.receive(desk.alert())
    assert of_type(await Stream(desk, cursor=2**52).batch(), AlertChanged)


async def test_an_alert_is_not_lost_when_who_waited_for_it_went_away(desk):
    """A page that is closed in the middle of a refresh must not take the news with it."""
    gate = asyncio.Event()

    class SlowThread:
        async def run(self, work):
            await gate.wait()
            return work()

    book = AlertBook(replace(desk.context, thread=SlowThread()))
    desk.receive(alert := desk.alert())
    closed = asyncio.create_task(book.refresh())
    await asyncio.sleep(0)
    closed.cancel()
    await asyncio.gather(closed, return_exceptions=True)
    gate.set()
    await book.refresh()
    assert book.view(alert.alert).number == alert.number


async def test_a_stream_ends_when_its_session_does(desk):
    stream = Stream(desk)
    await stream.batch()
    stream.session.end()
    assert await stream.ended()


@pytest.mark.parametrize("change", [{"disabled": True}, {"roles": ("administrator",)}])
async def test_a_stream_ends_when_the_person_may_not_see_content_any_more(desk, change):
    stream = Stream(desk)
    await stream.batch()
    account = desk.store.accounts.load("ana")
    desk.store.accounts.save(msgspec.structs.replace(account, **change))
    desk.clock.advance(0.5)
    desk.changes.moved()
    assert await stream.ended()


async def test_a_stream_keeps_its_session_in_use_until_the_shift_is_over(desk):
    stream = Stream(desk)
    for _ in range(11):
        desk.changes.moved()
        await stream.batch()
        desk.clock.advance(3590)
    desk.clock.advance(3600 * 2)
    desk.changes.moved()
    assert await stream.ended()


async def test_what_was_streamed_is_in_the_audit_trail(desk):
    desk.receive(alert := desk.alert(), desk.track())
    await Stream(desk).batch()
    assert ("ana", "view-alert", alert.alert) in desk.acts()
    assert ("ana", "view-picture", "picture") in desk.acts()
