"""The TAK server `taky`, a program of others, on loopback; and a receiver that is a socket and nothing else."""

import re
import socket
import subprocess
import threading
import time
from contextlib import contextmanager

from other_programs import oracle_python
from two_nodes import free_port, wait_until

CONFIGURATION = """[taky]
hostname = localhost
node_id = outside
bind_ip = 127.0.0.1
server_address = 127.0.0.1
redis = false
root_dir = {root}
[cot_server]
port = {port}
mon_ip = 127.0.0.1
mon_port = {monitor}
log_cot =
[dp_server]
upload_path =
[ssl]
enabled = false
"""
UID = re.compile(rb'<event[^>]* uid="([^"]*)"')
TYPE = re.compile(rb'<event[^>]* type="([^"]*)"')


@contextmanager
def taky(root):
    """A running server; gives its port."""
    port = free_port()
    configuration = root / "taky.conf"
    configuration.write_text(CONFIGURATION.format(root=root, port=port, monitor=free_port()))
    words = [str(oracle_python("tak_server")), "-m", "taky.cot", "-c", str(configuration)]
    with (root / "taky.log").open("wb") as log:
        process = subprocess.Popen(words, stdout=log, stderr=log, cwd=root)
    try:
        wait_until(lambda: reachable(port), "the TAK server listens")
        yield port
    finally:
        process.terminate()
        process.wait()


def reachable(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1.0).close()
    except OSError:
        return False
    return True


class Receiver:
    """A device that is told everything: it says who it is, then keeps the events that come."""

    def __init__(self, port):
        self._connection = socket.create_connection(("127.0.0.1", port))
        now = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
        later = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(time.time() + 3600))
        self._connection.sendall(
            f'<event version="2.0" uid="device" type="a-f-G-U-C" how="m-g" time="{now}" start="{now}" stale="{later}">'
            '<point lat="31.7" lon="-106.4" hae="9999999.0" ce="9999999.0" le="9999999.0"/><detail>'
            '<takv os="1" version="1" device="d" platform="p"/><contact callsign="D" endpoint="*:-1:stcp"/>'
            '<uid Droid="D"/><__group name="Cyan" role="Team Member"/></detail></event>'.encode()
        )
        self._got = bytearray()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        while data := self._connection.recv(1 << 16):
            self._got += data

    def events(self):
        """Type and uid of each whole event so far."""
        parts = bytes(self._got).split(b"</event>")[:-1]
        return [(TYPE.search(part)[1].decode(), UID.search(part)[1].decode()) for part in parts]

    def text(self):
        return self._got.decode()

    def close(self):
        self._connection.shutdown(socket.SHUT_RDWR)
        self._connection.close()
