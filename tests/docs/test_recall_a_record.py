"""The how-to for recalls, executed on two running nodes: every command of the page, in its order, in both languages."""

import os
import re
import shlex

import pytest
from leak_scanner import find_leaks_in_folder
from repository_texts import ROOT
from two_nodes import run_cli, track, two_nodes, wait_until

PAGES = "recall-a-record", "retirar-un-registro"
SERIAL = "1588E0400RETIRADO01"
PERMITS_ALL = '@id("all") @reason_en("x") @reason_es("x")\npermit (principal, action, resource);\n'


def commands_of(page):
    text = (ROOT / "docs" / "howto" / f"{page}.md").read_text("utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines()]


def test_both_pages_give_the_same_commands():
    english, spanish = (commands_of(page) for page in PAGES)
    assert english == spanish
    assert len(english) == 7


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_the_page_does_what_it_says(page, tmp_path):
    with two_nodes(tmp_path) as nodes:
        (nodes.us.folder / "policy.cedar").write_text(PERMITS_ALL)
        secret = track(1, emitter={"serial": SERIAL})
        first, second, third = nodes.us.inject([secret, track(2), track(3)])
        nodes.start()
        nodes.settled(3)
        assert find_leaks_in_folder(nodes.mx.folder, (), (SERIAL,)) != {}
        us = str(nodes.us.folder)
        words = {"DIR": us, "DIR2": str(nodes.mx.folder), "RECORD": first, "RECORD2": third, "PERSON": "auditora"}
        words |= {"OBJECT": f"track:{track(2)['track']}", "USER": str(os.getuid())}

        def receipts():
            answers = nodes.us.ask("recalls")["asked"]
            return {answer["about"]: answer for answer in answers if answer["state"] == "receipted"}

        for command in commands_of(page):
            program, *rest = shlex.split(command)
            assert program == "lindero"
            asked = [words.get(word, word) for word in rest]
            if asked[:2] == ["hold", "release"]:
                assert run_cli("recall", us, third, "--as", "guardia").code == 0
                wait_until(lambda: f"record:{third}" in receipts(), "the held record's receipt")
                assert receipts()[f"record:{third}"]["held"] == [2]
            said = run_cli(*asked, *([] if "--as" in asked else ["--as", "guardia"]))
            assert said.code == 0, (command, said.text)
        wait_until(lambda: len(receipts()) == 3, "three receipts")
        wait_until(lambda: receipts()[f"record:{third}"]["erased"] == [2], "the held record is erased at last")
        assert receipts()[f"record:{first}"]["erased"] == [0]
        assert nodes.mx.has([first, second, third]) == []
        assert find_leaks_in_folder(nodes.mx.folder, (), (SERIAL,)) == {}
        nodes.stop()
        assert [said.code for said in nodes.verify()] == [0, 0]
