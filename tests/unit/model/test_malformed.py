"""A record that does not fit is refused in words of the reader's language."""

import re

import pytest

from lindero.model.codec import parse_tree, record_of_tree
from lindero.model.errors import NotARecord

NOTE = '{"kind": "note", "schema": 1, "id": "00000000000000000000000000", "origin": "us.cbp", %s}'
HEAD = (
    '"observed_at": "2026-11-23T09:20:28Z", "recorded_at": "2026-11-23T09:20:28Z", "pedigree": {"nodes": ["us.cbp"]}, '
)
REFUSED = [
    ("{", "no es JSON bien formado|el texto está incompleto"),
    ("[]", "no es un objeto JSON"),
    ('{"kind": "weapon"}', "kind 'weapon' no es ninguno de"),
    ('{"kind": "note", "observed_at": "yesterday"}', "no es una hora UTC"),
    (NOTE % (HEAD + '"phrase": 1'), "falta el campo `desk`"),
    (NOTE % (HEAD + '"desk": "us.cbp/watch-1", "phrase": "x"'), r"se esperaba entero.* y hay texto, en `\$.phrase`"),
    (NOTE % (HEAD + '"desk": "us.cbp/watch-1", "color": 1'), "el campo `color` no existe"),
    (NOTE % (HEAD + '"desk": "us.cbp/watch-1", "marking": {"tlp": "pink"}'), "'pink' no es un valor admitido, en"),
]


def refusal(line):
    with pytest.raises(NotARecord) as refused:
        record_of_tree(parse_tree(line, 3), 3)
    return refused.value


@pytest.mark.parametrize(("line", "es"), REFUSED)
def test_what_does_not_fit_is_told_in_spanish(line, es):
    assert re.search(es, refusal(line).text("es"))


@pytest.mark.parametrize("line", [line for line, _ in REFUSED])
def test_the_spanish_has_no_english_words(line):
    words = set(re.findall(r"[a-z]+", re.sub(r"`[^`]*`|\'[^\']*\'", "", refusal(line).text("es").lower())))
    assert not words & {"expected", "got", "object", "required", "missing", "invalid", "value", "malformed", "field"}
