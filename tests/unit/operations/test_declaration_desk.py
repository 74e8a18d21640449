"""The desk of declarations: numbered, superseded, withdrawn, compared with all that stands, from both sides."""

from itertools import pairwise

import msgspec
import pytest
from console_desk import MX, US, CountingEntropy, StandingClock

from lindero.kernel.clock import SECOND_NS
from lindero.kernel.geodesy import distance_bearing
from lindero.model.airspace import AirspaceNotice, Area
from lindero.model.kinds import object_of
from lindero.operations.declarations import in_force
from lindero.operations.declaring.desk import DeclarationDesk
from lindero.operations.declaring.draft import Draft, circle_ring
from lindero.operations.declaring.errors import NoSuchDeclaration, OtherKind, Overlapping
from lindero.operations.declaring.overlaps import are_apart
from lindero.operations.numbers import is_number
from lindero.store.memory.store import MemoryStore

HOUR = 3600 * SECOND_NS
RING = ((-106.5, 31.7), (-106.4, 31.7), (-106.4, 31.8), (-106.5, 31.8))
BESIDE = ((-106.4, 31.7), (-106.3, 31.7), (-106.3, 31.8), (-106.4, 31.8))


class Office:
    def __init__(self, node=US, side="USA", store=None):
        self.clock, self.store = StandingClock(), store or MemoryStore()
        entropy = CountingEntropy()
        entropy.count = 0 if node == US else 1000
        self.desk = DeclarationDesk(
            node, side, simulated=True, records=self.store.records, clock=self.clock, entropy=entropy
        )

    def draft(self, **changes):
        now = self.clock.now()
        fields = {"what": "declaration", "area": Area(ring=RING), "starts_at": now, "ends_at": now + HOUR}
        return Draft(**(fields | changes))


@pytest.fixture
def office():
    return Office()


def test_what_is_entered_has_a_number_and_may_go_to_both_sides(office):
    first = office.desk.enter(office.draft(serials=("1581F4AB",)))
    second = office.desk.enter(office.draft(area=Area(ring=BESIDE)))
    notice = office.desk.enter(office.draft(what="restriction"), despite=True)
    assert [first.number[:3], second.number[:3], notice.number[:3]] == ["DU1", "DU2", "NU1"]
    assert all(is_number(one.number) for one in (first, second, notice))
    assert first.marking.releasable_to == ("MEX", "USA")
    assert first.marking.simulated
    assert isinstance(notice, AirspaceNotice)
    assert office.desk.enter(office.draft(), shared=False, despite=True).marking.releasable_to == ()


def test_an_amendment_and_a_withdrawal_are_the_same_object_under_the_same_number(office):
    first = office.desk.enter(office.draft())
    office.clock.advance(1)
    second = office.desk.amend(first.number, office.draft(contact_desk="patrulla-2"))
    office.clock.advance(1)
    assert [one.id for one in office.desk.standing()] == [second.id]
    third = office.desk.withdraw(second.id)
    assert office.desk.standing() == []
    assert [one.id for one in office.desk.history()] == [third.id]
    assert {one.number for one in (first, second, third)} == {first.number}
    assert {object_of(one) for one in (first, second, third)} == {f"declaration:{first.id}"}
    assert (second.supersedes, third.supersedes) == (first.id, second.id)


def test_what_is_withdrawn_or_anothers_cannot_be_changed(office):
    first = office.desk.enter(office.draft())
    office.desk.withdraw(first.number)
    with pytest.raises(NoSuchDeclaration):
        office.desk.withdraw(first.number)
    theirs = Office(MX, "MEX", office.store).desk.enter(office.draft())
    with pytest.raises(NoSuchDeclaration):
        office.desk.amend(theirs.number, office.draft())


def test_a_declaration_does_not_become_a_notice(office):
    first = office.desk.enter(office.draft())
    with pytest.raises(OtherKind):
        office.desk.amend(first.number, office.draft(what="restriction"))


def test_an_overlap_with_either_side_or_a_notice_must_be_known(office):
    theirs = Office(MX, "MEX", office.store).desk.enter(office.draft())
    zone = office.desk.enter(office.draft(what="restriction"), despite=True)
    assert {(one.other, one.own) for one in office.desk.overlaps(office.draft())} == {
        (theirs.id, False),
        (zone.id, True),
    }
    with pytest.raises(Overlapping) as refused:
        office.desk.enter(office.draft())
    assert theirs.number in str(refused.value)
    entered = office.desk.enter(office.draft(), despite=True)
    assert entered.id not in [one.other for one in office.desk.overlaps(office.draft(), entered.id)]


@pytest.mark.parametrize(
    "changes",
    [
        {"area": Area(ring=BESIDE)},
        {"starts_at": StandingClock().now() + HOUR, "ends_at": StandingClock().now() + 2 * HOUR},
    ],
)
def test_neighbours_in_space_and_in_time_do_not_overlap(office, changes):
    office.desk.enter(office.draft())
    assert office.desk.overlaps(office.draft(**changes)) == []


def test_heights_keep_apart_only_over_one_reference():
    low, high = Area(ring=RING, highest_agl_m=60.0), Area(ring=RING, lowest_agl_m=60.0)
    assert are_apart(low, high)
    assert are_apart(high, low)
    assert not are_apart(low, Area(ring=RING, lowest_hae_m=5000.0))
    assert not are_apart(low, Area(ring=RING))
    assert are_apart(Area(ring=RING, highest_msl_m=1200.0), Area(ring=RING, lowest_hae_m=1300.0))


def test_a_circles_polygon_leaves_nothing_of_the_circle_out():
    ring = circle_ring(31.75, -106.45, 1000.0)
    middles = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in pairwise(ring)]
    assert min(float(distance_bearing(31.75, -106.45, lat, lon)[0]) for lon, lat in middles) >= 999.9


def test_numbers_go_on_after_a_restart(office):
    first = office.desk.enter(office.draft())
    office.desk.withdraw(first.number)
    again = Office(store=office.store)
    assert again.desk.enter(again.draft()).number[:3] == "DU2"


def test_a_withdrawn_declaration_is_not_in_force(office):
    first = office.desk.enter(office.draft())
    gone = msgspec.structs.replace(first, id="01J00000000000000000000009", supersedes=first.id, withdrawn=True)
    assert in_force([first, gone], office.clock.now()) == []


def test_nobody_replaces_or_withdraws_another_nodes_declaration(office):
    ours = office.desk.enter(office.draft())
    stranger = msgspec.structs.replace(
        ours, id="01J00000000000000000000009", origin=MX, supersedes=ours.id, withdrawn=True
    )
    assert in_force([ours, stranger], office.clock.now()) == [ours]
