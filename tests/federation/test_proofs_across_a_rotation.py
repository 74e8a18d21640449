"""Proofs and exports go on across a rotation of keys: each names the keys that signed it, and is checked with those."""

import re

from two_nodes import MX, run_cli, track, two_nodes, wait_until


def rotated(node):
    wait_until(lambda: not list((node.folder / "keys").glob("*.next.key")), f"{node.id}'s new keys are in use")


def proof_of(nodes, record, file):
    said = run_cli("proof", nodes.us.folder, record, "--out", file)
    assert said.code == 0, said.text
    return re.findall(r"--key (\S+)", said.text)[:2]


def check(file, keys, *pairing):
    words = [word for key in keys for word in ("--key", key)]
    words += [word for path in pairing for word in ("--pairing", path)]
    return run_cli("proof", "--check", file, *words)


def pairing_files(nodes, folder):
    with nodes.us.store() as store:
        files = store.pairings.load(MX).files
    paths = [folder / "invitation.json", folder / "acceptance.json"]
    for path, content in zip(paths, files, strict=True):
        path.write_bytes(content)
    return paths


def test_proofs_and_exports_made_before_and_after_a_rotation_are_checked_with_the_keys_that_they_name(tmp_path):
    with two_nodes(tmp_path) as nodes:
        nodes.start()
        (early,) = nodes.us.inject([track(1)])
        nodes.settled(1)
        before = proof_of(nodes, early, tmp_path / "before")
        for node in (nodes.us, nodes.mx):
            assert run_cli("keys", "rotate", node.folder, "--key", "log", "--key", "receipt").code == 0
            rotated(node)
        (late,) = nodes.us.inject([track(2)])
        nodes.settled(4)
        again, after = proof_of(nodes, early, tmp_path / "again"), proof_of(nodes, late, tmp_path / "after")
        assert again == after
        assert not set(before) & set(after)
        for file, keys in (("before", before), ("again", after), ("after", after)):
            assert check(tmp_path / file, keys).code == 0
        assert check(tmp_path / "after", before).code == 5
        assert check(tmp_path / "before", after).code == 5
        files = pairing_files(nodes, tmp_path)
        assert check(tmp_path / "before", [], *files).code == 0
        assert check(tmp_path / "after", [], *files).code == 5
        assert check(tmp_path / "after", after, *files).code == 0
        assert check(tmp_path / "before", [*after, *before]).code == 0
        said = run_cli("log", "export", nodes.us.folder, tmp_path / "log", "--partner", MX)
        assert said.code == 0, said.text
        assert re.findall(r"(\S+/\S+\+[0-9a-f]{8}\+\S+)", said.text)[:2] == after
        nodes.stop()
        assert [said.code for said in nodes.verify()] == [0, 0]
