"""Two persons at a real node, who approve on the command's way what waits for them."""

import os
from pathlib import Path

from argon2 import PasswordHasher

from lindero.model.people import Account
from lindero.node.reach import Answered, call
from lindero.store.sqlite.store import open_store

PERSONS = ("eva", "luis")
AUTHORITY = "treaty-1"
PASSWORD = "cuatro palabras sin relacion"
NOTES_BY_TWO = (
    '@id("notes") @reason_es("notas") @reason_en("notes") @two_person permit(principal, action, resource)'
    ' when { context.kind == "note" };\n'
    '@id("rest") @reason_es("lo demás") @reason_en("the rest") permit(principal, action, resource)'
    ' unless { context.kind == "note" };\n'
)
"""A policy under which everything leaves, notes by two persons."""


def seat_two_persons(folder):
    """Give a stopped node two releasers and a legal basis that they may name."""
    settings = Path(folder) / "node.toml"
    settings.write_text(f'authorities = ["{AUTHORITY}"]\n' + settings.read_text("utf-8"), "utf-8")
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with open_store(Path(folder) / "node.db") as store:
        for name in PERSONS:
            person = Account(name=name, roles=("releaser",), desk="d", password_hash=cheap, os_user=os.getuid())
            store.accounts.save(person)


def approve_waiting(folder, record, partner):
    """Both persons' yes; false while it does not wait for them yet."""
    for person in PERSONS:
        waiting = call(folder, "release-waiting", {}, person)["waiting"]
        found = next((one for one in waiting if one["record"] == record), None)
        if found is None:
            return False
        said = {
            "record": record,
            "partner": partner,
            "sha256": found["sha256"],
            "purpose": "airspace-security",
            "authority": AUTHORITY,
            "password": PASSWORD,
        }
        try:
            call(folder, "release-approve", said, person)
        except Answered as why:
            raise AssertionError(why.answer) from why
    return True
