"""The link stays down until two persons have compared forty digits; strangers do not get in."""

import asyncio
import socket
import ssl
from contextlib import closing

from relay import Relay
from two_nodes import MX, US, free_port, run_cli, two_nodes, wait_until

from lindero.kernel.clock import SystemClock
from lindero.kernel.entropy import SystemEntropy
from lindero.node.folder import Folder


class Ceremony:
    """The pairing as two persons do it at their command lines, step by step; US or MX may be the one who invites."""

    def __init__(self, root, inviting, accepting):
        self.inviting, self.accepting = inviting.folder, accepting.folder
        self.invitation, self.acceptance, self.finish = (root / name for name in ("invitation", "acceptance", "finish"))

    def begin(self):
        """Invitation and acceptance; gives the digits that both see."""
        assert run_cli("pair", "invite", self.inviting, self.invitation).code == 0
        accepted = run_cli("pair", "accept", self.accepting, self.invitation, self.acceptance)
        assert accepted.code == 0
        return next(line for line in accepted.text.splitlines() if line.replace(" ", "").isdigit())

    def finish_inviting(self, digits):
        return run_cli("pair", "finish", self.inviting, self.acceptance, self.finish, "--digits", digits)

    def finish_accepting(self, digits):
        return run_cli("pair", "finish", self.accepting, self.finish, "--digits", digits)


def with_group(digits, number, other):
    groups = digits.split()
    groups[number - 1] = other
    return " ".join(groups)


def test_wrong_digits_are_refused_and_the_wrong_group_is_named(tmp_path):
    with two_nodes(tmp_path, pair=False) as nodes:
        ceremony = Ceremony(tmp_path, nodes.us, nodes.mx)
        digits = ceremony.begin()
        assert len(digits.replace(" ", "")) == 40
        wrong = with_group(digits, 6, f"{(int(digits.split()[5]) + 1) % 100_000:05d}")
        said = ceremony.finish_inviting(wrong)
        assert said.code == 1
        assert "group 6" in said.text
        assert not ceremony.finish.exists()
        with nodes.us.store() as store:
            assert store.pairings.load(MX) is None
            assert store.pairings.invitation() is not None
        assert ceremony.finish_inviting(digits).code == 0
        assert ceremony.finish_accepting(wrong).code == 1
        with nodes.mx.store() as store:
            assert store.pairings.load(US).state == "accepted"
        assert ceremony.finish_accepting(digits).code == 0
        with nodes.mx.store() as store:
            assert store.pairings.load(US).state == "active"


def test_nothing_is_said_before_both_persons_have_confirmed(tmp_path):
    """MX dials. US confirms last: until then MX's hello has nobody to go to."""
    port = free_port()
    relay = Relay(port)
    try:
        with two_nodes(tmp_path, relay=relay, us_port=port, pair=False) as nodes:
            nodes.us.start()
            nodes.mx.start()
            ceremony = Ceremony(tmp_path, nodes.mx, nodes.us)
            digits = ceremony.begin()
            assert (nodes.us.ask("status")["links"], nodes.mx.ask("status")["links"]) == ([], [])
            assert relay.accepted == 0
            assert ceremony.finish_inviting(digits).code == 0
            wait_until(lambda: relay.accepted >= 2, "MX has dialled twice")
            assert nodes.mx.link() == "connecting"
            assert nodes.us.ask("status")["links"] == []
            assert '"connected"' not in (nodes.mx.folder / "node.log").read_text()
            assert ceremony.finish_accepting(digits).code == 0
            nodes.connected()
    finally:
        relay.stop()


async def heard_by(context, port):
    """What a TLS client hears of a node before the end; nothing where it is turned away."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
        with closing(writer):
            return await reader.read(1000)
    except (ssl.SSLError, ConnectionError):
        return b""


def port_of(node):
    return int(node.settings.read_text().split("\nport = ")[1].split()[0])


def test_a_stranger_with_a_certificate_of_the_same_name_is_turned_away(tmp_path):
    with two_nodes(tmp_path) as nodes:
        nodes.start()
        (tmp_path / "stranger").mkdir()
        stranger = Folder(tmp_path / "stranger")
        stranger.make_keys(MX, SystemClock(), SystemEntropy())
        for certificate in (stranger, None):
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            if certificate is not None:
                context.load_cert_chain(certificate.keys.file("tls"))
            assert asyncio.run(heard_by(context, port_of(nodes.us))) == b""
        assert nodes.us.link() == nodes.mx.link() == "connected"


def test_a_node_with_other_keys_at_the_partners_address_is_not_talked_to(tmp_path):
    """Whoever answers at US's address must hold US's certificate."""
    with two_nodes(tmp_path / "true") as nodes, two_nodes(tmp_path / "false", us_port=port_of(nodes.us)) as others:
        others.us.start()
        nodes.mx.start()
        wait_until(lambda: '"dial-failed"' in (nodes.mx.folder / "node.log").read_text(), "MX has dialled in vain")
        assert nodes.mx.link() == "connecting"
        assert '"connected"' not in (nodes.mx.folder / "node.log").read_text()


def test_a_port_scan_leaves_the_node_as_it_was(tmp_path):
    with two_nodes(tmp_path) as nodes:
        nodes.start()
        for noise in (b"", b"GET / HTTP/1.1\r\n\r\n", bytes(range(256)) * 40):
            with socket.create_connection(("127.0.0.1", port_of(nodes.us))) as connection:
                connection.sendall(noise)
        nodes.us.inject([{"kind": "note", "desk": "us.cbp/watch-1", "phrase": 1, "marking": MARKED}])
        nodes.settled(1)


MARKED = {"tlp": "green", "releasable_to": ["MEX"], "simulated": True}
