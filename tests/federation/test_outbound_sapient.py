"""A node tells a national middleware by SAPIENT what policy releases to it, and nothing else."""

from contextlib import contextmanager

import pytest
from outside_parent import OutsideParent
from two_nodes import MARKING, TwoNodes, alert, track, wait_until

from lindero.exchange.log.ports import DecisionsAsked

HOME = MARKING | {"releasable_to": ["USA", "MEX"]}


@pytest.fixture
def parent():
    opened = OutsideParent()
    yield opened
    opened.close()


def settings_for(parent):
    return (
        f'\n[outbound.joint]\nkind = "sapient"\nhost = "127.0.0.1"\nport = {parent.port}\nnode = "us.jtf"\n'
        'country = "USA"\nsimulated = true\n'
    )


@contextmanager
def one_node(root, parent):
    nodes = TwoNodes(root, settings=settings_for(parent), pair=False)
    nodes.us.start()
    try:
        wait_until(lambda: "status_report" in parent.kinds(), "the parent is told the node's status")
        yield nodes.us
    finally:
        if nodes.us.alive:
            nodes.us.stop()


def objects(parent):
    return {info.value for r in parent.of("detection_report") for info in r.track_info if info.type == "track"}


def test_tracks_and_alerts_go_out_as_released_and_what_is_not_for_it_stays(tmp_path, parent):
    with one_node(tmp_path, parent) as node:
        abroad = MARKING | {"releasable_to": ["MEX"]}
        node.inject(
            [track(1, marking=HOME), track(2, marking=abroad), track(3, marking=HOME, distance_to_line_m=45_000.0)]
        )
        node.inject([alert(marking=HOME), track(4, marking=HOME)])
        wait_until(lambda: "T4" in objects(parent), "the last track is told")
        assert objects(parent) == {"T1", "T4"}
        (told,) = parent.of("alert")
        assert (told.alert_type, told.status) == (2, 1)
        with node.store() as store:
            rows = store.decisions.latest(DecisionsAsked(partner="us.jtf")).rows
        by_way = {row.object_key: (row.released, row.way_out) for row in rows}
        assert by_way["track:T1"] == (True, "gateway")
        assert by_way["track:T2"] == (False, "gateway")
        assert by_way["track:T3"] == (False, "gateway")


def test_a_parent_that_comes_back_is_told_the_present_picture_and_a_task_gives_it_again(tmp_path, parent):
    with one_node(tmp_path, parent) as node:
        node.inject([track(1, marking=HOME), alert(marking=HOME)])
        wait_until(lambda: "T1" in objects(parent) and "alert" in parent.kinds(), "they are told")
        parent.heard.clear()
        parent.hang_up()
        wait_until(lambda: "T1" in objects(parent) and "alert" in parent.kinds(), "they are told again")
        parent.heard.clear()
        ask = parent.message(node_id_of(parent))
        ask.task.task_id, ask.task.control, ask.task.command.request = "01JDC3N8V0T4W6Y8Z0A2B4C6D8", 1, "Picture"
        parent.say(ask)
        wait_until(lambda: "task_ack" in parent.kinds() and "T1" in objects(parent), "the task is answered")


def node_id_of(parent):
    return parent.heard[-1].node_id if parent.heard else parent.node_id


def test_a_node_that_stops_says_goodbye(tmp_path, parent):
    with one_node(tmp_path, parent) as node:
        node.stop()
        wait_until(lambda: any(s.system == 5 for s in parent.of("status_report")), "goodbye is said")


def test_an_invalid_message_of_the_parent_is_answered_kept_and_ends_nothing(tmp_path, parent):
    with one_node(tmp_path, parent) as node:
        bad = parent.message(parent.heard[0].node_id)
        bad.task.task_id, bad.task.control = "no ulid", 1
        parent.say(bad)
        wait_until(lambda: parent.of("error"), "it is answered")
        node.inject([track(1, marking=HOME)])
        wait_until(lambda: "T1" in objects(parent), "the connection lives")
        with node.store() as store:
            assert [one.code for one in store.quarantine.latest() if one.source == "joint"] == ["sapient.invalid-field"]
