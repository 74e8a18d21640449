"""A policy text cut into its rules, each with the line it begins on.

Cedar's messages name no line. Cutting follows its lexical grammar: a rule ends at `;`, strings are in double quotes
with backslash escapes, comments run from `//` to the end of the line.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

LONGEST_RULE: Final = 8192
"""Characters of one rule, comments and space left out."""
DEEPEST_RULE: Final = 32
"""Brackets of any kind that may be open at once. Cedar's parser recurses; some hundred levels overflow its stack."""

_LEXEME: Final = re.compile(r'//[^\n]*|"(?:[^"\\]|\\.)*"?|\s+|[^\s"/]|/', re.DOTALL)


class Statement(NamedTuple):
    """One rule as written.

    Attributes:
        line: Line of its first token, from 1.
        text: From that token to its semicolon, or to the end of the text where it has none.
        length: Characters that are neither comment nor space.
        depth: Most brackets open at once.
    """

    line: int
    text: str
    length: int
    depth: int


def split_statements(text: str) -> Iterator[Statement]:
    """The rules of a text, in order; a last one without semicolon is yielded too, for the parser to refuse."""
    start, line = None, 1
    length = depth = deepest = 0
    began = 1
    for match in _LEXEME.finditer(text):
        lexeme = match.group()
        if not (lexeme.isspace() or lexeme.startswith("//")):
            if start is None:
                start, began, length, depth, deepest = match.start(), line, 0, 0, 0
            length += len(lexeme)
            depth += (lexeme in "([{") - (lexeme in ")]}")
            deepest = max(deepest, depth)
            if lexeme == ";":
                yield Statement(began, text[start : match.end()], length, deepest)
                start = None
        line += lexeme.count("\n")
    if start is not None:
        yield Statement(began, text[start:], length, deepest)
