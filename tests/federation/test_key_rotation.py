"""Keys are replaced while two nodes share: no link is cut, nothing is lost, and the old keys end."""

import json

import pytest
from node_keys import keys_of, private_bytes
from two_nodes import MX, US, run_cli, track, two_nodes, wait_until

from lindero.exchange.log.pair import outgoing_log
from lindero.node.rotation import KEY_POINTS
from lindero.store.sqlite.store import open_reader


def publics(folder):
    keys = keys_of(folder)
    return keys.log.public, keys.receipt.public, keys.certificate_der


def under_way(node):
    return sorted(path.name for path in (node.folder / "keys").glob("*.next.key"))


def events(node):
    lines = (node.folder / "node.log").read_text().splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def rotated(node):
    wait_until(lambda: not under_way(node), f"{node.id}'s new keys are in use")


def is_stranger(event):
    """Somebody with another certificate came, or answered where the partner should."""
    return event["event"] in ("turned-away", "dial-failed") and "certificate" in event["why"]


def in_turns(nodes, start, stop):
    """Records from US to MX while something else goes on; gives their ids."""
    ids = []
    for number in range(start, stop, 50):
        ids += nodes.us.inject(track(n) for n in range(number, number + 50))
    return ids


def test_all_keys_of_both_sides_are_replaced_under_traffic_without_a_cut(tmp_path):
    with two_nodes(tmp_path) as nodes:
        nodes.start()
        before = publics(nodes.us.folder), publics(nodes.mx.folder)
        old_secrets = private_bytes(nodes.us.folder)
        ids = in_turns(nodes, 0, 200)
        for node in (nodes.us, nodes.mx):
            assert run_cli("keys", "rotate", node.folder).code == 0
        ids += in_turns(nodes, 200, 400)
        rotated(nodes.us)
        rotated(nodes.mx)
        ids += in_turns(nodes, 400, 500)
        nodes.settled(503, receiver=nodes.mx)
        after = publics(nodes.us.folder), publics(nodes.mx.folder)
        assert not {key for one in before for key in one} & {key for one in after for key in one}
        for node in (nodes.us, nodes.mx):
            assert sum(event["event"] == "connected" for event in events(node)) == 1
        nodes.stop()
        assert [said.code for said in nodes.verify()] == [0, 0]
        assert nodes.mx.has(ids) == ids
        kept = b"".join(path.read_bytes() for path in nodes.us.folder.rglob("*") if path.is_file())
        token = keys_of(nodes.us.folder).token_secret
        assert [one for one in old_secrets if one in kept and token not in one] == []
        nodes.start()
        more = nodes.us.inject(track(n) for n in range(500, 520))
        nodes.settled(523)
        assert nodes.mx.has(more) == more
        nodes.stop()
        assert [said.code for said in nodes.verify()] == [0, 0]


def test_a_rotated_key_signs_from_its_size_on_and_the_change_stands_in_the_log(tmp_path):
    with two_nodes(tmp_path) as nodes:
        nodes.start()
        nodes.us.inject(track(n) for n in range(10))
        nodes.settled(10)
        old = keys_of(nodes.us.folder).log.public
        assert run_cli("keys", "rotate", nodes.us.folder, "--key", "log").code == 0
        rotated(nodes.us)
        new = keys_of(nodes.us.folder).log.public
        nodes.us.inject([track(10)])
        nodes.settled(12)
        with open_reader(nodes.mx.folder / "node.db") as store:
            pairing = store.pairings.load(US)
            (epoch,) = pairing.partner_keys
            entry = store.mirror.entries(US, 10, 11)[0]
            acts = [event.act for event in store.audit.latest(20)]
        assert (epoch.key, epoch.since, epoch.public, epoch.statement) == ("log", 11, new, entry.body)
        assert "partner-key" in acts
        with open_reader(nodes.us.folder / "node.db") as store:
            log = outgoing_log(store.pairings.load(MX))
        assert log.log_keys_at(10) == (old, new)
        assert log.log_keys_at(11) == (new,)


@pytest.mark.parametrize("point", KEY_POINTS)
def test_a_kill_at_any_step_of_a_rotation_leaves_a_node_that_goes_on(tmp_path, point):
    with two_nodes(tmp_path) as nodes:
        nodes.mx.start()
        nodes.us.start(kill_at=point)
        nodes.connected()
        ids = nodes.us.inject(track(n) for n in range(20))
        nodes.settled(20)
        before = keys_of(nodes.us.folder)
        run_cli("keys", "rotate", nodes.us.folder, "--key", "log", "--key", "tls") if point in KEY_POINTS[3:] else None
        if point not in KEY_POINTS[3:]:
            with pytest.raises(Exception, match=r".*"):
                nodes.us.ask("keys-rotate", keys=["log", "tls"])
        assert nodes.us.died()
        nodes.us.start()
        nodes.connected()
        assert run_cli("keys", "rotate", nodes.us.folder, "--key", "log", "--key", "tls").code == 0
        rotated(nodes.us)
        ids += nodes.us.inject(track(n) for n in range(20, 40))
        wait_until(lambda: nodes.mx.has(ids) == ids, "all have arrived")
        after = keys_of(nodes.us.folder)
        assert after.log.public != before.log.public
        assert after.certificate_der != before.certificate_der
        nodes.stop()
        assert [said.code for said in nodes.verify()] == [0, 0]


def test_the_certificate_before_is_refused_once_the_new_one_has_been_seen(tmp_path):
    with two_nodes(tmp_path) as nodes:
        nodes.start()
        old = (nodes.mx.folder / "keys" / "tls.key").read_bytes()
        assert run_cli("keys", "rotate", nodes.mx.folder, "--key", "tls").code == 0
        rotated(nodes.mx)
        nodes.mx.stop()
        nodes.mx.start()
        nodes.connected()
        nodes.mx.stop()
        new = (nodes.mx.folder / "keys" / "tls.key").read_bytes()
        (nodes.mx.folder / "keys" / "tls.key").write_bytes(old)
        known = len(events(nodes.us))
        nodes.mx.start()
        wait_until(lambda: any(is_stranger(one) for one in events(nodes.us)[known:]), "the old one is refused")
        assert nodes.us.link() == "connecting"
        nodes.mx.stop()
        (nodes.mx.folder / "keys" / "tls.key").write_bytes(new)
        nodes.mx.start()
        nodes.connected()


def test_a_partner_that_is_down_holds_a_rotation_up_and_the_doctor_names_it(tmp_path):
    with two_nodes(tmp_path) as nodes:
        nodes.us.start()
        before = publics(nodes.us.folder)
        assert "mx.sedena" in run_cli("keys", "rotate", nodes.us.folder, "--key", "receipt").text
        assert "receipt key: rotation under way, waiting for mx.sedena" in run_cli("doctor", nodes.us.folder).text
        assert publics(nodes.us.folder) == before
        assert keys_of(nodes.us.folder).next_receipt is not None
        nodes.mx.start()
        nodes.connected()
        rotated(nodes.us)
        assert "under way" not in run_cli("doctor", nodes.us.folder).text


def test_a_node_without_partners_changes_its_keys_at_once(tmp_path):
    with two_nodes(tmp_path, pair=False) as nodes:
        before = publics(nodes.us.folder)
        assert run_cli("keys", "rotate", nodes.us.folder).code == 0
        assert not under_way(nodes.us)
        assert not set(before) & set(publics(nodes.us.folder))
        nodes.pair()
        nodes.start()


def test_nothing_secret_of_the_keys_is_logged(tmp_path):
    with two_nodes(tmp_path) as nodes:
        secrets = private_bytes(nodes.us.folder)
        nodes.start()
        run_cli("keys", "rotate", nodes.us.folder)
        rotated(nodes.us)
        wait_until(lambda: any(one["event"] == "keys-rotated" for one in events(nodes.us)), "it says so")
        nodes.us.stop()
        secrets += private_bytes(nodes.us.folder)
        logged = (nodes.us.folder / "node.log").read_bytes() + (nodes.mx.folder / "node.log").read_bytes()
        assert [secret for secret in secrets if secret in logged] == []
