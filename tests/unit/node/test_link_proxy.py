"""A tunnel through an HTTP CONNECT proxy, and what is said when there is none."""

import asyncio
import socket

import pytest
from connect_proxy import ConnectProxy

from lindero.node.config import LinkSection, parse_config
from lindero.node.errors import BadConfiguration
from lindero.node.folder import Folder
from lindero.node.peers import proxy as proxying
from lindero.node.peers.errors import CredentialsExposed, ProxyDenied, ProxyUnreachable, ProxyWantsCredentials
from lindero.node.peers.proxy import Proxy, proxy_of


def tunnel(proxy, target="127.0.0.1:1"):
    return asyncio.run(proxy.tunnel(target))


def credentials(folder, text="agencia:contraseña ñ", mode=0o600):
    file = folder / "proxy.secret"
    file.write_text(text + "\n", encoding="utf-8")
    file.chmod(mode)
    return file


def test_bytes_pass_both_ways_through_the_tunnel(tmp_path):
    with (
        socket.create_server(("127.0.0.1", 0)) as far,
        ConnectProxy(credentials="agencia:contraseña ñ") as proxy,
    ):
        target = f"127.0.0.1:{far.getsockname()[1]}"
        near = tunnel(Proxy(proxy.url, credentials(tmp_path)), target)
        accepted, _ = far.accept()
        with near, accepted:
            near.setblocking(True)
            near.sendall(b"hola")
            assert accepted.recv(10) == b"hola"
            accepted.sendall(b"hello")
            assert near.recv(10) == b"hello"
        assert proxy.seen[0].startswith(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n".encode())


def test_missing_and_wrong_credentials_are_told_apart_from_a_ban(tmp_path):
    with ConnectProxy(credentials="agencia:otra") as proxy:
        for given in (None, credentials(tmp_path)):
            with pytest.raises(ProxyWantsCredentials) as refused:
                tunnel(Proxy(proxy.url, given))
            assert "contraseña" not in refused.value.text("es")
    with ConnectProxy(answer="403 Forbidden") as proxy, pytest.raises(ProxyDenied) as denied:
        tunnel(Proxy(proxy.url, None))
    assert "403" in denied.value.text("es")


@pytest.mark.parametrize("answer", ["2000 Fine", "20 Short", "abc", "302 Found"])
def test_what_is_not_a_two_hundred_is_no_tunnel(answer):
    with ConnectProxy(answer=answer) as proxy, pytest.raises(ProxyDenied):
        tunnel(Proxy(proxy.url, None))


def test_a_proxy_that_says_nothing_or_is_not_there_is_named(monkeypatch):
    monkeypatch.setattr(proxying, "PROXY_S", 0.05)
    with ConnectProxy(answer="silence") as proxy, pytest.raises(ProxyUnreachable) as silent:
        tunnel(Proxy(proxy.url, None))
    assert f"127.0.0.1:{proxy.port}" in silent.value.text("en")
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(ProxyUnreachable):
        tunnel(Proxy(f"http://127.0.0.1:{port}", None))


def test_a_program_that_is_no_proxy_and_talks_on_is_left():
    with (
        ConnectProxy(answer="200 OK\r\nX-Long: " + "a" * proxying.MAX_REPLY_BYTES) as proxy,
        pytest.raises(ProxyUnreachable),
    ):
        tunnel(Proxy(proxy.url, None))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_credentials_that_others_may_read_are_not_used(tmp_path, mode):
    with ConnectProxy() as proxy:
        for file in (credentials(tmp_path, mode=mode), tmp_path / "missing"):
            with pytest.raises(CredentialsExposed):
                tunnel(Proxy(proxy.url, file))
        assert proxy.seen == []


def test_the_configuration_names_the_proxy(tmp_path):
    base = '[node]\nid = "us.cbp"\nside = "USA"\n[link]\nproxy = '
    section = parse_config(base + '"http://proxy.example:3128"').link
    assert proxy_of(Folder(tmp_path), section) is not None
    assert proxy_of(Folder(tmp_path), LinkSection()) is None
    for bad in ("proxy.example:3128", "https://proxy.example:3128", "http://user:secret@proxy.example:3128"):
        with pytest.raises(BadConfiguration):
            parse_config(base + f'"{bad}"')
