"""Two nodes: a flight is declared at one and asked about at the other; the machine answers, and labels cross."""

import time

from two_nodes import MARKING, MX, US, run_cli, two_nodes, wait_until

from lindero.operations.track_desk.custody import custody_of

HEAD = "starts_at,ends_at,contact_desk,serials,center_lat_deg,center_lon_deg,radius_m"
PLACE = {"lat_deg": 31.75, "lon_deg": -106.45, "error_95_m": 20.0}


def at(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds))


def of_kind(node, kind):
    with node.store() as store:
        return store.records.of_kind(kind)


def question(**fields):
    about = {"track_origin": US, "track": "U104-K", "desk": f"{US}/watch-1", "answer_until": at(30)}
    return {"kind": "query", **about, "marking": MARKING, "position": PLACE, **fields}


def test_a_declared_flight_is_answered_for_by_machine_and_an_undeclared_one_waits_for_a_person(tmp_path):
    with two_nodes(tmp_path) as nodes:
        nodes.start()
        file = tmp_path / "vuelos.csv"
        file.write_text(f"{HEAD}\n{at(-60)},{at(600)},guardia-2,1581F4AB,31.75,-106.45,2000\n")
        assert run_cli("declare", nodes.mx.folder, file).code == 0
        (declared,) = wait_until(lambda: of_kind(nodes.us, "declaration"), "the declaration has crossed")
        assert (declared.origin, declared.serials, declared.remarks) == (MX, ("1581F4AB",), None)

        ours, theirs = nodes.us.inject([question(serial="NOT-DECLARED"), question(serial="1581F4AB")])
        (answer,) = wait_until(lambda: of_kind(nodes.us, "answer"), "the machine's answer is back")
        assert (answer.query, answer.whose, answer.automatic) == (theirs, "ours", True)
        assert answer.declaration == declared.id
        assert wait_until(lambda: nodes.mx.has([ours]), "the other question is there")

        label = {"kind": "label", "track_origin": US, "track": "U104-K", "label": "bird", "desk": f"{MX}/guardia-2"}
        nodes.mx.inject([{**label, "marking": MARKING}])
        assert wait_until(lambda: of_kind(nodes.us, "label"), "the label has crossed")[0].label == "bird"

        assert run_cli("declaration", "withdraw", nodes.mx.folder, declared.number).code == 0
        wait_until(lambda: [one.withdrawn for one in of_kind(nodes.us, "declaration")] == [True], "it is called off")
        assert "DM1" not in run_cli("declaration", "list", nodes.us.folder).text


FIRST, SECOND, THIRD = (f"01M0000000000000000000000{k}" for k in range(1, 4))


def step(identity, kind, to, *, offer, after=None):
    about = {"track_origin": US, "track": "U104-K", "marking": MARKING}
    return {"kind": "hand-over", "id": identity, "handover": offer, "step": kind, "to": to, "supersedes": after} | about


def custody(node):
    return custody_of(US, of_kind(node, "hand-over"), 0)


def test_no_step_of_a_hand_over_takes_the_one_before_from_the_partner(tmp_path):
    with two_nodes(tmp_path) as nodes:
        nodes.start()
        until = {"offered_until": at(60)}
        nodes.us.inject([step(FIRST, "offered", MX, offer=FIRST) | until])
        wait_until(lambda: nodes.mx.has([FIRST]), "the offer is there")
        nodes.mx.inject([step(SECOND, "accepted", MX, offer=FIRST, after=FIRST)])
        wait_until(lambda: custody(nodes.us).holder == MX, "both know who holds it")
        nodes.mx.inject([step(THIRD, "offered", US, offer=THIRD, after=SECOND) | until])
        wait_until(lambda: nodes.us.has([THIRD]), "it is offered back")
        nodes.settled(nodes.mx.sent(US)[0], sender=nodes.mx, receiver=nodes.us)
        for node in (nodes.us, nodes.mx):
            assert node.has([FIRST, SECOND, THIRD]) == [FIRST, SECOND, THIRD]
            assert (custody(node).holder, custody(node).offer.id) == (MX, THIRD)
