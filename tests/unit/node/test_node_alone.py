"""`python -m lindero.node`: the node without the other commands says what is wrong, too."""

import subprocess
import sys


def start(*words):
    return subprocess.run([sys.executable, "-m", "lindero.node", *words], capture_output=True, text=True, check=False)


def test_a_folder_that_is_none_is_refused_with_its_code(tmp_path):
    ended = start(str(tmp_path / "nowhere"))
    assert ended.returncode == 1
    assert "[node.no-folder]" in ended.stderr


def test_without_a_folder_it_says_how_it_is_called():
    ended = start()
    assert (ended.returncode, ended.stderr) == (2, "python -m lindero.node DIR\n")
