"""The folder of a node is copied and both are started: taking turns, they stay one history; else it shows."""

import asyncio

import pytest
from pair_logs import MX, US, US_TO_MX
from peers_in_process import Line, PeerNode, dial, findings, record_id, track, until
from two_nodes import run_cli
from virtual_time import in_virtual_time

from lindero.exchange.log.checkpoint import open_checkpoint
from lindero.exchange.log.verifier_key import format_verifier_key, keys_of_log
from lindero.store.sqlite.store import open_store

# A task that is cancelled before its first step never runs what it was given.
pytestmark = pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")

KEY_OF_US = format_verifier_key(keys_of_log(US_TO_MX)[0])


def copied(store, path):
    """The same folder a second time, as a snapshot of its machine would be: nothing is left out."""
    store.database.write(f"VACUUM INTO '{path}'")
    return open_store(path)


async def session(us, mx, line, done):
    """One session on a line, until something holds and the line is closed."""
    talking = dial(us, mx, line)
    await until(done)
    line.close()
    await talking


def sizes(us, mx):
    return us.store.outbox.head(MX).size, mx.store.mirror.head(US).size


def test_a_node_and_its_copy_that_take_turns_keep_one_history(tmp_path):
    async def run(loop):
        with open_store(tmp_path / "us.db") as store:
            mx = PeerNode(MX, loop, tmp_path)
            us = PeerNode(US, loop, tmp_path, store=store)
            us.save(*(track(n) for n in range(20)))
            await session(us, mx, Line(), lambda: us.settled(20))
            us.save(track(20), track(21))  # in both folders, and sent by whichever comes first
            with copied(store, tmp_path / "copy.db") as other:
                copy = PeerNode(US, loop, tmp_path, store=other, keep=True)
                expected = 22
                for turn, node in enumerate([copy, us] * 3):
                    if turn:
                        node.save(track(100 + turn))
                        expected += 1
                    dialling = dial(node, mx, Line(), Line())  # the first ends with the refill of what the other wrote
                    await until(lambda n=node, size=expected: n.settled(size))
                    dialling.cancel()
                    await asyncio.gather(dialling, return_exceptions=True)
                arrived = mx.mirrored()
                assert sorted(arrived) == sorted(record_id(n) for n in (*range(22), *range(101, 106)))
                assert findings(us, mx) == []
                assert not list(tmp_path.glob("evidence-*"))

    in_virtual_time(run)


def test_a_node_whose_copy_wrote_elsewhere_stops_and_nothing_more_leaves(tmp_path):
    """What the node had signed is lost on the way; its copy, which knows nothing of it, signs something else."""

    async def run(loop):
        with open_store(tmp_path / "us.db") as store:
            mx = PeerNode(MX, loop, tmp_path)
            us = PeerNode(US, loop, tmp_path, store=store)
            us.save(*(track(n) for n in range(20)))
            await session(us, mx, Line(), lambda: us.settled(20))
            with copied(store, tmp_path / "copy.db") as other:
                copy = PeerNode(US, loop, tmp_path, store=other, keep=True)
                line = Line()
                talking = dial(us, mx, line)
                await until(lambda: us.peer.state == mx.peer.state == "connected")
                line.silent = True
                us.save(*(track(n) for n in range(20, 25)))
                await until(lambda: sizes(us, mx) == (25, 20))
                line.close()
                await talking
                copy.save(*(track(n) for n in range(200, 203)))
                await session(copy, mx, Line(), lambda: copy.settled(23))
                dial(us, mx, Line(), Line())
                await until(lambda: us.peer.state == "stopped")
                us.save(track(300))
                await asyncio.sleep(60.0)
                assert us.peer.problem.code == "link.fork"
                assert sizes(us, mx) == (25, 23)
                assert open_checkpoint(us.store.outbox.head(MX).note, us.log).size == 25

    in_virtual_time(run)
    for path in tmp_path.glob(f"evidence-{MX}-*"):
        said = run_cli("proof", "--check", path, "--key", KEY_OF_US)
        assert (said.code, '"contradiction":false' in said.text, '"sizes":[25,23]' in said.text) == (1, True, True)
    assert list(tmp_path.glob(f"evidence-{MX}-*"))


def test_two_histories_that_were_both_receipted_convict_their_writer(tmp_path):
    """Both folders are copied, and the copies go on with each other; then one of them meets the other's partner."""

    async def run(loop):
        with open_store(tmp_path / "us.db") as ours, open_store(tmp_path / "mx.db") as theirs:
            us, mx = (PeerNode(node, loop, tmp_path, store=s) for node, s in ((US, ours), (MX, theirs)))
            us.save(*(track(n) for n in range(20)))
            await session(us, mx, Line(), lambda: us.settled(20))
            with copied(ours, tmp_path / "us2.db") as other, copied(theirs, tmp_path / "mx2.db") as another:
                copies = [PeerNode(n, loop, tmp_path, store=s, keep=True) for n, s in ((US, other), (MX, another))]
                for one, partner, first in ((us, mx, 100), (*copies, 200)):
                    one.save(*(track(n) for n in range(first, first + 5)))
                    await session(one, partner, Line(), lambda n=one: n.settled(25))
                dial(copies[0], mx, Line(), Line())
                await until(lambda: copies[0].peer.state == "stopped" or mx.peer.state == "stopped")
                await asyncio.sleep(60.0)
                assert mx.mirrored() == [record_id(n) for n in (*range(20), *range(100, 105))]

    in_virtual_time(run)
    evidence = list(tmp_path.glob("evidence-*"))
    assert evidence
    for path in evidence:
        said = run_cli("proof", "--check", path, "--key", KEY_OF_US)
        assert said.code == 0, said.text
        assert '"contradiction":true' in said.text
