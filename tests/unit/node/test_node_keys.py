"""The key files of a node: encrypted, opened from where node.toml says, changed whole; nothing of them in any text."""

import io
import os
import stat

import pytest
from node_keys import keys_of, private_bytes
from two_nodes import run_cli

from lindero.exchange.envelope._keys import load_key
from lindero.exchange.envelope.errors import BadRecoveryKey, KeyLocked, UnreadableKey
from lindero.exchange.envelope.passphrase import Passphrase
from lindero.exchange.envelope.recovery import parse_recovery_key
from lindero.kernel.errors import LinderoError
from lindero.node.config import KeysSection, load_config
from lindero.node.errors import FileThere, NoPassphrase, PartnersKnowKey
from lindero.node.folder import Folder
from lindero.node.keyring import Keyring, read_passphrase
from lindero.node.keys import write_whole
from lindero.store.sqlite.store import open_store


def made(path, *options):
    said = run_cli("node", "init", path, "--id", "us.cbp", "--side", "USA", "--simulated", *options)
    assert said.code == 0, said.text
    return path


def with_keys(folder, text):
    settings = folder / "node.toml"
    settings.write_text(settings.read_text() + f"\n[keys]\n{text}\n")
    return folder


@pytest.fixture
def passphrase_file(tmp_path):
    file = tmp_path / "passphrase"
    file.write_text("la frontera de los vecinos\n")
    return file


@pytest.fixture
def encrypted(tmp_path, passphrase_file):
    """A node whose keys were encrypted when it was made."""
    return with_keys(
        made(tmp_path / "us", "--passphrase-file", passphrase_file), f'passphrase_file = "{passphrase_file}"'
    )


def files_of(folder):
    return sorted((folder / "keys").glob("*.key"))


def test_key_files_are_for_their_owner_only_and_encrypted_where_asked(tmp_path, encrypted):
    plain = made(tmp_path / "plain")
    assert [path.name for path in files_of(plain)] == ["log.key", "receipt.key", "tls.key", "token.key"]
    for folder, locked in ((plain, False), (encrypted, True)):
        for path in files_of(folder):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            assert (b"BEGIN ENCRYPTED PRIVATE KEY" in path.read_bytes()) is locked
        assert Folder(folder).keys.is_locked() is locked


def test_encrypted_keys_open_with_the_passphrase_of_the_file_and_of_the_descriptor(encrypted, passphrase_file):
    by_file = keys_of(encrypted)
    assert by_file.log.public != by_file.receipt.public
    handle = os.open(passphrase_file, os.O_RDONLY)
    by_descriptor = Keyring(Folder(encrypted), KeysSection(passphrase_fd=handle)).keys
    assert by_descriptor.log.public == by_file.log.public
    assert by_descriptor.token_secret == by_file.token_secret
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(handle)


def test_encrypted_keys_stay_shut_without_a_terminal_and_under_a_wrong_passphrase(tmp_path, encrypted, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(KeyLocked):
        Keyring(Folder(encrypted), KeysSection()).keys  # noqa: B018 — opening is what is tested
    (tmp_path / "other").write_text("another\n")
    with pytest.raises(UnreadableKey):
        Keyring(Folder(encrypted), KeysSection(passphrase_file=str(tmp_path / "other"))).keys  # noqa: B018


@pytest.mark.parametrize("content", [None, "", "\nsecond line"])
def test_a_passphrase_that_is_not_there_is_told_by_its_place(tmp_path, content):
    if content is not None:
        (tmp_path / "empty").write_text(content)
    with pytest.raises(NoPassphrase, match="empty"):
        read_passphrase(tmp_path, KeysSection(passphrase_file="empty"))
    with pytest.raises(NoPassphrase, match="999"):
        read_passphrase(tmp_path, KeysSection(passphrase_fd=999))


def test_a_missing_or_damaged_key_file_is_named(tmp_path):
    folder = made(tmp_path / "us")
    (folder / "keys" / "receipt.key").write_bytes(b"nothing")
    with pytest.raises(UnreadableKey):
        keys_of(folder)
    (folder / "keys" / "receipt.key").unlink()
    with pytest.raises(UnreadableKey, match=r"receipt\.key"):
        keys_of(folder)


def test_keys_are_encrypted_later_and_stay_the_same_keys(tmp_path, passphrase_file):
    folder = made(tmp_path / "us")
    before = keys_of(folder)
    assert run_cli("keys", "encrypt", folder, "--passphrase-file", passphrase_file).code == 0
    after = keys_of(with_keys(folder, f'passphrase_file = "{passphrase_file}"'))
    assert (after.log.public, after.receipt.public, after.token_secret, after.certificate_der) == (
        before.log.public,
        before.receipt.public,
        before.token_secret,
        before.certificate_der,
    )
    assert all(b"ENCRYPTED" in path.read_bytes() for path in files_of(folder))


def test_a_change_of_passphrase_that_was_cut_off_is_completed_by_the_same_command(tmp_path, encrypted, monkeypatch):
    new = tmp_path / "new"
    new.write_text("otra contraseña\n")
    before, written = keys_of(encrypted).log.public, []

    def cut(path, content):
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(path)
        write_whole(path, content)

    monkeypatch.setattr("lindero.node.keys.write_whole", cut)
    with pytest.raises(KeyboardInterrupt):
        Folder(encrypted).keys.encrypt(
            Passphrase("otra contraseña".encode()),
            bytes(16),
            Keyring(Folder(encrypted), load_config(encrypted).keys).unlock,
        )
    monkeypatch.undo()
    with pytest.raises(UnreadableKey):
        keys_of(encrypted)
    assert run_cli("keys", "encrypt", encrypted, "--passphrase-file", new).code == 0
    assert Keyring(Folder(encrypted), KeysSection(passphrase_file=str(new))).keys.log.public == before


def test_a_key_file_is_replaced_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "a.key"
    write_whole(path, b"old")
    monkeypatch.setattr("os.fsync", lambda handle: (_ for _ in ()).throw(OSError("no space")))
    with pytest.raises(OSError, match="no space"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"


def test_no_secret_stands_in_what_keys_and_errors_say_of_themselves(encrypted):
    keys, keyring = keys_of(encrypted), Keyring(Folder(encrypted), load_config(encrypted).keys)
    assert keyring.keys.log.public == keys.log.public
    said = [repr(keys), str(keys), repr(keys.log), repr(keys.tls), repr(keyring.unlock()), repr(vars(keyring))]
    (encrypted / "keys" / "log.key").write_bytes((encrypted / "keys" / "log.key").read_bytes()[:-70])
    with pytest.raises(LinderoError) as refused:
        keys_of(encrypted)
    said += [str(refused.value), repr(refused.value.facts), refused.value.text("es"), repr(refused.value.__cause__)]
    (encrypted / "keys" / "log.key").unlink()
    secrets = [*private_bytes(encrypted), b"la frontera de los vecinos", keys.tls.password]
    text = "\n".join(said).encode()
    assert [secret for secret in secrets if secret in text] == []


def test_a_recovery_key_is_made_apart_and_its_public_half_goes_into_the_pairing_files(tmp_path, passphrase_file):
    made_key = run_cli("keys", "recovery-new", tmp_path / "recovery.key", "--passphrase-file", passphrase_file)
    assert made_key.code == 0
    line = next(line for line in made_key.text.splitlines() if line.startswith("lindero-recovery:"))
    (tmp_path / "recovery.pub").write_text(line + "\n")
    private = load_key((tmp_path / "recovery.key").read_bytes(), Passphrase(b"la frontera de los vecinos"))
    assert private.public == parse_recovery_key(line)
    folder = made(tmp_path / "us", "--recovery-key", tmp_path / "recovery.pub")
    assert keys_of(folder).recovery == private.public
    assert run_cli("pair", "invite", folder, tmp_path / "invitation").code == 0
    with open_store(folder / "node.db") as store:
        assert store.pairings.invitation().own.recovery_key == private.public
    assert private.secret() not in b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_recovery_key_is_never_written_over(tmp_path, passphrase_file):
    words = ("keys", "recovery-new", tmp_path / "recovery.key", "--passphrase-file", passphrase_file)
    assert run_cli(*words).code == 0
    before = (tmp_path / "recovery.key").read_bytes()
    said = run_cli(*words)
    assert said.code == FileThere.exit_code
    assert (tmp_path / "recovery.key").read_bytes() == before


def test_a_recovery_key_comes_before_the_first_pairing(tmp_path):
    us, mx = made(tmp_path / "us"), tmp_path / "mx"
    assert run_cli("node", "init", mx, "--id", "mx.sedena", "--side", "MEX", "--simulated").code == 0
    (tmp_path / "pub").write_text("lindero-recovery:" + "A" * 43 + "=")
    assert run_cli("keys", "recovery-set", us, tmp_path / "pub").code == 0
    assert keys_of(us).recovery == bytes(32)
    assert run_cli("pair", "invite", us, tmp_path / "invitation").code == 0
    assert run_cli("pair", "accept", mx, tmp_path / "invitation", tmp_path / "acceptance").code == 0
    (tmp_path / "pub").write_text("lindero-recovery:" + "B" * 42 + "A=")
    said = run_cli("keys", "recovery-set", mx, tmp_path / "pub")
    assert (said.code, "us.cbp" in said.text) == (PartnersKnowKey.exit_code, True)


@pytest.mark.parametrize("text", ["", "lindero-recovery:", "lindero-recovery:AAAA", "recovery:" + "A" * 43 + "=", "\0"])
def test_what_is_no_recovery_key_is_refused(text):
    with pytest.raises(BadRecoveryKey):
        parse_recovery_key(text)
