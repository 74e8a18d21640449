"""Write the pages that say what the code says, or check them: five of docs/reference/, and spec/conformance.md.

    ./run exec python tools/write_reference.py            write what has changed
    ./run exec python tools/write_reference.py --check    exit 1 and name the pages that differ

What a page says is taken from where the program takes it: classes of errors, configuration structs and their
docstrings, the phrase book, release classes, and the command line's own help in both languages. Only the Spanish
meaning of configuration keys stands here (reference_pages/configuration.py), because docstrings are English.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from reference_pages import cli, configuration, conformance, errors, phrases, vocabulary

ROOT: Final = Path(__file__).resolve().parent.parent
PAGES: Final[dict[str, Callable[[], str]]] = {
    "docs/reference/errors.md": errors.page,
    "docs/reference/configuration.md": configuration.page,
    "docs/reference/phrases.md": phrases.page,
    "docs/reference/vocabulary.md": vocabulary.page,
    "docs/reference/cli.md": cli.page,
    "spec/conformance.md": conformance.page,
}


def outdated() -> dict[str, str]:
    """Pages whose text differs from what the code says now, with the right text."""
    fresh = {name: make() for name, make in PAGES.items()}
    return {
        name: text
        for name, text in fresh.items()
        if not (ROOT / name).is_file() or (ROOT / name).read_text(encoding="utf-8") != text
    }


def main(arguments: list[str]) -> int:
    different = outdated()
    if "--check" in arguments:
        for name in different:
            print(f"{name} is not what the code says; run: ./run exec python tools/write_reference.py")
        return 1 if different else 0
    for name, text in different.items():
        (ROOT / name).write_text(text, encoding="utf-8")
        print(f"{name}: written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
