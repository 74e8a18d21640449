"""The watch on two live nodes: an alert that nobody takes escalates on both sides; cards and test calls cross."""

import pytest
from two_nodes import MX, US, TwoNodes, run_cli, wait_until

from lindero.kernel.clock import SystemClock, format_instant

PHONES = {US: "+1 915 555 0100", MX: "+52 656 555 0100"}
MARKING = {"tlp": "amber", "releasable_to": ["MEX"], "purposes": ["airspace-security"], "simulated": True}


@pytest.fixture(scope="module")
def nodes(tmp_path_factory):
    made = TwoNodes(tmp_path_factory.mktemp("watch"))
    for node in (made.us, made.mx):
        text = node.settings.read_text()
        node.settings.write_text(text.replace("answer_s = 30", f'answer_s = 1\nphone = "{PHONES[node.id]}"'))
    made.start()
    yield made
    made.stop()


def alert():
    at = format_instant(SystemClock().now())
    return {
        "kind": "alert",
        "id": "01M7Q5CQG0SMK645AEDNVB5CNS",
        "alert": "01M7Q5CQG0SMK645AEDNVB5CNS",
        "number": "AU1-G",
        "step": "warning",
        "reason": 1,
        "asks": 20,
        "track": "U1-Q",
        "observed_at": at,
        "p_cross": 0.9,
        "position": {"lat_deg": 31.75, "lon_deg": -106.45},
        "marking": MARKING,
    }


def rungs(node, by):
    """Rungs that a node took, as another knows them."""
    with node.store() as store:
        found = store.records.of_kind("handling")
        return {record.rung for record in found if record.origin == by and record.act == "escalated"}


def cards(node, of):
    with node.store() as store:
        return [record.phone for record in store.records.about(f"contact:{of}")]


def calls(node):
    with node.store() as store:
        return {(record.stage, record.origin) for record in store.records.of_kind("test-call")}


def test_an_alert_that_nobody_takes_escalates_and_both_sides_see_every_rung(nodes):
    nodes.us.inject([alert()])
    wait_until(lambda: rungs(nodes.us, US) == {"louder", "telephone"}, "the asking side goes to the telephone")
    wait_until(lambda: "louder" in rungs(nodes.us, MX), "the asked side's rung is known to the asking one")
    wait_until(lambda: rungs(nodes.mx, US) == {"louder", "telephone"}, "and the other way about")


def test_the_contact_card_of_the_partner_is_here_before_the_link_is_down(nodes):
    wait_until(lambda: cards(nodes.us, MX) == [PHONES[MX]], "MX's card is at US")
    wait_until(lambda: cards(nodes.mx, US) == [PHONES[US]], "US's card is at MX")


def test_a_test_call_crosses_and_no_figure_knows_of_it(nodes):
    nodes.us.ask("test-call")
    wait_until(lambda: calls(nodes.mx) == {("called", US)}, "the call is at MX")
    told = run_cli("meter", nodes.us.folder, "--json")
    assert '"alert"' in told.text
    assert "test-call" not in told.text
