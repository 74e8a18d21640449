"""Short numbers: a slip of the tongue or of the pen is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lindero.operations.numbers import alert_number, check_character, is_number, track_number

ALPHABET = "0123456789ABCDEFGHJKMNPRSTUVWXY"
BODIES = st.text(ALPHABET, min_size=1, max_size=12)


def test_the_weighted_sum_of_a_number_is_a_multiple_of_31():
    number = "AM7" + check_character("AM7")
    values = [ALPHABET.index(character) for character in number]
    assert sum(value * 2**place for place, value in enumerate(reversed(values))) % 31 == 0
    assert number == "AM7C"


def test_numbers_tell_the_side_and_whether_it_is_an_alert():
    assert track_number("USA", 104).startswith("U104-")
    assert alert_number("MEX", 7).startswith("AM7-")


@given(st.sampled_from(["USA", "MEX"]), st.integers(1, 10**6))
def test_every_number_given_is_one(side, count):
    assert is_number(track_number(side, count))
    assert is_number(alert_number(side, count).lower())


@given(BODIES, st.data())
def test_one_wrong_character_is_found(body, data):
    at = data.draw(st.integers(0, len(body) - 1))
    wrong = data.draw(st.sampled_from(ALPHABET).filter(lambda c: c != body[at]))
    assert not is_number(f"{body[:at]}{wrong}{body[at + 1 :]}-{check_character(body)}")


@given(BODIES.filter(lambda body: len(body) > 1), st.data())
def test_two_neighbours_swapped_are_found(body, data):
    at = data.draw(st.integers(0, len(body) - 2))
    swapped = body[:at] + body[at + 1] + body[at] + body[at + 2 :]
    check = check_character(body)
    if swapped != body:
        assert not is_number(f"{swapped}-{check}")


@pytest.mark.parametrize("text", ["", "-", "U104", "U104-", "-K", "Ú104-K", "U 104-K"])
def test_what_has_no_check_character_or_strange_letters_is_no_number(text):
    assert not is_number(text)
