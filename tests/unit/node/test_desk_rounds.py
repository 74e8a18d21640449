"""What the machine does at the desks: labels on the board, answers by declaration, ends of offers of lost tracks."""

import asyncio

import msgspec
import pytest
from console_desk import MX, US, Desk, InlineThread

from lindero.kernel.clock import SECOND_NS
from lindero.model.about_tracks import Query
from lindero.model.record import Pedigree
from lindero.node.desk_rounds import DeskRounds
from lindero.operations.track_desk.subject import subject_of


@pytest.fixture
def desk():
    made = Desk()
    made.receive(made.track())
    return made


def looked_once(desk, *arrived):
    """One round; gives what the machine wrote."""

    async def look():
        written = []
        done = asyncio.Event()

        class Board:
            """Ends the round when it has been looked at for lost tracks."""

            def __getattr__(self, name):
                if name == "names":
                    done.set()
                return getattr(desk.board, name)

        rounds = DeskRounds(US, desk.desks, Board(), InlineThread(), written.extend)
        rounds.arrived(arrived)
        task = asyncio.create_task(rounds.run())
        await done.wait()
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return written

    return asyncio.run(look())


def asked(desk, **fields):
    now = desk.clock.now()
    return Query(
        id=desk.record_id(),
        origin=MX,
        observed_at=now,
        recorded_at=now,
        pedigree=Pedigree(nodes=(MX,)),
        track_origin=US,
        track="U104-K",
        desk=f"{MX}/guardia-2",
        answer_until=now + 30 * SECOND_NS,
        **fields,
    )


def test_labels_of_before_a_restart_stand_on_the_board(desk):
    subject = subject_of(desk.board, "U104-K", US)
    desk.desks.labels.give(subject, "balloon", f"{US}/watch-1")
    assert looked_once(desk) == []
    assert [label.label for label in desk.board.labels(desk.board.track("U104-K"))] == ["balloon"]


def test_a_question_about_an_own_declared_flight_is_answered(desk):
    declared = desk.declaration()
    desk.receive(declared, desk.track(identity="own", declared_by=declared.id))
    query = asked(desk)
    desk.receive(query)
    (answer,) = looked_once(desk, query)
    assert (answer.whose, answer.automatic, answer.declaration) == ("ours", True, declared.id)


def test_a_question_that_nothing_answers_is_left_to_people(desk):
    query = asked(desk)
    desk.receive(query)
    assert looked_once(desk, query) == []


def test_an_offer_ends_when_its_track_has_left_the_board(desk):
    desk.desks.handovers.offer(subject_of(desk.board, "U104-K", US), f"{US}/watch-1")
    assert looked_once(desk) == []
    desk.receive(msgspec.structs.replace(desk.track(), status="lost"))
    (ended,) = looked_once(desk)
    assert ended.step == "lost"
