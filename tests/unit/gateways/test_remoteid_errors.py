"""Every error of the Remote ID gateway and of captures says what happened and what to do, in both languages."""

import pytest

from lindero.gateways.capture_files import errors as of_captures
from lindero.gateways.remoteid import errors
from lindero.kernel.errors import LinderoError

LEAVES = [
    leaf
    for module in (errors, of_captures)
    for leaf in vars(module).values()
    if isinstance(leaf, type) and issubclass(leaf, LinderoError) and leaf.code
]


def test_codes_are_unique():
    assert len({leaf.code for leaf in LEAVES}) == len(LEAVES) == 17


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.code)
def test_an_error_has_four_sentences_with_the_same_facts(leaf):
    def facts(text):
        return {piece.split("}")[0].split("!")[0] for piece in text.split("{")[1:]}

    assert leaf.en
    assert leaf.es
    assert leaf.en != leaf.es
    assert facts(leaf.en) == facts(leaf.es)
    assert leaf.remedy_en
    assert leaf.remedy_es
