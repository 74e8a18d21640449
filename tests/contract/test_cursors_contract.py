"""Any store of cursors remembers where publishing to a partner stands."""

from lindero.store.bounds import RELEASES_KEPT_NS

MX, CA = "mx.sedena", "ca.rcmp"


def test_cursors_start_at_zero_in_every_lane(store):
    assert store.cursors.load(MX) == {"alert": 0, "casework": 0, "track": 0}


def test_a_lane_moves_alone(store):
    store.cursors.save(MX, {"alert": 3, "track": 7})
    store.cursors.save(MX, {"track": 9})
    assert store.cursors.load(MX) == {"alert": 3, "casework": 0, "track": 9}
    assert store.cursors.load(CA) == {"alert": 0, "casework": 0, "track": 0}


def test_what_waits_comes_soonest_first(store, held):
    store.cursors.save_held(MX, [held("b", until=9), held("a", until=2), held("c", until=2)])
    assert store.cursors.held(MX) == [held("a", until=2), held("c", until=2), held("b", until=9)]
    assert store.cursors.held(CA) == []


def test_a_newer_record_replaces_the_held_one_about_its_object(store, held):
    store.cursors.save_held(MX, [held("a", record="old", until=3)])
    store.cursors.save_held(MX, [held("a", record="new", until=8, lane="alert")])
    assert store.cursors.held(MX) == [held("a", record="new", until=8, lane="alert")]


def test_dropped_objects_wait_no_more(store, held):
    store.cursors.save_held(MX, [held("a"), held("b")])
    store.cursors.save_held(CA, [held("a")])
    store.cursors.drop_held(MX, ["a", "never held"])
    assert store.cursors.held(MX) == [held("b")]
    assert store.cursors.held(CA) == [held("a")]


def test_the_time_of_the_last_release_is_replaced(store):
    store.cursors.save_released(MX, {"a": 5, "b": 6})
    store.cursors.save_released(MX, {"a": 9})
    assert store.cursors.last_released(MX) == {"a": 9, "b": 6}
    assert store.cursors.last_released(CA) == {}


def test_releases_long_before_the_newest_are_forgotten(store):
    store.cursors.save_released(CA, {"x": 0})
    store.cursors.save_released(MX, {"old": 0, "edge": 1})
    store.cursors.save_released(MX, {"new": RELEASES_KEPT_NS + 1})
    assert store.cursors.last_released(MX) == {"edge": 1, "new": RELEASES_KEPT_NS + 1}
    assert store.cursors.last_released(CA) == {"x": 0}
