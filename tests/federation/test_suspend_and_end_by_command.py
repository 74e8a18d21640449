"""An administrator suspends, resumes and ends a pairing of running nodes by command."""

import re

from two_nodes import MX, US, run_cli, track, two_nodes, wait_until


def standing(node, partner):
    with node.store() as store:
        return store.pairings.load(partner).state


def logs_in(text):
    return set(re.findall("us.cbp/to/mx.sedena/[0-9a-f]{32}", text))


def heard(node):
    return node.ask("status")["links"][0]["partner_standing"]


def test_an_administrator_suspends_resumes_and_ends_a_pairing(tmp_path):
    with two_nodes(tmp_path) as nodes:
        us, mx = nodes.start().us, nodes.mx
        us.inject([track(1)])
        nodes.settled(1)
        assert run_cli("pair", "suspend", us.folder, MX).code == 0
        wait_until(lambda: heard(mx) == "suspended", "MX sees it")
        us.inject([track(2)])
        assert run_cli("pair", "suspend", us.folder, MX).code == 1
        assert "suspended" in run_cli("doctor", us.folder).text
        assert us.sent(MX) == (1, 1)
        us.stop()
        us.start()
        wait_until(lambda: heard(mx) == "suspended", "MX sees it after a restart")
        assert us.sent(MX) == (1, 1)
        assert run_cli("pair", "resume", us.folder, MX).code == 0
        nodes.settled(2)
        ended = run_cli("pair", "end", us.folder, MX, "--yes")
        assert ended.code == 0
        wait_until(lambda: standing(us, MX) == standing(mx, US) == "ended", "both sides are through")
        with mx.store() as store:
            size = store.mirror.head(US).size
            assert [e.body is None for e in store.mirror.entries(US, 0, size)] == [True, True, False]
        nodes.pair()  # again, while both run
        us.inject([track(3)])
        wait_until(lambda: mx.received(US) == us.sent(MX)[1] > 0, "the second pairing shares")
        nodes.stop()
        said = nodes.verify()
        assert [one.code for one in said] == [0, 0]
        counted = run_cli("meter", us.folder, "--partner", MX)
        assert [len(logs_in(one.text)) for one in (*said, counted)] == [2, 2, 2]  # the log of each pairing
