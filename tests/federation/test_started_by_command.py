"""Two nodes as a user has them: whole processes, started, fed, stopped and verified from the command line."""

import json
import subprocess
import sys

from two_nodes import track, two_nodes


def lindero(*words):
    return subprocess.run(
        [sys.executable, "-m", "lindero.cli.main", *map(str, words)], capture_output=True, text=True, check=False
    )


def test_records_entered_at_one_node_are_verified_at_the_other(tmp_path):
    file = tmp_path / "tracks.jsonl"
    file.write_text("".join(json.dumps(track(number)) + "\n" for number in range(25)) + '{"kind": "balloon"}\n')
    with two_nodes(tmp_path) as nodes:
        for node in (nodes.us, nodes.mx):
            node.start(command_line=True)
        entered = lindero("inject", nodes.us.folder, file)
        assert entered.returncode == 3
        assert json.loads(entered.stdout) == {"saved": 25, "known": 0, "refused": 1}
        assert "26" in entered.stderr
        nodes.settled(25)
        second = lindero("node", "run", nodes.us.folder)
        assert second.returncode == 1
        assert str(nodes.us.process.pid) in second.stderr
        nodes.stop()
        assert [node.process.returncode for node in (nodes.us, nodes.mx)] == [0, 0]
        verified = lindero("verify", nodes.us.folder, "--against", nodes.mx.folder)
        assert verified.returncode == 0
        said = json.loads(verified.stdout)
        assert (said["logs"], said["entries"], said["findings"], said["verified"]) == (2, 25, 0, True)
