"""One Spanish word for one thing: what the page of words excludes stands nowhere that people read."""

import re

import pytest
from repository_texts import ROOT

PAGE = ROOT / "docs" / "reference" / "words.md"
READ_BY_PEOPLE = ("docs/**/*.md", "LEEME.md", "src/**/*.py", "src/**/*.cedar", "web/src/i18n/*.ts", "tools/**/*.py")
ALLOWED = r"dos vecinos|\bacus\w* (de )?recibo"
"""The two countries, and the verb for alerts."""


def excluded():
    rows = [line.strip("| ").split(" | ") for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    words = [row[4] for row in rows[1:] if len(row) == 5]
    return [word.strip() for word in words]


def found(word, text):
    return re.findall(rf"(?i)\b{word}s?\b", text)


def test_the_page_excludes_words():
    assert excluded() == ["vecino", "recibo", "adiestramiento"]


@pytest.mark.parametrize("word", excluded())
def test_an_excluded_word_stands_nowhere_that_people_read(word):
    paths = [path for pattern in READ_BY_PEOPLE for path in ROOT.glob(pattern) if path != PAGE]
    assert len(paths) > 300
    where = [
        str(path.relative_to(ROOT))
        for path in paths
        if found(word, re.sub(rf"(?i){ALLOWED}", "", path.read_text("utf-8")))
    ]
    assert where == []
