"""Recall and legal holds by command, on a node that does not run."""

import os

import msgspec
import pytest
from made_node import made
from two_nodes import run_cli, track

from lindero.node.errors import ConsentOver, UnknownKind, UnknownReason
from lindero.node.reach import call
from lindero.store.sqlite.store import open_store


@pytest.fixture
def folder(tmp_path):
    made(tmp_path / "us")
    return tmp_path / "us"


@pytest.fixture
def record(folder):
    """Id of an own record that was never shared."""
    line = msgspec.json.encode(track(1)).decode()
    return call(folder, "inject", {"lines": [line]}, "ana")["ids"][0]


def test_what_was_never_shared_is_only_kept_from_leaving(folder, record):
    said = run_cli("recall", folder, record)
    assert said.code == 0
    assert "never shared" in said.text or "Nunca" in said.text
    with open_store(folder / "node.db") as store:
        assert store.retractions.towards("mx.sedena") == {record}
    assert run_cli("recall", folder).code == 0


def test_a_reason_that_is_none_is_refused(folder, record):
    with pytest.raises(UnknownReason):
        call(folder, "recall", {"record": record, "reason": "because"}, "ana")
    assert run_cli("recall", folder, record, "--reason", "because").code == 2


def test_a_consent_to_a_kind_that_is_none_is_refused(folder):
    words = {"topic": "rumour", "to": "mx.semar", "until": "2027-01-31T00:00:00Z"}
    with pytest.raises(UnknownKind):
        call(folder, "consent", words, "ana")


def test_a_consent_that_is_over_already_is_refused(folder):
    with pytest.raises(ConsentOver):
        call(folder, "consent", {"topic": "track", "to": "mx.semar", "until": "2020-01-31T00:00:00Z"}, "ana")


def test_a_consent_that_no_partner_can_use_is_refused(folder, record):
    until = ("--until", "2027-01-31T00:00:00Z")
    assert run_cli("consent", folder, record, "--to", "mx.semar", *until).code == 1
    assert run_cli("consent", folder, "--to", "mx.semar", *until).code == 2


def test_a_record_and_an_object_at_once_are_refused(folder, record):
    assert run_cli("recall", folder, record, "--object", "track:T1").code == 2


def test_holds_are_the_auditors_and_are_listed_with_their_end(folder, record):
    words = ("hold", "add", folder, record, "--reason", "r", "--authority", "order 12")
    assert run_cli(*words).code == 4
    call(
        folder,
        "account-add",
        {"name": "ana", "roles": ["administrator", "auditor"], "desk": "watch-1", "os_user": os.getuid()},
        "ana",
    )
    for command in (words, ("hold", "list", folder), ("hold", "release", folder, record), ("hold", "list", folder)):
        said = run_cli(*command)
        assert said.code == 0, said.text
    assert record in said.text
    assert "order 12" in said.text
    assert "ended" in said.text or "terminado" in said.text
