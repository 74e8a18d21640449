"""What a start loads before the console answers: libraries of half a second each stay out until they are needed."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("loading", "unneeded"),
    [
        ("import lindero.node.run", ("numba", "scipy", "typer")),
        ("from lindero.console.app import _Application; _Application([])", ("pydantic", "attrs", "jinja2")),
        ("import lindero.cli.demo", ("numba", "scipy", "numpy", "httpx", "litestar", "typer.rich_utils")),
        ("import lindero.cli.usage", ("lindero.node.wiring", "cryptography", "typer.rich_utils")),
    ],
)
def test_what_is_not_needed_at_once_is_not_loaded_at_once(loading, unneeded):
    asked = f"{loading}; import sys; print(sorted(set(sys.modules) & {set(unneeded)}))"
    ended = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert ended.stdout == "[]\n"
