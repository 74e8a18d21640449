"""What policy keeps back is nowhere at the partner: not in frames, database, write-ahead log, captures or event log.

The operator's place is far from the drone, so nothing that may be shared can be taken for it. The same scanner finds
all of it at the sender: it would have found it at the partner too.
"""

import random
import struct

import pytest
import structlog
from leak_scanner import find_leaks, find_leaks_in_folder
from pair_logs import MX, US
from peers_in_process import Line, PeerNode, dial, until
from two_nodes import MARKING, alert, track, two_nodes
from virtual_time import in_virtual_time

from lindero.exchange.release.default_policy import default_policy_text
from lindero.kernel.clock import SystemClock
from lindero.kernel.entropy import SystemEntropy
from lindero.partners.injection import read_record
from lindero.store.sqlite.store import open_store

OPERATOR, LAUNCH = (29.1234567, -103.2345678), (29.2468013, -103.3579246)
OPERATOR_ID, DESCRIPTION = "MEXOP7Q9ZK31", "vuelo de prueba de Iztaccihuatl"
KEPT_BACK = {"places": (OPERATOR, LAUNCH), "words": (OPERATOR_ID, DESCRIPTION)}
DROPPING = """
@id("all-but-the-person") @reason_en("x") @reason_es("x") @drop("person,operator-position")
permit (principal, action, resource);
"""


def place(lat_lon):
    return {"lat_deg": lat_lon[0], "lon_deg": lat_lon[1], "error_95_m": 15.0}


def trees():
    """Tracks, detections and alerts that know their operator; some with free text that repeats it."""
    emitter = {"serial": "1588E040445AC004418", "operator_id": OPERATOR_ID, "operator_position": place(OPERATOR)}
    talkative = emitter | {"description": f"{DESCRIPTION} {OPERATOR[0]} {OPERATOR[1]} {OPERATOR_ID}"}
    for number in range(30):
        yield track(2 * number, emitter=emitter, launch_position=place(LAUNCH))
        yield track(2 * number + 1, emitter=talkative)
        yield alert(operator_position=place(OPERATOR), launch_position=place(LAUNCH))
        yield {
            "kind": "detection",
            "sensor": "rid-1",
            "gateway": "remoteid",
            "position": {"lat_deg": 31.79, "lon_deg": -106.45},
            "emitter": emitter if number % 2 else talkative,
            "marking": MARKING,
        }
        yield {
            "kind": "note",
            "desk": f"{US}/watch-1",
            "phrase": 3,
            "text": talkative["description"],
            "marking": MARKING,
        }


@pytest.fixture
def event_log(tmp_path):
    """All events of the process, in a file of MX's folder."""
    (tmp_path / "mx").mkdir()
    with (tmp_path / "mx" / "node.log").open("w") as file:
        structlog.configure(logger_factory=structlog.WriteLoggerFactory(file=file))
        yield
        structlog.reset_defaults()


@pytest.mark.parametrize(
    ("policy", "kinds", "shared"),
    [
        (DROPPING, ("track", "detection", "alert", "note"), 30 + 15 + 30),  # what has text is for two persons to decide
        (default_policy_text("USA"), ("track", "detection", "note"), 60 + 30),  # tracks, and notes without their text
    ],
    ids=["dropping", "default"],
)
def test_nothing_kept_back_is_in_the_frames_or_files_of_the_partner(tmp_path, event_log, policy, kinds, shared):
    (tmp_path / "us").mkdir()
    entered = [tree for tree in trees() if tree["kind"] in kinds]

    async def run(loop):
        with open_store(tmp_path / "us" / "node.db") as ours, open_store(tmp_path / "mx" / "node.db") as theirs:
            us = PeerNode(US, loop, tmp_path / "us", store=ours, policy=policy)
            mx = PeerNode(MX, loop, tmp_path / "mx", store=theirs)
            line = Line()
            us.save(*(read_record(tree, 1, US, SystemClock(), SystemEntropy()) for tree in entered))
            dial(us, mx, line)
            await until(lambda: us.settled(shared))
            assert find_leaks(bytes(line.spoken[US]), **KEPT_BACK) == set()
            assert (tmp_path / "mx" / "node.db-wal").stat().st_size > 0
            assert find_leaks_in_folder(tmp_path / "mx", **KEPT_BACK) == {}
            at_home = set().union(*find_leaks_in_folder(tmp_path / "us", **KEPT_BACK).values())
            assert {f"{value} exactly" for value in (*OPERATOR, *LAUNCH)} <= at_home
            assert {f"{word!r} as text" for word in (OPERATOR_ID, DESCRIPTION)} <= at_home

    in_virtual_time(run)


def test_nothing_kept_back_reaches_the_folder_of_a_partner_process(tmp_path):
    with two_nodes(tmp_path) as nodes:
        (nodes.us.folder / "policy.cedar").write_text(DROPPING)
        nodes.us.inject(trees())
        nodes.start()
        nodes.settled(75)
        nodes.mx.kill()  # its write-ahead log stays as it is
        assert (nodes.mx.folder / "node.db-wal").stat().st_size > 0
        assert find_leaks_in_folder(nodes.mx.folder, **KEPT_BACK) == {}
        nodes.us.kill()
        assert find_leaks_in_folder(nodes.us.folder, **KEPT_BACK) != {}


@pytest.mark.parametrize(
    ("form", "scale"), [("<d", 1), (">d", 1), ("<f", 1), (">f", 1), ("<i", 10**7), (">i", 10**7)], ids=str
)
@pytest.mark.parametrize("offset", [0, 1, 2, 3, 5, 1001])
def test_the_scanner_finds_a_place_in_every_form_at_any_offset(form, scale, offset):
    noise = random.Random(offset).randbytes(3000)
    close = [value + 0.0004 for value in OPERATOR]
    packed = [struct.pack(form, value * scale if scale == 1 else round(value * scale)) for value in close]
    data = noise[:offset] + packed[0] + b"\xcb" + packed[1] + noise[offset:]
    assert find_leaks(data, (OPERATOR,), ())
    assert not find_leaks(noise, (OPERATOR,), ())


@pytest.mark.parametrize("text", [b'{"lat_deg":29.12349,"x":1}', b"lon -103.2349", OPERATOR_ID.encode("utf-16-le")])
def test_the_scanner_finds_places_and_words_in_text(text):
    assert find_leaks(b"noise" + text, (OPERATOR,), (OPERATOR_ID,))
