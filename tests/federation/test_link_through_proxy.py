"""Two real nodes whose link goes through an HTTP CONNECT proxy."""

from connect_proxy import ConnectProxy
from two_nodes import run_cli, track, two_nodes, wait_until

SECRET = "agencia:clave-del-proxy"


def problem(node):
    return node.ask("status")["links"][0]["problem"]


def test_the_link_goes_through_a_proxy_once_it_accepts_the_credentials(tmp_path):
    with ConnectProxy(credentials=SECRET) as proxy, two_nodes(tmp_path) as nodes:
        nodes.mx.set_link(proxy=proxy.url, proxy_credentials="proxy.secret")
        secret = nodes.mx.folder / "proxy.secret"
        secret.touch(mode=0o600)
        secret.write_text("agencia:equivocada")
        nodes.us.start()
        nodes.mx.start()
        wait_until(lambda: problem(nodes.mx) == "proxy.authentication", "the proxy wants other credentials")
        secret.write_text(SECRET)
        nodes.connected()
        ids = nodes.us.inject(track(n) for n in range(100))
        nodes.settled(100)
        assert problem(nodes.mx) is None
        assert proxy.tunnels == 1
        nodes.stop()
        nodes.require_once_in_order(ids)
        for text in ((nodes.mx.folder / "node.log").read_text(), run_cli("doctor", nodes.mx.folder).text):
            assert "clave-del-proxy" not in text
            assert "equivocada" not in text
            assert "Basic" not in text
