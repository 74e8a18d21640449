"""Key changes of a hello grant nothing that the log would not."""

import msgspec
import pytest
from pair_logs import LOG_KEY, MX, MX_TO_US, RECEIPT_KEY, US, US_TO_MX
from paired_stores import ENTRIES, mx_with, us_with

from lindero.exchange.envelope._keys import generate_key
from lindero.exchange.envelope.certificate import seal_certificate
from lindero.exchange.envelope.control import KeyChange, Poison, decode_control, encode_control
from lindero.exchange.envelope.key_change import state_change, vouch
from lindero.partners.errors import NoSuchPartner, NothingOffered
from lindero.partners.key_changes import admit_offered, admit_partner_changes, learn_changes, offered_digits

NEW, NEWER, THIEF = (generate_key(letter * 32) for letter in (b"N", b"M", b"Z"))


def certificate_of(key):
    return seal_certificate(US, key, serial=bytes(16), valid_from=0, valid_to=2_000_000_000 * 10**9)


TLS, RECOVERY = generate_key(b"T" * 32), generate_key(b"V" * 32)
PAIRED = {"certificate_der": certificate_of(TLS), "recovery_key": RECOVERY.public}


def tls_change(old=TLS, new=NEW, **fields):
    return change(key="tls", log="", since=None, old=old, new=new, certificate=certificate_of(new), **fields)


def replacement(key="log", new=NEW, made_ms=1, voucher=RECOVERY):
    certificate = certificate_of(new) if key == "tls" else None
    stated = KeyChange(
        node=US,
        key=key,
        log="",
        since=None,
        old=LOG_KEY[US].public,
        new=new.public,
        certificate=certificate,
        by="recovery",
        made_ms=made_ms,
        voucher=bytes(64),
        proof=bytes(64),
    )
    return encode_control(vouch(state_change(stated, new), voucher))


def change(node=US, key="log", *, log=US_TO_MX.origin, since=21, old=None, new=NEW, voucher=None, certificate=None):
    old = old or LOG_KEY[node]
    stated = KeyChange(
        node=node,
        key=key,
        log=log,
        since=since,
        old=old.public,
        new=new.public,
        certificate=certificate,
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


def mx_knows_certificate():
    store = mx_with(ENTRIES)
    pairing = store.pairings.load(US)
    partner = msgspec.structs.replace(pairing.partner, **PAIRED)
    store.pairings.save(msgspec.structs.replace(pairing, partner=partner))
    return store


def accepted(store):
    return store.pairings.load(US).partner_certificates


def test_a_certificate_is_learned_beside_those_before_it_until_the_log_says_so_too():
    store = mx_knows_certificate()
    statements = tls_change(), tls_change(old=NEW, new=NEWER)
    learned = learn_changes(store, US, statements, ())
    assert [one.logged for one in learned.partner_keys] == [False, False]
    store.pairings.save(learned)
    assert accepted(store) == tuple(map(certificate_of, (TLS, NEW, NEWER)))
    assert learn_changes(store, US, statements, ()) is None
    for statement in statements:
        admit_partner_changes(store, US, [decode_control(statement)])
    assert [one.logged for one in store.pairings.load(US).partner_keys] == [True, True]
    assert learn_changes(store, US, statements, ()) is None


@pytest.mark.parametrize(
    "bad",
    [tls_change(voucher=THIEF), tls_change(old=THIEF), tls_change(old=NEW, new=NEWER)],
    ids=["unsigned", "of-another-key", "not-from-the-key-in-force"],
)
def test_no_certificate_is_learned_that_the_one_in_force_does_not_lead_to(bad):
    assert learn_changes(mx_knows_certificate(), US, [bad], ()) is None


def test_a_certificate_is_learned_whatever_the_notes_are_worth():
    """It undoes none of them: a partner whose receipt is worth nothing is still let in, to be told so."""
    store = mx_knows_certificate()
    store.outbox.save_receipt(US, 3, b"worth nothing", 1)
    assert [one.key for one in learn_changes(store, US, [tls_change()], ()).partner_keys] == ["tls"]
    assert learn_changes(store, US, [change()], ()) is None


def test_a_replacement_by_the_recovery_key_changes_nothing_before_a_person_says_so():
    store = mx_knows_certificate()
    offered = replacement(), replacement("receipt", NEWER), replacement("tls", THIEF)
    learned = learn_changes(store, US, [*offered, change(old=NEW, new=NEWER, since=30)], ())
    assert (learned.offered, learned.partner_keys) == (offered, ())
    store.pairings.save(learned)
    assert accepted(store) == (certificate_of(TLS),)
    assert learn_changes(store, US, offered, ()) is None
    admit_offered(store, US)
    confirmed = store.pairings.load(US)
    assert {one.key: one.public for one in confirmed.partner_keys} == {
        "log": NEW.public,
        "receipt": NEWER.public,
        "tls": THIEF.public,
    }
    assert (confirmed.offered, accepted(store)) == ((), (certificate_of(THIEF),))
    assert learn_changes(store, US, offered, ()) is None
    with pytest.raises(NothingOffered):
        admit_offered(store, US)


def test_the_newest_offer_of_a_key_waits_and_one_of_another_recovery_key_never():
    store = mx_knows_certificate()
    old, new = replacement(made_ms=5), replacement(new=NEWER, made_ms=6)
    for order in ((old, new), (new, old)):
        assert learn_changes(store, US, order, ()).offered == (new,)
    assert learn_changes(store, US, [replacement(voucher=THIEF)], ()) is None
    with pytest.raises(NoSuchPartner):
        admit_offered(store, MX)


def test_the_digits_depend_on_every_offered_key_and_on_no_order():
    both = replacement(), replacement("receipt", NEWER)
    digits = offered_digits(both)
    assert digits == offered_digits(reversed(both))
    assert len({digits, offered_digits(both[:1]), offered_digits([replacement(new=THIEF), both[1]])}) == 3
