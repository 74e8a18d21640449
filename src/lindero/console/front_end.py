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
BUILD_COMMAND: Final = "npm --prefix web ci && npm --prefix web run build"


class Asset(msgspec.Struct, frozen=True):
    """One file of the front-end."""

    body: bytes
    media_type: str
    cache_control: str
    etag: str


class FrontEnd:
    """The files below a folder, kept in memory until they change: the front-end may be built while the node runs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._assets: dict[str, tuple[int, Asset]] = {}

    def find(self, name: str) -> Asset | None:
        """The file of a relative address; None when there is none there, or it is not for browsers. Reads files."""
        try:
            path = (self._folder / name).resolve()
            if not path.is_relative_to(self._folder) or path.suffix not in _TYPES:
                return None
            changed_ns = path.stat().st_mtime_ns
            known = self._assets.get(name)
            if known is None or known[0] != changed_ns:
                known = self._assets[name] = changed_ns, _load(path, name)
        except (OSError, ValueError):  # not there, no longer there, or no name of a file
            return None
        return known[1]


def _load(path: Path, name: str) -> Asset:
    body = path.read_bytes()
    cache_control = _FOR_EVER if name.startswith("assets/") else _ASK_AGAIN
    return Asset(body, _TYPES[path.suffix], cache_control, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
