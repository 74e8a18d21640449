"""What the exchange is measured beside: `./run bench comparators [--events N] [--seconds S]`. One JSON object per line.

A NATS JetStream mirror over a leaf connection: two servers on loopback, no TLS, no signatures, no policy; messages of
306 bytes go into a stream on one, and are there when its mirror on the other has them. Once as it comes, which syncs
every two minutes, and once with `sync_interval: always`. Servers and client come from the package index into an
environment of their own (bench/others/requirements.txt, kept in .tool/).

`messages_per_s`              over the time from the first message to the mirror holding the last
`cpu_us_per_message_servers`  processor time of both servers together, user and system
"""

import argparse
import json
import os
import subprocess
import tempfile
from pathlib import Path

from others.environment import environment

from lindero.demo.nodes import free_ports

OTHERS = Path(__file__).resolve().parent / "others"
PAYLOAD_BYTES = 306
SYNC = {"default": "", "sync-always": "sync_interval: always"}
PART = {"default": 5000, "sync-always": 500}
CONFIG = """
server_name: {name}
listen: 127.0.0.1:{port}
jetstream {{ store_dir: "{folder}", domain: {name}, {sync} }}
leafnodes {{ {leaf} }}
"""


def cpu_s(pid: int) -> float:
    """Processor time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def server(programs: Path, root: Path, name: str, port: int, leaf: str, sync: str) -> subprocess.Popen[bytes]:
    """A server with its store below a folder."""
    config = root / f"{name}.conf"
    config.write_text(CONFIG.format(name=name, port=port, folder=root / name, leaf=leaf, sync=sync))
    with (root / f"{name}.log").open("wb") as log:
        words = [str(programs / "nats-server"), "-c", str(config)]
        return subprocess.Popen(words, stderr=log, stdout=log, stdin=subprocess.DEVNULL)


def measure(programs: Path, root: Path, sync: str, events: int, seconds: float) -> dict[str, object]:
    """Both servers from their start to their end."""
    ports = free_ports(3)
    listening, dialling = f"listen: 127.0.0.1:{ports[2]}", f'remotes: [{{ url: "nats-leaf://127.0.0.1:{ports[2]}" }}]'
    servers = [
        server(programs, root, "us", ports[0], listening, SYNC[sync]),
        server(programs, root, "mx", ports[1], dialling, SYNC[sync]),
    ]
    asked = {"messages": events, "seconds": seconds, "bytes": PAYLOAD_BYTES, "part": PART[sync]}
    asked |= {"source": f"nats://127.0.0.1:{ports[0]}", "mirror": f"nats://127.0.0.1:{ports[1]}"}
    try:
        before = sum(cpu_s(one.pid) for one in servers)
        client = [str(programs / "python"), str(OTHERS / "nats_mirror.py"), json.dumps(asked)]
        ended = subprocess.run(client, check=False, capture_output=True, text=True, timeout=2 * seconds + 60)
        if ended.returncode:
            return {"failed": ended.stderr.strip().rpartition("\n")[2]}
        spent = sum(cpu_s(one.pid) for one in servers) - before
    finally:
        for one in servers:
            one.terminate()
            one.wait()
    told = json.loads(ended.stdout)
    return {
        "messages": told["messages"],
        "missing": told["missing"],
        "seconds": round(told["seconds"], 3),
        "messages_per_s": round(told["messages"] / told["seconds"]),
        "cpu_us_per_message_servers": round(spent / told["messages"] * 1e6, 1),
        "cpu_us_per_message_client": round(told["client_cpu_s"] / told["messages"] * 1e6, 1),
    }


def lines(events: int, seconds: float) -> list[dict[str, object]]:
    """One object for each comparator, for the run that measures the exchange too."""
    programs, found = environment(OTHERS / "requirements.txt"), []
    version = subprocess.run([str(programs / "nats-server"), "--version"], check=True, capture_output=True, text=True)
    for sync in SYNC:
        with tempfile.TemporaryDirectory() as root:
            figures = measure(programs, Path(root), sync, events, seconds)
        name = f"nats-jetstream-leaf-mirror-{sync}"
        load = round(os.getloadavg()[0], 1)
        found.append({"comparator": name, "version": version.stdout.split()[-1], name: figures, "load_average": load})
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=300_000)
    parser.add_argument("--seconds", type=float, default=15.0, help="longest time of publishing, each")
    options = parser.parse_args()
    for line in lines(options.events, options.seconds):
        print(json.dumps(line))


if __name__ == "__main__":
    main()
