"""Write docs/reference/{errors,configuration,phrases,vocabulary,cli}.md from the code, or check that they are current.

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

from reference_pages import cli, configuration, errors, phrases, vocabulary

FOLDER: Final = Path(__file__).resolve().parent.parent / "docs" / "reference"
PAGES: Final[dict[str, Callable[[], str]]] = {
    "errors.md": errors.page,
    "configuration.md": configuration.page,
    "phrases.md": phrases.page,
    "vocabulary.md": vocabulary.page,
    "cli.md": cli.page,
}


def outdated() -> dict[str, str]:
    """Pages whose text differs from what the code says now, with the right text."""
    fresh = {name: make() for name, make in PAGES.items()}
    return {
        name: text
        for name, text in fresh.items()
        if not (FOLDER / name).is_file() or (FOLDER / name).read_text(encoding="utf-8") != text
    }


def main(arguments: list[str]) -> int:
    different = outdated()
    if "--check" in arguments:
        for name in different:
            print(f"docs/reference/{name} is not what the code says; run: ./run exec python tools/write_reference.py")
        return 1 if different else 0
    for name, text in different.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(f"docs/reference/{name}: written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
