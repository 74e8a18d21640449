"""Identifiers: what is one, and what is refused with an example."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lindero.kernel.clock import Instant
from lindero.kernel.entropy import SystemEntropy
from lindero.kernel.ids import BadId, new_record_id, parse_desk_id, parse_node_id, parse_record_id, ulid

CHANCE = st.binary(min_size=10, max_size=10)
MILLISECONDS = st.integers(0, 2**48 - 1)


def test_the_example_of_the_ulid_specification_has_its_time():
    assert ulid(Instant(1_469_918_176_385_000_000), bytes(10))[:10] == "01ARYZ6S41"


@given(MILLISECONDS, CHANCE, MILLISECONDS, CHANCE)
def test_record_ids_sort_by_time(first_ms, first_chance, second_ms, second_chance):
    first = new_record_id(Instant(first_ms * 1_000_000), first_chance)
    second = new_record_id(Instant(second_ms * 1_000_000), second_chance)
    if first_ms != second_ms:
        assert (first < second) == (first_ms < second_ms)


@given(MILLISECONDS, CHANCE)
def test_a_new_record_id_is_one(milliseconds, chance):
    made = new_record_id(Instant(milliseconds * 1_000_000), chance)
    assert parse_record_id(made) == made


@given(CHANCE, CHANCE)
def test_different_chance_gives_different_ids(first, second):
    assert (ulid(Instant(0), first) == ulid(Instant(0), second)) == (first == second)


@pytest.mark.parametrize("size", [0, 9, 11])
def test_a_record_id_takes_exactly_ten_random_bytes(size):
    with pytest.raises(ValueError, match="exactly 10"):
        new_record_id(Instant(0), bytes(size))


@pytest.mark.parametrize(
    "text", ["", "01JDC3N8V0T4W6Y8Z0A2B4C6D", "81JDC3N8V0T4W6Y8Z0A2B4C6D8", "01JDC3N8V0T4W6Y8Z0A2B4C6DI"]
)
def test_a_text_that_is_no_ulid_is_refused_with_an_example(text):
    with pytest.raises(BadId) as refused:
        parse_record_id(text)
    assert "01JDC3N8V0T4W6Y8Z0A2B4C6D8" in refused.value.remedy("es")


@pytest.mark.parametrize("text", ["us.cbp", "mx.sedena", "mx.guardia-nacional", "us.aro2"])
def test_a_node_is_a_country_and_an_agency(text):
    assert parse_node_id(text) == text


@pytest.mark.parametrize("text", ["", "cbp", "US.cbp", "usa.cbp", "us.", "us.-cbp", "us.cbp-", "us.cbp/1", "us.cbp\n"])
def test_anything_else_is_no_node(text):
    with pytest.raises(BadId):
        parse_node_id(text)


def test_a_desk_is_a_node_and_a_post():
    assert parse_desk_id("mx.sedena/guardia-2") == "mx.sedena/guardia-2"


@pytest.mark.parametrize("text", ["mx.sedena", "mx.sedena/", "/guardia-2", "mx.sedena/Guardia", "mx.sedena/a/b"])
def test_anything_else_is_no_desk(text):
    with pytest.raises(BadId):
        parse_desk_id(text)


def test_the_systems_generator_gives_as_many_bytes_as_asked_and_never_the_same():
    entropy = SystemEntropy()
    assert len(entropy.token(32)) == 32
    assert entropy.token(32) != entropy.token(32)
