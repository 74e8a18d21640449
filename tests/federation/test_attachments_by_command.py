"""A file goes from one officer's disk to another's, by command lines and over the real link."""

import json

from two_nodes import MARKING, MX, run_cli, two_nodes, wait_until
from two_persons import NOTES_BY_TWO, approve_waiting, seat_two_persons

from lindero.store.chunks import ChunkStore


def test_an_officer_adds_a_file_two_persons_let_it_go_and_the_partners_officer_gets_it(tmp_path):
    content = bytes(range(256)) * 4000
    source, out = tmp_path / "evidencia ñ.jpg", tmp_path / "llegó.jpg"
    source.write_bytes(content)
    with two_nodes(tmp_path) as nodes:
        (nodes.us.folder / "policy.cedar").write_text(NOTES_BY_TWO)
        seat_two_persons(nodes.us.folder)
        nodes.start()
        added = run_cli("file", "add", nodes.us.folder, source)
        assert added.code == 0
        fields = json.loads(next(line for line in added.text.splitlines() if line.startswith("{")))
        assert fields["file_name"] == "evidencia ñ.jpg"
        assert fields["file"]["media_type"] == "image/jpeg"
        note = {"kind": "note", "desk": "us.cbp/watch-1", "phrase": 1, "marking": MARKING, "file": fields["file"]}
        (record,) = nodes.us.inject([note])
        wait_until(lambda: approve_waiting(nodes.us.folder, record, MX), "two persons have approved it")
        wait_until(lambda: nodes.mx.has([record]), "the note is there")
        assert run_cli("file", "get", nodes.mx.folder, record, out).code == 0
        assert out.read_bytes() == content
        assert run_cli("file", "get", nodes.us.folder, record, tmp_path / "own").code == 0
        assert (tmp_path / "own").read_bytes() == content
        assert [records for _, _, records in ChunkStore(nodes.us.folder).claims()] == [[record]]
        nodes.stop()
        assert run_cli("file", "get", nodes.mx.folder, record, tmp_path / "again").code == 0
        unknown = run_cli("file", "get", nodes.mx.folder, "0" * 26, out)
        assert unknown.code == 1
        assert "0" * 26 in unknown.text
