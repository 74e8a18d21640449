"""The tree of errors: sentences in two languages, filled with facts, found by code."""

import pytest

from lindero.kernel.clock import BadInstant
from lindero.kernel.errors import LinderoError, LocalError, RemoteError, every_error
from lindero.kernel.ids import BadId


def test_an_error_says_what_happened_and_what_to_do_in_both_languages():
    error = BadId(text="CBP", kind="node", example="us.cbp")
    assert error.text("en") == "'CBP' is not a node id."
    assert error.text("es") == "'CBP' no es un identificador de tipo node."
    assert error.remedy("en") == "Expected us.cbp."
    assert error.remedy("es") == "Se espera us.cbp."


def test_an_error_as_text_is_its_english_sentence():
    assert str(BadInstant(text="noon")) == "'noon' is not a UTC time."


def test_a_fact_that_was_forgotten_stays_visible_instead_of_failing():
    assert BadId(text="x").text("en") == "'x' is not a {kind} id."


def test_the_facts_stay_on_the_error_for_the_log():
    assert BadInstant(text="noon").facts == {"text": "noon"}


def test_ours_and_theirs_are_told_apart():
    assert not issubclass(LocalError, RemoteError)
    assert not issubclass(RemoteError, LocalError)
    assert issubclass(BadId, LocalError)


def test_every_error_is_listed_once_and_in_the_order_of_its_code():
    codes = [leaf.code for leaf in every_error()]
    assert codes == sorted(set(codes))
    assert {"id.malformed", "time.not-an-instant"} <= set(codes)


def test_classes_without_a_code_of_their_own_are_no_leaves():
    assert not {LinderoError, LocalError, RemoteError} & set(every_error())


@pytest.mark.parametrize("leaf", [BadId, BadInstant])
def test_an_error_fails_a_command_with_1_unless_it_says_otherwise(leaf):
    assert leaf.exit_code == 1
