"""The built front-end: its files, found by their address only, each with its type and how long it may be kept."""

import hashlib
from pathlib import Path
from typing import Final

import msgspec

from lindero.kernel.errors import Language

INDEX: Final = "index.html"
_TYPES: Final = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".geojson": "application/geo+json",
    ".svg": "image/svg+xml",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".txt": "text/plain",
}
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_ASK_AGAIN: Final = "no-cache"

NOT_BUILT: Final[dict[Language, str]] = {
    "es": "Lindero está en marcha, pero falta construir su consola.\n\nEjecute: {command}\n",
    "en": "Lindero is running, but its console has not been built.\n\nRun: {command}\n",
}
BUILD_COMMAND: Final = "./run exec python tools/build_console.py"


class Asset(msgspec.Struct, frozen=True):
    """One file of the front-end."""

    body: bytes
    media_type: str
    cache_control: str
    etag: str


class FrontEnd:
    """The files of a folder, read once each; an address that is not that of a file there finds nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._paths: dict[str, Path] = {}
        self._assets: dict[str, Asset] = {}

    def find(self, name: str) -> Asset | None:
        """The file of a relative address, `index.html` included; None when there is none. Reads files."""
        if INDEX not in self._paths:
            self._paths = {p.relative_to(self._folder).as_posix(): p for p in self._folder.rglob("*") if p.is_file()}
        path = self._paths.get(name)
        if path is None or path.suffix not in _TYPES:
            return None
        if name not in self._assets:
            self._assets[name] = _load(path, name)
        return self._assets[name]


def _load(path: Path, name: str) -> Asset:
    body = path.read_bytes()
    cache_control = _FOR_EVER if name.startswith("assets/") else _ASK_AGAIN
    return Asset(body, _TYPES[path.suffix], cache_control, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
