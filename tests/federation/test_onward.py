"""A record of A leaves B for C only under A's consent; A is told; its recalls reach C, and C's receipts reach A."""

from contextlib import ExitStack

import pytest
from pair_logs import MX, SEMAR, US
from peers_in_process import Line, PeerNode, dial, record_id, track, until
from virtual_time import BEGIN_AT, in_virtual_time

from lindero.exchange.envelope.control import Onward, decode_control
from lindero.exchange.envelope.entry import decode_entry
from lindero.kernel.clock import SECOND_NS
from lindero.partners.errors import NoSuchPartner, NothingToRecall
from lindero.partners.onward import ConsentDesk
from lindero.partners.recall import RecallDesk
from lindero.store.memory.store import MemoryStore
from lindero.store.sqlite.store import open_store

PERMITS_ALL = """
@id("all") @reason_en("x") @reason_es("x")
permit (principal, action, resource);
"""
FOR_A_DAY = BEGIN_AT + 86_400 * SECOND_NS


class Three:
    """US shares with MX; MX is paired with SEMAR as well, over the same store."""

    def __init__(self, loop, root, stores, *, policy=PERMITS_ALL, origins=(US,)):
        us, mx, semar = stores
        self.us = PeerNode(US, loop, root, store=us, policy=PERMITS_ALL)
        self.mx = PeerNode(MX, loop, root, store=mx, policy=PERMITS_ALL)
        self.mx_south = PeerNode(MX, loop, root, store=self.mx.store, policy=policy, partner=SEMAR)
        self.semar = PeerNode(SEMAR, loop, root, store=semar, policy=PERMITS_ALL, partner=MX, origins=origins)
        dial(self.us, self.mx, Line())
        dial(self.mx_south, self.semar, Line())

    def consent(self, until=FOR_A_DAY, **named):
        given = ConsentDesk(self.us.store, self.us.clock).give("oficial", SEMAR, until, **named)
        self.us.peer.wake()
        return given

    def arrived(self):
        return [record.id for record in self.semar.store.records.of_kind("track")]

    async def a_while(self, seconds=10.0):
        loop = self.us.loop
        end = loop.time() + seconds
        await until(lambda: loop.time() >= end, step_s=0.5)

    def refusals(self, number):
        return [decision.reasons for decision in self.mx.store.decisions.about(record_id(number))]


@pytest.fixture(params=["memory", "sqlite"])
def three(request, tmp_path):
    """Three nodes over new stores: gives a function of the loop."""
    with ExitStack() as stack:
        names = ("us", "mx", "semar")
        paths = [None if request.param == "memory" else tmp_path / f"{name}.db" for name in names]
        stores = [stack.enter_context(MemoryStore() if path is None else open_store(path)) for path in paths]
        yield lambda loop, **fields: Three(loop, tmp_path, stores, **fields)


def onward_in(node):
    log = node.store.outbox
    entries = log.entries(US, 0, log.head(US).size)
    found = [(decode_entry(entry.entry), entry.body) for entry in entries]
    return [(entry.re, decode_control(body)) for entry, body in found if entry.type == "onward"]


def test_without_consent_nothing_of_another_node_is_passed_on(three):
    async def run(loop):
        nodes = three(loop)
        nodes.us.save(track(1))
        await until(lambda: nodes.us.settled(1))
        await nodes.a_while()
        assert nodes.arrived() == []

    in_virtual_time(run)


def test_a_consented_record_is_passed_on_as_the_very_bytes_and_its_originator_is_told(three):
    async def run(loop):
        nodes = three(loop)
        nodes.us.save(track(1), track(2))
        await until(lambda: nodes.us.settled(2))
        assert nodes.consent(record=record_id(2)) == [MX]
        await until(nodes.arrived)
        assert nodes.arrived() == [record_id(2)]
        (theirs,) = nodes.semar.store.mirror.entries(MX, 0, 1)
        assert theirs.body == nodes.mx.store.mirror.entries(US, 1, 2)[0].body
        await until(lambda: onward_in(nodes.mx))
        ((re, onward),) = onward_in(nodes.mx)
        assert (re, type(onward), onward.recipient) == (1, Onward, SEMAR)
        await until(lambda: "partner-onward" in [event.act for event in nodes.us.store.audit.latest()])

    in_virtual_time(run)


def test_a_consented_topic_is_passed_on_from_then_on_until_it_ends(three):
    async def run(loop):
        nodes = three(loop)
        nodes.us.save(track(1))
        await until(lambda: nodes.us.settled(1))
        nodes.consent(topic="track", until=BEGIN_AT + 60 * SECOND_NS)
        await until(lambda: nodes.mx.store.consents.all())
        nodes.us.save(track(2))
        await until(nodes.arrived)
        await nodes.a_while(120)
        nodes.us.save(track(3))
        await nodes.a_while()
        assert nodes.arrived() == [record_id(2)]

    in_virtual_time(run)


def test_policy_decides_about_a_consented_record_like_about_any_other(three):
    async def run(loop):
        nodes = three(loop, policy=PERMITS_ALL.replace("resource)", "resource) when { context.origin_own }"))
        nodes.us.save(track(1))
        await until(lambda: nodes.us.settled(1))
        nodes.consent(record=record_id(1))
        await until(lambda: nodes.refusals(1))
        assert nodes.refusals(1) == [("no-permit",)]
        await nodes.a_while()
        assert nodes.arrived() == []

    in_virtual_time(run)


def test_the_recipient_takes_another_origins_records_only_where_it_says_so(three):
    async def run(loop):
        nodes = three(loop, origins=())
        nodes.us.save(track(1))
        await until(lambda: nodes.us.settled(1))
        nodes.consent(record=record_id(1))
        await until(lambda: nodes.semar.store.quarantine.latest())
        assert nodes.semar.store.quarantine.latest()[0].code == "link.foreign-origin"
        assert nodes.arrived() == []

    in_virtual_time(run)


def test_a_recall_goes_on_to_whom_the_record_was_passed_and_the_receipt_comes_back(three):
    async def run(loop):
        nodes = three(loop)
        nodes.us.save(track(1))
        await until(lambda: nodes.us.settled(1))
        nodes.consent(record=record_id(1))
        await until(nodes.arrived)
        (demand,) = RecallDesk(US, nodes.us.store, nodes.us.clock).recall_record("oficial", record_id(1))
        nodes.us.peer.wake()

        def receipts():
            return nodes.us.store.demands.load(MX, demand.order).receipts

        await until(lambda: any(receipt.confirmed for receipt in receipts()))
        assert receipts()[0].onward == (SEMAR,)
        assert receipts()[-1].confirmed == (SEMAR,)
        assert nodes.arrived() == []
        assert nodes.semar.store.mirror.entries(MX, 0, 1)[0].empty == "recalled"
        assert nodes.mx.store.records.load(record_id(1)) is None

    in_virtual_time(run)


def test_a_consent_names_what_a_partner_holds(three):
    async def run(loop):
        nodes = three(loop)
        with pytest.raises(NothingToRecall):
            nodes.consent(record=record_id(9))
        with pytest.raises(NoSuchPartner):
            nodes.consent(topic="track", holder="mx.pf")

    in_virtual_time(run)
