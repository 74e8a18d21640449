"""Public keys as text: what is written comes back, and nothing else is taken for a key."""

import pytest
from pair_logs import LOG_ID, LOG_KEY, MX, RECEIPT_KEY, US, US_TO_MX, flipped
from peers_in_process import identity_of

from lindero.exchange.log.errors import BadOrigin, BadVerifierKey, MissingKey
from lindero.exchange.log.verifier_key import (
    format_verifier_key,
    keys_of_identity,
    keys_of_log,
    log_of_keys,
    parse_verifier_key,
    split_origin,
)

LOG, RECEIPT = keys_of_log(US_TO_MX)


@pytest.mark.parametrize("key", [LOG, RECEIPT])
def test_a_key_comes_back_from_its_text(key):
    assert parse_verifier_key(f" {format_verifier_key(key)}\n") == key


def test_the_text_of_a_key_names_the_log_and_its_key_id():
    name, key_id, _ = format_verifier_key(LOG).split("+", 2)
    assert (name, bytes.fromhex(key_id)) == (US_TO_MX.origin, LOG.key_id)


@pytest.mark.parametrize("place", range(len(format_verifier_key(RECEIPT))))
def test_no_character_of_a_key_can_change_unseen(place):
    text = flipped(format_verifier_key(RECEIPT).encode(), place).decode(errors="replace")
    with pytest.raises(BadVerifierKey):
        parse_verifier_key(text)


@pytest.mark.parametrize("text", ["", "name", "name+00000000", "name+00000000+AQ==", f"+{'0' * 8}+AQ=="])
def test_what_is_no_key_is_refused(text):
    with pytest.raises(BadVerifierKey):
        parse_verifier_key(text)


def test_the_log_is_known_from_both_keys_and_from_nothing_less():
    assert log_of_keys(US_TO_MX.origin, [RECEIPT, LOG]) == US_TO_MX
    for one, missing in (LOG, RECEIPT), (RECEIPT, LOG):
        with pytest.raises(MissingKey) as refused:
            log_of_keys(US_TO_MX.origin, [one])
        assert refused.value.facts["name"] == missing.name


def test_pairing_files_give_the_keys_of_their_authors_role_in_that_log_only():
    assert keys_of_identity(identity_of(US), US_TO_MX.origin) == [LOG]
    assert keys_of_identity(identity_of(MX), US_TO_MX.origin) == [RECEIPT]
    other = f"{US}/to/{MX}/{LOG_ID[MX].hex()}"
    assert keys_of_identity(identity_of(US), other) == []
    assert (LOG.public, RECEIPT.public) == (LOG_KEY[US].public, RECEIPT_KEY[MX].public)


@pytest.mark.parametrize("origin", ["", "a/to/b/00", "us.cbp/to/mx.sedena/" + "0" * 31, "US/to/mx.sedena/" + "0" * 32])
def test_what_names_no_pair_log_is_refused(origin):
    with pytest.raises(BadOrigin):
        split_origin(origin)
