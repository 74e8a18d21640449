"""Checks of the console for `./run check`: types, and the unit tests of its pure parts."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from build_console import WEB, npm  # noqa: E402 — the folder of this script is not on the path before


def main() -> int:
    """All checks, each even if another fails."""
    if not (WEB / "node_modules").is_dir() and npm("ci", "--loglevel=error"):
        return 1
    return max(npm("run", "check", "--silent"), npm("run", "test", "--silent"))


if __name__ == "__main__":
    sys.exit(main())
