"""Build a release twice, in two clean folders, and compare; write its bill of materials (CycloneDX) and checksums.

    ./run exec python tools/build_release.py OUT            the commit at HEAD
    ./run exec python tools/build_release.py OUT REVISION   another one

OUT gets the source distribution, the wheel with the built console, `lindero-VERSION.cdx.json` and `SHA256SUMS`. Nothing
is written when the two builds differ: the files that do are named, and the exit code is 1. Times in the archives are
the commit's; build tools are those of tools/build-constraints.txt, with their hashes.
"""

import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bill_of_materials import bill_of_materials, encode_bill

ROOT: Final = Path(__file__).resolve().parent.parent
CONSTRAINTS: Final = "tools/build-constraints.txt"
SUMS: Final = "SHA256SUMS"


def git(*words: str) -> bytes:
    """What git answers."""
    return subprocess.run(["git", "-C", str(ROOT), *words], check=True, capture_output=True).stdout


def export(revision: str, folder: Path) -> None:
    """The files of a commit, nothing else: what is built is what is under version control."""
    with tarfile.open(fileobj=io.BytesIO(git("archive", "--format=tar", revision))) as archive:
        archive.extractall(folder, filter="data")


def build(source: Path, out: Path, epoch_s: int) -> list[Path]:
    """Source distribution, and the wheel from it, with the times of the commit."""
    uv = ROOT / ".tool/bin/uv"
    env = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch_s), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    words = ["build", "--quiet", "--build-constraints", str(source / CONSTRAINTS), "--require-hashes"]
    subprocess.run([str(uv), *words, "--out-dir", str(out), str(source)], check=True, env=env)
    return sorted(path for path in out.iterdir() if path.suffix in (".whl", ".gz"))


def sha256_of(path: Path) -> str:
    """In hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def contents(path: Path) -> dict[str, bytes]:
    """Files of a wheel or source distribution."""
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    with tarfile.open(path) as archive:
        members = [member for member in archive.getmembers() if member.isfile()]
        return {member.name: archive.extractfile(member).read() for member in members}  # type: ignore[union-attr]


def differences(first: Path, second: Path) -> Iterator[str]:
    """What differs between two builds of one archive; nothing when they are equal byte for byte."""
    if sha256_of(first) == sha256_of(second):
        return
    one, other = contents(first), contents(second)
    named = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
    yield from (f"{first.name}: {name}" for name in named)
    if not named:
        yield f"{first.name}: the archive itself (times, order or modes)"


def build_twice(revision: str, folder: Path) -> tuple[list[Path], list[str]]:
    """The first build, and what the second one made differently.

    The two sources stand in folders of different names and depths, so that a path that gets into an archive shows.
    """
    epoch_s = int(git("log", "-1", "--format=%ct", revision))
    builds = []
    for name in ("one", "two/below another"):
        source, out = folder / name / "lindero", folder / name / "dist"
        source.mkdir(parents=True)
        export(revision, source)
        builds.append(build(source, out, epoch_s))
    names = [[path.name for path in made] for made in builds]
    if names[0] != names[1]:
        return builds[0], [f"other files: {names[0]} and {names[1]}"]
    return builds[0], [line for pair in zip(*builds, strict=True) for line in differences(*pair)]


def version_of(wheel: Path) -> str:
    """From the name of a wheel."""
    return wheel.name.split("-")[1]


def main(arguments: list[str]) -> int:
    if not 1 <= len(arguments) <= 2:
        print(__doc__)
        return 2
    out, revision = Path(arguments[0]), git("rev-parse", arguments[1] if arguments[1:] else "HEAD").decode().strip()
    with tempfile.TemporaryDirectory(prefix="lindero-release-") as scratch:
        made, differing = build_twice(revision, Path(scratch))
        if differing:
            print("The two builds differ:", *differing, sep="\n  ")
            return 1
        (wheel,) = (path for path in made if path.suffix == ".whl")
        bill = out / f"lindero-{version_of(wheel)}.cdx.json"
        out.mkdir(parents=True, exist_ok=True)
        files = [Path(shutil.copy2(path, out)) for path in made]
        epoch_s = int(git("log", "-1", "--format=%ct", revision))
        bill.write_bytes(encode_bill(bill_of_materials(ROOT, version_of(wheel), epoch_s, sha256_of(wheel))))
    sums = "".join(f"{sha256_of(path)}  {path.name}\n" for path in sorted([*files, bill]))
    (out / SUMS).write_text(sums, encoding="utf-8")
    print(f"commit {revision}\n{sums}", end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
