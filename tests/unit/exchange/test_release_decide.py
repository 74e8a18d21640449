"""Decisions one by one: what the default policies release, what the guard stops, when a record waits, and why."""

import hashlib

import msgspec
import pytest

from lindero.exchange.release.approval import Approval, Voice
from lindero.exchange.release.attributes import FAR_M, STEPS_M, Situation, context_of, distance_step_m, facts_of
from lindero.exchange.release.decide import decide
from lindero.exchange.release.decision import REASONS, Decision, Hold, Release, Review, Withhold, reason
from lindero.exchange.release.default_policy import default_policy
from lindero.exchange.release.delay import ClockTrust
from lindero.exchange.release.destination import MOST_VERDICTS, Destination
from lindero.exchange.release.explain import explain, format_explanation
from lindero.exchange.release.partner import Partner, Sender
from lindero.exchange.release.policy import load_policy
from lindero.kernel.clock import SECOND_NS, Instant
from lindero.kernel.ids import DeskId, NodeId, RecordId
from lindero.model.about_tracks import Answer, HandOver, Label, Query
from lindero.model.airspace import AirspaceNotice, Area, Declaration, Detection, Emitter, Flight, Sensor, Track
from lindero.model.alerts import Acknowledgement, Alert, Outcome
from lindero.model.attachment import Attachment
from lindero.model.codec import encode_record, format_record
from lindero.model.incidents import Incident, Note
from lindero.model.marking import Marking
from lindero.model.place import Position, Velocity
from lindero.model.record import Pedigree, Record

NOW = Instant(1_796_000_010 * SECOND_NS)
US, MX = NodeId("us.cbp"), NodeId("mx.sedena")
ID = RecordId("01JDC3N8V0T4W6Y8Z0A2B4C6D8")
PLACE = Position(lat_deg=31.75, lon_deg=-106.47, altitude_hae_m=1200.0, error_95_m=20.0)
RING = ((-106.5, 31.7), (-106.4, 31.7), (-106.4, 31.8))
HEAD = {
    "id": ID,
    "origin": US,
    "observed_at": NOW - SECOND_NS,
    "recorded_at": NOW - SECOND_NS,
    "marking": Marking(tlp="amber", releasable_to=("MEX",)),
    "pedigree": Pedigree(nodes=(US,), sensors=("radar-1",)),
}
EMITTER = Emitter(serial="1588E04", operator_id="OP-7", operator_position=PLACE, radio="wifi-beacon")
TRACK = Track(
    **HEAD,
    track="T104-K",
    status="confirmed",
    existence=0.9,
    position=PLACE,
    velocity=Velocity(speed_mps=17.0, track_deg=200.0),
    emitter=EMITTER,
    launch_position=PLACE,
    first_seen_at=NOW,
    last_seen_at=NOW,
)
ALERT = Alert(
    **HEAD,
    alert=ID,
    number="A017-M",
    step="warning",
    reason=1,
    asks=1,
    track="T104-K",
    position=PLACE,
    launch_position=PLACE,
    operator_position=PLACE,
)
DAY_NS = 86_400 * SECOND_NS
TREATY = frozenset({"treaty-1", "treaty-2"})
BY_MACHINE = Marking(
    tlp="amber",
    releasable_to=("MEX",),
    caveats=("originator-controlled", "uncorroborated"),
    retain_until=NOW + DAY_NS,
)
"""How what the machine releases from one source is marked: to be kept for 24 hours."""
DESK = DeskId("us.cbp/desk-1")
FILM = Attachment(media_type="video/mp4", size_bytes=9, sha256=bytes(32), chunks=(bytes(32),))
NEAR = Situation(distance_to_line_m=-900.0)
OPEN = '@id("open") @reason_es("Todo sale.") @reason_en("All goes.") {0} permit (principal, action, resource);'
MORE = '@id("more") @reason_es("Más.") @reason_en("More.") {0} permit (principal, action, resource);'


def destination(text: str = "", *, simulated: bool = False, authorities: frozenset[str] = frozenset()) -> Destination:
    return Destination(
        partner=Partner(node=MX, country="MEX", simulated=simulated),
        sender=Sender(node=US, authorities=authorities),
        policy=load_policy(text, "test.cedar", ("belt", "valley")) if text else default_policy("USA"),
        token=lambda sensor: f"s{len(sensor)}",
    )


def decided(
    record: Record, to: Destination | None = None, situation: Situation = NEAR, last: Instant | None = None
) -> Decision:
    return decide(record, to=to or destination(), situation=situation, now=NOW, last_released_at=last)


def words(decision: Decision) -> list[str]:
    assert isinstance(decision, Withhold)
    return [why.word for why in decision.reasons]


def change(record: Record, **fields: object) -> Record:
    return msgspec.structs.replace(record, **fields)


def marked(record: Record, **fields: object) -> Record:
    return change(record, marking=msgspec.structs.replace(HEAD["marking"], **fields))


# ---- the default policies ----


def test_a_warning_on_an_undeclared_flight_goes_with_launch_and_operator_position() -> None:
    decision = decided(ALERT)
    assert isinstance(decision, Release)
    assert decision.record == change(ALERT, pedigree=Pedigree(nodes=(US,)), marking=BY_MACHINE)
    assert decision.rules == ("alert-undeclared", "alert-uncorroborated")


@pytest.mark.parametrize("identity", ["own", "declared"])
def test_a_warning_on_a_declared_flight_goes_without_its_operator(identity: str) -> None:
    decision = decided(change(ALERT, identity=identity))
    assert isinstance(decision, Release)
    assert decision.record.launch_position is None
    assert decision.record.operator_position is None
    assert decision.record.position == PLACE


def test_what_desks_say_of_a_track_goes_and_a_question_keeps_the_serial_number() -> None:
    about = {"track_origin": US, "track": "U104-K", "desk": DESK}
    query = Query(**HEAD, **about, answer_until=NOW, position=PLACE, serial="1581F4AB")
    said = [
        query,
        Answer(**HEAD, query=ID, whose="ours", desk=DESK),
        Label(**HEAD, **about, label="bird"),
        HandOver(**HEAD, **about, handover=ID, step="offered", to=MX, position=PLACE),
    ]
    decisions = [decided(record) for record in said]
    assert [one.rules for one in decisions if isinstance(one, Release)] == [
        ("whose",),
        ("whose",),
        ("label",),
        ("hand-over",),
    ]
    assert decisions[0].record.serial == "1581F4AB"


def test_attention_stays_on_the_own_map() -> None:
    assert words(decided(change(ALERT, step="attention"))) == ["no-permit"]


def test_a_track_near_the_line_goes_without_identity_operator_and_sensors() -> None:
    decision = decided(TRACK)
    assert isinstance(decision, Release)
    pedigree = Pedigree(nodes=(US,))
    assert decision.record == change(TRACK, emitter=None, launch_position=None, pedigree=pedigree, marking=BY_MACHINE)


def test_a_track_far_from_the_line_goes_only_while_a_warning_is_open() -> None:
    far = Situation(distance_to_line_m=10_001.0)
    warned = Situation(distance_to_line_m=10_001.0, open_alert="warning")
    assert words(decided(TRACK, situation=far)) == ["no-permit"]
    assert isinstance(decided(TRACK, situation=warned), Release)
    assert words(decided(TRACK, situation=Situation())) == ["no-permit"]


def test_both_permits_bind_a_track_that_matches_both() -> None:
    decision = decided(TRACK, situation=Situation(distance_to_line_m=0.0, open_alert="incursion"))
    assert isinstance(decision, Release)
    assert decision.rules == ("track-near-line", "track-with-warning", "track-uncorroborated")


@pytest.mark.parametrize("fields", [{"corroborated": True}, {"authenticated": True}])
@pytest.mark.parametrize("record", [ALERT, TRACK], ids=["alert", "track"])
def test_what_is_corroborated_or_proves_its_source_is_not_marked_uncorroborated(record: Record, fields: dict) -> None:
    decision = decided(change(record, **fields))
    assert isinstance(decision, Release)
    assert decision.record.marking.caveats == ("originator-controlled",)


def test_what_leaves_is_marked_as_under_its_originators_control_even_where_the_feed_forgot() -> None:
    decision = decided(marked(Acknowledgement(**HEAD, alert=ID, stage="shown", desk=DESK), caveats=()))
    assert isinstance(decision, Release)
    assert decision.record.marking.caveats == ("originator-controlled",)


@pytest.mark.parametrize("record", [ALERT, TRACK], ids=["alert", "track"])
def test_intercepted_positions_leave_under_a_registered_authority_for_180_days(record: Record) -> None:
    intercepted = marked(record, intercept_derived=True, authority="treaty-1")
    assert words(decided(intercepted)) == ["intercept-without-authority"]
    decision = decided(intercepted, destination(authorities=TREATY))
    assert isinstance(decision, Release)
    assert decision.record.marking.retain_until == record.observed_at + 180 * DAY_NS


@pytest.mark.parametrize(
    ("record", "rule"),
    [
        (Note(**HEAD, desk=DESK, text="The pilot is known."), "free-text"),
        (Note(**HEAD, desk=DESK, phrase=7, text="The pilot is known."), "about-a-person"),
        (Incident(**HEAD, title="The pilot is known."), "about-a-person"),
    ],
    ids=["free text", "note", "incident"],
)
def test_who_a_pilot_is_leaves_only_by_two_persons(record: Record, rule: str) -> None:
    if rule == "about-a-person":
        record = marked(record, personal=True)
    decision = decided(record)
    assert isinstance(decision, Review)
    assert decision.rules == (rule,)
    assert "The pilot is known." in format_record(decision.record)


def test_a_declaration_keeps_its_serials_and_loses_its_remarks() -> None:
    record = Declaration(
        **HEAD, area=Area(ring=RING), starts_at=NOW, ends_at=NOW, serials=("1588E04",), remarks="pilot Juan"
    )
    decision = decided(record)
    assert isinstance(decision, Release)
    assert decision.record.serials == ("1588E04",)
    assert decision.record.remarks is None


@pytest.mark.parametrize(
    "record",
    [
        Acknowledgement(**HEAD, alert=ID, stage="shown", desk=DESK),
        Outcome(**HEAD, alert=ID, verdict="balloon", desk=DESK, remarks="a party"),
        AirspaceNotice(**HEAD, area=Area(ring=RING), starts_at=NOW, ends_at=NOW),
        Incident(**HEAD, alerts=(ID,), position=PLACE, title="at the river"),
        Note(**HEAD, desk=DESK, phrase=7, text="and more"),
    ],
    ids=lambda record: record.kind,
)
def test_answers_notices_and_phrases_go_without_text(record: Record) -> None:
    decision = decided(record)
    assert isinstance(decision, Release)
    assert not any(text in format_record(decision.record) for text in ("a party", "at the river", "and more"))


@pytest.mark.parametrize(
    "record",
    [
        Detection(**HEAD, sensor="radar-1", gateway="sapient", position=PLACE),
        Sensor(**HEAD, sensor="radar-1", gateway="sapient", sensor_kind="radar", position=PLACE),
        Flight(**HEAD, track="T104-K", started_at=NOW),
    ],
    ids=lambda record: record.kind,
)
def test_detections_sensors_and_flights_stay_home(record: Record) -> None:
    assert words(decided(record)) == ["no-permit"]


@pytest.mark.parametrize(
    ("record", "rule"),
    [
        (change(ALERT, marking=None), "unmarked"),
        (marked(ALERT, releasable_to=("USA",)), "not-releasable"),
        (marked(ALERT, tlp="red"), "tlp-red"),
        (change(ALERT, origin=MX), "not-ours"),
        (marked(ALERT, simulated=True), "simulated-to-real"),
        (marked(ALERT, intercept_derived=True), "intercept-without-authority"),
    ],
)
def test_the_default_forbids_say_why_in_their_authors_words(record: Record, rule: str) -> None:
    to = destination()
    decision = decided(record, to)
    assert words(decision) == [rule]
    assert isinstance(decision, Withhold)
    assert decision.reasons[0].code == "forbidden"
    assert decision.reasons[0].text("es") == to.policy.rules[rule].reason_es


def test_a_partner_can_be_named_by_its_node() -> None:
    assert isinstance(decided(marked(ALERT, releasable_to=("mx.sedena",))), Release)


# ---- the guard, behind a policy that lets all through ----


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (change(ALERT, marking=None), "unmarked"),
        (marked(ALERT, releasable_to=()), "not-releasable"),
        (marked(ALERT, releasable_to=("MEXICO", "mx")), "not-releasable"),
        (marked(ALERT, retain_until=NOW), "expired"),
        (change(ALERT, origin=MX), "foreign-originator"),
        (change(TRACK, launch_position=None, emitter=Emitter(operator_id="OP-7")), "person-class"),
        (Note(**HEAD, desk=DESK, phrase=7, text="free"), "text-class"),
        (Note(**HEAD, desk=DESK, phrase=7, file=FILM), "file-class"),
        (Incident(**HEAD, file=FILM), "file-class"),
        (change(TRACK, emitter=None), "operator-position"),
        (change(ALERT, identity="declared"), "operator-position"),
        (Flight(**HEAD, track="T104-K", started_at=NOW, first_position=PLACE), "operator-position"),
        (marked(ALERT, intercept_derived=True), "intercept-without-authority"),
        (marked(ALERT, intercept_derived=True, authority="unknown"), "intercept-without-authority"),
        (marked(ALERT, simulated=True), "simulated-to-real"),
    ],
)
def test_the_guard_stops_what_no_policy_may_release(record: Record, code: str) -> None:
    to = destination(OPEN.format(""), authorities=frozenset({"treaty-1"}))
    assert words(decided(record, to)) == [code]


def test_the_guard_names_every_red_line_at_once() -> None:
    record = marked(change(TRACK, origin=MX), releasable_to=(), simulated=True)
    assert words(decided(record, destination(OPEN.format("")))) == [
        "not-releasable",
        "simulated-to-real",
        "foreign-originator",
        "person-class",
        "operator-position",
    ]


def test_an_intercept_with_a_registered_authority_expires_after_180_days() -> None:
    to = destination(OPEN.format(""), authorities=frozenset({"treaty-1"}))
    record = marked(ALERT, intercept_derived=True, authority="treaty-1")
    limit = 180 * 86_400 * SECOND_NS
    assert isinstance(decided(record, to), Release)
    assert isinstance(decided(change(record, observed_at=NOW - limit + 1), to), Release)
    assert words(decided(change(record, observed_at=NOW - limit), to)) == ["expired"]


def test_a_class_that_the_policy_drops_no_longer_concerns_the_guard() -> None:
    to = destination(OPEN.format('@drop("person,operator-position")'))
    assert isinstance(decided(TRACK, to), Release)


def test_simulated_records_go_to_training_nodes() -> None:
    assert isinstance(decided(marked(ALERT, simulated=True), destination(simulated=True)), Release)


# ---- obligations ----


def test_a_record_that_may_not_be_without_a_dropped_class_stays() -> None:
    to = destination(OPEN.format('@drop("position,person,operator-position")'))
    decision = decided(TRACK, to)
    assert words(decision) == ["nothing-left"]
    assert "Track.position" in decision.reasons[0].text("en")


def test_within_is_the_intersection_of_all_permits() -> None:
    both = "\n".join([OPEN.format('@within("belt,valley")'), MORE.format('@within("belt")')])
    neither = "\n".join([OPEN.format('@within("valley")'), MORE.format('@within("belt")')])
    belt, valley = (Situation(areas=frozenset({name})) for name in ("belt", "valley"))
    assert isinstance(decided(ALERT, destination(both), belt), Release)
    assert words(decided(ALERT, destination(both), valley)) == ["outside-area"]
    assert words(decided(ALERT, destination(neither), Situation(areas=frozenset({"belt", "valley"})))) == [
        "outside-area"
    ]


def test_an_interval_holds_until_it_is_over() -> None:
    to = destination(OPEN.format('@min_interval_s("5")'))
    last = Instant(NOW - 2 * SECOND_NS)
    decision = decided(ALERT, to, last=last)
    assert isinstance(decision, Hold)
    assert decision.until == last + 5 * SECOND_NS
    assert isinstance(decided(ALERT, to, last=Instant(NOW - 5 * SECOND_NS)), Release)
    assert isinstance(decided(ALERT, to), Release)


def test_a_coarsened_record_leaves_at_the_next_tick_as_its_cell() -> None:
    to = destination(OPEN.format('@coarsen_m("300") @drop("person,operator-position,identity")'))
    period = 20 * SECOND_NS
    decision = decided(TRACK, to)
    assert isinstance(decision, Hold)
    assert decision.until == (NOW // period + 1) * period
    later = decide(TRACK, to=to, situation=NEAR, now=decision.until)
    assert isinstance(later, Release)
    assert later.record.velocity is None
    assert later.record.position.altitude_hae_m is None
    assert 424.0 < later.record.position.error_95_m < 430.0  # half a diagonal of the cell, and half aside
    again = decide(TRACK, to=to, situation=NEAR, now=Instant(decision.until + 1), last_released_at=decision.until)
    assert isinstance(again, Hold)
    assert again.until == decision.until + period


def test_an_error_larger_than_the_cell_stays_honest() -> None:
    to = destination(OPEN.format('@coarsen_m("300") @drop("person,operator-position,identity")'))
    wide = change(TRACK, position=msgspec.structs.replace(PLACE, error_95_m=500.0), recorded_at=NOW - 99 * SECOND_NS)
    decision = decided(wide, to)
    assert isinstance(decision, Release)
    error_m = decision.record.position.error_95_m
    assert error_m == pytest.approx(4 * 426.4, abs=0.5)


def test_sensors_leave_as_tokens_where_the_policy_lets_them() -> None:
    decision = decided(ALERT, destination(OPEN.format("")))
    assert isinstance(decision, Release)
    assert decision.record.pedigree.sensors == ("s7",)


def test_retention_is_the_earlier_of_the_records_own_and_the_policys() -> None:
    to = destination(OPEN.format('@retain_days("2")'))
    for own, left in ((None, NOW + 2 * DAY_NS), (NOW + DAY_NS, NOW + DAY_NS), (NOW + 3 * DAY_NS, NOW + 2 * DAY_NS)):
        decision = decided(marked(ALERT, retain_until=own), to)
        assert isinstance(decision, Release)
        assert decision.record.marking.retain_until == left


def test_an_intercept_leaves_with_its_end_180_days_after_it_was_seen() -> None:
    to = destination(OPEN.format(""), authorities=frozenset({"treaty-1"}))
    decision = decided(marked(ALERT, intercept_derived=True, authority="treaty-1"), to)
    assert isinstance(decision, Release)
    assert decision.record.marking.retain_until == ALERT.observed_at + 180 * DAY_NS


def test_caveats_are_added_to_the_records_own_and_none_is_lost() -> None:
    to = destination(OPEN.format('@caveat("uncorroborated,lead-only")'))
    decision = decided(marked(ALERT, caveats=("lead-only", "may-disclose")), to)
    assert isinstance(decision, Release)
    assert decision.record.marking.caveats == ("lead-only", "may-disclose", "uncorroborated")


def test_the_record_at_home_keeps_its_own_marking() -> None:
    decided(ALERT, destination(OPEN.format('@caveat("lead-only") @retain_days("1")')))
    assert HEAD["marking"] == Marking(tlp="amber", releasable_to=("MEX",))


# ---- delay ----

HOUR = ClockTrust(undisturbed_since=Instant(NOW - 3600 * SECOND_NS))


def delayed(trust: ClockTrust | None, now: Instant, recorded_at: int = NOW) -> Decision:
    to = destination(OPEN.format('@delay_s("60")'))
    return decide(change(ALERT, recorded_at=recorded_at), to=to, situation=NEAR, now=now, trust=trust)


def test_a_delay_counts_from_when_the_record_was_written_down() -> None:
    first = delayed(HOUR, NOW)
    assert isinstance(first, Hold)
    assert (first.until, first.reason.code) == (NOW + 60 * SECOND_NS, "delay")
    assert isinstance(delayed(HOUR, Instant(NOW + 60 * SECOND_NS - 1)), Hold)
    assert isinstance(delayed(HOUR, first.until), Release)


def test_without_trust_in_the_clock_no_delay_ends() -> None:
    assert isinstance(delayed(None, Instant(NOW + DAY_NS)), Hold)


@pytest.mark.parametrize(("confirmed", "left"), [(True, Release), (False, Hold)])
def test_a_delay_from_before_the_stretch_is_over_only_by_a_confirmed_clock(confirmed: bool, left: type) -> None:
    trust = ClockTrust(undisturbed_since=Instant(NOW - SECOND_NS), confirmed=confirmed)
    assert isinstance(delayed(trust, NOW, NOW - 3600 * SECOND_NS), left)
    assert isinstance(delayed(trust, Instant(NOW + 60 * SECOND_NS), NOW - 3600 * SECOND_NS), Release)


def test_a_delayed_record_leaves_as_the_stricter_of_both_decisions_would_have_it() -> None:
    strict = destination(OPEN.format('@delay_s("60") @drop("operator-position") @within("belt")'))
    first = decide(ALERT, to=strict, situation=BELT, now=NOW, trust=HOUR)
    assert isinstance(first, Hold)
    open_to = destination(OPEN.format('@drop("identity")'))
    after = {"to": open_to, "now": first.until, "trust": HOUR, "earlier": first.obligations}
    second = decide(ALERT, situation=BELT, **after)
    assert isinstance(second, Release)
    assert second.record.launch_position is None
    assert second.obligations.drop == frozenset({"operator-position", "identity"})
    assert words(decide(ALERT, situation=NEAR, **after)) == ["outside-area"]


# ---- two persons ----

BELT = Situation(areas=frozenset({"belt"}))
NOTE = Note(**HEAD, desk=DESK, text="The pilot is known.")
BOTH = destination(OPEN.format("@two_person"), authorities=TREATY)


def reviewed(record: Record = NOTE, to: Destination = BOTH, now: Instant = NOW, approval: Approval | None = None):
    return decide(record, to=to, situation=NEAR, now=now, approval=approval)


def voice(person: str, review: Review, **fields: object) -> Voice:
    said = {
        "at": NOW,
        "sha256": review.sha256,
        "partner": MX,
        "purpose": "criminal-investigation",
        "authority": "treaty-1",
        "policy": review.policy,
    }
    return Voice(person=person, **{**said, **fields})


def approval_of(review: Review, first: dict | None = None, second: dict | None = None) -> Approval:
    voices = (voice("ana", review, **(first or {})), voice("luis", review, **(second or {})))
    return Approval(as_of=review.as_of, voices=voices)


def test_what_needs_two_persons_waits_as_exactly_what_would_leave() -> None:
    review = reviewed()
    assert isinstance(review, Review)
    assert (
        review.sha256 == hashlib.sha256(encode_record(review.record)).digest() == hashlib.sha256(review.body).digest()
    )
    assert review.record.text == NOTE.text
    assert review.reason.code == "two-person"


def test_two_persons_release_text_and_a_file_and_a_person_and_the_operators_place() -> None:
    for record in (NOTE, change(NOTE, file=FILM), TRACK):
        review = reviewed(record)
        assert isinstance(review, Review)
        decision = reviewed(record, approval=approval_of(review), now=Instant(NOW + SECOND_NS))
        assert isinstance(decision, Release)
        assert decision.record == review.record


def test_two_persons_cannot_lift_the_other_red_lines() -> None:
    assert words(reviewed(marked(NOTE, simulated=True))) == ["simulated-to-real"]
    assert words(reviewed(change(NOTE, marking=None))) == ["unmarked"]


def test_retention_does_not_move_what_was_approved() -> None:
    to = destination(OPEN.format('@two_person @retain_days("1")'), authorities=TREATY)
    review = reviewed(to=to)
    assert isinstance(review, Review)
    later = Instant(NOW + 3600 * SECOND_NS)
    decision = reviewed(to=to, approval=approval_of(review), now=later)
    assert isinstance(decision, Release)
    assert decision.record.marking.retain_until == NOW + DAY_NS


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"person": "ana"}),
        ({}, {"sha256": bytes(32)}),
        ({}, {"partner": NodeId("mx.fgr")}),
        ({}, {"purpose": "extradition"}),
        ({}, {"authority": "treaty-2"}),
        ({}, {"policy": "another"}),
        ({"authority": "repealed"}, {"authority": "repealed"}),
        ({"at": Instant(NOW - DAY_NS)}, {}),
        ({"at": Instant(NOW + DAY_NS)}, {}),
    ],
)
def test_approvals_that_do_not_agree_in_everything_are_void(first: dict, second: dict) -> None:
    review = reviewed()
    assert isinstance(review, Review)
    voices = [{"person": "ana", **first}, {"person": "luis", **second}]
    approval = Approval(as_of=review.as_of, voices=tuple(voice(**{"review": review, **said}) for said in voices))
    again = reviewed(approval=approval, now=Instant(NOW + 1))
    assert isinstance(again, Review)
    assert again.sha256 == review.sha256


def test_the_marking_binds_purpose_and_authority() -> None:
    for fields in ({"purposes": ("extradition",)}, {"authority": "treaty-2"}):
        record = marked(NOTE, **fields)
        review = reviewed(record)
        assert isinstance(review, Review)
        assert isinstance(reviewed(record, approval=approval_of(review)), Review)


def test_any_other_policy_voids_both_approvals() -> None:
    review = reviewed()
    assert isinstance(review, Review)
    other = destination("// changed\n" + OPEN.format("@two_person"), authorities=TREATY)
    assert isinstance(reviewed(to=other, approval=approval_of(review)), Review)


def test_the_approval_of_a_delayed_record_counts_when_it_leaves() -> None:
    to = destination(OPEN.format('@two_person @delay_s("60")'), authorities=TREATY)
    review = decide(NOTE, to=to, situation=NEAR, now=NOW, trust=HOUR)
    assert isinstance(review, Review)
    approval = approval_of(review)
    hold = decide(NOTE, to=to, situation=NEAR, now=NOW, trust=HOUR, approval=approval)
    assert isinstance(hold, Hold)
    left = decide(NOTE, to=to, situation=NEAR, now=hold.until, trust=HOUR, approval=approval, earlier=hold.obligations)
    assert isinstance(left, Release)


# ---- attributes ----


@pytest.mark.parametrize(
    ("distance_m", "step_m"),
    [(0.0, 100), (100.0, 100), (-100.1, 500), (9_999.0, 10_000), (50_000.1, FAR_M), (float("-inf"), FAR_M)],
)
def test_a_distance_is_rounded_up_to_its_step(distance_m: float, step_m: int) -> None:
    assert distance_step_m(distance_m) == step_m


@pytest.mark.parametrize("distance_m", [None, float("nan")])
def test_an_unknown_distance_is_absent_not_near(distance_m: float | None) -> None:
    facts = facts_of(TRACK, Situation(distance_to_line_m=distance_m))
    context = context_of(facts, Partner(node=MX, country="MEX"), Sender(node=US), frozenset())
    assert "distance_to_line_m" not in context
    assert len(STEPS_M) == 8


def test_attributes_are_those_of_the_record() -> None:
    record = marked(
        change(ALERT, identity="suspect", p_cross=0.5, corroborated=True, pedigree=Pedigree(nodes=(US,), fused=True)),
        caveats=("lead-only",),
        purposes=("extradition",),
        authority="treaty-1",
        personal=True,
    )
    sender = Sender(node=US, authorities=frozenset({"treaty-1"}))
    situation = Situation(areas=frozenset({"belt", "nowhere"}), open_alert="attention")
    context = context_of(
        facts_of(record, situation), Partner(node=MX, country="MEX"), sender, frozenset({"belt", "valley"})
    )
    true = {name for name, value in context.items() if value is True}
    assert true == {
        "origin_own",
        "fused",
        "undeclared",
        "corroborated",
        "predicted_to_cross",
        "marked",
        "releasable",
        "authority_registered",
        "personal",
        "lead_only",
        "for_extradition",
    }
    assert {name: value for name, value in context.items() if isinstance(value, str)} == {
        "kind": "alert",
        "identity": "suspect",
        "alert_step": "warning",
        "alert_state": "open",
        "tlp": "amber",
        "open_alert": "attention",
        "partner_country": "MEX",
        "way_out": "link",
    }
    assert context["areas"] == {"belt": True, "valley": False}


def test_a_full_memory_of_verdicts_starts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lindero.exchange.release.destination.MOST_VERDICTS", 2)
    to = destination()
    for step in (50.0, 400.0, 900.0, 50.0):
        assert isinstance(decided(TRACK, to, Situation(distance_to_line_m=step)), Release)
    assert MOST_VERDICTS > 2


# ---- reasons and explanations ----


@pytest.mark.parametrize("code", sorted(REASONS))
def test_every_reason_speaks_both_languages(code: str) -> None:
    why = reason(code, "X")
    assert why.es != why.en
    assert "{" not in why.es + why.en
    assert why.word == code


def test_an_explanation_names_rules_values_and_where_each_obligation_comes_from() -> None:
    text = "\n".join(
        [
            '@id("near") @reason_es("Está cerca.") @reason_en("It is near.") @drop("person,text,operator-position")',
            "permit (principal, action, resource)",
            "when { context has distance_to_line_m && context.distance_to_line_m <= 1000 };",
            MORE.format('@drop("identity") @min_interval_s("5")'),
        ]
    )
    to = destination(text)
    found = explain(TRACK, to=to, situation=NEAR, now=NOW, last_released_at=NOW)
    assert isinstance(found.decision, Hold)
    assert found.values == {"distance_to_line_m": 1000}
    assert [(d.obligation, d.value, d.rule) for d in found.demands] == [
        ("drop", "operator-position, person, text", "near"),
        ("drop", "identity", "more"),
        ("min_interval_s", "5", "more"),
    ]
    assert format_explanation(found, "es").splitlines()[:3] == [
        "Espera hasta 2026-11-30T00:53:35Z: Ya salió algo de este objeto hace muy poco, o aún no es su momento fijo.",
        "Regla near (línea 1, permit): Está cerca.",
        "Regla more (línea 4, permit): Más.",
    ]


def test_an_explanation_of_a_refusal_quotes_the_forbid() -> None:
    found = explain(marked(TRACK, simulated=True), to=destination(), situation=NEAR, now=NOW)
    assert [rule.id for rule in found.rules] == ["simulated-to-real"]
    assert found.values == {"simulated": True, "partner_simulated": False}
    assert format_explanation(found, "en").splitlines()[:2] == [
        "Withheld:",
        "  simulated-to-real: Simulated records go only to training nodes.",
    ]


def test_where_no_rule_matched_an_explanation_shows_what_the_permits_ask_for() -> None:
    found = explain(TRACK, to=destination(), situation=Situation(), now=NOW)
    assert found.rules == ()
    assert found.values["kind"] == "track"
    assert found.values["distance_to_line_m"] is None
    assert "distance_to_line_m = desconocido" in format_explanation(found, "es")


def test_an_explanation_of_a_record_outside_the_area_names_the_permit_that_limits_it() -> None:
    found = explain(ALERT, to=destination(OPEN.format('@within("belt")')), situation=Situation(), now=NOW)
    assert words(found.decision) == ["outside-area"]
    assert [(d.obligation, d.value, d.rule) for d in found.demands] == [("within", "belt", "open")]


def test_an_explanation_of_a_release_says_so() -> None:
    found = explain(ALERT, to=destination(), situation=NEAR, now=NOW)
    assert format_explanation(found, "en").splitlines()[0] == "Released."
    assert "undeclared = yes" in format_explanation(found, "en")
    assert found.policy == ("default_usa.cedar", default_policy("USA").version)
