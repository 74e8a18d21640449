"""A lost disk and a stolen key: the recovery key, which was never on the node, brings in new keys; the log goes on."""

import json
import re
import shutil

import msgspec
import pytest
from node_keys import keys_of, private_bytes
from two_nodes import MX, US, run_cli, track, two_nodes, wait_until

from lindero.exchange.envelope.errors import BadKeyChange, BadKeyFile, WrongDigits
from lindero.exchange.log.errors import KeysAltered
from lindero.node.errors import MustBeStopped, NoRecoveryKey, NotReplaced
from lindero.partners.errors import NothingOffered
from lindero.store.sqlite.store import open_store


class Safe:
    """Where the recovery key is kept: another place than the node."""

    def __init__(self, root):
        self.key, self.public, self.word = root / "recovery.key", root / "recovery.pub", root / "word"
        self.word.write_text("en la caja fuerte\n")
        said = run_cli("keys", "recovery-new", self.key, "--passphrase-file", self.word)
        self.public.write_text(next(line for line in said.text.splitlines() if line.startswith("lindero-recovery:")))

    def sign(self, request, signed):
        said = run_cli("keys", "recovery-sign", self.key, request, signed, "--passphrase-file", self.word)
        assert said.code == 0, said.text
        return signed


@pytest.fixture
def safe(tmp_path):
    return Safe(tmp_path)


@pytest.fixture
def nodes(tmp_path, safe):
    """US with a recovery key, and MX; paired."""
    with two_nodes(tmp_path, pair=False) as both:
        assert run_cli("keys", "recovery-set", both.us.folder, safe.public).code == 0
        both.pair()
        yield both


def replace(node, safe, root):
    """New keys for a stopped node; gives the file for its partners."""
    request, signed = root / "request", root / "signed"
    assert run_cli("keys", "replace", node.folder, request).code == 0
    safe.sign(request, signed)
    said = run_cli("keys", "replace", node.folder, "--recovery", signed)
    assert said.code == 0, said.text
    return signed


def acts(node):
    with node.store() as store:
        return [event.act for event in store.audit.latest(50)]


def test_a_node_whose_disk_is_lost_goes_on_with_new_keys_and_nothing_is_lost(tmp_path, nodes, safe):
    us = nodes.us.folder
    nodes.start()
    ids = nodes.us.inject(track(n) for n in range(100))
    nodes.settled(100)
    assert run_cli("backup", us, tmp_path / "backup").code == 0
    ids += nodes.us.inject(track(n) for n in range(100, 250))
    nodes.settled(250)
    nodes.us.stop()
    kept = {name: (us / name).read_bytes() for name in ("node.toml", "policy.cedar")}
    old, old_secrets = keys_of(us), private_bytes(us)
    shutil.rmtree(us)
    us.mkdir()
    for name, content in kept.items():
        (us / name).write_bytes(content)
    assert run_cli("restore", tmp_path / "backup", us).code == 0
    signed = replace(nodes.us, safe, tmp_path)
    said = run_cli("pair", "rekey", nodes.mx.folder, signed)
    assert said.code == 0, said.text
    new = keys_of(us)
    assert not {old.log.public, old.receipt.public} & {new.log.public, new.receipt.public}
    assert new.recovery == old.recovery
    nodes.us.start()
    nodes.connected()
    ids += nodes.us.inject(track(n) for n in range(250, 300))
    wait_until(lambda: nodes.mx.has(ids) == ids, "all have arrived")
    back = nodes.mx.inject(track(n) for n in range(1000, 1010))
    wait_until(lambda: nodes.us.has(back) == back, "the other direction goes on too")
    nodes.stop()
    assert [said.code for said in nodes.verify()] == [0, 0]
    assert [record for record in ids if [one.id for one in shared(nodes.mx)].count(record) != 1] == []
    assert "pair-rekey" in acts(nodes.mx)
    assert {"keys-replace-request", "keys-replace"} <= set(acts(nodes.us))
    everything = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert [secret for secret in old_secrets if secret in everything] == []


def shared(node):
    """Records in the partner's log, without control messages."""
    with node.store() as store:
        entries = store.mirror.entries(US, 0, store.mirror.head(US).size)
        return [store.records.load(entry.record) for entry in entries if entry.record]


def test_a_stolen_key_is_refused_from_then_on(tmp_path, nodes, safe):
    nodes.start()
    ids = nodes.us.inject(track(n) for n in range(20))
    nodes.settled(20)
    nodes.us.stop()
    thief = tmp_path / "thief"
    shutil.copytree(nodes.us.folder / "keys", thief)
    stolen = keys_of(nodes.us.folder)
    signed = replace(nodes.us, safe, tmp_path)
    assert run_cli("pair", "rekey", nodes.mx.folder, signed).code == 0
    with nodes.mx.store() as store:
        pairing = store.pairings.load(US)
    assert stolen.certificate_der not in pairing.partner_certificates
    honest = tmp_path / "honest"
    (nodes.us.folder / "keys").rename(honest)
    shutil.copytree(thief, nodes.us.folder / "keys")
    nodes.us.start()
    wait_until(lambda: turned_away(nodes.mx), "the thief is turned away")
    assert nodes.mx.link() == "connecting"
    nodes.us.stop()
    shutil.rmtree(nodes.us.folder / "keys")
    honest.rename(nodes.us.folder / "keys")
    nodes.us.start()
    nodes.connected()
    ids += nodes.us.inject(track(n) for n in range(20, 40))
    wait_until(lambda: nodes.mx.has(ids) == ids, "the true node goes on")
    nodes.stop()
    assert [said.code for said in nodes.verify()] == [0, 0]


def turned_away(node):
    """Whether somebody with another certificate came, or answered where the partner should."""
    lines = (node.folder / "node.log").read_text().splitlines()
    events = [json.loads(line) for line in lines if line.startswith("{")]
    return any(one["event"] in ("turned-away", "dial-failed") and "certificate" in one["why"] for one in events)


def test_an_imported_replacement_cuts_the_link_of_whoever_holds_the_old_keys(tmp_path, nodes, safe):
    nodes.start()
    nodes.us.inject(track(n) for n in range(5))
    nodes.settled(5)
    copy = tmp_path / "elsewhere"
    shutil.copytree(nodes.us.folder, copy, ignore=shutil.ignore_patterns("control.sock", "node.lock", "lock"))
    request, signed = tmp_path / "request", tmp_path / "signed"
    assert run_cli("keys", "replace", copy, request).code == 0
    assert run_cli("pair", "rekey", nodes.mx.folder, safe.sign(request, signed)).code == 0
    wait_until(lambda: nodes.mx.link() == "connecting", "the link that stood is cut")


def test_a_replacement_is_taken_only_from_the_recovery_key_of_the_pairing(tmp_path, nodes, safe):
    (tmp_path / "other").mkdir()
    other, request = Safe(tmp_path / "other"), tmp_path / "request"
    assert run_cli("keys", "replace", nodes.us.folder, request).code == 0
    forged = other.sign(request, tmp_path / "forged")
    said = run_cli("pair", "rekey", nodes.mx.folder, forged)
    assert (said.code, "recovery key did not sign" in said.text) == (BadKeyChange.exit_code, True)
    assert run_cli("keys", "replace", nodes.us.folder, "--recovery", forged).code == BadKeyChange.exit_code
    assert run_cli("pair", "rekey", nodes.mx.folder, request).code == BadKeyFile.exit_code
    nodes.start()


def test_a_replacement_takes_a_stopped_node_its_own_request_and_partners_with_a_recovery_key(tmp_path, nodes, safe):
    said = run_cli("keys", "replace", nodes.mx.folder, tmp_path / "request")
    assert said.code == NoRecoveryKey.exit_code
    assert "recovery" in said.text
    assert run_cli("keys", "replace", nodes.us.folder, tmp_path / "request").code == 0
    signed = safe.sign(tmp_path / "request", tmp_path / "signed")
    (nodes.us.folder / "keys" / "log.replacement.key").unlink()
    said = run_cli("keys", "replace", nodes.us.folder, "--recovery", signed)
    assert (said.code, "log" in said.text) == (NotReplaced.exit_code, True)
    nodes.us.start()
    said = run_cli("keys", "replace", nodes.us.folder, tmp_path / "again")
    assert (said.code, "running" in said.text) == (MustBeStopped.exit_code, True)


@pytest.mark.parametrize("cut", ["log", "receipt", "tls"])
def test_an_installation_that_was_cut_off_is_completed_by_the_same_command(tmp_path, nodes, safe, monkeypatch, cut):
    from lindero.node import replacement

    assert run_cli("keys", "replace", nodes.us.folder, tmp_path / "request").code == 0
    signed = safe.sign(tmp_path / "request", tmp_path / "signed")
    put = replacement._put_in_place

    def cut_off(files, change, keyring):
        put(files, change, keyring)
        if change.key == cut:
            raise KeyboardInterrupt

    monkeypatch.setattr(replacement, "_put_in_place", cut_off)
    with pytest.raises(KeyboardInterrupt):
        nodes.us.ask("keys-replace", file=signed.read_bytes())
    monkeypatch.undo()
    assert run_cli("keys", "replace", nodes.us.folder, "--recovery", signed).code == 0
    assert run_cli("pair", "rekey", nodes.mx.folder, signed).code == 0
    nodes.start()
    ids = nodes.us.inject(track(n) for n in range(5))
    wait_until(lambda: nodes.mx.has(ids) == ids, "all have arrived")
    nodes.stop()
    assert [said.code for said in nodes.verify()] == [0, 0]


def test_a_key_that_somebody_put_into_the_database_is_found(tmp_path, nodes, safe):
    signed = replace(nodes.us, safe, tmp_path)
    assert run_cli("pair", "rekey", nodes.mx.folder, signed).code == 0
    assert run_cli("verify", nodes.mx.folder).code == 0
    with open_store(nodes.mx.folder / "node.db") as store:
        pairing = store.pairings.load(US)
        forged = msgspec.structs.replace(pairing.partner_keys[0], public=bytes(32))
        store.pairings.save(msgspec.structs.replace(pairing, partner_keys=(forged, *pairing.partner_keys[1:])))
    said = run_cli("verify", nodes.mx.folder)
    assert (said.code, KeysAltered.code in said.text) == (5, True)
    assert MX in said.text


@pytest.mark.parametrize("lost", [US, MX], ids=["which-is-dialled", "which-dials"])
def test_a_replacement_crosses_the_link_and_waits_for_a_person(tmp_path, safe, lost):
    """No file travels: the partner's person compares digits, and only then the new keys count."""
    with two_nodes(tmp_path, pair=False) as nodes:
        for node in (nodes.us, nodes.mx):
            assert run_cli("keys", "recovery-set", node.folder, safe.public).code == 0
        nodes.pair()
        nodes.start()
        one, other = (nodes.us, nodes.mx) if lost == US else (nodes.mx, nodes.us)
        ids = one.inject(track(n) for n in range(20))
        nodes.settled(20, sender=one, receiver=other)
        assert "--offered" not in run_cli("doctor", other.folder).text
        said = run_cli("pair", "rekey", other.folder, "--offered", one.id, "--digits", "0")
        assert (said.code, one.id in said.text) == (NothingOffered.exit_code, True)
        one.stop()
        request, signed = tmp_path / "request", tmp_path / "signed"
        assert run_cli("keys", "replace", one.folder, request).code == 0
        said = run_cli("keys", "replace", one.folder, "--recovery", safe.sign(request, signed))
        digits = re.search(r"(\d{5} ){7}\d{5}", said.text)[0]
        one.start()
        wait_until(lambda: offers(other, one.id), "the new keys are offered")
        assert f"--offered {one.id}" in run_cli("doctor", other.folder).text
        assert "connected" not in (one.link(), other.link())
        wrong = digits[:-1] + str((int(digits[-1]) + 1) % 10)
        said = run_cli("pair", "rekey", other.folder, "--offered", one.id, "--digits", wrong)
        assert (said.code, said.code == 0) == (WrongDigits.exit_code, False)
        assert "connected" not in (one.link(), other.link())
        said = run_cli("pair", "rekey", other.folder, "--offered", one.id, "--digits", digits)
        assert said.code == 0, said.text
        nodes.connected()
        assert offers(other, one.id) == ()
        ids += one.inject(track(n) for n in range(20, 40))
        wait_until(lambda: other.has(ids) == ids, "all have arrived")
        nodes.stop()
        assert [said.code for said in nodes.verify()] == [0, 0]
        assert {"partner-keys-offered", "pair-rekey"} <= set(acts(other))


def offers(node, partner):
    with node.store() as store:
        return store.pairings.load(partner).offered
