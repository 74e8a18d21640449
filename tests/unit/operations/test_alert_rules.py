"""The two-step rule: what raises an alert, what lets it climb, what clears it, and what never does."""

import msgspec
import pytest

from lindero.kernel.ids import NodeId, RecordId, ulid
from lindero.model.airspace import ClassProbability, Emitter, Track
from lindero.model.alerts import Alert
from lindero.model.place import Position
from lindero.model.record import Pedigree
from lindero.operations.alerts.rule_set import RuleSet, drone_share
from lindero.operations.alerts.rules import UPDATE_EVERY_S, Change
from lindero.operations.alerts.rules import decide_change as decide_change_by
from lindero.operations.phrases import (
    ACROSS,
    ASK_LAUNCH,
    ASK_LOOK,
    ASK_NOTHING,
    CLEARED,
    CREWED,
    DECLARED,
    POP_UP,
    WILL_CROSS,
)
from lindero.operations.picture.assessment import TrackAssessment

PLACE = Position(lat_deg=31.75, lon_deg=-106.45)
HEADER = {
    "id": RecordId(ulid(0, bytes(10))),
    "origin": NodeId("us.cbp"),
    "observed_at": 0,
    "recorded_at": 0,
    "pedigree": Pedigree(nodes=(NodeId("us.cbp"),)),
}


def assessed(*, share=None, says=(), reason=0, **track):
    """An assessment that says these words of a track; `share` is the probability of a balloon."""
    classes = () if share is None else (ClassProbability(object_class="balloon", probability=share),)
    fields = {"track": "U1-Q", "status": "confirmed", "existence": 1.0, "position": PLACE, "classes": classes}
    made = Track(**(HEADER | fields | track), first_seen_at=0, last_seen_at=0)
    return TrackAssessment(track=made, reason=reason, **dict.fromkeys(says, True))


def decide_change(alert, assessment):
    """By the rules that are built in."""
    return decide_change_by(alert, assessment, RuleSet())


def open_alert(step="warning", asks=ASK_LOOK):
    return Alert(**HEADER, alert=HEADER["id"], number="AU1-G", step=step, reason=WILL_CROSS, asks=asks, track="U1-Q")


def test_a_quiet_track_raises_nothing():
    assert decide_change(None, assessed()) is None


@pytest.mark.parametrize(
    ("says", "step"),
    [
        (("attention",), "attention"),
        (("attention", "warned"), "warning"),
        (("attention", "warned", "incursion"), "incursion"),
        (("incursion",), "incursion"),
    ],
)
def test_the_highest_step_that_holds_is_raised(says, step):
    assert decide_change(None, assessed(says=says)).step == step


def test_an_attention_asks_nobody_for_anything():
    assert decide_change(None, assessed(says=("attention",))).asks == ASK_NOTHING


def test_a_warning_asks_to_look_and_with_a_launch_point_to_go_there():
    assert decide_change(None, assessed(says=("warned",))).asks == ASK_LOOK
    assert decide_change(None, assessed(says=("warned",), launch_position=PLACE)).asks == ASK_LAUNCH
    broadcast = Emitter(operator_position=PLACE)
    assert decide_change(None, assessed(says=("warned",), emitter=broadcast)).asks == ASK_LAUNCH


def test_the_reason_is_the_pictures_own_or_that_of_the_step():
    assert decide_change(None, assessed(says=("warned",), reason=POP_UP)).reason == POP_UP
    assert decide_change(None, assessed(says=("warned",))).reason == WILL_CROSS
    assert decide_change(None, assessed(says=("incursion",))).reason == ACROSS


@pytest.mark.parametrize("identity", ["own", "declared"])
def test_own_and_declared_flights_raise_nothing(identity):
    assert decide_change(None, assessed(says=("warned", "incursion"), identity=identity)) is None


@pytest.mark.parametrize("identity", ["unknown", "suspect"])
def test_unknown_and_suspect_flights_do(identity):
    assert decide_change(None, assessed(says=("warned",), identity=identity)) is not None


def test_a_probable_balloon_raises_nothing_and_a_possible_one_does():
    assert decide_change(None, assessed(says=("warned",), share=0.51)) is None
    assert decide_change(None, assessed(says=("warned",), share=0.49)) is not None


def test_silence_is_no_evidence_against_a_drone():
    assert drone_share(assessed().track) == 1.0
    assert drone_share(assessed(share=0.25).track) == 0.75


def test_an_alert_that_stays_as_it_is_is_not_told_again():
    assert decide_change(open_alert(), assessed(says=("warned",))) is None


@pytest.mark.parametrize(
    ("now", "then"), [("attention", "warned"), ("attention", "incursion"), ("warning", "incursion")]
)
def test_an_alert_climbs(now, then):
    step = {"warned": "warning", "incursion": "incursion"}[then]
    assert decide_change(open_alert(now), assessed(says=(then,))).step == step


def test_a_launch_point_learned_later_is_told():
    change = decide_change(open_alert(), assessed(says=("warned",), launch_position=PLACE))
    assert change == Change(step="warning", reason=WILL_CROSS, asks=ASK_LAUNCH, rule="will-cross@1")


def test_a_claim_is_never_lowered_silently():
    assert decide_change(open_alert("warning"), assessed(says=("attention",))) is None


def test_a_warning_that_no_longer_holds_is_cleared_and_keeps_its_step():
    change = decide_change(open_alert("warning"), assessed())
    assert change == Change(step="warning", reason=CLEARED, asks=ASK_NOTHING, cleared=True)


def test_a_warning_about_a_lost_track_is_kept():
    assert decide_change(open_alert("warning"), assessed(status="lost")) is None


def test_an_attention_about_a_lost_track_ends():
    assert decide_change(open_alert("attention"), assessed(status="lost")).cleared


def test_an_incursion_stays_until_a_person_closes_it():
    assert decide_change(open_alert("incursion"), assessed()) is None
    assert decide_change(open_alert("incursion"), assessed(share=0.9)) is None


@pytest.mark.parametrize("step", ["attention", "warning", "incursion"])
def test_a_flight_that_turns_out_to_be_declared_clears_any_alert(step):
    change = decide_change(open_alert(step), assessed(says=("warned",), identity="declared"))
    assert change == Change(step=step, reason=DECLARED, asks=ASK_NOTHING, cleared=True)


def test_a_flight_that_turns_out_to_be_a_balloon_clears_a_warning():
    assert decide_change(open_alert("warning"), assessed(says=("warned",), share=0.9)).cleared


def test_a_change_cannot_be_altered_afterwards():
    change = decide_change(None, assessed(says=("warned",)))
    with pytest.raises(AttributeError):
        change.step = "attention"
    assert msgspec.structs.asdict(change)["step"] == "warning"


def test_a_crewed_aircraft_that_radar_or_bearing_confirms_raises_nothing_and_clears_what_was_open():
    says = ("attention", "warned", "vouched")
    assert decide_change(None, assessed(says=says)) is None
    assert decide_change(open_alert(), assessed(says=says)) == Change(
        step="warning", reason=CREWED, asks=ASK_NOTHING, cleared=True
    )


def test_an_incursion_of_a_confirmed_aircraft_stays_until_a_person_closes_it():
    assert decide_change(open_alert("incursion"), assessed(says=("incursion", "vouched"))) is None


@pytest.mark.parametrize(
    ("after_s", "expects", "told"),
    [(UPDATE_EVERY_S - 1, (5.0, 8.0, 9.0), False), (6.0, (20.0, 24.0, 39.0), False), (6.0, (5.0, 8.0, 9.0), True)],
)
def test_an_alert_is_updated_when_its_crossing_is_expected_otherwise_and_not_too_often(after_s, expects, told):
    alert = msgspec.structs.replace(open_alert(), time_to_cross_s=(20.0, 30.0, 45.0))
    seen = assessed(says=("warned",), observed_at=int(after_s * 1e9))
    change = decide_change(alert, msgspec.structs.replace(seen, time_to_cross_s=expects))
    assert (change is not None) == told


def test_an_incursion_is_updated_too_and_stays_one():
    alert = msgspec.structs.replace(open_alert("incursion"), rule="across@1")
    change = decide_change(alert, assessed(observed_at=6_000_000_000, share=0.9))
    assert (change.step, change.rule, change.cleared) == ("incursion", "across@1", False)
