"""What only the running node can tell a doctor."""

from lindero.node.diagnosis import check_running

LINK = {
    "partner": "mx.sedena",
    "state": "connected",
    "problem": None,
    "clock_offset_ms": 12.0,
    "clock_skewed": False,
    "heartbeat_overdue": False,
    "partner_standing": "active",
}


def test_a_clock_that_stands_apart_is_told_in_both_languages():
    link = LINK | {"clock_offset_ms": -3210.0, "clock_skewed": True}
    (finding,) = check_running({"links": [link], "turned_away": {}})
    assert finding.level == "warning"
    assert "-3.2 s" in finding.en
    assert "-3.2 s" in finding.es


def test_who_was_turned_away_and_what_is_wrong_with_a_link_is_told():
    link = LINK | {"state": "connecting", "problem": "link.silent"}
    problem, strangers = check_running({"links": [link], "turned_away": {"slow": 7}})
    assert "link.silent" in problem.es
    assert "7" in strangers.en


def test_a_missing_heartbeat_is_told():
    (finding,) = check_running({"links": [LINK | {"heartbeat_overdue": True}], "turned_away": {}})
    assert "heartbeat" in finding.en
    assert "latido" in finding.es


def test_a_partner_that_suspended_the_sharing_is_told():
    (finding,) = check_running({"links": [LINK | {"partner_standing": "suspended"}], "turned_away": {}})
    assert finding.level == "warning"
    assert "mx.sedena: it has suspended" in finding.en
    assert "mx.sedena: suspendió" in finding.es


def test_nothing_is_told_of_a_sound_link():
    assert list(check_running({"links": [LINK], "turned_away": {}})) == []
