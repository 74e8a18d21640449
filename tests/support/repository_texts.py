"""The repository's own files, for tests that read them."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def texts(*suffixes):
    """Files of the repository with these endings: those under version control, and new ones that are not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
    ).stdout.split("\0")
    found = listed if listed != [""] else [str(p.relative_to(ROOT)) for p in ROOT.rglob("*") if p.is_file()]
    return sorted(ROOT / name for name in found if name.endswith(suffixes) and (ROOT / name).is_file())
