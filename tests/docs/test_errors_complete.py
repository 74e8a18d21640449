"""Every error of every room: one code, two languages, a remedy, and a test that meets it."""

import re
import string
from collections import Counter

from repository_texts import ROOT

NO_SENTENCE = {
    "control.answered": "carries what the running node answered, which is already in the user's language",
}
"""Codes without sentences of their own, and why."""

NOT_MET: dict[str, str] = {}
"""Codes that no test meets, and why that is right. Empty, and meant to stay so."""


class Fact(str):
    """A stand-in for any fact: it takes whatever format a sentence asks for."""

    __slots__ = ()

    def __format__(self, spec):
        return str(self)


def facts_in(*templates):
    return {name for text in templates for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def sentences(leaf):
    return [leaf.en, leaf.es, leaf.remedy_en, leaf.remedy_es]


def test_no_code_is_given_twice(every_leaf):
    assert [code for code, count in Counter(leaf.code for leaf in every_leaf).items() if count > 1] == []


def test_a_code_is_a_room_and_a_word(every_leaf):
    assert [leaf.code for leaf in every_leaf if not re.fullmatch(r"[a-z]+\.[a-z0-9]+(-[a-z0-9]+)*", leaf.code)] == []


def test_every_error_says_what_happened_and_what_to_do_in_both_languages(every_leaf):
    silent = {leaf.code for leaf in every_leaf if not all(sentences(leaf))}
    assert silent == set(NO_SENTENCE)


def test_no_sentence_keeps_a_gap_when_it_is_given_its_facts(every_leaf):
    for leaf in every_leaf:
        if leaf.code in NO_SENTENCE:
            continue
        error = leaf.__new__(leaf)
        error.facts = {name: Fact(f"<{name}>") for name in facts_in(*sentences(leaf))}
        for language in ("es", "en"):
            told = f"{error.text(language)} {error.remedy(language)}"
            assert not re.search(r"[{}]", told), (leaf.code, told)


def test_both_languages_tell_the_same_facts(every_leaf):
    def told(text):
        return {re.sub(r"_(es|en)$", "", name) for name in facts_in(text)}

    assert [leaf.code for leaf in every_leaf if told(leaf.en) != told(leaf.es)] == []


def test_sentences_end_and_are_not_left_in_the_other_language(every_leaf):
    alike = [
        leaf.code
        for leaf in every_leaf
        if leaf.code not in NO_SENTENCE and re.sub(r"\{[^}]*\}", "", leaf.en).strip(" :") and leaf.en == leaf.es
    ]
    assert alike == []


def test_exit_codes_are_those_of_the_reference(every_leaf):
    assert {leaf.exit_code for leaf in every_leaf} <= {1, 2, 3, 4, 5}


def test_every_error_is_met_by_a_test(every_leaf):
    own = ROOT / "tests" / "docs"
    tests = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py") if own not in path.parents
    )
    words = set(re.findall(r"\w+", tests))
    unmet = {leaf.code for leaf in every_leaf if leaf.__name__ not in words and leaf.code not in tests}
    assert unmet == set(NOT_MET)
