"""The bill of materials of a release: CycloneDX 1.6 in JSON (ECMA-424), from the two lock files.

What runs at a user's is `required`; what only builds or tests is `excluded`. Of a Python package every file that the
lock admits is named by its SHA-256. The same release gives the same bytes.
"""

import base64
import json
import re
import uuid
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, metadata, requires
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from packaging.requirements import Requirement

SPEC_VERSION: Final = "1.6"
_NAMESPACE: Final = uuid.UUID("3c1d6d3e-6f0e-5f0a-9a57-3f1f6d0b7c11")
_LOCKED: Final = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)

Component = dict[str, Any]


def bill_of_materials(root: Path, version: str, epoch_s: int, wheel_sha256: str) -> Component:
    """The whole document.

    Args:
        root: Of the repository: its lock files.
        version: Of the release.
        epoch_s: Time of the commit. [POSIX s]
        wheel_sha256: Of the wheel that the bill is for.
    """
    lindero = {
        "type": "application",
        "bom-ref": f"pkg:pypi/lindero@{version}",
        "name": "lindero",
        "version": version,
        "purl": f"pkg:pypi/lindero@{version}",
        "licenses": [{"license": {"id": "Apache-2.0"}}],
        "hashes": [{"alg": "SHA-256", "content": wheel_sha256}],
    }
    parts = [*python_components(root / "requirements.lock"), *npm_components(root / "web/package-lock.json")]
    return {
        "$schema": f"http://cyclonedx.org/schema/bom-{SPEC_VERSION}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": SPEC_VERSION,
        "serialNumber": f"urn:uuid:{uuid.uuid5(_NAMESPACE, wheel_sha256)}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(epoch_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": lindero,
        },
        "components": sorted(parts, key=lambda part: str(part["bom-ref"])),
    }


def encode_bill(bill: Component) -> bytes:
    """Canonical: indented, names in the order above."""
    return (json.dumps(bill, indent=2, ensure_ascii=False) + "\n").encode()


def python_components(lock: Path) -> list[Component]:
    """Of requirements.lock."""
    text = lock.read_text(encoding="utf-8")
    shipped, found = runtime_names(), []
    starts = [*(match.start() for match in _LOCKED.finditer(text)), len(text)]
    for match, end in zip(_LOCKED.finditer(text), starts[1:], strict=True):
        name, version = normal(match[1]), match[2]
        hashes = re.findall(r"--hash=sha256:([0-9a-f]{64})", text[match.start() : end])
        purl = f"pkg:pypi/{name}@{version}"
        found.append(
            {
                "type": "library",
                "bom-ref": purl,
                "name": name,
                "version": version,
                "scope": "required" if name in shipped else "excluded",
                **_licences(name),
                "hashes": [{"alg": "SHA-256", "content": digest} for digest in sorted(hashes)],
                "purl": purl,
            }
        )
    return found


def npm_components(lock: Path) -> list[Component]:
    """Of web/package-lock.json; one entry for each name and version."""
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    found: dict[str, Component] = {}
    for path, locked in packages.items():
        if not path:
            continue
        name, version = path.rpartition("node_modules/")[2], locked["version"]
        purl = f"pkg:npm/{quote(name, safe='/')}@{version}"
        algorithm, _, digest = locked["integrity"].partition("-")
        found[purl] = {
            "type": "library",
            "bom-ref": purl,
            "name": name,
            "version": version,
            "scope": "excluded" if locked.get("dev") or locked.get("optional") else "required",
            **({"licenses": [{"expression": locked["license"]}]} if locked.get("license") else {}),
            "hashes": [{"alg": algorithm.upper().replace("SHA", "SHA-"), "content": base64.b64decode(digest).hex()}],
            "purl": purl,
        }
    return list(found.values())


def runtime_names() -> set[str]:
    """Packages that a user's installation pulls in, by what the installed ones require."""
    pending, known = [("lindero", frozenset[str]())], set()
    seen: set[tuple[str, frozenset[str]]] = set()
    while pending:
        name, extras = pending.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        known.add(name)
        for text in _requires(name):
            wanted = Requirement(text)
            places = [{"extra": extra} for extra in extras] or [{"extra": ""}]
            if wanted.marker is None or any(wanted.marker.evaluate(place) for place in places):
                pending.append((normal(wanted.name), frozenset(wanted.extras)))
    return known


def normal(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _requires(name: str) -> list[str]:
    try:
        return requires(name) or []
    except PackageNotFoundError:
        return []  # for another platform or version of Python


def _licences(name: str) -> Component:
    """What an installed package says of its licence, where that is a licence expression."""
    try:
        said = metadata(name).get("License-Expression")
    except PackageNotFoundError:
        return {}
    return {"licenses": [{"expression": said}]} if said else {}
