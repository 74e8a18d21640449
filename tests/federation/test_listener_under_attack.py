"""Strangers and slow ones at the link's port cost little, are counted, and disturb nobody."""

import asyncio
import socket
import ssl
from contextlib import ExitStack, closing

from two_nodes import MX, track, two_nodes, wait_until

from lindero.exchange.link.frames import HeadClaim, Hello, encode_frame
from lindero.exchange.link.introduction import MAX_INTRODUCTION_BYTES, encode_introduction
from lindero.kernel.clock import SystemClock
from lindero.kernel.entropy import SystemEntropy
from lindero.node.folder import Folder
from lindero.node.peers.listener import MAX_PER_ADDRESS


def port_of(node):
    return int(node.settings.read_text().split("\nport = ")[1].split()[0])


def turned_away(node, why):
    return node.ask("status")["turned_away"].get(why, 0)


def is_closed(connection):
    """Whether the other end has closed it."""
    connection.settimeout(0.01)
    try:
        return connection.recv(1) == b""
    except TimeoutError:
        return False
    except ConnectionError:
        return True


def test_a_connection_that_does_not_finish_tls_is_closed(tmp_path):
    with two_nodes(tmp_path) as nodes:
        nodes.start()
        with socket.create_connection(("127.0.0.1", port_of(nodes.us))) as quiet:
            wait_until(lambda: is_closed(quiet), "the quiet connection is closed")
        wait_until(lambda: turned_away(nodes.us, "slow") == 1, "it is counted")
        assert nodes.us.link() == nodes.mx.link() == "connected"


def test_so_many_strangers_from_one_address_and_no_more(tmp_path):
    """While they are there the standing link flows on."""
    with two_nodes(tmp_path) as nodes, ExitStack() as stack:
        nodes.start()
        many = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port_of(nodes.us))))
            for _ in range(MAX_PER_ADDRESS + 5)
        ]
        wait_until(lambda: turned_away(nodes.us, "crowded") == 5, "those too many are counted")
        assert sum(is_closed(one) for one in many[MAX_PER_ADDRESS:]) == 5
        ids = nodes.us.inject(track(n) for n in range(20))
        nodes.settled(20)
        wait_until(lambda: turned_away(nodes.us, "slow") == MAX_PER_ADDRESS, "the others are closed in time")
        nodes.us.inject(track(n) for n in range(100, 101))
        nodes.settled(len(ids) + 1)


def test_a_partner_that_finishes_tls_and_says_no_hello_is_closed(tmp_path):
    """MX's keys are used by somebody who then says nothing but single bytes."""

    async def trickle(nodes):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        folder = Folder(nodes.mx.folder)
        context.load_cert_chain(folder.keys.file("tls"))
        reader, writer = await asyncio.open_connection("127.0.0.1", port_of(nodes.us), ssl=context)
        with closing(writer):
            writer.write(b"\0\0\1\0")  # a frame of 256 bytes begins
            heard = asyncio.ensure_future(reader.read())
            while not heard.done():
                writer.write(b"\0")
                await asyncio.sleep(0.1)
            return await heard

    with two_nodes(tmp_path) as nodes:
        nodes.us.start()
        assert b"link.no-hello" in asyncio.run(asyncio.wait_for(trickle(nodes), 20.0))
        nodes.mx.start()
        nodes.connected()


def test_whoever_shows_no_certificate_is_told_nothing_and_gets_no_session(tmp_path):
    """Whatever it says: a hello, a frame that is too long, changes of nobody, or a little at a time."""

    async def say(data):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        reader, writer = await asyncio.open_connection("127.0.0.1", port_of(nodes.us), ssl=context)
        with closing(writer):
            writer.write(data)
            return await reader.read()

    heads = [HeadClaim(f"{one}/to/{other}/x", 0, (), b"") for one, other in ((MX, "us.cbp"), ("us.cbp", MX))]
    hello = encode_frame(Hello(1, 1, MX, *heads, ()))
    many = (MAX_INTRODUCTION_BYTES + 1).to_bytes(4, "big") + bytes(MAX_INTRODUCTION_BYTES + 1)
    said = [hello, many, encode_introduction([b"no change"]), b"\0\0", b"\0\0\0\4bye!"]
    with two_nodes(tmp_path) as nodes:
        nodes.us.start()
        for number, data in enumerate(said, start=1):
            assert asyncio.run(asyncio.wait_for(say(data), 20.0)) == b""
            wait_until(lambda n=number: nodes.us.link() == "connecting", "no session")
        assert turned_away(nodes.us, "certificate") == len(said)
        nodes.mx.start()
        nodes.connected()


def test_unknown_certificates_and_what_is_no_tls_are_counted(tmp_path):
    async def knock(context):
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port_of(nodes.us), ssl=context)
            with closing(writer):
                return await reader.read()
        except (ssl.SSLError, ConnectionError):
            return b""

    with two_nodes(tmp_path) as nodes:
        nodes.start()
        (tmp_path / "stranger").mkdir()
        stranger = Folder(tmp_path / "stranger")
        stranger.make_keys(MX, SystemClock(), SystemEntropy())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        asyncio.run(knock(context))
        context.load_cert_chain(stranger.keys.file("tls"))
        assert asyncio.run(knock(context)) == b""
        wait_until(lambda: turned_away(nodes.us, "certificate") == 2, "both are counted")
        with socket.create_connection(("127.0.0.1", port_of(nodes.us))) as plain:
            plain.sendall(b"GET / HTTP/1.1\r\n\r\n")
            wait_until(lambda: turned_away(nodes.us, "no-tls") == 1, "it is counted")
        assert nodes.us.link() == "connected"
