"""The how-to for proofs, executed: every command of the page, in the page's order, in both languages."""

import os
import re
import shlex

import pytest
from repository_texts import ROOT
from shared_folders import US, record_id, shared_folders
from two_nodes import run_cli

PAGES = "prove-a-record", "probar-un-registro"


def commands_of(page):
    text = (ROOT / "docs" / "howto" / f"{page}.md").read_text("utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines()]


def test_both_pages_give_the_same_commands():
    english, spanish = (commands_of(page) for page in PAGES)
    assert english == spanish
    assert len(english) == 8


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_the_page_does_what_it_says(page, tmp_path, monkeypatch):
    nodes, log = shared_folders(tmp_path, 12)
    monkeypatch.chdir(tmp_path)
    with nodes.us.store() as store:
        for name, content in zip(("invitation", "acceptance"), store.pairings.load("mx.sedena").files, strict=True):
            (tmp_path / f"{name}.json").write_bytes(content)
    words = {"DIR": "us", "DIR2": "mx", "RECORD": record_id(US, 5), "PERSON": "auditora", "USER": str(os.getuid())}
    for command in commands_of(page):
        program, *rest = shlex.split(command)
        assert program == "lindero"
        said = run_cli(*(words.get(word, word) for word in rest))
        assert said.code == 0, (command, said.text)
        shown = list(dict.fromkeys(re.findall(r"--key (\S+)", said.text)))
        if shown:
            words |= dict(zip(("LOG_KEY", "RECEIPT_KEY"), shown, strict=True))
    made = {path.name for path in tmp_path.iterdir()}
    assert {"record.tlog-proof", "record-with-content.tlog-proof", "log-files"} <= made
    assert (tmp_path / "log-files" / "checkpoint").read_text().startswith(log.origin)
