"""Facts that are words are told in the reader's language, also those of an error inside an error."""

import errno

import pytest

from lindero.kernel.errors import LocalError, Words
from lindero.kernel.system_reasons import reason_of


class Outer(LocalError):
    en, es = "Outer: {why}", "Fuera: {why}"
    remedy_en, remedy_es = "Look at {why}.", "Mire {why}."


class Inner(LocalError):
    en, es = "inner {name}", "dentro {name}"


def test_words_follow_the_language_of_the_sentence():
    error = Outer(why=Words("small", "chico"))
    assert (error.text("en"), error.text("es"), error.remedy("es")) == ("Outer: small", "Fuera: chico", "Mire chico.")
    assert str(error) == "Outer: small"


def test_an_error_inside_an_error_speaks_the_same_language():
    assert Outer(why=Inner(name="x")).text("es") == "Fuera: dentro x"


@pytest.mark.parametrize(("number", "es"), [(errno.ENOENT, "no existe"), (errno.EACCES, "permiso denegado")])
def test_the_operating_systems_reason_is_told_in_spanish(number, es):
    assert es in reason_of(OSError(number, "words of the system")).es


def test_a_rare_reason_keeps_its_number():
    told = reason_of(OSError(9999, "words of the system"))
    assert "9999" in told.en
    assert "9999" in told.es
    assert "?" in reason_of(OSError("no number")).es
