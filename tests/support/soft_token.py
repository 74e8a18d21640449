"""A PKCS #11 token in software: Debian's softhsm2, one folder of tokens for the whole run."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pkcs11
import pytest

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
_made = {}


def soft_token(label, pin="1234"):
    """A new token of that label; gives the [keys] lines of node.toml. Skips where softhsm2 is not installed."""
    if not Path(MODULE).exists() or shutil.which("softhsm2-util") is None:
        pytest.skip("softhsm2 is not installed: apt-get install softhsm2")
    if "folder" not in _made:
        _made["folder"] = folder = Path(tempfile.mkdtemp(prefix="lindero-tokens-"))
        (folder / "tokens").mkdir()
        (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n")
        os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    words = ["--init-token", "--free", "--label", label, "--pin", pin, "--so-pin", "5678"]
    subprocess.run(["softhsm2-util", *words], check=True, capture_output=True)
    pkcs11.lib(MODULE).reinitialize()  # tokens are counted when the library is loaded
    pin_file = _made["folder"] / f"{label}.pin"
    pin_file.write_text(pin + "\n")
    return f'log = "pkcs11"\nmodule = "{MODULE}"\ntoken = "{label}"\npin_file = "{pin_file}"\n'
