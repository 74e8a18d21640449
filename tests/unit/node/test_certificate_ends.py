"""A certificate that ends is told in time, and renewed before it does."""

import pytest
from node_keys import keys_of
from two_nodes import run_cli, two_nodes, wait_until

from lindero.exchange.envelope._keys import generate_key
from lindero.exchange.envelope.certificate import certificate_end, seal_certificate
from lindero.kernel.clock import SECOND_NS, Instant, SystemClock
from lindero.kernel.ids import NodeId
from lindero.node.certificate_ends import ending_of
from lindero.node.keys import tls_content, write_whole

US = NodeId("us.cbp")
DAY_NS = 86400 * SECOND_NS


def certificate(days, key=None):
    """One that ends so many days and an hour from now."""
    now = SystemClock().now()
    valid = {"valid_from": Instant(now - DAY_NS), "valid_to": Instant(now + round(days * DAY_NS) + 3600 * SECOND_NS)}
    return seal_certificate(US, key or generate_key(bytes(32)), serial=bytes(16), **valid)


@pytest.mark.parametrize(
    ("days", "urgency"),
    [(31, "ok"), (30, "ok"), (29, "soon"), (7, "soon"), (6, "week"), (1, "week"), (0, "day"), (-1, "ended")],
)
def test_urgency_grows_at_30_7_and_1_days(days, urgency):
    now = SystemClock().now()
    ending = ending_of(US, certificate(days), now)
    assert (ending.days, ending.urgency) == (days, urgency)
    assert ending.end == certificate_end(certificate(days))


def with_certificate(folder, days):
    """Give a node a certificate that ends so soon, before it pairs."""
    key = generate_key(b"t" * 32)
    write_whole(folder / "keys" / "tls.key", tls_content(key, certificate(days, key), None, b""))


def test_the_doctor_says_how_many_days_are_left_and_that_the_last_one_is_a_problem(tmp_path):
    with two_nodes(tmp_path, pair=False) as nodes:
        with_certificate(nodes.us.folder, 20)
        nodes.pair()
        for node in (nodes.us, nodes.mx):
            said = run_cli("doctor", node.folder)
            assert "! certificate of us.cbp: 20 days left" in said.text
        assert "no recovery key" in said.text
        assert "not encrypted" in said.text
        with_certificate(nodes.us.folder, 0)
        said = run_cli("doctor", nodes.us.folder)
        assert (said.code, "✗ certificate of us.cbp: 0 days left" in said.text) == (1, True)


def test_a_certificate_is_renewed_before_its_end_and_the_link_stays(tmp_path):
    with two_nodes(tmp_path, pair=False) as nodes:
        with_certificate(nodes.us.folder, 10)
        nodes.pair()
        before = keys_of(nodes.us.folder).certificate_der
        nodes.start()
        wait_until(lambda: renewed(nodes.us, before), "the certificate is renewed")
        log = (nodes.us.folder / "node.log").read_text()
        assert '"certificate-ends"' in log
        assert log.count('"event": "connected"') == 1
        assert nodes.us.link() == nodes.mx.link() == "connected"
        nodes.us.stop()
        nodes.us.start()
        nodes.connected()


def renewed(node, before):
    if (node.folder / "keys" / "tls.next.key").exists():
        return False
    return keys_of(node.folder).certificate_der != before
