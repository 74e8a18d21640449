"""What a stolen backup, and partners who compare what they got, do not hold."""

from two_nodes import Node, free_port, run_cli

from lindero.kernel.ids import NodeId
from lindero.node.config import load_config
from lindero.node.folder import Folder
from lindero.node.keyring import Keyring


def keys_of(folder):
    return Keyring(Folder(folder), load_config(folder).keys).keys


def test_a_backup_holds_no_private_key(tmp_path):
    node = Node(tmp_path / "us", "us.cbp", "USA", port=free_port(), address=None)
    assert run_cli("backup", node.folder, tmp_path / "backup").code == 0
    stolen = (tmp_path / "backup").read_bytes()
    keys = keys_of(node.folder)
    secrets = [keys.log.secret(), keys.receipt.secret(), keys.token_secret]
    secrets += [file.read_bytes() for file in (node.folder / "keys").glob("*.key")]
    assert len(secrets) >= 7
    assert [secret for secret in secrets if secret in stolen or secret.hex().encode() in stolen] == []


def test_a_sensor_stands_under_another_token_for_each_partner(tmp_path):
    keys = keys_of(Node(tmp_path / "us", "us.cbp", "USA", port=free_port(), address=None).folder)
    partners = [NodeId("mx.sedena"), NodeId("ca.rcmp"), NodeId("gt.pnc")]
    tokens = [keys.token(partner, "radar-norte") for partner in partners]
    assert len(set(tokens)) == len(partners)
    assert tokens == [keys.token(partner, "radar-norte") for partner in partners]
    assert not any("radar" in token for token in tokens)
