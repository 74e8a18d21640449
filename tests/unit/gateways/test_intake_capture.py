import pytest

from lindero.gateways.intake.capture import MAGIC, Captured, decode_capture, encode_captured
from lindero.gateways.intake.errors import NotACapture

ENTRIES = [
    Captured(received_at=1_795_424_400_000_000_001, peer="Radar Ñ", payload=b"\x00" * 100),
    Captured(received_at=0, peer="", payload=b""),
    Captured(received_at=2**64 - 1, peer="b", payload=bytes(range(256))),
]
CAPTURE = MAGIC + b"".join(encode_captured(entry) for entry in ENTRIES)


def read_until_damage(data):
    """Entries before the damage, and the error."""
    found = []

    def read():
        for entry in decode_capture(data):
            found.append(entry)  # noqa: PERF402 — extend() would lose what came before the damage

    with pytest.raises(NotACapture) as refused:
        read()
    return found, refused.value


def test_a_capture_gives_back_what_was_received():
    assert list(decode_capture(CAPTURE)) == ENTRIES
    assert list(decode_capture(MAGIC)) == []


def test_a_file_that_is_no_capture_is_refused_at_its_first_byte():
    for data in (b"", b"\xd4\xc3\xb2\xa1", MAGIC[:-1]):
        found, error = read_until_damage(data)
        assert found == []
        assert error.facts["offset"] == 0


def test_a_capture_cut_anywhere_gives_every_whole_entry_and_names_the_byte():
    starts = [len(MAGIC)]
    for entry in ENTRIES:
        starts.append(starts[-1] + len(encode_captured(entry)))
    for cut in range(len(MAGIC), len(CAPTURE)):
        whole = max(number for number, start in enumerate(starts) if start <= cut)
        if cut in starts:
            assert list(decode_capture(CAPTURE[:cut])) == ENTRIES[:whole]
        else:
            found, error = read_until_damage(CAPTURE[:cut])
            assert found == ENTRIES[:whole]
            assert error.facts["offset"] == starts[whole]


def test_a_flipped_byte_in_a_payload_is_noticed():
    at = CAPTURE.index(bytes(range(256)))
    found, error = read_until_damage(CAPTURE[:at] + b"\xff" + CAPTURE[at + 1 :])
    assert found == ENTRIES[:2]
    assert "checksum" in error.text("en")
    assert "suma de control" in error.text("es")
