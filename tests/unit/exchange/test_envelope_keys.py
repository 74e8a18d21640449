"""Keys, notes and certificates."""

import ssl
from base64 import b64decode, b64encode

import pytest

from lindero.exchange.envelope._keys import generate_key, load_key, save_key
from lindero.exchange.envelope.certificate import certificate_node, certificate_pem, seal_certificate
from lindero.exchange.envelope.errors import BadNote, ForgedNote, KeyLocked, UnreadableKey
from lindero.exchange.envelope.keys import is_signed
from lindero.exchange.envelope.note import MAX_NOTE_BYTES, Note, format_note, open_note, parse_note, seal_note
from lindero.exchange.envelope.passphrase import Passphrase, salt_of
from lindero.kernel.clock import parse_instant
from lindero.kernel.ids import NodeId

KEY, OTHER = generate_key(bytes(32)), generate_key(bytes([1]) * 32)
SALT = bytes(range(16))
US, MX = NodeId("us.cbp"), NodeId("mx.sedena")
NOTE = seal_note(b"one line\n", "us.cbp", KEY)


def test_rfc_8032_test_1():
    secret = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    key = generate_key(secret)
    assert key.public.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert key.sign(b"").hex().startswith("e5564300c360ac729086e2cc806e828a")
    assert is_signed(key.public, key.sign(b""), b"")


def test_what_is_no_key_or_no_signature_signs_nothing():
    signature = KEY.sign(b"text")
    assert is_signed(KEY.public, signature, b"text")
    assert not is_signed(KEY.public[:31], signature, b"text")
    assert not is_signed(KEY.public, signature[:63], b"text")
    assert not is_signed(OTHER.public, signature, b"text")


@pytest.mark.parametrize("passphrase", [None, Passphrase("contraseña".encode())])
def test_a_key_comes_back_from_its_file(passphrase):
    file = save_key(KEY, passphrase, SALT)
    assert load_key(file, passphrase).public == KEY.public
    assert (b"ENCRYPTED" in file) is (passphrase is not None)


def test_a_key_does_not_open_without_or_with_another_passphrase():
    file = save_key(KEY, Passphrase(b"right"), SALT)
    with pytest.raises(KeyLocked):
        load_key(file)
    with pytest.raises(UnreadableKey):
        load_key(file, Passphrase(b"wrong"))


def test_a_passphrase_is_stretched_by_argon2id_before_the_pem_sees_it():
    """RFC 9106: the password of the PEM is Argon2id of passphrase and salt; without that step it does not open."""
    from argon2.low_level import Type, hash_secret_raw
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    file = save_key(KEY, Passphrase(b"right"), SALT)
    stretched = hash_secret_raw(b"right", SALT, 3, 65536, 4, 32, Type.ID)
    pem = file[file.index(b"-----BEGIN") :]
    assert load_pem_private_key(pem, stretched.hex().encode()).private_bytes_raw() == bytes(32)
    with pytest.raises(ValueError, match=r".+"):
        load_pem_private_key(pem, b"right")
    assert salt_of(file) == SALT


def test_a_passphrase_shows_in_no_text():
    passphrase = Passphrase(b"correct horse")
    passphrase.password(SALT)
    assert repr(passphrase) == str(passphrase) == f"{passphrase}" == "Passphrase(…)"


def test_a_damaged_key_file_is_refused():
    with pytest.raises(UnreadableKey):
        load_key(b"-----BEGIN PRIVATE KEY-----\nbm9uZQ==\n-----END PRIVATE KEY-----\n")


def test_a_key_of_another_type_is_refused():
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    pem = X25519PrivateKey.from_private_bytes(bytes(32)).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with pytest.raises(UnreadableKey, match="Ed25519"):
        load_key(pem)


def test_a_key_in_text_shows_no_secret():
    assert bytes(range(32)).hex() not in repr(generate_key(bytes(range(32))))


def test_a_note_of_another_implementation_verifies():
    # The example of the Go package golang.org/x/mod/sumdb/note.
    text = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
        "\n"
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    )
    public = b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1:]
    assert open_note(text.encode(), "PeterNeumann", public).text.startswith(b"If you")


def test_a_note_opens_only_for_its_name_and_key():
    assert open_note(NOTE, "us.cbp", KEY.public).text == b"one line\n"
    for name, public in ("us.cbp", OTHER.public), ("mx.sedena", KEY.public):
        with pytest.raises(ForgedNote):
            open_note(NOTE, name, public)
    with pytest.raises(ForgedNote):
        open_note(NOTE.replace(b"one", b"0ne"), "us.cbp", KEY.public)


def test_a_valid_signature_does_not_excuse_a_wrong_one_of_the_same_key():
    right = parse_note(NOTE)
    wrong = parse_note(seal_note(b"other\n", "us.cbp", KEY))
    both = format_note(Note(right.text, (*right.signatures, *wrong.signatures)))
    with pytest.raises(ForgedNote):
        open_note(both, "us.cbp", KEY.public)


def test_signatures_of_strangers_are_carried_along():
    right = parse_note(NOTE)
    stranger = parse_note(seal_note(b"one line\n", "someone", OTHER))
    both = format_note(Note(right.text, (*stranger.signatures, *right.signatures)))
    assert len(open_note(both, "us.cbp", KEY.public).signatures) == 2


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text\n",
        b"text\n\n",
        NOTE[:-1],
        NOTE + b"\n",
        NOTE.replace(b"one", b"o\re"),
        NOTE.replace(b"one", b"o\xffe"),
        NOTE.replace("— ".encode(), b"- "),
        NOTE.replace(b"us.cbp ", b"us+cbp "),
        NOTE.replace(b"us.cbp ", b" "),
        NOTE.replace(b"us.cbp ", "us\u00a0cbp ".encode()),
        b"text\n\n" + "— name !!!!\n".encode(),
        b"text\n\n" + "— name ".encode() + b64encode(b"1234") + b"\n",
        b"text\n\n" + NOTE[NOTE.rfind(b"\n\n") + 2 :] * 17,
        b"x" * MAX_NOTE_BYTES + NOTE,
    ],
)
def test_what_is_no_note_is_refused(data):
    with pytest.raises(BadNote):
        parse_note(data)


def certificate(node, key):
    return seal_certificate(
        node,
        key,
        serial=bytes(range(16)),
        valid_from=parse_instant("2026-01-01T00:00:00Z"),
        valid_to=parse_instant("2036-01-01T00:00:00Z"),
    )


def test_a_certificate_names_its_node():
    assert certificate_node(certificate(US, KEY)) == US


def context_for(tmp_path, purpose, node, key, pinned):
    context = ssl.SSLContext(purpose)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_REQUIRED
    own = tmp_path / node
    own.write_bytes(save_key(key) + certificate_pem(certificate(node, key)))
    context.load_cert_chain(own)
    context.load_verify_locations(cadata=pinned)
    return context


def shake_hands(client, server):
    """Whether a mutual handshake over memory succeeds, one TLS record after the other."""
    pipes = [ssl.MemoryBIO() for _ in range(2)]
    ends = [
        client.wrap_bio(pipes[0], pipes[1], server_side=False),
        server.wrap_bio(pipes[1], pipes[0], server_side=True),
    ]
    open_ends = set(ends)
    for _ in range(8):
        for end in list(open_ends):
            try:
                end.do_handshake()
                open_ends.discard(end)
            except ssl.SSLWantReadError:
                continue
    return not open_ends


def test_two_nodes_with_pinned_certificates_shake_hands(tmp_path):
    pins = certificate(US, KEY), certificate(MX, OTHER)
    client = context_for(tmp_path, ssl.PROTOCOL_TLS_CLIENT, US, KEY, pins[1])
    server = context_for(tmp_path, ssl.PROTOCOL_TLS_SERVER, MX, OTHER, pins[0])
    assert shake_hands(client, server)


def test_a_certificate_that_is_not_pinned_does_not_pass(tmp_path):
    stranger = generate_key(bytes([2]) * 32)
    client = context_for(tmp_path, ssl.PROTOCOL_TLS_CLIENT, US, stranger, certificate(MX, OTHER))
    server = context_for(tmp_path, ssl.PROTOCOL_TLS_SERVER, MX, OTHER, certificate(US, KEY))
    with pytest.raises(ssl.SSLError):
        shake_hands(client, server)
