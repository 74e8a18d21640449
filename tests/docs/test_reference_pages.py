"""docs/reference says what the code says."""

import os
import subprocess
import sys
from typing import get_args

from lindero.model.alerts import Verdict


def test_the_reference_pages_are_what_the_code_says_now(root):
    checked = subprocess.run(
        [sys.executable, "tools/write_reference.py", "--check"],
        cwd=root,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        check=False,
        text=True,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_command_speaks_both_languages(root):
    tables = (root / "docs/reference/cli.md").read_text(encoding="utf-8").splitlines()
    rows = [line.split(" | ") for line in tables if line.startswith("| `")]
    assert len(rows) > 30
    alike = [row for row in rows if row[1] == row[2].removesuffix(" |")]
    assert [row for row in alike if row[1] != ", ".join(get_args(Verdict))] == []  # words of the wire are the same


def test_the_help_of_every_command_differs_between_the_languages(root):
    text = (root / "docs/reference/cli.md").read_text(encoding="utf-8")
    helps = [section.split("\n\n")[2:4] for section in text.split("\n## ")[1:]]
    assert len(helps) > 15
    assert [pair for pair in helps if pair[0] == pair[1].strip("*")] == []
