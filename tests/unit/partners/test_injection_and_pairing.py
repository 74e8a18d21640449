"""What a person may enter, and a pairing that was never begun."""

import pytest
from hand_clock import CountingEntropy, HandClock

from lindero.cli.files import read_bytes
from lindero.kernel.ids import NodeId
from lindero.model.errors import NotARecord
from lindero.partners.errors import NothingToFinish, UnreadableFile
from lindero.partners.injection import OtherOrigin, RealDetection, read_lines
from lindero.partners.pairing import PairingDesk
from lindero.store.memory import MemoryStore

US = NodeId("us.cbp")


def read(*lines):
    return list(read_lines(lines, US, HandClock(), CountingEntropy()))


def test_the_header_is_filled_in():
    (note,) = read('{"kind":"note","desk":"us.cbp/watch-1","phrase":20}')
    assert (note.origin, note.pedigree.nodes) == (US, (US,))
    assert note.id
    assert note.recorded_at


def test_a_detection_is_entered_only_as_simulated():
    text = '{"kind":"detection","sensor":"s","gateway":"g","position":{"lat_deg":31.7,"lon_deg":-106.4}%s}'
    marked = ',"marking":{"tlp":"amber","simulated":true}'
    real, simulated = read(text % "", text % marked)
    assert isinstance(real, RealDetection)
    assert simulated.simulated


def test_another_nodes_record_is_refused():
    (refused,) = read('{"kind":"note","desk":"mx.sedena/guardia-1","origin":"mx.sedena"}')
    assert isinstance(refused, OtherOrigin)


@pytest.mark.parametrize(
    "line", ["[1]", "{", '{"kind":"dance"}', '{"kind":"note"}', '{"kind":"note","desk":"us.cbp/w","color":1}']
)
def test_what_is_no_record_is_refused_with_its_line_and_the_good_ones_are_kept(line):
    refused, kept = read(line, '{"kind":"note","desk":"us.cbp/watch-1"}')
    assert isinstance(refused, NotARecord)
    assert refused.facts["line"] == 1
    assert kept.kind == "note"


def test_empty_lines_are_passed_over():
    assert read("", "  ") == []


def test_a_finish_for_a_pairing_that_was_never_accepted_is_refused():
    desk = PairingDesk(None, None, MemoryStore().pairings, HandClock())
    with pytest.raises(NothingToFinish):
        desk.finish_accepting(b"", NodeId("mx.sedena"), "")


def test_a_file_that_cannot_be_read_says_which(tmp_path):
    with pytest.raises(UnreadableFile) as refused:
        read_bytes(tmp_path / "missing.txt")
    assert "missing.txt" in refused.value.text("es")
