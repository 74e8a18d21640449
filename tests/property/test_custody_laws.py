"""Custody of a track: whatever is done on both sides at once, and whatever the link does, both come to one holder."""

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from lindero.kernel.ids import RecordId, ulid
from lindero.model.about_tracks import HandOver
from lindero.model.record import Pedigree
from lindero.operations.track_desk.custody import custody_of

A, B = "us.cbp", "mx.sedena"
SECOND = 1_000_000_000
OTHER = {A: B, B: A}


def step(number, origin, kind, *, after, to=None, handover=None, at=0, until=None):
    identity = RecordId(ulid(number * 1_000_000, bytes(10)))
    return HandOver(
        id=identity,
        origin=origin,
        observed_at=at,
        recorded_at=at,
        pedigree=Pedigree(nodes=(origin,)),
        supersedes=after,
        handover=handover or identity,
        track_origin=A,
        track="U1-X",
        step=kind,
        to=to or OTHER[origin],
        offered_until=until,
    )


class TwoDesks(RuleBasedStateMachine):
    """Both nodes act on what they know, with clocks of their own; the link is cut and mended at will."""

    acts = Bundle("acts")

    @initialize(skew_s=st.integers(-40, 40))
    def begin(self, skew_s):
        self.known, self.count, self.now = {A: {}, B: {}}, 0, 1000 * SECOND
        self.skew, self.held = {A: 0, B: skew_s * SECOND}, {A: True, B: False}
        self.given = {A: 0, B: 0}

    def clock(self, node):
        return self.now + self.skew[node]

    def custody(self, node):
        return custody_of(A, self.known[node].values(), self.clock(node))

    def write(self, node, kind, offer=None):
        custody = self.custody(node)
        self.count += 1
        at = self.clock(node)
        made = step(
            self.count,
            node,
            kind,
            after=custody.last,
            to=offer.to if offer else OTHER[node],
            handover=offer.id if offer else None,
            at=at,
            until=None if offer else at + 60 * SECOND,
        )
        self.known[node][made.id] = made
        return made

    @rule(target=acts, node=st.sampled_from([A, B]))
    def offer(self, node):
        custody = self.custody(node)
        return self.write(node, "offered") if custody.holder == node and not custody.is_open else multiple()

    @rule(target=acts, kind=st.sampled_from(["accepted", "declined", "withdrawn", "lost"]))
    def settle(self, kind):
        node = next((n for n in (A, B) if self.may(n, kind)), None)
        if node is None:
            return multiple()
        return self.write(node, kind, self.custody(node).offer)

    def may(self, node, kind):
        custody = self.custody(node)
        mine = custody.offer is not None and custody.offer.origin == node
        return custody.is_open and (not mine if kind in ("accepted", "declined") else mine)

    @rule(act=acts)
    def cross(self, act):
        self.known[OTHER[act.origin]][act.id] = act

    @rule(seconds=st.integers(1, 70))
    def wait(self, seconds):
        self.now += seconds * SECOND

    @invariant()
    def it_is_held_by_somebody_who_knows_it(self):
        assert any(self.custody(node).holder == node for node in (A, B))

    @invariant()
    def who_holds_it_holds_it_until_its_own_offer_is_accepted(self):
        for node in (A, B):
            steps = self.known[node]
            offers = [steps.get(one.handover) for one in steps.values() if one.step == "accepted"]
            given = sum(offer is not None and offer.origin == node for offer in offers)
            holds = self.custody(node).holder == node
            assert holds or not self.held[node] or given > self.given[node]
            self.held[node], self.given[node] = holds, given


TestTwoDesks = TwoDesks.TestCase

CHAIN = [
    step(1, A, "offered", after=None, at=10, until=100),
    step(
        2,
        B,
        "accepted",
        after=RecordId(ulid(1_000_000, bytes(10))),
        handover=RecordId(ulid(1_000_000, bytes(10))),
        at=20,
    ),
    step(3, B, "offered", after=RecordId(ulid(2_000_000, bytes(10))), at=30, until=100),
    step(
        4,
        A,
        "withdrawn",
        after=RecordId(ulid(1_000_000, bytes(10))),
        handover=RecordId(ulid(1_000_000, bytes(10))),
        at=15,
    ),
    step(
        5,
        A,
        "accepted",
        after=RecordId(ulid(3_000_000, bytes(10))),
        handover=RecordId(ulid(3_000_000, bytes(10))),
        at=200,
    ),
]


@given(st.permutations(CHAIN + CHAIN), st.integers(0, 300))
def test_neither_order_nor_repetition_of_the_steps_changes_custody(steps, now):
    assert custody_of(A, steps, now) == custody_of(A, CHAIN, now)


def test_an_acceptance_goes_before_a_withdrawal_written_at_once():
    assert custody_of(A, CHAIN[:2] + CHAIN[3:4], 50).holder == B


def test_an_acceptance_after_its_time_takes_nothing_over():
    late = custody_of(A, CHAIN, 300)
    assert (late.holder, late.state) == (B, "expired")


def test_who_does_not_hold_it_cannot_give_it_away():
    stolen = step(9, B, "offered", after=None, at=5, until=100)
    assert custody_of(A, [stolen], 10).holder == A
    assert custody_of(A, [stolen], 10).offer is None


def test_nobody_answers_anothers_offer():
    offer = CHAIN[0]
    own = step(9, A, "accepted", after=offer.id, handover=offer.id, to=B, at=20)
    theirs = step(8, B, "withdrawn", after=offer.id, handover=offer.id, to=B, at=20)
    assert custody_of(A, [offer, own, theirs], 30).is_open
