"""A record that its originator recalls is gone from every file of the partner, and the partner signs that it is."""

import msgspec
import pytest
from leak_scanner import find_leaks_in_folder
from pair_logs import MX, US
from peers_in_process import MARKED, Line, PeerNode, alert, dial, findings, record_id, track, until
from virtual_time import in_virtual_time

from lindero.exchange.envelope.control import Erased, Recall, decode_control
from lindero.exchange.envelope.entry import decode_entry
from lindero.exchange.log.ports import Decision
from lindero.model.airspace import Emitter
from lindero.model.incidents import Note
from lindero.model.place import Position
from lindero.model.record import Pedigree
from lindero.node.pipelines.receive import ArrivedControl
from lindero.partners.holds import HoldDesk
from lindero.partners.recall import RecallDesk
from lindero.store.memory.store import MemoryStore
from lindero.store.sqlite.backup import backup, backup_in_steps, restore
from lindero.store.sqlite.store import open_reader, open_store

PLACE = (31.7654321, -106.4123456)
SERIAL = "1588E0400RETIRADO01"
SECRET = {"places": (PLACE,), "words": (SERIAL,)}
PERMITS_ALL = """
@id("all") @reason_en("x") @reason_es("x")
permit (principal, action, resource);
"""


def secret_track(number, **fields):
    """A track whose place and number are nowhere else."""
    position = Position(lat_deg=PLACE[0], lon_deg=PLACE[1], error_95_m=20.0)
    return track(number, position=position, emitter=Emitter(serial=SERIAL), **fields)


def derived_note(number, source, *, node=MX, text=SERIAL):
    """What a desk wrote down from a partner's record."""
    return Note(
        id=record_id(number),
        origin=node,
        observed_at=1_795_000_000_000_000_000,
        recorded_at=1_795_000_000_000_000_000,
        marking=MARKED,
        pedigree=Pedigree(nodes=(MX, US)),
        derived_from=(source,),
        desk=f"{node}/guardia-1",
        text=text,
    )


def derived_track(number, source):
    """A fused track of the partner, from a record of US."""
    return secret_track(number, origin=MX, pedigree=Pedigree(nodes=(MX, US), fused=True), derived_from=(source,))


@pytest.fixture(params=["memory", "sqlite"])
def pair(request, tmp_path):
    """Two nodes that are dialled by the test: gives a function of the loop."""
    (tmp_path / "us").mkdir()
    (tmp_path / "mx").mkdir()
    opened = []

    def store(name):
        opened.append(MemoryStore() if request.param == "memory" else open_store(tmp_path / name / "node.db"))
        return opened[-1]

    def build(loop, **fields):
        return tuple(
            PeerNode(node, loop, tmp_path / name, store=store(name), policy=PERMITS_ALL, **fields)
            for node, name in ((US, "us"), (MX, "mx"))
        )

    yield build
    for one in opened:
        one.close()


def desk(node):
    return RecallDesk(node.id, node.store, node.clock)


def controls_of(node, kind):
    """Control messages of a kind in the node's own log, with the index each stands at."""
    log = node.store.outbox
    entries = log.entries(node.partner, 0, log.head(node.partner).size)
    return [(e.index, decode_control(e.body)) for e in entries if decode_entry(e.entry).type == kind]


def receipted(node):
    return [demand for demand in node.store.demands.all() if demand.receipts]


async def recalled(us, **asked):
    """Recall and wait for the partner's receipt; gives the demand."""
    (demand,) = desk(us).recall_record("oficial", **asked)
    us.peer.wake()
    await until(lambda: receipted(us))
    (known,) = receipted(us)
    assert known.order == demand.order
    return known


def test_a_recalled_record_is_erased_and_receipted(pair):
    async def run(loop):
        us, mx = pair(loop)
        us.save(*(secret_track(number) for number in range(5)))
        dial(us, mx, Line())
        await until(lambda: us.settled(5))
        demand = await recalled(us, record=record_id(2))
        assert demand.receipts == (Erased(erased=(2,), unreachable=("screens",)),)
        assert controls_of(us, "recall") == [(5, Recall(entries=(2,), reason="recalled"))]
        assert [one.id for one in mx.withdrawn] == [record_id(2)]
        for log, partner in ((us.store.outbox, MX), (mx.store.mirror, US)):
            (entry,) = log.entries(partner, 2, 3)
            assert (entry.body, entry.salt, entry.empty) == (None, None, "recalled")
        assert mx.store.records.load(record_id(2)) is None
        assert mx.store.records.load(record_id(1)) is not None
        assert mx.store.withdrawn.load(record_id(2)).reason == "recalled"
        assert us.store.records.load(record_id(2)) is not None  # the originator's own record is its own business
        assert findings(us, mx) == []

    in_virtual_time(run)


def test_a_recall_waits_for_the_session_and_what_has_not_left_never_leaves(pair):
    async def run(loop):
        us, mx = pair(loop)
        us.save(secret_track(1), secret_track(2))
        assert desk(us).recall_record("oficial", record_id(1)) == []
        dial(us, mx, Line())
        await until(lambda: us.settled(1))
        assert mx.mirrored() == [record_id(2)]
        assert us.store.decisions.about(record_id(1))[0].reasons == ("recalled",)

    in_virtual_time(run)


def test_a_recall_while_the_link_is_down_is_carried_out_when_it_is_up(pair):
    async def run(loop):
        us, mx = pair(loop)
        us.save(secret_track(1))
        line = Line()
        dialling = dial(us, mx, line, Line())
        await until(lambda: us.settled(1))
        line.close()
        desk(us).recall_record("oficial", record_id(1))
        assert [demand.index for demand in us.store.demands.all()] == [None]
        await until(lambda: receipted(us))
        assert mx.store.records.load(record_id(1)) is None
        dialling.cancel()

    in_virtual_time(run)


def test_a_recall_of_an_object_names_all_that_is_known_of_it(pair):
    async def run(loop):
        us, mx = pair(loop)
        us.save(secret_track(1, track="T7"), secret_track(2, track="T7"), secret_track(3, track="T8"))
        dial(us, mx, Line())
        await until(lambda: us.settled(3))
        (demand,) = desk(us).recall_object("oficial", "track:T7")
        assert demand.entries == (0, 1)
        us.peer.wake()
        await until(lambda: receipted(us))
        assert [mx.store.records.load(record_id(n)) is None for n in (1, 2, 3)] == [True, True, False]

    in_virtual_time(run)


def test_everything_can_be_recalled_from_a_partner(pair):
    async def run(loop):
        us, mx = pair(loop)
        us.save(secret_track(1), alert(2))
        dial(us, mx, Line())
        await until(lambda: us.settled(2))
        desk(us).recall_everything("oficial", MX)
        us.peer.wake()
        await until(lambda: receipted(us))
        assert mx.store.records.of_kind("track") == mx.store.records.of_kind("alert") == []

    in_virtual_time(run)


def test_what_was_derived_from_a_recalled_record_is_withdrawn_and_recalled_in_turn(pair):
    async def run(loop):
        us, mx = pair(loop)
        us.save(secret_track(1))
        dial(us, mx, Line())
        await until(lambda: us.settled(1))
        second = derived_track(12, record_id(11))
        mx.save(derived_track(11, record_id(1)), second)
        await until(lambda: mx.settled(2))
        for number, way in ((1, "print"), (11, "export")):
            row = Decision(1, US, record_id(number), "x", released=True, rules=(), reasons=(), policy="p", way_out=way)
            mx.store.decisions.append([row])
        demand = await recalled(us, record=record_id(1))
        assert demand.receipts[0].withdrawn == 2
        assert demand.receipts[0].unreachable == ("exports", "prints", "backups", "screens")
        assert [mx.store.records.load(record_id(n)) for n in (11, 12)] == [None, None]
        await until(lambda: receipted(mx))
        assert us.store.records.load(record_id(11)) is None
        assert findings(us, mx) == []

    in_virtual_time(run)


def test_a_correction_recalls_what_it_corrects_once_it_has_been_released(pair):
    async def run(loop):
        us, mx = pair(loop)
        first, second = derived_note(1, record_id(99), node=US, text=None), derived_note(2, record_id(98), node=US)
        us.save(msgspec.structs.replace(first, phrase=3))
        dial(us, mx, Line())
        await until(lambda: us.settled(1))
        us.save(msgspec.structs.replace(second, text=None, phrase=4, supersedes=first.id))
        await until(lambda: receipted(us))
        (demand,) = us.store.demands.all()
        assert (demand.reason, demand.entries, demand.person) == ("corrected", (0,), "system")
        assert controls_of(us, "recall")[0][1].superseded_by == second.id
        assert mx.store.records.load(first.id) is None
        assert mx.store.records.load(second.id) is not None

    in_virtual_time(run)


def test_a_correction_that_is_withheld_still_takes_back_what_it_corrects(pair):
    async def run(loop):
        us, mx = pair(loop)
        first = msgspec.structs.replace(derived_note(1, record_id(99), node=US, text=None), phrase=3)
        us.save(first)
        dial(us, mx, Line())
        await until(lambda: us.settled(1))
        us.save(msgspec.structs.replace(first, id=record_id(2), marking=None, supersedes=first.id))
        await until(lambda: receipted(us))
        assert controls_of(us, "recall")[0][1] == Recall(entries=(0,), reason="corrected")
        assert [mx.store.records.load(record_id(n)) for n in (1, 2)] == [None, None]

    in_virtual_time(run)


def test_the_steps_of_an_alert_recall_nothing(pair):
    async def run(loop):
        us, mx = pair(loop)
        us.save(alert(1))
        dial(us, mx, Line())
        await until(lambda: us.settled(1))
        us.save(alert(2, alert=record_id(1), supersedes=record_id(1), step="incursion"))
        await until(lambda: us.settled(2))
        assert us.store.demands.all() == []

    in_virtual_time(run)


def test_the_states_of_a_track_recall_nothing(pair):
    async def run(loop):
        us, mx = pair(loop)
        us.save(track(1))
        dial(us, mx, Line())
        await until(lambda: us.settled(1))
        us.save(
            msgspec.structs.replace(track(1), id=record_id(2), supersedes=record_id(1), derived_from=(record_id(1),))
        )
        await until(lambda: us.settled(2))
        assert us.store.demands.all() == []
        assert [r.id for r in mx.store.records.of_kind("track")] == [record_id(2), record_id(1)]

    in_virtual_time(run)


def test_a_held_record_is_kept_hidden_and_erased_when_the_hold_ends(pair):
    async def run(loop):
        us, mx = pair(loop)
        us.save(secret_track(1), secret_track(2))
        dial(us, mx, Line())
        await until(lambda: us.settled(2))
        holds = HoldDesk(MX, mx.store, mx.clock)
        holds.add("auditora", record_id(1), "carpeta de investigación", "orden judicial 12/2026")
        (demand,) = desk(us).recall_object("oficial", "track:T1")
        us.peer.wake()
        await until(lambda: receipted(us))
        assert receipted(us)[0].receipts == (Erased(held=(0,)),)
        assert mx.store.records.load(record_id(1)) is None
        assert [r.id for r in mx.store.records.of_kind("track")] == [record_id(2)]
        assert mx.store.mirror.entries(US, 0, 1)[0].body is not None
        assert [r.id for r in holds.end("auditora", record_id(1))] == [record_id(1)]
        mx.controls.finish()
        await until(lambda: len(us.store.demands.load(MX, demand.order).receipts) == 2)
        assert us.store.demands.load(MX, demand.order).receipts[1] == Erased(erased=(0,), unreachable=("screens",))
        assert mx.store.mirror.entries(US, 0, 1)[0].body is None

    in_virtual_time(run)


def test_the_receipt_waits_until_no_reader_needs_what_was_erased(tmp_path):
    for name in ("us", "mx"):
        (tmp_path / name).mkdir()

    async def run(loop):
        with open_store(tmp_path / "us" / "node.db") as ours, open_store(tmp_path / "mx" / "node.db") as theirs:
            us = PeerNode(US, loop, tmp_path / "us", store=ours, policy=PERMITS_ALL)
            mx = PeerNode(MX, loop, tmp_path / "mx", store=theirs, policy=PERMITS_ALL)
            us.save(secret_track(1))
            dial(us, mx, Line())
            await until(lambda: us.settled(1))
            with open_reader(tmp_path / "mx" / "node.db") as reader:
                reading = reader.database.connection.execute("SELECT * FROM log_page")
                next(reading)
                desk(us).recall_record("oficial", record_id(1))
                us.peer.wake()
                await until(lambda: theirs.erasures.owed())
                a_while_later = loop.time() + 1.0
                await until(lambda: loop.time() >= a_while_later)
                assert controls_of(mx, "erased") == []
                assert find_leaks_in_folder(tmp_path / "mx", **SECRET) != {}
                reading.close()
                await until(lambda: receipted(us))
            assert find_leaks_in_folder(tmp_path / "mx", **SECRET) == {}

    in_virtual_time(run)


def test_a_recall_reaches_the_files_a_backup_in_progress_and_what_is_restored_from_an_old_one(tmp_path):
    for name in ("us", "mx", "again"):
        (tmp_path / name).mkdir()

    async def run(loop):
        with open_store(tmp_path / "us" / "node.db") as ours, open_store(tmp_path / "mx" / "node.db") as theirs:
            us = PeerNode(US, loop, tmp_path / "us", store=ours, policy=PERMITS_ALL)
            mx = PeerNode(MX, loop, tmp_path / "mx", store=theirs, policy=PERMITS_ALL)
            us.save(secret_track(1), *(track(number) for number in range(2, 400)))
            dialling = dial(us, mx, Line())
            await until(lambda: us.settled(399))
            mx.save(derived_track(1001, record_id(1)), derived_note(1002, record_id(1)), track(1003, origin=MX))
            await until(lambda: mx.settled(2))  # the note has text: that is for two persons
            assert len(find_leaks_in_folder(tmp_path / "mx", **SECRET)["node.db-wal"]) > 0
            backup(theirs.database, tmp_path / "old.backup")
            with open_reader(tmp_path / "mx" / "node.db") as reader:
                copying = backup_in_steps(reader.database, tmp_path / "mx" / "new.backup")
                next(copying)
                await recalled(us, record=record_id(1))
                assert find_leaks_in_folder(tmp_path / "mx", **SECRET) == {}
                for _ in copying:
                    pass
            await until(lambda: receipted(mx))
            assert find_leaks_in_folder(tmp_path / "mx", **SECRET) == {}
            dialling.cancel()
        await rejoin(loop, us)

    async def rejoin(loop, us):
        restore(tmp_path / "old.backup", tmp_path / "again" / "node.db")
        with open_store(tmp_path / "us" / "node.db") as ours, open_store(tmp_path / "again" / "node.db") as old:
            assert [r.id for r in old.records.of_kind("track")] == [record_id(1003)]
            assert old.records.hidden() == [record_id(1001), record_id(1002)]
            us = PeerNode(US, loop, tmp_path / "us", store=ours, policy=PERMITS_ALL)
            mx = PeerNode(MX, loop, tmp_path / "again", store=old, policy=PERMITS_ALL)
            dialling = dial(us, mx, *(Line() for _ in range(4)))
            await until(lambda: not old.rejoining.waiting())
            await until(lambda: not old.erasures.owed())
            assert old.records.hidden() == []
            assert [r.id for r in old.records.of_kind("note")] == []
            assert find_leaks_in_folder(tmp_path / "again", **SECRET) == {}
            dialling.cancel()

    in_virtual_time(run)


def test_an_erasure_cut_short_by_a_crash_is_finished_at_the_next_start(tmp_path):
    for name in ("us", "mx"):
        (tmp_path / name).mkdir()

    async def run(loop):
        with open_store(tmp_path / "us" / "node.db") as ours:
            us = PeerNode(US, loop, tmp_path / "us", store=ours, policy=PERMITS_ALL)
            us.save(secret_track(1))
            lines = iter(Line() for _ in range(2))
            with (
                open_store(tmp_path / "mx" / "node.db") as theirs,
                open_reader(tmp_path / "mx" / "node.db") as reader,
            ):
                mx = PeerNode(MX, loop, tmp_path / "mx", store=theirs, policy=PERMITS_ALL)
                line = next(lines)
                dial(us, mx, line)
                await until(lambda: us.settled(1))
                reading = reader.database.connection.execute("SELECT * FROM log_page")
                next(reading)
                desk(us).recall_record("oficial", record_id(1))
                us.peer.wake()
                await until(lambda: theirs.erasures.owed())
                mx.erasing.cancel()  # between the transaction of the recall and its receipt
                line.close()
                await until(lambda: us.peer.state == "connecting")
                reading.close()
            with open_store(tmp_path / "mx" / "node.db") as theirs:
                assert theirs.orders.waiting(US) == []
                mx = PeerNode(MX, loop, tmp_path / "mx", store=theirs, policy=PERMITS_ALL)
                dial(us, mx, next(lines))
                await until(lambda: receipted(us))
                assert theirs.erasures.owed() == []
                assert find_leaks_in_folder(tmp_path / "mx", **SECRET) == {}

    in_virtual_time(run)


def test_a_recall_that_comes_while_another_is_finished_gets_no_receipt_before_its_own_bytes_are_gone(tmp_path):
    """Between emptying the write-ahead log and ordering receipts there is no moment for another erasure."""
    kept = []

    async def run(loop):
        with open_store(tmp_path / "mx.db") as store:
            us, mx = PeerNode(US, loop, tmp_path, policy=PERMITS_ALL), PeerNode(MX, loop, tmp_path, store=store)
            us.save(*(track(n, emitter=Emitter(serial=f"{SERIAL}{n}")) for n in (1, 2)))
            dial(us, mx, Line())
            await until(lambda: us.settled(2))
            settle, order = store.settle, store.orders.save

            def second_recall():
                entry = decode_entry(store.mirror.entries(US, 1, 2)[0].entry)
                with store.transaction():
                    mx.controls.obey(US, [ArrivedControl(90, entry, Recall(entries=(1,), reason="recalled"))])
                mx.controls.obeyed(US, [])

            def settled():
                store.settle = settle
                done = settle()
                loop.call_soon(second_recall)
                return done

            def ordered(partner, body, **about):
                content = b"".join(path.read_bytes() for path in tmp_path.glob("mx.db*"))
                kept.extend((at, f"{SERIAL}{at + 1}".encode() in content) for at in decode_control(body).erased)
                return order(partner, body, **about)

            store.settle, store.orders.save = settled, ordered
            RecallDesk(US, us.store, us.clock).recall_record("oficial", record_id(1))
            us.peer.wake()
            await until(lambda: len(kept) == 2)

    in_virtual_time(run)
    assert kept == [(0, False), (1, False)]
