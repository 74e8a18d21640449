"""Both stores, and small things to put into them."""

import pytest

from lindero.exchange.log.ports import Decision, Head, Held, LoggedEntry
from lindero.kernel.ids import NodeId, RecordId, ulid
from lindero.model.airspace import Detection
from lindero.model.alerts import Outcome
from lindero.model.record import Pedigree
from lindero.store.memory import MemoryStore
from lindero.store.sqlite import open_store

SECOND = 1_000_000_000


@pytest.fixture(params=["memory", "sqlite"])
def store(request, tmp_path):
    with MemoryStore() if request.param == "memory" else open_store(tmp_path / "node.db") as opened:
        yield opened


@pytest.fixture(params=["outbox", "mirror"])
def log(request, store):
    """One side's logs: outbox and mirror keep the same promises."""
    return getattr(store, request.param)


@pytest.fixture
def detection():
    def build(number, *, at=None, supersedes=None):
        return Detection(
            id=RecordId(ulid(number * SECOND, bytes(10))),
            origin=NodeId("us.cbp"),
            observed_at=number * SECOND if at is None else at,
            recorded_at=number * SECOND,
            pedigree=Pedigree(nodes=(NodeId("us.cbp"),), sensors=("radar-1",)),
            sensor="radar-1",
            gateway="sapient",
            supersedes=supersedes,
        )

    return build


@pytest.fixture
def outcome():
    """A record of the alert lane."""

    def build(number):
        return Outcome(
            id=RecordId(ulid(number * SECOND, b"\1" * 10)),
            origin=NodeId("us.cbp"),
            observed_at=number * SECOND,
            recorded_at=number * SECOND,
            pedigree=Pedigree(nodes=(NodeId("us.cbp"),)),
            alert=RecordId(ulid(number * SECOND, bytes(10))),
            verdict="balloon",
            desk="us.cbp/watch-1",
        )

    return build


@pytest.fixture
def entry():
    def build(index, *, about="track:T1-K", record=None, empty=None):
        filled = empty is None
        return LoggedEntry(
            index=index,
            entry=b"entry %d" % index,
            body=b"body %d" % index if filled else None,
            salt=bytes([index % 256]) * 32 if filled else None,
            record=RecordId(record or f"record-{index}"),
            object_key=about,
            empty=empty,
        )

    return build


@pytest.fixture
def head():
    def build(size, note=b"note"):
        return Head(size=size, frontier=tuple(bytes([bit]) * 32 for bit in range(size.bit_count())), note=note)

    return build


@pytest.fixture
def held():
    def build(object_key, *, record="R1", until=5, lane="track"):
        return Held(lane=lane, object_key=object_key, record=RecordId(record), until=until)

    return build


@pytest.fixture
def decision():
    def build(
        record, *, at=0, about="track:T1-K", released=False, reasons=("not-releasable",), to="mx.sedena", count=1
    ):
        return Decision(
            at=at,
            partner=NodeId(to),
            record=RecordId(record),
            object_key=about,
            released=released,
            rules=("tracks",),
            reasons=() if released else reasons,
            policy="p1",
            count=count,
        )

    return build
