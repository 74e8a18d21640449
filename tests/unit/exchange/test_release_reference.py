"""What the reference, the how-tos and the specification say of release is what the code does."""

import re
from pathlib import Path

import pytest

from lindero.exchange.release import errors
from lindero.exchange.release.attributes import VALUES, Situation, context_of, facts_of
from lindero.exchange.release.decision import REASONS
from lindero.exchange.release.grid import cell_centre
from lindero.exchange.release.obligations import DROPPABLE, OBLIGATIONS
from lindero.exchange.release.partner import Partner, Sender
from lindero.exchange.release.policy import load_policy
from lindero.exchange.release.schema import BASE_SCHEMA
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.airspace import AirspaceNotice, Area
from lindero.model.record import Pedigree

ROOT = Path(__file__).parents[3]
REFERENCE = (ROOT / "docs/reference/policy.md").read_text("utf-8")
SPEC = (ROOT / "spec/release.md").read_text("utf-8")
HOWTOS = [ROOT / "docs/howto/write-a-release-policy.md", ROOT / "docs/howto/escribir-una-politica.md"]


def rows(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]


def attribute_rows() -> dict[str, list[str]]:
    section = REFERENCE.split("## Attributes")[1].split("## Annotations")[0]
    return {row[0].strip("`"): row for row in rows(section)[2:]}


def test_the_reference_lists_the_attributes_of_the_schema_with_their_types() -> None:
    declared = re.findall(r"^    (\w+)(\??): (\w+),$", BASE_SCHEMA, re.MULTILINE)
    want = {
        name: {"Areas": "Record"}.get(kind, kind) + (", optional" if optional else "")
        for name, optional, kind in declared
    }
    assert {name: row[1] for name, row in attribute_rows().items()} == want


def test_the_reference_lists_every_value_that_an_attribute_takes() -> None:
    listed = {name: re.findall(r"`([^`]+)`", row[2]) for name, row in attribute_rows().items()}
    assert {name: values for name, values in listed.items() if values} == {
        name: [str(value) for value in values] for name, values in VALUES.items()
    }


def test_the_context_has_exactly_the_attributes_of_the_schema() -> None:
    us = NodeId("us.cbp")
    record = AirspaceNotice(
        id=RecordId("01JDC3N8V0T4W6Y8Z0A2B4C6D8"),
        origin=us,
        observed_at=0,
        recorded_at=0,
        pedigree=Pedigree(nodes=(us,)),
        area=Area(ring=((0.0, 1.0), (1.0, 1.0), (1.0, 2.0))),
        starts_at=0,
        ends_at=0,
    )
    partner = Partner(node=NodeId("mx.sedena"), country="MEX")
    facts = facts_of(record, Situation(distance_to_line_m=5.0))
    context = context_of(facts, partner, Sender(node=us), frozenset())
    assert set(context) == set(attribute_rows())
    said = '@id("a") @reason_es("sí") @reason_en("yes") permit (principal, action, resource);'
    assert load_policy(said, "any.cedar").evaluate(partner.node, context).errors == ()


@pytest.mark.parametrize("text", [REFERENCE, SPEC])
def test_every_obligation_and_reason_is_written_down(text: str) -> None:
    for word in (*(f"`@{name}`" for name in OBLIGATIONS), *(f"`{code}`" for code in REASONS)):
        assert word in text
    assert [word for word in DROPPABLE if f"`{word}`" not in REFERENCE] == []


def test_every_refusal_is_written_down() -> None:
    codes = {
        leaf.code for leaf in vars(errors).values() if isinstance(leaf, type) and leaf.__module__ == errors.__name__
    }
    listed = {row[0].strip("`") for row in rows(REFERENCE.split("## What a policy is refused for")[1])[2:]}
    assert listed == codes


def test_the_grid_of_the_specification_is_the_grid_of_the_code() -> None:
    section = rows(SPEC.split("## Grid")[1].split("## Pace")[0])[2:]
    assert len(section) == 6
    for lat, lon, side, centre_lat, centre_lon, radius in section:
        got = cell_centre(float(lat), float(lon), int(side))
        assert [f"{got[0]:.9f}", f"{got[1]:.9f}", f"{got[2]:.3f}"] == [centre_lat, centre_lon, radius]


@pytest.mark.parametrize("path", HOWTOS, ids=lambda path: path.name)
def test_the_rules_of_the_howtos_load(path: Path) -> None:
    rules = re.findall(r"```cedar\n(.*?)```", path.read_text("utf-8"), re.DOTALL)
    assert len(load_policy("\n".join(rules), path.name, ("belt", "sanctuary")).rules) == 3


def test_both_howtos_say_the_same() -> None:
    english, spanish = (path.read_text("utf-8") for path in HOWTOS)
    assert english.count("\n## ") == spanish.count("\n## ")
    assert english.count("```cedar") == spanish.count("```cedar")
