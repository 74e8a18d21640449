"""Stores in memory that hold one log from US to MX, each side's copy as a test wants it."""

import msgspec
from pair_logs import MX, US, head_of, logged, receipt_of
from peers_in_process import identity_of

from lindero.model.pairing import Pairing
from lindero.store.memory.store import MemoryStore

ENTRIES = [logged(index) for index in range(20)]


def node(own, partner, state="active", **other):
    """A store that is paired with the partner; `other` changes what it knows of the partner."""
    store = MemoryStore()
    known = msgspec.structs.replace(identity_of(partner), **other)
    store.pairings.save(Pairing(partner=known, own=identity_of(own), state=state))
    return store


def us_with(entries, signed=ENTRIES):
    """The writer's store; what was signed may differ from what it holds."""
    store = node(US, MX)
    store.outbox.append(MX, entries, head_of(signed))
    store.outbox.save_receipt(MX, len(signed), receipt_of(signed), 1)
    return store


def mx_with(entries, signed=ENTRIES):
    """The reader's."""
    store = node(MX, US)
    head = head_of(signed)
    store.mirror.append(US, entries, msgspec.structs.replace(head, note=receipt_of(signed)))
    return store
