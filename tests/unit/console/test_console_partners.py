"""Logs and pairings over the interface: heads for everybody, standing for administrators."""

import msgspec
import pytest
from console_desk import MX, US, again, sign_in
from pair_logs import LOG_KEY
from peers_in_process import track

from lindero.exchange.envelope._keys import generate_key
from lindero.exchange.envelope.control import KeyChange, encode_control
from lindero.exchange.envelope.key_change import state_change, vouch
from lindero.exchange.log.tree import root_of
from lindero.partners.key_changes import offered_digits


@pytest.fixture
def paired(desk):
    desk.pair()
    desk.share(track(1, origin=US))
    desk.root = root_of(desk.store.outbox.head(MX).frontier).hex()
    return desk


def stand(client, header, act, body=None):
    return client.post(f"/api/v1/partners/{MX}/{act}", json=body or {}, headers=header)


def test_everybody_sees_the_heads_of_both_logs_and_no_content(client, paired):
    paired.store.outbox.save_receipt(MX, 1, b"note", 5_000_000)
    for name in ("ana", "root", "eva"):
        sign_in(client, name)
        sent, received = client.get("/api/v1/logs").json()["logs"]
        assert (sent["direction"], sent["size"], sent["root"]) == ("sent", 1, paired.root)
        assert (sent["receipt_size"], sent["receipt_ms"]) == (1, 5)
        assert (received["direction"], received["size"], received["receipt_ms"]) == ("received", 0, None)


def test_an_administrator_suspends_and_resumes(client, paired):
    header = sign_in(client, "root")
    assert stand(client, header, "suspend").json()["pairing"] == "suspended"
    assert stand(client, header, "suspend").json()["code"] == "pairing.wrong-state"
    assert stand(client, header, "resume").json()["pairing"] == "active"
    assert paired.restood == [MX, MX]
    assert [act for act in paired.acts() if act[1].startswith("pair-")] == [
        ("root", "pair-suspend", MX),
        ("root", "pair-resume", MX),
    ]


def test_the_end_takes_the_partners_id_and_signing_in_again(client, paired):
    header = sign_in(client, "root")
    assert stand(client, header, "end", {"typed": MX}).json()["code"] == "release.sign-in-again"
    again(client, header)
    for typed in ("", "mx.sedena "):
        answer = stand(client, header, "end", {"typed": typed})
        assert (answer.status_code, answer.json()["code"]) == (409, "console.not-confirmed")
    assert stand(client, header, "end", {"typed": MX, "wait_s": -1}).status_code == 400
    assert paired.store.pairings.load(MX).state == "active"
    answer = stand(client, header, "end", {"typed": MX, "wait_s": 60}).json()
    assert (answer["pairing"], answer["until_ms"]) == ("ending", paired.clock.at // 1_000_000 + 60_000)
    (demand,) = paired.store.demands.all()
    assert (demand.person, demand.reason) == ("root", "pairing-ended")


@pytest.mark.parametrize("name", ["ana", "aud", "eva"])
def test_only_administrators_move_a_pairing(client, paired, name):
    header = again(client, sign_in(client, name))
    for act, body in (("suspend", {}), ("resume", {}), ("end", {"typed": MX})):
        answer = stand(client, header, act, body)
        assert (answer.status_code, answer.json()["code"]) == (403, "console.role-missing")
    assert paired.store.pairings.load(MX).state == "active"


def test_a_stranger_is_no_partner_and_the_proof_of_the_page_is_needed(client, paired):
    header = sign_in(client, "root")
    answer = client.post("/api/v1/partners/mx.pf/suspend", json={}, headers=header)
    assert (answer.status_code, answer.json()["code"]) == (404, "pairing.unknown-partner")
    assert stand(client, {}, "suspend").json()["code"] == "console.no-csrf-token"


@pytest.fixture
def offering(paired):
    """The partner's recovery key vouches for a new log key; the link has brought that."""
    recovery, new = generate_key(b"V" * 32), generate_key(b"N" * 32)
    stated = KeyChange(
        node=MX,
        key="log",
        log="",
        since=None,
        old=LOG_KEY[MX].public,
        new=new.public,
        certificate=None,
        by="recovery",
        made_ms=1,
        voucher=bytes(64),
        proof=bytes(64),
    )
    statement = encode_control(vouch(state_change(stated, new), recovery))
    pairing = paired.store.pairings.load(MX)
    partner = msgspec.structs.replace(pairing.partner, recovery_key=recovery.public)
    paired.store.pairings.save(msgspec.structs.replace(pairing, partner=partner, offered=(statement,)))
    paired.new, paired.digits = new.public, offered_digits([statement])
    return paired


def test_an_administrator_confirms_a_partners_new_keys_by_its_digits(client, offering):
    header = sign_in(client, "root")
    said = {"digits": offering.digits}
    assert stand(client, header, "keys", said).json()["code"] == "release.sign-in-again"
    again(client, header)
    wrong = offering.digits[:-1] + str((int(offering.digits[-1]) + 1) % 10)
    for typed in ("", wrong, offering.digits[:-1]):
        answer = stand(client, header, "keys", {"digits": typed})
        assert (answer.status_code, answer.json()["code"]) == (409, "pairing.wrong-digits")
    assert offering.store.pairings.load(MX).partner_keys == ()
    assert offering.rekeyed == []
    answer = stand(client, header, "keys", said)
    assert (answer.status_code, answer.json()["keys"]) == (200, {"log": offering.new.hex()})
    assert offering.rekeyed == [MX]
    assert offering.store.pairings.load(MX).offered == ()
    assert ("root", "pair-rekey", MX) in offering.acts()
    again_said = stand(client, header, "keys", said)
    assert (again_said.status_code, again_said.json()["code"]) == (404, "key.nothing-offered")


@pytest.mark.parametrize("name", ["ana", "aud", "eva"])
def test_only_administrators_confirm_keys(client, offering, name):
    header = again(client, sign_in(client, name))
    answer = stand(client, header, "keys", {"digits": offering.digits})
    assert (answer.status_code, answer.json()["code"]) == (403, "console.role-missing")
    assert offering.store.pairings.load(MX).offered != ()
