"""The how-tos for keys, executed: every command of the pages, in the pages' order, in both languages."""

import re
import shutil

import pytest
from node_keys import keys_of
from repository_texts import ROOT
from two_nodes import run_cli, track, two_nodes, wait_until


def commands_of(page):
    """The commands of a page's console blocks, as words after `lindero`, in order."""
    text = (ROOT / "docs" / "howto" / f"{page}.md").read_text("utf-8")
    blocks = re.findall(r"^```console\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    return [line.removeprefix("$ lindero ").split() for line in "".join(blocks).splitlines() if line.startswith("$ ")]


@pytest.fixture
def nodes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "word").write_text("agua, tierra y aire\n")
    with two_nodes(tmp_path, pair=False) as both:
        yield both


def done(words):
    said = run_cli(*words)
    assert said.code == 0, (words, said.text)
    return said.text


def test_both_languages_give_the_same_commands():
    assert commands_of("rotate-keys") == commands_of("rotar-llaves")
    assert commands_of("recover-keys") == commands_of("recuperar-llaves")


def test_keys_are_rotated_as_the_page_says(nodes, tmp_path):
    nodes.pair()
    encrypt, rotate, doctor = commands_of("rotate-keys")
    done(encrypt)
    settings = nodes.us.settings
    settings.write_text(settings.read_text() + f'\n[keys]\npassphrase_file = "{tmp_path}/word"\n')
    before = keys_of(nodes.us.folder)
    nodes.start()
    assert "mx.sedena" in done(rotate)
    nodes.us.inject([track(1)])
    wait_until(lambda: not list((nodes.us.folder / "keys").glob("*.next.key")), "the new keys are in use")
    after = keys_of(nodes.us.folder)
    assert after.log.public != before.log.public
    assert "not encrypted" not in done(doctor)
    assert b"ENCRYPTED" in (nodes.us.folder / "keys" / "log.key").read_bytes()


def test_a_lost_disk_is_overcome_as_the_page_says(nodes, tmp_path):
    new_key, give, backup, *rest = commands_of("recover-keys")
    line = next(line for line in done(new_key).splitlines() if line.startswith("lindero-recovery:"))
    (tmp_path / "recovery.pub").write_text(line)
    done(give)
    nodes.pair()
    nodes.start()
    ids = nodes.us.inject(track(n) for n in range(20))
    nodes.settled(20)
    done(backup)
    ids += nodes.us.inject(track(n) for n in range(20, 30))
    nodes.settled(30)
    nodes.us.stop()
    (tmp_path / "new").mkdir()
    for name in ("node.toml", "policy.cedar"):
        shutil.copy(nodes.us.folder / name, tmp_path / "new" / name)
    shutil.rmtree(nodes.us.folder)
    *replacing, confirm = rest
    digits = [done(words) for words in replacing][-1]
    nodes.us.folder = tmp_path / "new"
    nodes.us.settings = tmp_path / "new" / "node.toml"
    nodes.us.start()
    wait_until(lambda: "--offered us.cbp" in run_cli("doctor", "mx").text, "the doctor says that keys are offered")
    done([*confirm, "--digits", re.search(r"(\d{5} ){7}\d{5}", digits)[0]])
    nodes.connected()
    ids += nodes.us.inject(track(n) for n in range(30, 40))
    wait_until(lambda: nodes.mx.has(ids) == ids, "the log goes on")
    nodes.stop()
    assert [said.code for said in nodes.verify()] == [0, 0]
