"""What leaves by an outbound feed is decided for it like for a partner, at the moment of leaving, and logged."""

import msgspec
from hand_clock import CountingEntropy
from pair_logs import MX, US
from peers_in_process import alert, record_id, track

from lindero.exchange.log.onward_ports import Consented
from lindero.exchange.log.ports import DecisionsAsked
from lindero.exchange.release.attributes import Situation
from lindero.exchange.release.delay import ClockTrust
from lindero.exchange.release.destination import Destination
from lindero.exchange.release.partner import Partner, Sender
from lindero.exchange.release.policy import load_policy
from lindero.kernel.clock import SECOND_NS
from lindero.node.pipelines import outward as outward_pipeline
from lindero.node.pipelines.outward import Outward
from lindero.store.memory.store import MemoryStore

PARENT = "us.jtf"
ALL = '@id("all") @reason_en("x") @reason_es("x") {obligations} permit (principal, action, resource);'
LINK_ONLY = ALL.format(obligations="").replace("resource);", 'resource) when { context.way_out == "link" };')


class StandingClock:
    at = 1_800_000_000 * SECOND_NS

    def now(self):
        return self.at


class Desk:
    """What decides for one feed, with its store, clock and policy at hand."""

    def __init__(self, text=None, obligations='@drop("text")'):
        self.store, self.clock, self.entropy = MemoryStore(), StandingClock(), CountingEntropy()
        self.destination = Destination(
            partner=Partner(node=PARENT, country="MEX", simulated=True),
            sender=Sender(node=US),
            policy=load_policy(text or ALL.format(obligations=obligations), "policy.cedar"),
            token=lambda sensor: f"s-{sensor}",
            way_out="gateway",
        )
        trust = ClockTrust(undisturbed_since=0, confirmed=True)
        self.outward = Outward(
            self.store, lambda: self.destination, lambda record: Situation(), self.clock, lambda: trust
        )

    def ids(self, *records):
        return [record.id for record in self.outward.decide(records)]

    def rows(self):
        return self.store.decisions.latest(DecisionsAsked()).rows

    def after(self, seconds):
        self.clock.at += int(seconds * SECOND_NS)


def test_what_policy_releases_leaves_as_transformed_and_is_logged_with_its_way_out():
    desk = Desk(obligations='@drop("motion,text")')
    (left,) = desk.outward.decide([track(1)])
    assert (left.id, left.velocity) == (record_id(1), None)
    (row,) = desk.rows()
    assert (row.partner, row.released, row.rules, row.way_out) == (PARENT, True, ("all",), "gateway")


def test_what_has_no_marking_stays_and_its_refusal_is_logged():
    desk = Desk()
    assert desk.ids(msgspec.structs.replace(track(1), marking=None)) == []
    (row,) = desk.rows()
    assert (row.released, row.way_out, bool(row.reasons)) == (False, "gateway", True)


def test_a_rule_for_the_link_alone_opens_no_gateway():
    assert Desk(text=LINK_ONLY).ids(track(1)) == []


def test_another_nodes_record_leaves_only_by_its_consent_and_its_originator_is_told():
    desk = Desk()
    foreign = msgspec.structs.replace(track(1), origin=MX)
    assert desk.ids(foreign) == []
    desk.store.consents.save(Consented(MX, PARENT, "", "track", desk.clock.at + SECOND_NS))
    assert desk.ids(foreign) == [record_id(1)]


def test_a_delay_holds_each_record_back_for_itself():
    desk = Desk(obligations='@delay_s("10")')
    first = msgspec.structs.replace(track(1), recorded_at=desk.clock.at)
    assert desk.ids(first) == []
    assert desk.outward.due_at() == desk.clock.at + 10 * SECOND_NS
    desk.after(9)
    newer = msgspec.structs.replace(first, id=record_id(2), recorded_at=desk.clock.at)
    assert desk.ids(newer) == []
    desk.after(1)
    assert desk.ids() == [record_id(1)]
    desk.after(9)
    assert desk.ids() == [record_id(2)]
    assert desk.outward.due_at() is None


def test_when_too_many_wait_the_oldest_is_refused_and_logged(monkeypatch):
    monkeypatch.setattr(outward_pipeline, "MOST_WAITING", 2)
    desk = Desk(obligations='@delay_s("10")')
    waiting = [msgspec.structs.replace(track(number), recorded_at=desk.clock.at) for number in range(1, 4)]
    assert desk.ids(*waiting) == []
    assert [(row.record, row.reasons) for row in desk.rows()] == [(record_id(1), ("crowded-out",))]
    desk.after(10)
    assert desk.ids() == [record_id(2), record_id(3)]


def test_a_pace_lets_one_record_of_an_object_leave_and_then_the_newest():
    desk = Desk(obligations='@min_interval_s("5")')
    assert desk.ids(track(1)) == [record_id(1)]
    desk.after(1)
    second = msgspec.structs.replace(track(2), track=track(1).track, recorded_at=desk.clock.at)
    assert desk.ids(second) == []
    desk.after(4)
    assert desk.ids() == [record_id(2)]


def test_what_is_withdrawn_while_it_waits_never_leaves():
    desk = Desk(obligations='@delay_s("10")')
    waiting = msgspec.structs.replace(alert(1), recorded_at=desk.clock.at)
    desk.ids(waiting)
    assert desk.outward.forget([waiting]) == []
    desk.after(60)
    assert desk.ids() == []


def test_of_what_was_told_only_the_newest_state_of_an_object_is_taken_back():
    desk = Desk()
    old, new = (msgspec.structs.replace(track(number), track="U1-2") for number in (1, 2))
    desk.ids(old)
    desk.ids(new)
    assert desk.outward.forget([old]) == []
    assert desk.outward.forget([new, track(9)]) == [new]
    assert desk.outward.forget([new]) == []


def test_releases_of_one_object_make_one_line_a_minute_and_an_erasure_still_names_the_way():
    desk = Desk()
    states = [msgspec.structs.replace(track(number), track="U1-2") for number in range(1, 6)]
    for state in states:
        assert desk.ids(state) == [state.id]
        desk.after(1)
    assert len(desk.rows()) == 1
    assert desk.store.decisions.ways_of([states[-1].id]) == frozenset()
    assert desk.store.decisions.ways_of([states[-1].id], ["track:U1-2"]) == {"gateway"}
    desk.after(60)
    desk.ids(states[0])
    assert len(desk.rows()) == 2


def test_a_new_policy_counts_at_the_next_record():
    desk = Desk()
    assert desk.ids(track(1)) == [record_id(1)]
    desk.destination = Desk(text=LINK_ONLY).destination
    assert desk.ids(track(2)) == []
