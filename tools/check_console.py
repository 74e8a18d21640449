"""Check the console: types by tsc, then its unit tests by vitest. Called by `./run check`."""

import subprocess
import sys
from pathlib import Path

from build_console import OWN_NODE, ROOT, WHEEL, Node, find_node, install, node_is_missing


def fetch_node() -> Node | None:
    """Node.js as a package into .tool/, for machines that have none."""
    uv = ROOT / ".tool/bin/uv"
    if not uv.is_file():
        return None
    command = [uv, "pip", "install", "--quiet", "--python", sys.executable, "--target", OWN_NODE, WHEEL]
    subprocess.run(command, check=False)
    return find_node()


def main() -> int:
    node = find_node() or fetch_node()
    if node is None:
        print(f"console: {node_is_missing()}", file=sys.stderr)
        return 1
    install(node)
    for script in ("typescript/bin/tsc --noEmit", "vitest/vitest.mjs run --reporter=dot"):
        path, *arguments = script.split()
        node.run(str(Path("node_modules") / path), *arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main())
