"""Two real node processes that are killed at random while a backlog drains: what must hold, and how soon it goes on."""

import json
import random
import time
from itertools import islice

import peers_in_process
from two_nodes import MX, US, run_cli, wait_until

from lindero.model.airspace import Emitter
from lindero.model.marking import Marking
from lindero.store.sqlite.store import open_reader, open_store

PAGE = 5000
OBJECTS = 200
SECRET = "9999SECRETO"
"""Serial of the records that no policy releases, each fiftieth."""
KEPT_BACK = Marking(tlp="amber", simulated=True)
AGAIN_S = 30.0
"""Longest time from a kill to the next receipt."""


def is_released(number):
    return number % 50 != 7


def record(number):
    """The record of a number: of one of 200 objects, or one that must not leave."""
    if is_released(number):
        return peers_in_process.track(number, track=f"T{number % OBJECTS}")
    return peers_in_process.track(number, track="S", marking=KEPT_BACK, emitter=Emitter(serial=SECRET))


def enter(node, first, stop):
    """Put own records into the stopped node's store."""
    with open_store(node.folder / "node.db") as store:
        for start in range(first, stop, PAGE):
            store.records.save([record(number) for number in range(start, min(start + PAGE, stop))], own=True)


def kill_at_random(nodes, kills, events, seed):
    """Kill either node or both, a random number of entries after the last kill, until the backlog has drained.

    Returns:
        Times from each kill to the next receipt at the sender. [ms]
    """
    chance, times_ms = random.Random(seed), []
    enter(nodes.us, 0, events)
    expected = sum(map(is_released, range(events)))
    nodes.start()
    for left in range(kills, 0, -1):
        before = nodes.mx.received(US)
        enough = min(before + chance.randrange(1, max(2, 2 * (expected - before) // left)), expected)
        wait_until(lambda n=enough: nodes.mx.received(US) >= n, f"{enough} entries have arrived")
        times_ms += kill(nodes, chance.choice(((nodes.us,), (nodes.mx,), (nodes.us, nodes.mx))), expected)
    nodes.settled(expected, deadline_s=60.0 + events / 2000)
    nodes.stop()
    return times_ms


def kill(nodes, victims, expected):
    """Kill and start again; gives the time to the next receipt in ms, unless there is nothing more to confirm."""
    killed = time.time_ns()
    for victim in victims:
        victim.kill()
    size = nodes.us.sent(MX)[1]
    for victim in victims:
        victim.start()
    if size == expected:
        return []
    wait_until(lambda: nodes.us.sent(MX)[1] > size, "something is receipted", AGAIN_S)
    with nodes.us.store() as store:
        return [(store.outbox.receipted_at(MX, size) - killed) / 1e6]


def require_once_in_order(nodes, events):
    """The partner has what may leave: once, in order, and nothing else; both logs are the same and verify."""
    with open_reader(nodes.us.folder / "node.db") as ours, open_reader(nodes.mx.folder / "node.db") as theirs:
        size = theirs.mirror.head(US).size
        assert ours.outbox.head(MX).size == size
        assert ours.outbox.head(MX).frontier == theirs.mirror.head(US).frontier
        expected = (peers_in_process.record_id(number) for number in range(events) if is_released(number))
        for start in range(0, size, PAGE):
            sent, kept = (log.entries(of, start, start + PAGE) for log, of in ((ours.outbox, MX), (theirs.mirror, US)))
            assert [entry.record for entry in kept] == list(islice(expected, PAGE)), "lost, duplicated or reordered"
            assert [(e.entry, e.body, e.salt) for e in sent] == [(e.entry, e.body, e.salt) for e in kept]
        assert next(expected, None) is None, "something is lost"
        assert theirs.database.rows("SELECT sum(count) FROM record_page") == [(size,)]
    assert SECRET.encode() not in (nodes.mx.folder / "node.db").read_bytes(), "a record leaked"
    for one, other in ((nodes.us, nodes.mx), (nodes.mx, nodes.us)):
        assert run_cli("verify", one.folder, "--against", other.folder).code == 0


def told(kills, events, times_ms):
    """What the run was, as a JSON line: nothing below is measured where the requirements do not hold."""
    ordered = sorted(times_ms)
    shares = {name: round(ordered[int(share * (len(ordered) - 1))]) for name, share in (("p50", 0.5), ("p99", 0.99))}
    figures = {"kills": kills, "events": events, "lost": 0, "duplicated": 0, "reordered": 0, "leaked": 0}
    return json.dumps({**figures, "kill_to_receipt_ms": {**shares, "max": round(ordered[-1])}})
