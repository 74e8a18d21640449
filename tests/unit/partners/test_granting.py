"""Roles that let something out take two administrators."""

import msgspec
import pytest
from hand_clock import HandClock

from lindero.kernel.clock import SECOND_NS
from lindero.model.people import Account
from lindero.partners.errors import NoPendingGrant, SecondAdministrator
from lindero.partners.granting import Granting
from lindero.store.memory.store import MemoryStore

ANA = Account(name="ana", roles=("administrator",), desk="d", os_user=1)
LUIS = Account(name="luis", roles=("administrator",), desk="d", os_user=2)
EVA = Account(name="eva", roles=("releaser",), desk="d", os_user=3)


@pytest.fixture
def office():
    store, clock = MemoryStore(), HandClock()
    store.accounts.save(ANA)
    store.accounts.save(LUIS)
    return Granting(store, clock), store, clock


def test_an_ordinary_role_takes_one(office):
    granting, store, _ = office
    assert granting.give(ANA, msgspec.structs.replace(EVA, roles=("watch-officer",))) is None
    assert store.accounts.load("eva").roles == ("watch-officer",)


def test_the_releaser_waits_for_the_second_and_then_is_one(office):
    granting, store, _ = office
    assert granting.give(ANA, EVA).by == "ana"
    assert store.accounts.load("eva") is None
    granting.confirm(LUIS, "eva")
    assert store.accounts.load("eva") == EVA
    assert store.grants.all() == []
    assert [(event.person, event.act) for event in store.audit.latest()] == [
        ("luis", "account-confirm"),
        ("ana", "account-ask"),
    ]


@pytest.mark.parametrize(
    "second",
    [ANA, msgspec.structs.replace(EVA, roles=("administrator",)), msgspec.structs.replace(LUIS, os_user=1)],
    ids=["the first", "the person in question", "the first under another name"],
)
def test_the_second_is_somebody_else(office, second):
    granting, store, _ = office
    granting.give(ANA, EVA)
    with pytest.raises(SecondAdministrator):
        granting.confirm(second, "eva")
    assert store.accounts.load("eva") is None


def test_a_day_later_nothing_is_left_to_confirm(office):
    granting, _, clock = office
    granting.give(ANA, EVA)
    clock.at += 86_401 * SECOND_NS
    with pytest.raises(NoPendingGrant):
        granting.confirm(LUIS, "eva")
    with pytest.raises(NoPendingGrant):
        granting.confirm(LUIS, "nobody")


def test_no_administrator_alone_gets_into_a_releasers_account(office):
    granting, store, _ = office
    store.accounts.save(EVA)
    assert granting.give(ANA, msgspec.structs.replace(EVA, os_user=1)) is not None
    assert store.accounts.load("eva").os_user == 3
    assert granting.give(ANA, msgspec.structs.replace(EVA, roles=("watch-officer",))) is not None
    assert granting.reopen(ANA, EVA) is not None
    assert granting.reopen(ANA, LUIS) is None


def test_the_second_administrator_is_made_by_the_first_and_the_third_by_two():
    store = MemoryStore()
    granting = Granting(store, HandClock())
    store.accounts.save(ANA)
    assert granting.give(ANA, LUIS) is None
    assert granting.give(ANA, msgspec.structs.replace(EVA, roles=("administrator",))) is not None


def test_a_confirmed_account_keeps_the_password_of_that_moment(office):
    granting, store, _ = office
    store.accounts.save(msgspec.structs.replace(EVA, roles=("watch-officer",)))
    granting.give(ANA, EVA)
    store.accounts.save(msgspec.structs.replace(EVA, roles=("watch-officer",), password_hash="new"))
    assert granting.confirm(LUIS, "eva").password_hash == "new"
