"""The log key moves into a PKCS #11 token by a rotation, signs there, and is rotated again within the token."""

from node_keys import keys_of
from soft_token import soft_token
from two_nodes import run_cli, track, two_nodes, wait_until

from lindero.node.pkcs11_keys import TokenKey


def test_a_log_key_moves_into_a_token_and_the_log_goes_on(tmp_path):
    with two_nodes(tmp_path) as nodes:
        settings = nodes.us.settings
        settings.write_text(settings.read_text() + "\n[keys]\n" + soft_token("lindero-federation"))
        nodes.mx.start()
        nodes.us.start()
        nodes.connected()
        ids = nodes.us.inject(track(n) for n in range(20))
        nodes.settled(20)
        seen = [keys_of(nodes.us.folder).log.public]
        for first in (20, 40):
            assert run_cli("keys", "rotate", nodes.us.folder, "--key", "log").code == 0
            wait_until(lambda: not (nodes.us.folder / "keys" / "log.next.key").exists(), "the new key is in use")
            ids += nodes.us.inject(track(n) for n in range(first, first + 20))
            wait_until(lambda sent=tuple(ids): nodes.mx.has(sent) == list(sent), "all have arrived")
            key = keys_of(nodes.us.folder).log
            assert isinstance(key, TokenKey)
            assert key.public not in seen
            seen.append(key.public)
        nodes.stop()
        assert b"PRIVATE KEY" not in (nodes.us.folder / "keys" / "log.key").read_bytes()
        assert [said.code for said in nodes.verify()] == [0, 0]
