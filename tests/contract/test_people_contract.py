"""Any store of accounts replaces by name; any audit trail only grows."""

import msgspec

from lindero.model.people import Account, AuditEvent

ANA = Account(name="ana", roles=("watch-officer",), desk="guardia-1", link_hash=b"\1" * 32, link_until=99)


def test_an_account_comes_back_as_it_was_saved(store):
    store.accounts.save(ANA)
    assert store.accounts.load("ana") == ANA
    assert store.accounts.load("beto") is None


def test_saving_an_account_again_replaces_it(store):
    store.accounts.save(ANA)
    disabled = msgspec.structs.replace(ANA, disabled=True)
    store.accounts.save(disabled)
    assert store.accounts.all() == [disabled]


def test_accounts_are_listed_by_name(store):
    for name in ("beto", "ana", "carla"):
        store.accounts.save(msgspec.structs.replace(ANA, name=name))
    assert [account.name for account in store.accounts.all()] == ["ana", "beto", "carla"]


def test_the_audit_trail_is_newest_first_by_order_of_writing(store):
    events = [
        AuditEvent(at=5, person="ana", act="sign-in"),
        AuditEvent(at=5, person="ana", act="acknowledge", about="A017-M", detail="desk guardia-1"),
        AuditEvent(at=3, person="system", act="clock-set-back"),
    ]
    for event in events:
        store.audit.append(event)
    assert store.audit.latest() == events[::-1]
    assert store.audit.latest(limit=1) == events[-1:]
