"""Key changes of a hello grant nothing that the log would not."""

import msgspec
import pytest
from pair_logs import LOG_KEY, MX, MX_TO_US, RECEIPT_KEY, US, US_TO_MX
from paired_stores import ENTRIES, mx_with, us_with

from lindero.exchange.envelope._keys import generate_key
from lindero.exchange.envelope.control import KeyChange, Poison, encode_control
from lindero.exchange.envelope.key_change import state_change, vouch
from lindero.partners.key_changes import learn_changes

NEW, NEWER, THIEF = (generate_key(letter * 32) for letter in (b"N", b"M", b"Z"))


def change(node=US, key="log", *, log=US_TO_MX.origin, since=21, old=None, new=NEW, voucher=None):
    old = old or LOG_KEY[node]
    stated = KeyChange(
        node=node,
        key=key,
        log=log,
        since=since,
        old=old.public,
        new=new.public,
        by="old",
        made_ms=1,
        voucher=bytes(64),
        proof=bytes(64),
    )
    return encode_control(vouch(state_change(stated, new), voucher or old))


def learned(store, partner, *changes, held=(NEW.public, NEWER.public)):
    pairing = learn_changes(store, partner, changes, held)
    return pairing and [[(one.key, one.since, one.public) for one in keys] for keys in keys_of(pairing)]


def keys_of(pairing):
    return pairing.own_keys, pairing.partner_keys


def test_own_changes_are_learned_when_they_end_in_a_key_that_is_held_here():
    chain = change(), change(old=NEW, new=NEWER, since=30)
    expected = [[("log", 21, NEW.public), ("log", 30, NEWER.public)], []]
    assert learned(us_with(ENTRIES), MX, *chain) == expected
    assert learned(us_with(ENTRIES), MX, *chain, held=[NEW.public]) is None
    assert learned(us_with(ENTRIES), MX, change(new=THIEF)) is None


def test_changes_of_the_partner_are_learned_under_the_rules_of_the_log():
    assert learned(mx_with(ENTRIES), US, change()) == [[], [("log", 21, NEW.public)]]
    receipts = change(US, "receipt", log=MX_TO_US.origin, since=1, old=RECEIPT_KEY[US])
    assert learned(mx_with(ENTRIES), US, receipts) == [[], [("receipt", 1, NEW.public)]]


@pytest.mark.parametrize(
    "bad",
    [
        change(voucher=THIEF),
        change(old=THIEF),
        change(log=MX_TO_US.origin),
        change(since=20),
        change()[:-1] + b"x",
        encode_control(Poison(code="x.y")),
        b"",
        change("us.other", old=LOG_KEY[US]),
    ],
    ids=["unsigned", "of-another-key", "of-another-log", "undoes-a-note", "altered", "another", "none", "of-nobody"],
)
def test_what_the_log_would_refuse_is_passed_over_and_the_rest_counts(bad):
    assert learned(mx_with(ENTRIES), US, bad) is None
    assert learned(mx_with(ENTRIES), US, bad, change()) == [[], [("log", 21, NEW.public)]]


def test_what_is_known_already_is_not_learned_again():
    store = mx_with(ENTRIES)
    store.pairings.save(learn_changes(store, US, [change()], ()))
    assert learn_changes(store, US, [change()], ()) is None
    more = change(old=NEW, new=NEWER, since=22)
    assert learned(store, US, change(), more) == [[], [("log", 21, NEW.public), ("log", 22, NEWER.public)]]
    assert msgspec.structs.asdict(store.pairings.load(US))["own_keys"] == ()
