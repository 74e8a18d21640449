"""Any store of records keeps each once and finds it again."""


def test_a_record_comes_back_as_it_was_saved(store, detection):
    assert store.records.save([detection(1)], own=True) == 1
    assert store.records.load(detection(1).id) == detection(1)
    assert store.records.load(detection(2).id) is None


def test_saving_twice_keeps_the_first_and_counts_only_the_new(store, detection):
    store.records.save([detection(1)], own=True)
    changed = detection(1, at=77)
    assert store.records.save([changed, detection(2), detection(2, at=78)], own=False) == 1
    assert store.records.load(changed.id) == detection(1)
    assert store.records.load(detection(2).id) == detection(2)


def test_own_records_are_read_in_the_order_of_saving_not_of_time(store, detection):
    store.records.save([detection(n) for n in (5, 3, 9)], own=True)
    assert [record for _, record in store.records.after("track", 0, 10)] == [detection(5), detection(3), detection(9)]


def test_reading_on_from_a_place_gives_what_came_later(store, detection):
    store.records.save([detection(n) for n in (1, 2)], own=True)
    (first, _), (second, _) = store.records.after("track", 0, 10)
    store.records.save([detection(3)], own=True)
    assert [record for _, record in store.records.after("track", first, 10)] == [detection(2), detection(3)]
    assert [record for _, record in store.records.after("track", first, 1)] == [detection(2)]
    assert second < store.records.last_place("track") == store.records.after("track", second, 10)[0][0]


def test_received_records_have_no_place(store, detection):
    store.records.save([detection(1)], own=False)
    assert store.records.after("track", 0, 10) == []
    assert store.records.last_place("track") == 0
    assert store.records.load(detection(1).id) == detection(1)


def test_lanes_do_not_see_each_other(store, detection, outcome):
    store.records.save([detection(1), outcome(2)], own=True)
    assert [record for _, record in store.records.after("alert", 0, 10)] == [outcome(2)]
    assert [record for _, record in store.records.after("track", 0, 10)] == [detection(1)]
    assert store.records.last_place("casework") == 0


def test_of_kind_is_newest_first_since_a_time(store, detection, outcome):
    store.records.save([detection(2), detection(9), outcome(8), detection(5)], own=True)
    since = detection(5).observed_at
    assert store.records.of_kind("detection", since=since) == [detection(9), detection(5)]
    assert store.records.of_kind("detection", limit=1) == [detection(9)]
    assert store.records.of_kind("note") == []


def test_of_equal_times_the_one_saved_last_is_newest(store, detection):
    store.records.save([detection(1, at=7), detection(2, at=7)], own=True)
    assert store.records.of_kind("detection") == [detection(2, at=7), detection(1, at=7)]


def test_about_finds_everything_about_one_object_newest_first(store, detection):
    first = detection(1)
    corrected = detection(2, supersedes=first.id)
    store.records.save([first, corrected, detection(3)], own=True)
    assert store.records.about(f"detection:{first.id}") == [corrected, first]
    assert store.records.about(f"detection:{first.id}", limit=1) == [corrected]
