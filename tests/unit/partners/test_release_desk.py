"""Two persons at the release desk: who may, what they approve, and what makes it void."""

import msgspec
import pytest
from hand_clock import HandClock

from lindero.exchange.release.attributes import Situation
from lindero.exchange.release.decide import decide
from lindero.exchange.release.decision import Release
from lindero.exchange.release.destination import Destination
from lindero.exchange.release.partner import Partner, Sender
from lindero.exchange.release.policy import load_policy
from lindero.exchange.release.review import Waiting
from lindero.kernel.clock import SECOND_NS
from lindero.kernel.ids import NodeId, RecordId, new_record_id
from lindero.model.codec import decode_record
from lindero.model.incidents import Note
from lindero.model.marking import Marking
from lindero.model.people import Account
from lindero.model.record import Pedigree
from lindero.partners.errors import (
    ApprovedAlready,
    ApprovedOtherwise,
    CannotBeNamed,
    MayNotApprove,
    NothingWaits,
    SignInAgain,
    WaitsDifferently,
)
from lindero.partners.release_desk import REFUSED, ReleaseDesk
from lindero.store.memory.store import MemoryStore

US, MX = NodeId("us.cbp"), NodeId("mx.sedena")
DAY_NS = 86_400 * SECOND_NS
MARKING = Marking(tlp="amber", releasable_to=("MEX",), purposes=("criminal-investigation", "extradition"))
BOTH = '@id("both") @reason_en("x") @reason_es("x") @two_person {0} permit (principal, action, resource);'
TWO = BOTH.format("")
ALONE = '@id("alone") @reason_en("x") @reason_es("x") @drop("text") permit (principal, action, resource);'
NOBODY = '@id("nobody") @reason_en("x") @reason_es("x") forbid (principal, action, resource);'
ANA, LUIS, EVA = (Account(name=name, roles=("releaser",), desk="desk-1") for name in ("ana", "luis", "eva"))


def note_of(number, **fields):
    return Note(
        id=new_record_id(number, number.to_bytes(10, "big")),
        origin=US,
        observed_at=number,
        recorded_at=number,
        marking=MARKING,
        pedigree=Pedigree(nodes=(US,)),
        desk="us.cbp/watch-1",
        text=f"The pilot of flight {number} is known.",
        **fields,
    )


class Desk:
    """A release desk with its store, clock and policy at hand, and one note that waits."""

    def __init__(self, policy=TWO):
        self.store, self.clock = MemoryStore(), HandClock()
        self.policy(policy)
        self.desk = ReleaseDesk(self.store, self._decide, frozenset({"treaty-1", "treaty-2"}), self.clock)
        self.note = note_of(1)
        self.store.authors.save([self.note.id], "autor")
        self.wait(self.note)

    def policy(self, text):
        self.to = Destination(
            partner=Partner(node=MX, country="MEX"),
            sender=Sender(node=US, authorities=frozenset({"treaty-1", "treaty-2"})),
            policy=load_policy(text, "policy.cedar"),
            token=lambda sensor: sensor,
        )

    def _decide(self, partner, record, approval):
        found = self.store.records.load(record)
        assert partner == MX
        return decide(found, to=self.to, situation=Situation(), now=self.clock.now(), approval=approval)

    def wait(self, record):
        """What the publisher does with a record that needs two persons."""
        self.store.records.save([record], own=True)
        review = decide(record, to=self.to, situation=Situation(), now=self.clock.now())
        fields = {name: getattr(review, name) for name in ("body", "sha256", "as_of", "rules", "policy")}
        key = f"note:{record.supersedes or record.id}"
        self.store.reviews.save(Waiting(partner=MX, record=record.id, object_key=key, since=self.clock.now(), **fields))

    def approve(self, person=ANA, **changed):
        asked = {
            "signed_in_at": self.clock.now(),
            "partner": MX,
            "record": self.note.id,
            "purpose": "extradition",
            "authority": "treaty-1",
            **changed,
        }
        if "sha256" not in asked:
            asked["sha256"] = self.waiting().sha256
        return self.desk.approve(person, **asked)

    def waiting(self):
        (item,) = self.desk.waiting()
        return item

    def after(self, seconds):
        self.clock.at += seconds * SECOND_NS

    def leaves(self):
        """What the publisher's decision would be now."""
        (approved,) = self.store.reviews.approved(MX)
        return self._decide(MX, approved.record, approved.approval)

    def acts(self):
        return [(event.person, event.act) for event in self.store.audit.latest()]


def test_what_waits_is_shown_as_it_would_leave():
    desk = Desk(BOTH.format('@drop("source-and-method")'))
    assert decode_record(desk.waiting().body) == desk.note


def test_two_persons_release_it_and_both_are_in_the_audit_trail():
    desk = Desk()
    assert not desk.approve(ANA).approved
    assert desk.store.reviews.approved(MX) == []
    assert desk.approve(LUIS).approved
    assert isinstance(desk.leaves(), Release)
    assert desk.desk.waiting() == []
    assert desk.acts() == [("luis", "release-approve"), ("ana", "release-approve")]


@pytest.mark.parametrize(
    "person",
    [
        Account(name="autor", roles=("releaser",), desk="d"),
        Account(name="x", roles=("administrator", "releaser"), desk="d"),
    ],
    ids=["author", "administrator"],
)
def test_neither_the_author_nor_an_administrator_decides(person):
    desk = Desk()
    with pytest.raises(MayNotApprove):
        desk.approve(person)
    with pytest.raises(MayNotApprove):
        desk.desk.refuse(person, signed_in_at=desk.clock.now(), partner=MX, record=desk.note.id, reason="no")
    assert desk.waiting().voices == ()


@pytest.mark.parametrize("ago_s", [301, -1])
def test_each_has_signed_in_again_within_five_minutes(ago_s):
    desk = Desk()
    with pytest.raises(SignInAgain):
        desk.approve(signed_in_at=desk.clock.now() - ago_s * SECOND_NS)
    assert not desk.approve(signed_in_at=desk.clock.now() - 299 * SECOND_NS).approved


def test_one_person_is_not_two():
    desk = Desk()
    desk.approve(ANA)
    with pytest.raises(ApprovedAlready):
        desk.approve(ANA)


def test_other_bytes_than_those_that_wait_are_not_approved():
    desk = Desk()
    with pytest.raises(WaitsDifferently) as refused:
        desk.approve(sha256=bytes(32))
    assert refused.value.facts["sha256"] == desk.waiting().sha256.hex()


@pytest.mark.parametrize("named", [{"purpose": "asset-recovery"}, {"authority": "repealed"}])
def test_purpose_and_authority_are_those_of_the_marking_and_the_register(named):
    desk = Desk()
    with pytest.raises(CannotBeNamed) as refused:
        desk.approve(**named)
    assert "criminal-investigation, extradition" in refused.value.remedy("en")


@pytest.mark.parametrize("named", [{"purpose": "criminal-investigation"}, {"authority": "treaty-2"}])
def test_both_name_the_same_purpose_and_authority(named):
    desk = Desk()
    desk.approve(ANA)
    with pytest.raises(ApprovedOtherwise):
        desk.approve(LUIS, **named)
    assert not desk.waiting().approved


def test_an_approval_older_than_a_day_no_longer_counts():
    desk = Desk()
    desk.approve(ANA)
    desk.after(86_401)
    assert not desk.approve(LUIS).approved
    assert [voice.person for voice in desk.waiting().voices] == ["luis"]


def test_a_change_of_the_policy_voids_what_was_approved():
    desk = Desk()
    desk.approve(ANA)
    desk.policy(BOTH.format('@retain_days("3")'))
    with pytest.raises(WaitsDifferently):
        desk.approve(LUIS, sha256=desk.store.reviews.load(MX, desk.note.id).sha256)
    assert desk.waiting().voices == ()
    assert ("system", "release-void") in desk.acts()


def test_a_policy_of_the_same_effect_but_other_text_voids_too():
    desk = Desk()
    desk.approve(ANA)
    desk.policy("// read again\n" + BOTH.format(""))
    assert desk.waiting().voices == ()


def test_what_a_policy_no_longer_lets_leave_waits_no_more():
    desk = Desk()
    desk.policy(NOBODY)
    with pytest.raises(NothingWaits):
        desk.approve(sha256=bytes(32))
    assert desk.desk.waiting() == desk.store.reviews.all() == []


def test_what_a_policy_now_lets_leave_by_machine_goes_to_the_publisher():
    desk = Desk()
    desk.policy(ALONE)
    assert desk.desk.waiting() == []
    assert isinstance(desk.leaves(), Release)


@pytest.mark.parametrize("corrected", ["the record", "its correction"])
def test_a_superseded_record_waits_no_more(corrected):
    desk = Desk()
    if corrected == "its correction":
        correction = note_of(2, supersedes=desk.note.id)
        desk.wait(correction)
        desk.note = correction
    desk.approve(ANA, sha256=desk.store.reviews.load(MX, desk.note.id).sha256)
    desk.store.records.save([note_of(3, supersedes=desk.note.id)], own=True)
    with pytest.raises(NothingWaits):
        desk.approve(LUIS, sha256=desk.store.reviews.load(MX, desk.note.id).sha256)


def test_bytes_with_a_retention_stay_while_persons_read_and_are_renewed_when_nobody_has_approved():
    desk = Desk(BOTH.format('@retain_days("1")'))
    first = desk.waiting()
    desk.after(3000)
    assert desk.waiting() == first
    desk.after(3000)
    renewed = desk.waiting()
    assert renewed.sha256 != first.sha256
    desk.approve(ANA)
    desk.after(80_000)
    assert desk.approve(LUIS).approved
    assert isinstance(desk.leaves(), Release)


def test_a_refusal_is_final_and_logged_with_its_reason():
    desk = Desk()
    desk.desk.refuse(LUIS, signed_in_at=desk.clock.now(), partner=MX, record=desk.note.id, reason="not proportionate")
    assert desk.desk.waiting() == []
    with pytest.raises(NothingWaits):
        desk.approve(ANA, sha256=bytes(32))
    assert desk.store.decisions.withheld(MX) == {REFUSED: 1}
    assert desk.store.audit.latest(1)[0].detail == "mx.sedena: not proportionate"


def test_what_never_waited_cannot_be_approved():
    with pytest.raises(NothingWaits):
        Desk().approve(record=RecordId("01JDC3N8V0T4W6Y8Z0A2B4C6D8"), sha256=bytes(32))


def test_a_record_that_is_gone_waits_no_more():
    desk = Desk()
    desk.desk._decide_now = lambda *_: None
    assert desk.desk.waiting() == []


def test_every_purpose_may_be_named_where_the_marking_names_none():
    desk = Desk()
    free = msgspec.structs.replace(note_of(9), marking=msgspec.structs.replace(MARKING, purposes=()))
    desk.wait(free)
    waiting = desk.store.reviews.load(MX, free.id)
    desk.approve(record=free.id, sha256=waiting.sha256, purpose="programme-review")
