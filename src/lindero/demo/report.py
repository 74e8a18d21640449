"""What the story came to: figures from the stopped folders, and the verdict of `lindero verify` in its own process."""

import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import apsw
import msgspec

from lindero.demo.crossings import Announcement, announcements, crossings
from lindero.demo.telling import Ended
from lindero.model.airspace import Track
from lindero.model.alerts import Acknowledgement, Alert
from lindero.node.folder import Folder
from lindero.store.sqlite.pair_log import SLOTS
from lindero.store.sqlite.store import SqliteStore, open_reader


def quantile(values: list[float], share: float) -> float | None:
    """The value below which a share lies; None of nothing."""
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1) if ordered else None


def count(folders: list[Path]) -> dict[str, Any]:
    """Shared tracks, alerts, acknowledgements and reasons for withholding, over both nodes."""
    tracks: set[tuple[str, str]] = set()
    alerts: set[str] = set()
    acknowledged: set[str] = set()
    withheld: Counter[str] = Counter()
    for folder in folders:
        with open_reader(Folder(folder).database) as store:
            partners = [pairing.partner.node for pairing in store.pairings.all() if pairing.partner]
            for partner in partners:
                withheld.update(store.decisions.withheld(partner))
                _count_received(store, partner, tracks, alerts, acknowledged)
    return {
        "tracks_shared": len(tracks),
        "alerts": len(alerts),
        "acknowledged": len(acknowledged & alerts),
        "withheld": dict(sorted(withheld.items())),
    }


def told(folders: list[Path], story: Ended | None) -> dict[str, Any]:
    """Times of the story: from sensor to partner, and of what was acknowledged before each drone crossed."""
    announced: list[Announcement] = []
    for folder in folders:
        with open_reader(Folder(folder).database) as store:
            for pairing in store.pairings.all():
                announced += announcements(store, pairing.partner.node) if pairing.partner else ()
    drones = [] if story is None else crossings(announced, story.began_at, story.told_s)
    judged = [] if story is None else [drone.in_time(story.told_s) for drone in drones]
    latencies_ms = [] if story is None else story.latencies_ms
    return {
        "crossings": msgspec.to_builtins(drones),
        "acknowledged_before_crossing": None if set(judged) <= {None} else False not in judged,
        "observed_to_partner_ms": {"p50": quantile(latencies_ms, 0.5), "p99": quantile(latencies_ms, 0.99)},
    }


def _count_received(
    store: SqliteStore, partner: str, tracks: set[tuple[str, str]], alerts: set[str], acknowledged: set[str]
) -> None:
    """What a node has of its partner, and its own acknowledgements of it."""
    for record in store.records.of_kind("track", limit=1_000_000):
        if isinstance(record, Track) and record.origin == partner:
            tracks.add((record.origin, record.track))
    for record in store.records.of_kind("alert", limit=100_000):
        if isinstance(record, Alert) and record.origin == partner:
            alerts.add(record.alert)
    for record in store.records.of_kind("acknowledgement", limit=100_000):
        if isinstance(record, Acknowledgement) and record.origin != partner and record.stage == "acknowledged":
            acknowledged.add(record.alert)


def verify(folder: Path, against: Path) -> int:
    """Exit code of `lindero verify FOLDER --against AGAINST`, run as a process of its own."""
    words = [sys.executable, "-m", "lindero.cli.main", "verify", str(folder), "--against", str(against)]
    return subprocess.run(words, check=False, stdout=sys.stderr).returncode


def tamper(folder: Path) -> None:
    """Flip one bit of one stored body, as somebody with access to the disk could."""
    connection = apsw.Connection(str(Folder(folder).database))
    try:
        pages: list[Any] = connection.execute("SELECT place, slots FROM log_bodies").fetchall()
        for place, encoded in pages:
            slots = SLOTS.decode(encoded)
            for at, slot in enumerate(slots):
                if not isinstance(slot, str):
                    slots[at] = (slot[0], bytes([slot[1][0] ^ 1]) + slot[1][1:])
                    altered = msgspec.msgpack.encode(slots)
                    connection.execute("UPDATE log_bodies SET slots = ? WHERE place = ?", (altered, place))
                    return
    finally:
        connection.close()
