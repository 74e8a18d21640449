"""The publisher decides record by record what leaves, and keeps where it stands."""

import msgspec
import pytest
from hand_clock import CountingEntropy
from pair_logs import MX, US
from peers_in_process import alert, record_id, track

from lindero.exchange.envelope.control import Recall, encode_control
from lindero.exchange.envelope.entry import decode_entry
from lindero.exchange.envelope.seal import MAX_BODY_BYTES, seal
from lindero.exchange.release.approval import Voice
from lindero.exchange.release.attributes import Situation
from lindero.exchange.release.delay import ClockTrust
from lindero.exchange.release.destination import Destination
from lindero.exchange.release.partner import Partner, Sender
from lindero.exchange.release.policy import load_policy
from lindero.kernel.clock import SECOND_NS
from lindero.model.airspace import AirspaceNotice, Area
from lindero.model.codec import decode_record, encode_record
from lindero.model.record import Pedigree
from lindero.node.pipelines.publish import BATCH_ENTRIES, SUPERSEDED, TOO_LARGE, Publisher
from lindero.store.memory.store import MemoryStore

ALL = '@id("all") @reason_en("x") @reason_es("x") {obligations} permit (principal, action, resource);'
ROOM = 1 << 22


class StandingClock:
    at = 1_800_000_000 * SECOND_NS

    def now(self):
        return self.at


class Desk:
    """A publisher with its store, clock and policy at hand."""

    def __init__(self, obligations='@drop("text")'):
        self.store, self.clock, self.entropy = MemoryStore(), StandingClock(), CountingEntropy()
        self.policy(ALL.format(obligations=obligations))
        self.open()

    def policy(self, text):
        self.destination = Destination(
            partner=Partner(node=MX, country="MEX", simulated=True),
            sender=Sender(node=US, authorities=frozenset({"treaty-1"})),
            policy=load_policy(text, "policy.cedar"),
            token=lambda sensor: f"s-{sensor}",
        )

    def open(self):
        """What a new session starts with."""
        trust = ClockTrust(undisturbed_since=0)
        self.publisher = Publisher(MX, self.store, lambda record: Situation(), self.clock, self.entropy, lambda: trust)

    def save(self, *records):
        self.store.records.save(records, own=True)

    def next(self, room=ROOM):
        batch = self.publisher.next_batch(self.destination, room)
        if batch is None:
            return None
        return batch.page.records if batch.page else []

    def log(self):
        return self.store.outbox.entries(MX, 0, 100_000)

    def after(self, seconds):
        self.clock.at += seconds * SECOND_NS


def ids(*numbers):
    return [record_id(number) for number in numbers]


def test_nothing_new_is_no_batch():
    desk = Desk()
    assert desk.next() is None
    desk.save(track(1))
    assert desk.next() == ids(1)
    assert desk.next() is None


def test_the_lane_of_alerts_goes_first_and_a_batch_is_bounded():
    desk = Desk()
    desk.save(*(track(n) for n in range(BATCH_ENTRIES + 10)), alert(9000))
    first = desk.next()
    assert first[0] == record_id(9000)
    assert len(first) == BATCH_ENTRIES
    assert len(desk.next()) == 11


def test_a_batch_ends_where_the_credit_ends_but_never_before_one_entry():
    desk = Desk()
    desk.save(*(track(n) for n in range(5)))
    assert desk.next(room=1) == ids(0)
    assert desk.next(room=1) == ids(1)
    assert len(desk.next()) == 3


def test_a_later_entry_names_the_first_about_its_object_also_in_a_new_session():
    desk = Desk()
    desk.save(track(1, track="A"), track(2, track="B"), track(3, track="A"))
    desk.next()
    desk.open()
    desk.save(track(4, track="B"))
    desk.next()
    assert [decode_entry(entry.entry).of for entry in desk.log()] == [None, None, 0, 1]


def test_what_is_withheld_is_decided_once_and_logged():
    desk = Desk()
    desk.save(track(1, marking=None), track(2))
    assert desk.next() == ids(2)
    (refused,) = desk.store.decisions.about(record_id(1))
    assert not refused.released
    assert desk.store.decisions.withheld(MX) == {"unmarked": 1}
    desk.open()
    assert desk.next() is None


def test_a_held_record_leaves_when_it_is_due():
    desk = Desk('@min_interval_s("10")')
    desk.save(track(1, track="A"), track(2, track="A"))
    assert desk.next() == ids(1)
    assert desk.publisher.due_at() == desk.clock.now() + 10 * SECOND_NS
    assert desk.next() is None
    desk.after(10)
    assert desk.next() == ids(2)
    assert desk.publisher.due_at() is None


def test_a_newer_record_takes_the_place_of_one_that_waits():
    desk = Desk('@min_interval_s("10")')
    desk.save(track(1, track="A"), track(2, track="A"), track(3, track="A"))
    assert desk.next() == ids(1)
    desk.after(10)
    assert desk.next() == ids(3)
    assert desk.store.decisions.withheld(MX)[SUPERSEDED] == 1
    desk.after(100)
    assert desk.next() is None


def test_what_waits_is_still_there_for_the_next_session():
    desk = Desk('@min_interval_s("10")')
    desk.save(track(1, track="A"), track(2, track="A"))
    desk.next()
    desk.open()
    desk.after(10)
    assert desk.next() == ids(2)


def recorded(number, desk, **fields):
    return msgspec.structs.replace(track(number, **fields), recorded_at=desk.clock.at)


def test_every_delayed_record_about_one_object_leaves_when_its_own_delay_is_over():
    desk = Desk('@delay_s("60")')
    desk.save(recorded(1, desk, track="A"))
    assert desk.next() == []
    desk.after(10)
    desk.save(recorded(2, desk, track="A"))
    assert desk.next() == []
    desk.after(50)
    assert desk.next() == ids(1)
    desk.open()
    desk.after(10)
    assert desk.next() == ids(2)
    assert desk.publisher.due_at() is None
    assert SUPERSEDED not in desk.store.decisions.withheld(MX)


def test_what_delayed_a_record_still_binds_it_under_a_milder_policy():
    desk = Desk('@delay_s("60") @drop("motion")')
    desk.save(recorded(1, desk))
    desk.next()
    desk.policy(ALL.format(obligations=""))
    desk.open()
    desk.after(60)
    desk.next()
    (entry,) = desk.log()
    assert decode_record(entry.body).velocity is None


def voiced(desk, **fields):
    """What waits, as two persons' approval leaves it."""
    (waiting,) = desk.store.reviews.all()
    said = {
        "at": desk.clock.at,
        "sha256": waiting.sha256,
        "partner": MX,
        "purpose": "airspace-security",
        "authority": "treaty-1",
        "policy": waiting.policy,
        **fields,
    }
    voices = tuple(Voice(person=person, **said) for person in ("ana", "luis"))
    return msgspec.structs.replace(waiting, voices=voices, approved=True)


def test_what_needs_two_persons_waits_and_leaves_when_both_have_approved():
    desk = Desk("@two_person")
    desk.save(track(1))
    assert desk.next() == []
    assert desk.next() is None
    assert desk.store.decisions.withheld(MX) == {"two-person": 1}
    desk.store.reviews.save(voiced(desk))
    desk.open()
    assert desk.next() == ids(1)
    assert desk.log()[0].body == voiced_body(desk)
    assert desk.store.reviews.all() == []
    assert desk.next() is None


def voiced_body(desk):
    """What was approved: the record untouched by this policy, its sensors as tokens."""
    record = desk.store.records.load(record_id(1))
    sensors = tuple(sorted(f"s-{sensor}" for sensor in record.pedigree.sensors))
    pedigree = msgspec.structs.replace(record.pedigree, sensors=sensors)
    return encode_record(msgspec.structs.replace(record, pedigree=pedigree))


def test_approvals_of_something_else_are_void_and_it_waits_again():
    desk = Desk("@two_person")
    desk.save(track(1))
    desk.next()
    desk.store.reviews.save(voiced(desk, sha256=bytes(32)))
    assert desk.next() == []
    (waiting,) = desk.store.reviews.all()
    assert (waiting.voices, waiting.approved) == ((), False)


def test_an_approved_record_that_must_wait_is_held_and_leaves_then():
    desk = Desk('@two_person @min_interval_s("10")')
    desk.save(track(1, track="A"), track(2, track="A"))
    assert desk.next() == []
    for waiting in desk.store.reviews.all():
        said = {"at": desk.clock.at, "sha256": waiting.sha256, "partner": MX, "purpose": "airspace-security"}
        voices = [Voice(person=name, authority="treaty-1", policy=waiting.policy, **said) for name in ("ana", "luis")]
        desk.store.reviews.save(msgspec.structs.replace(waiting, voices=tuple(voices), approved=True))
    assert desk.next() == ids(1)
    assert desk.next() is None
    desk.after(10)
    assert desk.next() == ids(2)
    assert desk.store.reviews.all() == []


def test_the_policy_of_the_moment_decides_what_waits():
    desk = Desk('@min_interval_s("10")')
    desk.save(track(1, track="A"), track(2, track="A"))
    desk.next()
    desk.policy('@id("none") @reason_en("x") @reason_es("x") forbid (principal, action, resource);')
    desk.after(10)
    assert desk.next() == []
    assert len(desk.log()) == 1
    assert desk.publisher.due_at() is None


def test_a_record_longer_than_a_partner_accepts_stays_and_holds_up_nothing():
    corner = ((-106.5, 31.7), (-106.4, 31.7), (-106.4, 31.8))
    notice = AirspaceNotice(
        id=record_id(1),
        origin=US,
        observed_at=1,
        recorded_at=1,
        marking=track(0).marking,
        pedigree=Pedigree(nodes=(US,)),
        area=Area(ring=corner * (MAX_BODY_BYTES // 40)),
        starts_at=1,
        ends_at=2,
    )
    desk = Desk()
    desk.save(notice, track(2))
    assert desk.next() == ids(2)
    assert desk.store.decisions.withheld(MX) == {TOO_LARGE: 1}


def test_what_leaves_is_what_was_decided_and_its_body_is_committed_to():
    desk = Desk('@drop("motion")')
    desk.save(track(1))
    desk.next()
    (entry,) = desk.log()
    assert decode_record(entry.body).velocity is None
    assert decode_entry(entry.entry).commitment == seal(entry.salt, entry.body)


@pytest.mark.parametrize("lost_at", ["append", "save", "decisions"])
def test_a_batch_that_cannot_be_kept_leaves_no_trace(lost_at, monkeypatch):
    desk = Desk()
    desk.save(track(1))
    port, method = {
        "append": (desk.store.outbox, "append"),
        "save": (desk.store.cursors, "save"),
        "decisions": (desk.store.decisions, "append"),
    }[lost_at]

    def full(*_):
        raise OSError("no space left")

    with monkeypatch.context() as patched:
        patched.setattr(port, method, full)
        with pytest.raises(OSError, match="no space"):
            desk.next()
    assert desk.log() == []
    assert desk.store.decisions.about(record_id(1)) == []
    assert desk.next() == ids(1)


def test_control_messages_go_first_and_a_recall_erases_what_it_names():
    desk = Desk()
    desk.save(track(1, track="A"), track(2, track="B"))
    desk.next()
    desk.save(alert(3))
    recall = encode_control(Recall(entries=(1,), reason="recalled"))
    desk.store.orders.save(MX, recall, of=1)
    assert desk.next() == ["", record_id(3)]
    assert desk.store.orders.waiting(MX) == []
    _, erased, message, _ = desk.log()
    entry = decode_entry(message.entry)
    assert (entry.type, entry.topic, entry.of, entry.re) == ("recall", "recall", 1, None)
    assert entry.commitment == seal(message.salt, recall)
    assert (erased.body, erased.salt, erased.empty) == (None, None, "recalled")
    assert desk.next() is None
