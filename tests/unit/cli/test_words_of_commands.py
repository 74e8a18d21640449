"""What commands say: what is missing, what was not overwritten, each obligation once, one entry in the singular."""

import pytest
from two_nodes import run_cli

from lindero.cli import proof_check, release, say


@pytest.fixture(params=["en", "es"])
def language(request, monkeypatch):
    monkeypatch.setattr(say, "LANGUAGE", request.param)
    return request.param


@pytest.mark.parametrize(
    ("words", "en", "es"),
    [
        (("proof",), "DIR and RECORD are missing", "Faltan DIR y RECORD"),
        (("proof", "us"), "RECORD is missing", "Falta RECORD"),
        (("proof", "us", "--check", "file"), "--check takes no DIR", "--check no lleva DIR"),
    ],
)
def test_a_proof_says_what_is_missing(language, words, en, es):
    said = run_cli(*words)
    assert said.code == 2
    assert (en if language == "en" else es) in said.text
    assert "lindero proof" in said.text


def test_obligations_are_told_once_with_the_permits_they_came_from(language):
    demands = [
        {"obligation": "two_person", "value": "True", "rule": "a"},
        {"obligation": "drop", "value": "text", "rule": "a"},
        {"obligation": "two_person", "value": "True", "rule": "b"},
        {"obligation": "two_person", "value": "True", "rule": "b"},
    ]
    yes = "yes" if language == "en" else "sí"
    assert release._by_demand(demands) == {f"two_person({yes})": ["a", "b"], "drop(text)": ["a"]}


def test_attributes_are_told_as_people_speak(language):
    told = [release._told(value) for value in (True, False, None, "warning", 7)]
    assert told == ["yes" if language == "en" else "sí", "no", "–", "warning", 7]


def test_one_is_told_in_the_singular(language):
    assert say.counted(1, ("entry", "entries"), ("entrada", "entradas")) in ("1 entry", "1 entrada")
    assert say.counted(0, ("entry", "entries"), ("entrada", "entradas")) in ("0 entries", "0 entradas")
    assert {proof_check._path_words(1), proof_check._path_words(2)} <= {
        "1 hash leads from the entry to the signed root",
        "2 hashes lead from the entry to the signed root",
        "1 resumen lleva de la entrada a la raíz firmada",
        "2 resúmenes llevan de la entrada a la raíz firmada",
    }
