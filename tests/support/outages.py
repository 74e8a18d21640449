"""Two nodes that share while the power of one, the other or both fails again and again; what must hold each time."""

import asyncio
import random
from contextlib import suppress

import apsw
from pair_logs import MX, US
from peers_in_process import CountingEntropy, Line, PeerNode, alert, dial, findings, track, until
from power import disks
from structlog.testing import capture_logs
from virtual_time import in_virtual_time

from lindero.exchange.log.meter import Window, encode_meter
from lindero.model.airspace import Emitter
from lindero.model.marking import Marking
from lindero.partners.heartbeat import beat
from lindero.partners.holds import HoldDesk
from lindero.partners.meter import count_pairs
from lindero.partners.recall import RecallDesk
from lindero.store.errors import StorageFailed
from lindero.store.sqlite.store import open_store

SECRET = "9999SECRETO"
"""Of records that no policy releases."""
DEEPEST = 400
"""Operations of a disk, at most, that pass before its power fails: some ten commits."""
PACED = """
@id("all") @reason_en("x") @reason_es("x") @min_interval_s("5")
permit (principal, action, resource);
"""


def serial(number):
    """A word that stands in one record and nowhere else."""
    return f"1588RETIRADO{number:06d}X"


class Side:
    """A node, and the disk that it is on."""

    def __init__(self, node, loop, root, disk, pragmas):
        self.id, self.loop, self.root, self.disk, self.pragmas = node, loop, root, disk, pragmas
        self.outages, self.unsure, self.kept = 0, [], []
        self.start()

    def start(self):
        """Begin, or go on, with what the disk holds."""
        store = open_store(self.disk.folder / "node.db")
        for pragma in self.pragmas:
            store.database.write(f"PRAGMA {pragma}")
        self.peer = PeerNode(self.id, self.loop, self.root, store=store, policy=PACED, keep=self.outages > 0)
        self.store = store
        self.outages += 1

    async def stop(self):
        self.peer.erasing.cancel()
        await asyncio.gather(self.peer.erasing, return_exceptions=True)
        with suppress(apsw.Error):  # without power, nothing can be folded back
            self.store.close()

    def enter(self, *records):
        """Own records: kept, once this has come back; where the power fails meanwhile, a person enters them again."""
        try:
            self.peer.save(*records)
            self.kept += records
        except StorageFailed:
            self.unsure += records

    def enter_again(self):
        missing, self.unsure = self.unsure, []
        for record in missing:
            if self.store.records.load(record.id) is None:
                self.enter(record)
            else:
                self.kept.append(record)


class Outages:
    """The two, what has been entered, and what they have promised each other."""

    def __init__(self, loop, root, under, chance, pragmas, said):
        self.chance, self.said, self.number = chance, said, 0
        nodes = zip((US, MX), under, strict=True)
        self.us, self.mx = (Side(node, loop, root, disk, pragmas) for node, disk in nodes)
        self.sides = (self.us, self.mx)
        self.directions = (self.sides, self.sides[::-1])

    # What people do.

    def act(self):
        """One of the things that happen while they share."""
        often, seldom = (self.tracks, self.crowd, self.answer), (self.secret, self.recall, self.beat, self.hold)
        acts = often + often + seldom
        with suppress(StorageFailed):  # of a recall, a heartbeat or a hold: nobody was told that it stands
            self.chance.choice(acts)()

    def _next(self):
        self.number += 1
        return self.number

    def tracks(self):
        numbers = [self._next() for _ in range(self.chance.randrange(1, 12))]
        self.us.enter(*(track(n, emitter=Emitter(serial=serial(n))) for n in numbers))
        if self.chance.random() < 0.3:
            self.us.enter(alert(self._next()))

    def crowd(self):
        """Several states of few objects: all but the newest may be passed over while they are held."""
        self.us.enter(*(track(self._next(), track=f"H{self.chance.randrange(3)}") for _ in range(3)))

    def secret(self):
        unmarked = Marking(tlp="amber", simulated=True)
        self.us.enter(track(self._next(), marking=unmarked, emitter=Emitter(serial=SECRET)))

    def answer(self):
        self.mx.enter(track(self._next(), origin=MX))

    def beat(self):
        side = self.chance.choice(self.sides)
        beat(side.store, side.peer.partner, side.peer.clock.now(), None, CountingEntropy(self._next()))
        side.peer.peer.wake()

    def recall(self):
        """Recall something that has been receipted."""
        chosen = self._shared()
        if chosen is not None:
            RecallDesk(US, self.us.store, self.us.peer.clock).recall_record("oficial", chosen)
            self.us.peer.peer.wake()

    def hold(self):
        """The partner is bound by a court to keep something."""
        chosen = self._shared()
        if chosen and self.mx.store.records.load(chosen) and not self.mx.store.holds.on([chosen]):
            HoldDesk(MX, self.mx.store, self.mx.peer.clock).add("auditora", chosen, "juicio", "orden 12/2026")

    def _shared(self):
        receipt = self.us.store.outbox.receipt(MX)
        if receipt is None:
            return None
        index = self.chance.randrange(receipt[0])
        (entry,) = self.us.store.outbox.entries(MX, index, index + 1)
        return entry.record if entry.body and entry.record else None

    # Outages.

    async def outage(self):
        """Share until the power of one, the other or both has failed; then go on with what is left."""
        victims = self.chance.choice(((self.us,), (self.mx,), self.sides))
        line = Line()
        talking = dial(self.us.peer, self.mx.peer, line)
        for side in victims:
            side.disk.when_out = lambda: setattr(line, "silent", True)
        victims[0].disk.pull_after(self.chance.randrange(DEEPEST))
        while not victims[0].disk.out:
            self.act()
            await asyncio.sleep(self.chance.choice((0.0, 0.02, 0.2)))
        for side in victims:
            side.disk.out = True
        line.close()
        await asyncio.gather(talking, return_exceptions=True)
        for side in victims:
            await side.stop()
            side.disk.restore(self.chance)
            side.start()
        self.require_promises()
        for side in victims:
            side.enter_again()

    def require_promises(self):
        """Whatever one has said to the other, both still have."""
        for writer, reader in self.directions:
            sent, arrived = writer.store.outbox.head(reader.id).size, reader.store.mirror.head(writer.id).size
            receipt = (writer.store.outbox.receipt(reader.id) or (0,))[0]
            assert receipt <= arrived, f"{reader.id} has lost what it gave a receipt for"
            assert arrived <= sent, f"{writer.id} has lost what it had sent"
            assert all(writer.store.records.load(record.id) for record in writer.kept[-40:]), "a record is lost"
        self.require_erased()

    def require_erased(self):
        """What the partner has signed to be erased is in none of its files."""
        files = (path for path in self.mx.disk.folder.glob("node.db*") if not path.name.endswith("-shm"))
        content = b"".join(
            path.read_bytes() for path in files
        )  # SQLite fills a -shm with memory of the process, both's
        assert SECRET.encode() not in content
        for demand in self.us.store.demands.all(limit=10_000):
            for receipt in demand.receipts:
                for index in receipt.erased:
                    (entry,) = self.us.store.outbox.entries(MX, index, index + 1)
                    assert serial(int(entry.record[1:])).encode() not in content, f"{entry.record} is back"

    # The end.

    async def settle(self):
        """One more session, in which everything arrives; holds end, and what was held back from recalls is erased."""
        dial(self.us.peer, self.mx.peer, Line())
        await until(self._settled)
        holds = HoldDesk(MX, self.mx.store, self.mx.peer.clock)
        for hold in holds.all():
            holds.end("auditora", hold.record)
        self.mx.peer.controls.finish()
        await until(self._erased)
        await until(self._settled)
        self.require_promises()
        self.require_all()

    def _settled(self):
        for writer, reader in self.directions:
            receipt = writer.store.outbox.receipt(reader.id)
            if receipt is None or receipt[0] < writer.store.outbox.head(reader.id).size:
                return False
            if writer.store.cursors.held(reader.id) or writer.store.orders.waiting(reader.id):
                return False
        return {record.id for record in self._newest()} <= set(self.mx.peer.mirrored())

    def _erased(self):
        """Whether every recalled entry has been signed to be gone."""
        demands = self.us.store.demands.all(limit=10_000)
        return all({*one.entries} == {at for said in one.receipts for at in said.erased} for one in demands)

    def _newest(self):
        """Of each object, the last own record of US that may leave and was not recalled."""
        recalled = {demand.about for demand in self.us.store.demands.all(limit=10_000)}
        last = {getattr(record, "alert", record.track): record for record in self.us.kept if is_released(record)}
        return [record for record in last.values() if f"record:{record.id}" not in recalled]

    def require_all(self):
        """Nothing is lost, duplicated, reordered or leaked, and both hold the same."""
        for writer, reader in self.directions:
            arrived = [record for record in reader.peer.mirrored() if record]
            assert len(set(arrived)) == len(arrived), "a record came twice"
            assert set(arrived) <= {record.id for record in writer.kept if is_released(record)}, "a record leaked"
            for kind in ("track", "alert"):
                order = [
                    record.id for record in writer.kept if record.kind == kind and is_released(record, paced=False)
                ]
                expected = set(order)
                assert [record for record in arrived if record in expected] == order, f"{kind}s are lost or reordered"
            self._require_same(writer, reader)
        for side in self.sides:
            assert all(side.store.records.load(record.id) for record in side.kept), "a record is lost"
            assert side.store.database.rows("PRAGMA integrity_check") == [("ok",)]
        assert findings(self.us.peer, self.mx.peer) == []
        assert self.alarms() == []
        assert meter_of(self.us.store) == meter_of(self.mx.store)

    def _require_same(self, writer, reader):
        """Both copies of a log are the same, entry by entry."""
        ours, theirs = writer.store.outbox, reader.store.mirror
        size = ours.head(reader.id).size
        sent, kept = ours.entries(reader.id, 0, size), theirs.entries(writer.id, 0, size)
        assert [entry.entry for entry in sent] == [entry.entry for entry in kept]
        assert ours.head(reader.id).frontier == theirs.head(writer.id).frontier

    def alarms(self):
        """What a node found missing that had been promised."""
        return [event for event in self.said if event["event"] == "alarm"]


def is_released(record, *, paced=True):
    """Whether a record may leave; with `paced`, also one that a newer one about its object may pass over."""
    return bool(record.marking.releasable_to) and (paced or not record.track.startswith("H"))


def meter_of(store):
    """The canonical bytes of a node's only meter."""
    (count,) = count_pairs(store, Window()).values()
    while count.step():
        pass
    return encode_meter(count.meter())


def run_outages(root, count, *, seed, pragmas=()):
    """So many outages; gives what has been shared, for a test to see that something was."""

    async def run(loop):
        outages = Outages(loop, root, under, random.Random(seed), pragmas, said)
        try:
            for _ in range(count):
                await outages.outage()
            await outages.settle()
        finally:
            for side in outages.sides:
                await side.stop()
        return outages

    for node in (US, MX):
        (root / node).mkdir(exist_ok=True)
    with disks(root / US, root / MX) as under, capture_logs() as said:
        return in_virtual_time(run)
