"""Loading a policy: what is refused, on which line, and in words that help."""

import pytest

from lindero.exchange.release import errors
from lindero.exchange.release.cedar import CompiledPolicy, NotCedar
from lindero.exchange.release.default_policy import default_policy, default_policy_text
from lindero.exchange.release.obligations import Obligations
from lindero.exchange.release.policy import load_policy
from lindero.exchange.release.schema import TYPES
from lindero.exchange.release.statements import split_statements
from lindero.kernel.errors import LocalError

SAID = '@id("a") @reason_es("sí") @reason_en("yes")'
ANY = "(principal, action, resource)"


def refused(text: str, areas: tuple[str, ...] = ()) -> LocalError:
    with pytest.raises(LocalError) as caught:
        load_policy(text, "ours.cedar", areas)
    assert "{" not in caught.value.text("es") + caught.value.text("en")
    assert "{" not in caught.value.remedy("es") + caught.value.remedy("en")
    return caught.value


@pytest.mark.parametrize(
    ("text", "error", "line"),
    [
        (f"\n\n{SAID} permit{ANY} wen {{ true }};", errors.PolicySyntax, 3),
        (f"// why\n{SAID} permit{ANY}", errors.PolicySyntax, 2),
        (f'{SAID} @id("b") permit{ANY};', errors.PolicySyntax, 1),
        (f"{SAID} permit{ANY} when {{ {'(' * 40}true{')' * 40} }};", errors.PolicyTooDeep, 1),
        (f"{SAID} permit{ANY} when {{ {' && '.join(['context.marked'] * 600)} }};", errors.PolicyTooDeep, 1),
        (f"{SAID} permit (principal == ?principal, action, resource);", errors.PolicyTemplate, 1),
        (f'@id("a") @reason_es("sí") permit{ANY};', errors.MissingAnnotation, 1),
        (f'@id("a") @reason_es("sí") @reason_en(" ") permit{ANY};', errors.MissingAnnotation, 1),
        (f'@reason_es("sí") @reason_en("yes") permit{ANY};', errors.MissingAnnotation, 1),
        (f"{SAID} permit{ANY};\n{SAID} forbid{ANY};", errors.RepeatedRule, 2),
        (f'{SAID} @dorp("text") permit{ANY};', errors.UnknownAnnotation, 1),
        (f'{SAID} @delay_s("2592001") permit{ANY};', errors.BadObligation, 1),
        (f'{SAID} @retain_days("0") permit{ANY};', errors.BadObligation, 1),
        (f'{SAID} @two_person("yes") permit{ANY};', errors.BadObligation, 1),
        (f'{SAID} @caveat("lead") permit{ANY};', errors.BadObligation, 1),
        (f'{SAID} @coarsen_m("0") permit{ANY};', errors.BadObligation, 1),
        (f'{SAID} @coarsen_m("500 m") permit{ANY};', errors.BadObligation, 1),
        (f'{SAID} @coarsen_m("100001") permit{ANY};', errors.BadObligation, 1),
        (f'{SAID} @min_interval_s("-5") permit{ANY};', errors.BadObligation, 1),
        (f"{SAID} @drop permit{ANY};", errors.BadObligation, 1),
        (f'{SAID} @drop("persons") permit{ANY};', errors.BadObligation, 1),
        (f'{SAID} @drop("public") permit{ANY};', errors.BadObligation, 1),
        (f'{SAID} @within("belt") permit{ANY};', errors.BadObligation, 1),
        (f'{SAID} @drop("text") forbid{ANY};', errors.ForbidWithObligation, 1),
        (f"{SAID} permit{ANY} when {{ context.weather == 1 }};", errors.OutsideSchema, 1),
        (f"{SAID} permit{ANY} when {{ context.areas.belt }};", errors.OutsideSchema, 1),
        (f"{SAID} permit{ANY} when {{ context.kind == 3 }};", errors.OutsideSchema, 1),
        (f'{SAID} permit (principal, action == Action::"send", resource);', errors.OutsideSchema, 1),
        (f'{SAID} permit (principal, action, resource == Record::"7");', errors.OutsideSchema, 1),
        (f"{SAID} permit{ANY} when {{ context.distance_to_line_m <= 1000 }};", errors.OutsideSchema, 1),
        (f'\n{SAID} forbid{ANY} when {{ context.kind == "trak" }};', errors.NeverTaken, 2),
        (f'{SAID} forbid{ANY} when {{ ["track", "alrt"].contains(context.kind) }};', errors.NeverTaken, 1),
        (
            f"{SAID} forbid{ANY} when {{ context has distance_to_line_m && 1500 >= context.distance_to_line_m }};",
            errors.NeverTaken,
            1,
        ),
    ],
)
def test_a_policy_that_cannot_be_kept_is_refused_with_its_line(text: str, error: type[LocalError], line: int) -> None:
    caught = refused(text)
    assert type(caught) is error
    assert caught.facts["line"] == line


def test_the_line_of_a_schema_error_is_that_of_its_rule_among_many() -> None:
    good = "\n".join(f'@id("r{n}") @reason_es("sí") @reason_en("yes") permit{ANY};' for n in range(12))
    caught = refused(f"{good}\n{SAID}\nforbid{ANY} when {{ context.weather }};")
    assert caught.facts["line"] == 13


def test_a_misspelt_annotation_names_the_nearest_one() -> None:
    assert "@drop?" in refused(f'{SAID} @dorp("text") permit{ANY};').remedy("en")


@pytest.mark.parametrize("name", ["Belt", "franja del río", "", "9th", 'x": Bool, "y'])
def test_an_area_must_be_a_name_that_a_rule_can_ask_for(name: str) -> None:
    assert isinstance(refused("", (name,)), errors.BadAreaName)


def test_obligations_are_read_from_annotations() -> None:
    policy = load_policy(
        f'{SAID} @coarsen_m("500") @drop("person, motion") @within("belt,valley") @min_interval_s("5") @two_person '
        f'@delay_s("60") @retain_days("30") @caveat("lead-only,uncorroborated") permit{ANY};',
        "ours.cedar",
        ("belt", "valley", "third"),
    )
    assert policy.rules["a"].obligations == Obligations(
        coarsen_m=500,
        drop=frozenset({"person", "motion"}),
        within=frozenset({"belt", "valley"}),
        min_interval_s=5,
        two_person=True,
        delay_s=60,
        retain_days=30,
        caveat=frozenset({"lead-only", "uncorroborated"}),
    )


def test_a_rule_knows_what_it_asks_for() -> None:
    body = 'context.areas.belt && (["amber"].contains(context.tlp) || context["marked"])'
    policy = load_policy(f"{SAID} permit{ANY} when {{ {body} }};", "ours.cedar", ("belt",))
    assert policy.rules["a"].attributes == ("areas.belt", "marked", "tlp")


def test_the_version_is_the_hash_of_the_text() -> None:
    assert load_policy("", "none.cedar").version == ("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")


def test_a_policy_without_rules_is_a_policy_that_releases_nothing() -> None:
    assert load_policy("// nothing yet\n", "none.cedar").rules == {}


def test_rules_are_cut_where_strings_and_comments_let_them() -> None:
    text = '// one; two\n@id("a;\\";b") permit (principal, action, resource); // c;\n\n forbid (x)\n;\n tail'
    assert [(s.line, s.text[:8]) for s in split_statements(text)] == [(2, '@id("a;\\'), (4, "forbid ("), (6, "tail")]


@pytest.mark.parametrize("country", ["USA", "MEX"])
def test_the_default_policies_load_and_are_commented_in_both_languages(country: str) -> None:
    text = default_policy_text("USA" if country == "USA" else "MEX")
    policy = default_policy("USA" if country == "USA" else "MEX")
    assert policy.text == text
    assert "// Nothing leaves unless" in text
    assert "// Nada sale si no" in text
    assert all(rule.reason_es != rule.reason_en for rule in policy.rules.values())


def test_the_two_default_policies_agree_in_what_they_do() -> None:
    usa, mex = default_policy("USA").rules, default_policy("MEX").rules
    assert list(usa) == list(mex)
    for name, rule in usa.items():
        assert (rule.effect, rule.obligations, rule.attributes) == (
            mex[name].effect,
            mex[name].obligations,
            mex[name].attributes,
        )


def test_a_schema_that_is_none_is_refused_before_any_request() -> None:
    with pytest.raises(NotCedar):
        CompiledPolicy("", "entity {")


def good_context() -> dict[str, object]:
    named = {str: "none", bool: False, int: 100, dict: {}}
    return {name: named[kind] for name, kind in TYPES.items()}


def test_a_request_outside_the_schema_is_an_error_not_an_answer() -> None:
    policy = load_policy(f"{SAID} permit{ANY};", "ours.cedar")
    for wrong in ({"kind": 3}, {"marked": 1}, {"distance_to_line_m": True}, {"weather": 1}, {"areas": {"belt": True}}):
        evaluation = policy.evaluate("mx.sedena", good_context() | wrong)
        assert not evaluation.allowed
        assert evaluation.errors == (f"{next(iter(wrong))} is not as the schema has it",)
    without = {name: value for name, value in good_context().items() if name != "tlp"}
    assert policy.evaluate("mx.sedena", without).errors
    assert policy.evaluate("mx.sedena", good_context()).allowed
