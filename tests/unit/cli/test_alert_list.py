"""The list of alerts on a terminal."""

from typing import get_args

import pytest

from lindero.cli import alerts, say
from lindero.model.alerts import AlertStep

ALERT = {"number": "AU1-G", "origin": "us.cbp", "step": "warning", "state": "open", "reason": 1}
ALERT |= {"answers": [], "outcome": None}
TAKEN = ALERT | {
    "answers": [{"stage": "shown", "desk": "mx.sedena/b"}, {"stage": "acknowledged", "desk": "mx.sedena/a"}],
    "outcome": {"verdict": "balloon"},
}


@pytest.fixture
def listed(monkeypatch, capsys):
    def listed(*found, language="en"):
        monkeypatch.setattr(say, "LANGUAGE", language)
        monkeypatch.setattr(alerts, "LANGUAGE", language)
        monkeypatch.setattr(alerts, "call", lambda *_: {"alerts": list(found)})
        alerts.list_(folder=None)
        return [line.split("\t") for line in capsys.readouterr().out.splitlines()]

    return listed


def test_an_alert_with_an_outcome_is_closed_and_says_by_whom_it_was_taken(listed):
    assert listed(ALERT, TAKEN) == [
        ["AU1-G", "us.cbp", "warning", "open", "Expected to cross the line within 60 s", ""],
        ["AU1-G", "us.cbp", "warning", "closed", "Expected to cross the line within 60 s", "mx.sedena/a", "balloon"],
    ]


def test_step_state_and_reason_are_in_the_users_language(listed):
    ((_, _, *words, _),) = listed(ALERT, language="es")
    assert words == ["aviso", "abierta", "Se prevé que cruce la línea en menos de 60 s"]


@pytest.mark.parametrize("step", get_args(AlertStep))
@pytest.mark.parametrize("state", ["open", "cleared", "closed"])
def test_every_step_and_state_has_a_word(listed, step, state):
    ((_, _, *words, _, _),) = listed(ALERT | {"step": step, "state": state}, language="es")
    assert {step, state}.isdisjoint(words)
