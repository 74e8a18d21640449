"""Which certificates a partner may show: the link's key alone cannot take its owner's place."""

import msgspec
import pytest
from pair_logs import MX, US
from peers_in_process import identity_of

from lindero.kernel.clock import SystemClock
from lindero.model.pairing import KeyEpoch, Pairing
from lindero.node.keys import Keys
from lindero.node.peers.paired import Paired
from lindero.store.memory.store import MemoryStore

OLD, NEW = b"the certificate that was paired", b"the one that came after it"


def paired(*, logged, by_recovery=False):
    store = MemoryStore()
    partner = msgspec.structs.replace(identity_of(US), certificate_der=OLD)
    epoch = KeyEpoch(
        key="tls",
        since=0,
        public=bytes(32),
        certificate_der=NEW,
        by_recovery=by_recovery,
        statement=b"s",
        logged=logged,
    )
    pairing = Pairing(partner=partner, own=identity_of(MX), state="active", partner_keys=(epoch,))
    store.pairings.save(pairing)
    keys = Keys(log=None, receipt=None, token_secret=b"")
    found = Paired(pairing.own, partner, store, lambda: keys, SystemClock(), 15.0)
    found.load()
    return found, store


def test_a_certificate_that_only_a_hello_has_brought_does_not_end_those_before_it():
    link, store = paired(logged=False)
    assert link.certificates == (OLD, NEW)
    assert not link.settle(NEW)
    assert store.pairings.load(US).partner_certificates == (OLD, NEW)


def test_once_the_log_says_so_too_the_newest_that_was_shown_is_the_only_one():
    link, store = paired(logged=True)
    assert not link.settle(OLD)
    assert link.certificates == (OLD, NEW)
    assert link.settle(NEW)
    assert link.certificates == store.pairings.load(US).partner_certificates == (NEW,)
    assert not link.settle(NEW)


@pytest.mark.parametrize("shown", [OLD, NEW, b"", b"another"])
def test_a_replacement_by_the_recovery_key_has_ended_the_others_already(shown):
    link, _ = paired(logged=True, by_recovery=True)
    assert link.certificates == (NEW,)
    assert not link.settle(shown)
