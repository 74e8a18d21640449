"""The log key in a PKCS #11 token (softhsm2)."""

import re
import tomllib

import msgspec
import pytest
from soft_token import soft_token

from lindero.exchange.envelope.errors import UnreadableKey
from lindero.exchange.envelope.keys import is_signed
from lindero.node.config import KeysSection, parse_config
from lindero.node.errors import BadConfiguration, TokenFailed
from lindero.node.pkcs11_keys import Token


@pytest.fixture(scope="module")
def section():
    return msgspec.convert(tomllib.loads(soft_token("lindero-test")), KeysSection)


@pytest.fixture(scope="module")
def token(section, tmp_path_factory):
    return Token(tmp_path_factory.mktemp("node"), section)


def test_a_key_made_in_the_token_signs_and_is_found_again_by_its_file(token):
    file = token.generate(b"\1" * 16)
    key = token.open_(file)
    assert is_signed(key.public, key.sign(b"message"), b"message")
    assert not is_signed(key.public, key.sign(b"message"), b"another")
    assert token.open_(file).public == key.public
    assert token.open_(token.generate(b"\2" * 16)).public != key.public


def test_the_private_half_cannot_be_taken_out(token):
    import pkcs11

    key = token.open_(token.generate(b"\3" * 16))
    assert key._key[pkcs11.Attribute.EXTRACTABLE] is False
    assert key._key[pkcs11.Attribute.SENSITIVE] is True
    with pytest.raises(pkcs11.PKCS11Error):
        key._key[pkcs11.Attribute.VALUE]
    assert repr(key) == f"TokenKey(public={key.public.hex()})"


def test_a_token_opens_twice_in_one_process(token, section, tmp_path):
    file = token.generate(b"\6" * 16)
    assert Token(tmp_path, section).open_(file).public == token.open_(file).public
    token.destroy(file)
    with pytest.raises(TokenFailed):
        token.open_(file)


def test_a_file_that_names_another_key_is_refused(token):
    file = token.generate(b"\4" * 16)
    other = token.open_(token.generate(b"\5" * 16)).public
    with pytest.raises(TokenFailed, match="another"):
        token.open_(re.sub(rb"public=.*", b"public=" + other.hex().encode(), file))
    with pytest.raises(TokenFailed):
        token.open_(file.replace(b"04" * 16, b"ee" * 16))
    with pytest.raises(UnreadableKey):
        token.open_(b"lindero: pkcs11 id=12\n")


@pytest.mark.parametrize("wrong", [{"token": "none such"}, {"module": "/nowhere/library.so"}, {"pin_file": "none"}])
def test_a_token_that_does_not_open_says_so(section, tmp_path, wrong):
    with pytest.raises(TokenFailed):
        Token(tmp_path, msgspec.structs.replace(section, **wrong))


def test_a_token_needs_its_module_label_and_pin():
    text = '[node]\nid = "us.cbp"\nside = "USA"\n[keys]\nlog = "pkcs11"\nmodule = "/usr/lib/x.so"\n'
    with pytest.raises(BadConfiguration, match="pin_file"):
        parse_config(text)


def test_a_wrong_pin_is_refused_and_never_told(tmp_path):
    wrong = msgspec.convert(tomllib.loads(soft_token("lindero-pin")), KeysSection)
    (tmp_path / "wrong-pin").write_text("987654\n")
    with pytest.raises(TokenFailed) as refused:
        Token(tmp_path, msgspec.structs.replace(wrong, pin_file="wrong-pin"))
    assert "987654" not in str(refused.value) + repr(refused.value.facts)
