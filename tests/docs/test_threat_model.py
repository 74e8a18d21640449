"""The threat model: each claim about each adversary names tests that exist, and both languages say the same."""

import ast
import re

import pytest
from repository_texts import ROOT

ENGLISH = (ROOT / "SECURITY.md").read_text("utf-8").partition("## Threat model\n")[2].partition("\n## ")[0]
SPANISH = (ROOT / "docs/explanation/modelo-de-amenazas.md").read_text("utf-8")
NAMED = re.compile(r"`(tests/[\w/.]+\.py)::(test_\w+)`")


def adversaries(text, level):
    """Title and text of each."""
    return [part.partition("\n")[::2] for part in re.split(rf"^{level} ", text, flags=re.MULTILINE)[1:]]


def test_every_adversary_that_a_partner_may_ask_about_is_there():
    asked = ["partner lies", "node is stolen", "administrator", "backup", "network", "sensor", "collude"]
    titles = [title for title, _ in adversaries(ENGLISH, "###")]
    assert [word for word in asked if not any(word in title for title in titles)] == []


@pytest.mark.parametrize(
    ("text", "level", "refused"), [(ENGLISH, "###", "**Not claimed.**"), (SPANISH, "##", "**No se afirma.**")]
)
def test_each_says_what_holds_what_shows_it_and_what_is_not_claimed(text, level, refused):
    for title, said in adversaries(text, level):
        claims = re.findall(r"^\* .*?(?=^\* |\n\n)", said, flags=re.MULTILINE | re.DOTALL)
        assert len(claims) >= 3, title
        assert [claim for claim in claims if not NAMED.search(claim)] == [], title
        assert refused in said, title


def test_every_test_that_is_named_exists():
    missing = []
    for path, name in set(NAMED.findall(ENGLISH)):
        tree = ast.parse((ROOT / path).read_text("utf-8")) if (ROOT / path).is_file() else ast.Module([], [])
        defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
        missing += [f"{path}::{name}"] if name not in defined else []
    assert missing == []


def test_both_languages_rest_on_the_same_tests_in_the_same_order():
    assert NAMED.findall(ENGLISH) == NAMED.findall(SPANISH)
    assert len(adversaries(ENGLISH, "###")) == len(adversaries(SPANISH, "##"))
