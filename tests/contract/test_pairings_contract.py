"""Any store of pairings knows each partner once, and at most one open invitation."""

from typing import get_args

import msgspec
import pytest

from lindero.model.pairing import Identity, Pairing, PairingState, place_of


def identity(node, log_id):
    return Identity(
        node=node,
        country="MEX",
        simulated=True,
        address=None,
        certificate_der=b"der",
        log_key=b"\1" * 32,
        receipt_key=b"\2" * 32,
        log_id=log_id,
    )


def invitation(log_id=b"first"):
    return Pairing(partner=None, own=identity("us.cbp", log_id), state="invited")


def pairing(node="mx.sedena", log_id=b"first", state="active"):
    return Pairing(partner=identity(node, b"theirs"), own=identity("us.cbp", log_id), state=state, files=(b"a", b"b"))


def test_a_pairing_is_found_by_its_partner(store):
    store.pairings.save(pairing())
    assert store.pairings.load("mx.sedena") == pairing()
    assert store.pairings.load("ca.rcmp") is None


def test_a_later_state_replaces_the_earlier(store):
    store.pairings.save(pairing(state="accepted"))
    store.pairings.save(pairing(state="suspended"))
    assert store.pairings.all() == [pairing(state="suspended")]


@pytest.mark.parametrize("state", get_args(PairingState))
def test_every_standing_comes_back_with_its_times(store, state):
    saved = msgspec.structs.replace(pairing(state=state), ending_until=5, ended_at=7, unconfirmed=3)
    store.pairings.save(saved)
    assert store.pairings.load("mx.sedena") == saved


def test_partners_are_listed_by_node_without_the_invitation(store):
    store.pairings.save(pairing("mx.sedena"))
    store.pairings.save(pairing("ca.rcmp", b"second"))
    store.pairings.save(invitation(b"third"))
    assert [known.partner.node for known in store.pairings.all()] == ["ca.rcmp", "mx.sedena"]


def test_there_is_one_open_invitation(store):
    assert store.pairings.invitation() is None
    store.pairings.save(invitation(b"first"))
    store.pairings.save(invitation(b"second"))
    assert store.pairings.invitation() == invitation(b"second")


def test_the_answer_to_an_invitation_closes_it(store):
    store.pairings.save(invitation(b"first"))
    store.pairings.save(pairing(log_id=b"first"))
    assert store.pairings.invitation() is None


def test_a_pairing_of_another_log_leaves_the_invitation_open(store):
    store.pairings.save(invitation(b"second"))
    store.pairings.save(pairing(log_id=b"first"))
    assert store.pairings.invitation() == invitation(b"second")


def test_pairings_that_are_over_are_kept_apart_from_the_present_one(store):
    for number in (1, 2):
        store.pairings.save(msgspec.structs.replace(pairing(state="ended"), unconfirmed=number))
        store.set_aside("mx.sedena")
        assert store.pairings.load("mx.sedena") is None
    store.pairings.save(pairing("ca.rcmp", b"second"))
    store.pairings.save(pairing())
    earlier = [(one.place, one.unconfirmed) for one in store.pairings.earlier()]
    assert earlier == [(place_of("mx.sedena", 1), 1), (place_of("mx.sedena", 2), 2)]
    assert [one.place for one in store.pairings.all()] == ["ca.rcmp", "mx.sedena"]


def test_nothing_is_set_aside_where_there_is_no_pairing(store):
    store.set_aside("mx.sedena")
    assert store.pairings.earlier() == []


def test_what_belongs_to_a_pairing_goes_with_it(store, decision):
    store.pairings.save(pairing(state="ended"))
    place = place_of("mx.sedena", 1)
    store.cursors.save("mx.sedena", {"track": 9})
    store.decisions.append([decision("R1")])
    store.orders.save("mx.sedena", b"recall")
    store.rejoining.save(["mx.sedena"])
    withheld, leaves = store.decisions.withheld("mx.sedena"), store.heartbeats.rows(0, 9)
    store.set_aside("mx.sedena")
    assert store.cursors.load("mx.sedena")["track"] == 0
    assert store.cursors.load(place)["track"] == 9
    assert store.decisions.withheld("mx.sedena") == {}
    assert store.decisions.withheld(place) == withheld
    assert store.heartbeats.rows(0, 9) == leaves
    assert store.orders.waiting("mx.sedena") == store.orders.waiting(place) == []
    assert store.rejoining.waiting() == frozenset()
