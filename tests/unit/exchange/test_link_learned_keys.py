"""Key changes in a hello are in force for what follows in it, and for every batch of the session."""

import pytest
from link_nodes import connect, pair
from pair_logs import MX, US
from peers_in_process import identity_of

from lindero.exchange.envelope._keys import generate_key
from lindero.exchange.link.events import BatchArrived, KeysLearned
from lindero.exchange.log.pair import incoming_log
from lindero.model.pairing import KeyEpoch, Pairing

NEW = generate_key(b"N" * 32)
CHANGE = b"a change that was checked elsewhere"


def rotated():
    """US signs with a new log key, which MX learns from its hello."""
    us, mx = pair()
    us.key, us.changes = NEW, (CHANGE,)
    epoch = KeyEpoch(key="log", since=1, public=NEW.public, statement=CHANGE)
    paired = Pairing(partner=identity_of(US), own=identity_of(MX), state="active", partner_keys=(epoch,))
    mx.learn, mx.cosigned = lambda changes: paired if changes == (CHANGE,) else None, incoming_log(paired)
    return us, mx


def test_a_head_under_the_learned_key_is_believed_and_the_owner_is_told_first():
    us, mx = rotated()
    us.append(*(b"%d" % n for n in range(7)))
    us.outbox_head = type(us.outbox_head)(7, us.outbox_head.frontier, us.note_at(7))
    connect(us, mx)
    assert mx.codes == us.codes == []
    assert mx.saw(KeysLearned) == [KeysLearned((CHANGE,))]
    assert type(mx.events[1]) is KeysLearned
    assert len(mx.mirror) == 7


def test_batches_under_the_learned_key_are_taken():
    us, mx = rotated()
    connect(us, mx)
    us.append(b"one", b"two")
    mx.receive(us.pump())
    assert (mx.codes, len(mx.saw(BatchArrived))) == ([], 1)


@pytest.mark.parametrize("head", [False, True])
def test_what_was_not_learned_is_not_believed(head):
    us, mx = rotated()
    mx.learn = lambda changes: None
    if head:
        us.append(b"one")
        us.outbox_head = type(us.outbox_head)(1, us.outbox_head.frontier, us.note_at(1))
    connect(us, mx)
    if not head:
        us.append(b"one")
        mx.receive(us.pump())
    assert mx.codes == ["note.signature"]
