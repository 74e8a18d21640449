"""Environments of their own for programs of others that judge ours; made once, kept in .tool/."""

import hashlib
import json
import os
import shutil
import subprocess
import sys

import pytest
from repository_texts import ROOT

FOLDER = ROOT / "tests" / "oracles"


def oracle_python(name="requirements"):
    """The interpreter of the environment of one list in tests/oracles, or a skip that says why there is none."""
    listed = FOLDER / f"{name}.txt"
    digest = hashlib.sha256(listed.read_bytes() + sys.executable.encode()).hexdigest()[:12]
    home = ROOT / ".tool" / f"oracles-{digest}"
    python = home / "bin" / "python"
    if python.exists():
        return python
    program = shutil.which("uv") or str(ROOT / ".tool" / "bin" / "uv")
    scratch = home.with_name(f"{home.name}.{os.getpid()}")
    env = os.environ | {"UV_SYSTEM_CERTS": "1"}
    steps = (
        [program, "venv", "--quiet", "--python", sys.executable, str(scratch)],
        [program, "pip", "install", "--quiet", "--no-deps", "--python", str(scratch), "-r", str(listed)],
    )
    try:
        for step in steps:
            subprocess.run(step, check=True, capture_output=True, text=True, env=env)
        scratch.rename(home)
    except (OSError, subprocess.CalledProcessError) as why:
        shutil.rmtree(scratch, ignore_errors=True)
        sentence = (
            f"the programs of tests/oracles/{name}.txt could not be installed: {getattr(why, 'stderr', None) or why}"
        )
        if "oracles" in os.environ.get("LINDERO_REQUIRE", "").split(","):
            pytest.fail(f"LINDERO_REQUIRE names oracles, but {sentence}")
        pytest.skip(sentence)
    return python


def ask(name, question, environment="requirements"):
    """The answer of one of the programs in tests/oracles."""
    ran = subprocess.run(
        [oracle_python(environment), FOLDER / f"{name}.py"],
        input=json.dumps(question),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)
