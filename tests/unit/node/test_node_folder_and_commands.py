"""Making a node, and what a person may tell it from the command line."""

import pytest
from hand_clock import CountingEntropy, HandClock
from made_node import OFFICER, OtherEntropy, made, tell
from node_keys import keys_of

from lindero.kernel.ids import BadId
from lindero.model.people import Account
from lindero.node.commands import Commands
from lindero.node.config import load_config, parse_config
from lindero.node.control import require_person
from lindero.node.errors import (
    BadConfiguration,
    FolderInUse,
    LastAdministrator,
    NoSuchAccount,
    NotAllowed,
    NotANode,
    UnknownCommand,
    UnknownPerson,
    UnknownRole,
)
from lindero.node.explaining import NoSuchRecord
from lindero.node.policies import NoPolicy, Policies
from lindero.node.reach import call, is_running
from lindero.operations.alerts.desk import AlertDesk
from lindero.partners.errors import AlreadyPaired, NoInvitation, NoSuchPartner
from lindero.store.sqlite.store import open_store

MINIMAL = '[node]\nid = "us.cbp"\nside = "USA"\n'


@pytest.fixture
def commands_of():
    stores = []

    def commands(folder, entropy=None):
        store = open_store(folder.database)
        stores.append(store)
        config = load_config(folder.path)
        clock, entropy = HandClock(), entropy or CountingEntropy()
        desk = AlertDesk(config.node_id, config.node.side, store.records, clock, entropy)
        return Commands(folder, config, store, desk, clock, entropy)

    yield commands
    for store in stores:
        store.close()


def test_a_new_node_keeps_its_keys_to_its_owner(tmp_path):
    folder = made(tmp_path / "us")
    for name in ("log.key", "receipt.key", "tls.key", "token.key"):
        assert (folder.path / "keys" / name).stat().st_mode & 0o077 == 0
    assert keys_of(folder.path).log.public != keys_of(folder.path).receipt.public


def test_nothing_is_overwritten(tmp_path):
    (tmp_path / "us").mkdir()
    (tmp_path / "us" / "precious").write_text("mine", encoding="utf-8")
    with pytest.raises(FolderInUse):
        made(tmp_path / "us")
    assert (tmp_path / "us" / "precious").read_text(encoding="utf-8") == "mine"


def test_an_id_that_is_none_is_refused_before_anything_is_made(tmp_path):
    with pytest.raises(BadId):
        made(tmp_path / "us", node="CBP")
    assert not (tmp_path / "us").exists()


def test_a_folder_without_configuration_is_no_node(tmp_path):
    with pytest.raises(NotANode):
        load_config(tmp_path)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (MINIMAL.replace("side", "sede"), "side"),
        (MINIMAL + "[consol]\nport = 1\n", "console"),
        (MINIMAL + '[gateway.radar]\nkind = "sapient"\nport = 1\nmarkin = 3\n', "marking"),
    ],
)
def test_an_unknown_key_names_the_nearest_known_one(text, hint):
    with pytest.raises(BadConfiguration) as refused:
        parse_config(text)
    assert f"'{hint}'" in refused.value.remedy("en")
    assert f"'{hint}'" in refused.value.remedy("es")


@pytest.mark.parametrize(
    "text", ["not toml", MINIMAL + "[console]\nport = 70000\n", MINIMAL + '[console]\nhost = "0.0.0.0"\n']
)
def test_a_configuration_that_cannot_be_used_says_where(text):
    with pytest.raises(BadConfiguration):
        parse_config(text)


def test_the_person_is_the_operating_system_user_and_needs_the_role():
    officer = Account(name="ana", roles=("watch-officer",), desk="watch-1", os_user=7)
    assert require_person([officer], 7, None, "watch-officer") == officer
    with pytest.raises(UnknownPerson):
        require_person([officer], 8, None, None)
    with pytest.raises(UnknownPerson):
        require_person([officer], 7, "luis", None)
    with pytest.raises(NotAllowed) as refused:
        require_person([officer], 7, None, "administrator")
    assert "administrator" in refused.value.text("es")


def test_a_command_reaches_a_stopped_node_by_its_folder(tmp_path):
    folder = made(tmp_path / ("a long name of a folder " * 6))
    assert not is_running(folder.path)
    assert [account["name"] for account in call(folder.path, "account-list", {})["accounts"]] == ["ana"]
    with pytest.raises(UnknownCommand):
        call(folder.path, "dance", {})


def test_a_one_time_link_is_new_each_time_and_only_its_hash_is_kept(tmp_path, commands_of):
    commands = commands_of(made(tmp_path / "us"))
    links = {tell(commands, "account-link", {"name": "ana"})["link"] for _ in range(2)}
    assert len(links) == 2
    token = links.pop().partition("#link=")[2]
    assert token not in repr(commands._store.accounts.load("ana"))


def test_accounts_are_added_with_known_roles_and_disabled_by_name(tmp_path, commands_of):
    commands = commands_of(made(tmp_path / "us"))
    with pytest.raises(UnknownRole):
        tell(commands, "account-add", {"name": "luis", "roles": ["king"], "desk": "watch-2"})
    tell(commands, "account-add", {"name": "Luis", "roles": ["auditor"], "desk": "watch-2"})
    tell(commands, "account-disable", {"name": "luis"})
    (luis,) = [a for a in tell(commands, "account-list", {})["accounts"] if a["name"] == "luis"]
    assert luis["disabled"]
    with pytest.raises(NoSuchAccount):
        tell(commands, "account-disable", {"name": "nobody"})


def test_what_is_not_named_of_an_account_stays_as_it_is(tmp_path, commands_of):
    commands = commands_of(made(tmp_path / "us"))
    asked = {"name": "luis", "roles": ["auditor"], "desk": "watch-7", "os_user": 1234}
    tell(commands, "account-add", asked)
    tell(commands, "account-add", {"name": "luis", "roles": ["watch-officer"], "desk": None})
    luis = commands._store.accounts.load("luis")
    assert (luis.roles, luis.desk, luis.os_user) == (("watch-officer",), "watch-7", 1234)


def test_the_last_administrator_stays_one(tmp_path, commands_of):
    commands = commands_of(made(tmp_path / "us"))
    with pytest.raises(LastAdministrator):
        tell(commands, "account-add", {"name": "ana", "roles": ["auditor"], "desk": None})
    with pytest.raises(LastAdministrator):
        tell(commands, "account-disable", {"name": "ana"})
    assert "administrator" in commands._store.accounts.load("ana").roles


def test_two_nodes_pair_by_three_files_and_the_digits(tmp_path, commands_of):
    us, mx = commands_of(made(tmp_path / "us")), commands_of(made(tmp_path / "mx", "mx.sedena", "MEX"), OtherEntropy())
    invitation = us.pair_invite(OFFICER, {})["file"]
    accepted = mx.pair_accept(OFFICER, {"file": invitation})
    assert us.pair_preview(OFFICER, {"file": accepted["file"]})["digits"] == accepted["digits"]
    finished = us.pair_finish(OFFICER, {"file": accepted["file"], "digits": accepted["digits"]})
    done = mx.pair_finish(OFFICER, {"file": finished["file"], "digits": finished["digits"]})
    assert (finished["state"], done["state"], done["partner"]) == ("active", "active", "us.cbp")
    with pytest.raises(AlreadyPaired):
        mx.pair_accept(OFFICER, {"file": us.pair_invite(OFFICER, {})["file"]})


def test_an_acceptance_without_an_invitation_is_refused(tmp_path, commands_of):
    us, mx = commands_of(made(tmp_path / "us")), commands_of(made(tmp_path / "mx", "mx.sedena", "MEX"), OtherEntropy())
    accepted = mx.pair_accept(OFFICER, {"file": us.pair_invite(OFFICER, {})["file"]})
    other = commands_of(made(tmp_path / "third", "us.dps"))
    with pytest.raises(NoInvitation):
        other.pair_preview(OFFICER, {"file": accepted["file"]})


def test_injected_lines_are_saved_or_refused_each_for_itself(tmp_path, commands_of):
    commands = commands_of(made(tmp_path / "us"))
    answer = commands.inject(
        OFFICER, {"lines": [b'{"kind":"note","desk":"us.cbp/watch-1","phrase":1}', b"{"], "first": 41}
    )
    assert (answer["saved"], [refused["line"] for refused in answer["refused"]]) == (1, [42])
    assert [record.id for record in commands.entered] == answer["ids"]


def test_explaining_needs_a_record_and_a_partner(tmp_path, commands_of):
    commands = commands_of(made(tmp_path / "us"))
    with pytest.raises(NoSuchRecord):
        tell(commands, "explain", {"record": "0" * 26, "partner": "mx.sedena"})
    (note,) = commands.inject(OFFICER, {"lines": [b'{"kind":"note","desk":"us.cbp/watch-1"}']})["ids"]
    with pytest.raises(NoSuchPartner):
        tell(commands, "explain", {"record": note, "partner": "mx.sedena"})


def test_a_policy_that_cannot_be_loaded_leaves_the_last_one_in_force(tmp_path):
    folder = made(tmp_path / "us")
    policies = Policies(folder.path, load_config(folder.path), keys_of(folder.path))
    before = policies.policy.version
    (folder.path / "policy.cedar").write_text("permit everything;", encoding="utf-8")
    policies.refresh()
    assert policies.policy.version == before
    (folder.path / "policy.cedar").unlink()
    with pytest.raises(NoPolicy):
        Policies(folder.path, load_config(folder.path), keys_of(folder.path))
