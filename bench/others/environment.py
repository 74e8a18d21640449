"""Programs that we are measured beside, each in an environment of its own below .tool/; ours never imports them."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def environment(requirements: Path) -> Path:
    """The folder of programs of the environment that a requirements file describes; made once.

    Raises:
        SystemExit: It could not be installed; says why.
    """
    digest = hashlib.sha256(requirements.read_bytes() + sys.executable.encode()).hexdigest()[:12]
    tool = HERE.parents[1] / ".tool"
    home = tool / f"bench-others-{digest}"
    if not home.exists():
        program, scratch = shutil.which("uv") or str(tool / "bin" / "uv"), home.with_name(f"{home.name}.{os.getpid()}")
        python, env = str(scratch / "bin" / "python"), os.environ | {"UV_SYSTEM_CERTS": "1"}
        steps = (
            [program, "venv", "--quiet", "--relocatable", "--python", sys.executable, str(scratch)],
            [program, "pip", "install", "--quiet", "--python", python, "-r", str(requirements)],
        )
        for step in steps:
            ended = subprocess.run(step, check=False, capture_output=True, text=True, env=env)
            if ended.returncode:
                shutil.rmtree(scratch, ignore_errors=True)
                sys.exit(f"the comparators could not be installed: {ended.stderr.strip()}")
        scratch.rename(home)
    return home / "bin"
