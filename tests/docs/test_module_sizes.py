"""A module is one concept: looked at again above 300 lines, refused above 500 unless it is a table."""

from repository_texts import ROOT, texts

TABLES: set[str] = set()
"""Modules of data only, which may be longer."""
REFUSED_ABOVE = 500


def test_no_module_is_longer_than_one_concept():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines())
        for path in texts(".py", ".ts", ".tsx")
        if path.relative_to(ROOT).parts[0] in ("src", "web", "tools", "bench")
    }
    assert lengths
    assert {name: lines for name, lines in lengths.items() if lines > REFUSED_ABOVE and name not in TABLES} == {}
