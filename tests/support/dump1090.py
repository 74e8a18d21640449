"""dump1090 without a radio: Beast in, and BaseStation lines, Beast and aircraft.json out; on loopback."""

import os
import shutil
import socket
import subprocess
from contextlib import contextmanager

import pytest
from two_nodes import free_port, wait_until


@contextmanager
def dump1090(folder):
    """A running program in the zone UTC-7; gives its ports by name."""
    program = shutil.which("dump1090-mutability")
    if program is None:
        sentence = "dump1090-mutability is not installed (apt-get install dump1090-mutability)"
        if "oracles" in os.environ.get("LINDERO_REQUIRE", "").split(","):
            pytest.fail(f"LINDERO_REQUIRE names oracles, but {sentence}")
        pytest.skip(sentence)
    ports = {name: free_port() for name in ("bi", "bo", "sbs")}
    words = [program, "--net-only", "--net-bind-address", "127.0.0.1", "--write-json", str(folder)]
    words += [
        "--write-json-every",
        "0.2",
        "--net-ro-interval",
        "0.1",
        "--net-ro-size",
        "1",
        "--net-ri-port",
        "0",
        "--quiet",
    ]
    for name, port in (ports | {"ro": 0}).items():
        words += [f"--net-{name}-port", str(port)]
    with (folder / "dump1090.log").open("wb") as log:
        zone = os.environ | {"TZ": "MST7"}
        process = subprocess.Popen(words, stdout=log, stderr=log, cwd=folder, env=zone)
    try:
        wait_until(lambda: reachable(ports["sbs"]) and reachable(ports["bi"]), "dump1090 listens")
        yield ports
    finally:
        process.terminate()
        process.wait()


def reachable(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1.0).close()
    except OSError:
        return False
    return True
