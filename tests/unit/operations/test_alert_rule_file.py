"""Alert rules as data: what each demand means, and what is wrong with a file, with its line."""

import msgspec
import pytest

from lindero.kernel.ids import NodeId, RecordId, ulid
from lindero.model.airspace import Area, ClassProbability, Track
from lindero.model.place import Position
from lindero.model.record import Pedigree
from lindero.operations.alerts.default_rules import BUILT_IN_TEXT
from lindero.operations.alerts.errors import BadRules
from lindero.operations.alerts.rule_file import parse_rules
from lindero.operations.alerts.rule_set import BUILT_IN, RuleSet
from lindero.operations.picture.assessment import TrackAssessment

NOON_UTC = 1_795_003_200 * 1_000_000_000  # 2026-11-18 12:00:00
HOUR = 3_600_000_000_000
HERE = Position(lat_deg=31.75, lon_deg=-106.45, altitude_hae_m=1200.0, height_agl_m=80.0)
ZONE = "ring = [[-106.5, 31.7], [-106.4, 31.7], [-106.4, 31.8], [-106.5, 31.8]]"


def seen(*, at=NOON_UTC, position=HERE, classes=(), distance_m=900.0, **says):
    shares = tuple(ClassProbability(object_class=name, probability=share) for name, share in classes)
    track = Track(
        id=RecordId(ulid(0, bytes(10))),
        origin=NodeId("us.cbp"),
        observed_at=at,
        recorded_at=at,
        pedigree=Pedigree(nodes=(NodeId("us.cbp"),)),
        track="U1-Q",
        status="confirmed",
        existence=1.0,
        position=position,
        classes=shares,
        distance_to_line_m=distance_m,
        first_seen_at=at,
        last_seen_at=at,
    )
    return TrackAssessment(track=track, **says)


def rules(text, areas=None):
    return RuleSet(parse_rules(f"version = 7\n{text}", "alerts.toml", areas or {}), areas)


def raised(text, assessment, areas=None):
    found = rules(text, areas).raised_by(assessment)
    return found and (found.step, found.rule)


def one(*demands):
    return "\n".join(["[[rule]]", 'id = "r"', 'step = "warning"', *demands])


def test_the_file_of_a_new_node_says_what_is_built_in():
    assert parse_rules(BUILT_IN_TEXT, "alerts.toml", {}) == BUILT_IN


def test_an_alert_names_the_rule_and_its_version():
    assert raised(one(), seen()) == ("warning", "r@7")


def test_of_the_rules_that_are_met_the_highest_step_is_raised():
    text = one() + '\n[[rule]]\nid = "worse"\nstep = "incursion"\nwatch = "incursion"'
    assert raised(text, seen(incursion=True)) == ("incursion", "worse@7")
    assert raised(text, seen(warned=True)) == ("warning", "r@7")


@pytest.mark.parametrize(
    ("demand", "met", "unmet"),
    [
        ('watch = "warning"', seen(warned=True), seen(attention=True)),
        ('side = "own"', seen(), seen(distance_m=-900.0)),
        ('side = "other"', seen(distance_m=-900.0), seen(distance_m=None)),
        ('classes = ["bird"]\nprobability = 0.7', seen(classes=[("bird", 0.7)]), seen(classes=[("bird", 0.6)])),
        ("p_cross = 0.4", seen(p_cross=0.4), seen(p_cross=0.3)),
        ("lead_time_s = 30", seen(time_to_cross_s=(20.0, 30.0, 45.0)), seen(time_to_cross_s=(20.0, 31.0, 45.0))),
        ("lead_time_s = 30", seen(time_to_cross_s=(20.0, 30.0, 45.0)), seen()),
        ("highest_m = 1200", seen(), seen(position=msgspec.structs.replace(HERE, altitude_hae_m=1201.0))),
        ("lowest_m = 1200", seen(), seen(position=msgspec.structs.replace(HERE, altitude_hae_m=1199.0))),
        ('highest_m = 80\nheight = "ground"', seen(), seen(position=msgspec.structs.replace(HERE, height_agl_m=81.0))),
        ('hours = "12:00-13:00"', seen(), seen(at=NOON_UTC + HOUR)),
        ('hours = "22:00-12:01"', seen(), seen(at=NOON_UTC + HOUR)),
        (
            'hours = "05:00-06:00"\ntime_zone = "America/Ciudad_Juarez"',  # UTC-7 in November
            seen(),
            seen(at=NOON_UTC + HOUR),
        ),
        (
            f'zone = "z"\n[zone.z]\n{ZONE}',
            seen(),
            seen(position=msgspec.structs.replace(HERE, lat_deg=31.81)),
        ),
    ],
)
def test_a_rule_is_met_when_what_it_demands_holds(demand, met, unmet):
    assert raised(one(demand), met) == ("warning", "r@7")
    assert raised(one(demand), unmet) is None


def test_a_height_that_is_not_known_is_no_reason_to_stay_silent():
    assert raised(one("highest_m = 100", 'height = "sea"'), seen()) is not None


def test_without_classes_a_probable_bird_raises_nothing_and_the_unknown_does():
    assert raised(one(), seen(classes=[("bird", 0.51)])) is None
    assert raised(one(), seen()) is not None


QUIET = f'[[quiet]]\nid = "q"\nzone = "z"\nhighest_m = 100\nheight = "ground"\n[zone.z]\n{ZONE}\n'
ACROSS = '[[rule]]\nid = "across"\nstep = "incursion"\nwatch = "incursion"\n'


def test_a_quiet_area_silences_warnings_there_and_never_an_incursion():
    text = f"{one()}\n{ACROSS}{QUIET}"
    assert raised(text, seen()) is None
    assert raised(text, seen(position=msgspec.structs.replace(HERE, height_agl_m=101.0))) == ("warning", "r@7")
    assert raised(text, seen(incursion=True)) == ("incursion", "across@7")


def test_a_zone_may_be_an_area_of_the_node():
    area = Area(ring=((-106.5, 31.7), (-106.4, 31.7), (-106.4, 31.8)))
    assert raised(one('zone = "bridge"'), seen(), {"bridge": area}) is not None


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("version = 1\nrule = [\n", 2, "TOML"),
        ("rule = []\n", 1, "version"),
        (f'version = 1\n{one()}\n[[rule]]\nid = "b"\nstep = "alarm"\n', 7, "alarm"),
        (f"version = 1\n{one('hourz = 3')}\n", 5, "hourz"),
        (f"version = 1\n{one()}\n{one()}\n", 6, "twice"),
        (f'version = 1\n{one()}\n\nzone = "nowhere"\n', 6, "nowhere"),
        (f"version = 1\n{one('time_zone = ' + repr('America/Nowhere'))}\n", 5, "America/Nowhere"),
        (f"version = 1\n{one('probability = 2')}\n", 5, "<= 1"),
        (f"version = 1\n{one()}\n[zone.z]\nring = [[1, 2]]\n", 6, "ring"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text, line, word):
    with pytest.raises(BadRules) as refused:
        parse_rules(text, "alerts.toml", {})
    assert refused.value.facts["line"] == line
    assert word in refused.value.text("en")
