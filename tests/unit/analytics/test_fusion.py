"""Fusion between nodes: one object, one number, honest errors."""

import math

import numpy as np
import pytest
from sharing_nodes import FilterNode, spread, table, wandering

from lindero.analytics.airspace import Fuser, TrackReport
from lindero.analytics.airspace.fusion.report import ENDED

A, B, C = "mx.sedena", "us.cbp", "us.dhs"
HERE = np.array([100.0, 200.0, 150.0, 10.0, 0.0, 0.0])


def moved(away_m, state=HERE):
    return state + np.array([*away_m, 0.0, 0.0, 0.0])


def exchange(fusers, time_s):
    sent = {(one, other): fusers[one].outbox(other, time_s) for one in fusers for other in fusers if one != other}
    for (_, other), reports in sent.items():
        fusers[other].receive(reports)


def share(tables, seconds=1):
    """Fusers of the nodes after some seconds in which the same tables stand still."""
    fusers = {node: Fuser(node=node) for node in tables}
    for second in range(1, seconds + 1):
        for node, rows in tables.items():
            fusers[node].offer(table(second, rows))
        exchange(fusers, float(second))
    return fusers


def test_an_object_that_both_see_is_one_row_with_one_number_on_both_sides():
    still = moved((0, 0, 0)) * np.array([1, 1, 1, 0, 0, 0])
    fusers = share({A: {7: (still, spread())}, B: {3: (moved((8, -5, 3), still), spread())}}, seconds=3)
    pictures = [fusers[node].picture(3.0) for node in (A, B)]
    assert [len(picture) for picture in pictures] == [1, 1]
    assert pictures[0].system_id[0] == pictures[1].system_id[0]
    assert {(m.node, m.track_id) for m in fusers[A].lineage(3.0)[int(pictures[0].system_id[0])]} == {(A, 7), (B, 3)}


def test_both_sides_show_the_same_bits_when_nothing_is_under_way():
    fusers = share({A: {7: (HERE, spread())}, B: {3: (moved((8, -5, 3)), spread(20.0))}}, seconds=1)
    one, other = fusers[A].picture(1.0), fusers[B].picture(1.0)
    assert one.state_enu.tobytes() == other.state_enu.tobytes()
    assert one.covariance_enu.tobytes() == other.covariance_enu.tobytes()


def test_what_only_the_partner_sees_is_shown_with_the_partners_error():
    fusers = share({A: {}, B: {3: (HERE, spread(20.0))}})
    picture = fusers[A].picture(1.0)
    assert picture.state_enu[0] == pytest.approx(HERE)
    assert picture.covariance_enu[0] == pytest.approx(spread(20.0))
    assert not picture.sensors.any()


def test_two_objects_that_each_side_sees_one_of_stay_two():
    fusers = share({A: {1: (HERE, spread())}, B: {1: (moved((140, 0, 0)), spread())}})
    assert len(fusers[A].picture(1.0)) == len(fusers[B].picture(1.0)) == 2


def test_a_biased_partner_is_told_apart_by_its_neighbours_not_pulled_one_place_on():
    """A row of drones 120 m apart, all of them 90 m aside on the other side: nearer to the wrong neighbour."""
    row = {k: moved((1500.0 * k if k < 8 else 20_000 + 120.0 * (k - 8), 0, 0)) for k in range(12)}
    still = {k: state * np.array([1, 1, 1, 0, 0, 0]) for k, state in row.items()}
    aside = {k: moved((60.0, 0, 0), state) for k, state in still.items()}
    fusers = share(
        {A: {k: (x, spread()) for k, x in still.items()}, B: {k: (x, spread()) for k, x in aside.items()}}, seconds=5
    )
    pairs = [sorted(m.track_id for m in members) for members in fusers[A].lineage(5.0).values()]
    assert sorted(pairs) == [[k, k] for k in range(12)]


def test_a_difference_that_errors_do_not_explain_widens_the_error():
    still = HERE * np.array([1, 1, 1, 0, 0, 0])
    near = share({A: {1: (still, spread())}, B: {1: (moved((5, 0, 0), still), spread())}}, seconds=6)
    far = share({A: {1: (still, spread())}, B: {1: (moved((60, 0, 0), still), spread())}}, seconds=6)
    narrow, wide = (f[A].picture(6.0) for f in (near, far))
    assert len(narrow) == len(wide) == 1
    assert wide.covariance_enu[0, 0, 0] > narrow.covariance_enu[0, 0, 0] + 20.0**2
    assert wide.covariance_enu[0, 1, 1] == pytest.approx(narrow.covariance_enu[0, 1, 1], rel=0.1)


def test_a_pair_survives_a_second_of_disagreement():
    fusers = {node: Fuser(node=node) for node in (A, B)}
    numbers = []
    for second in range(1, 9):
        away = 90.0 if second == 5 else 4.0
        fusers[A].offer(table(second, {1: (HERE, spread())}))
        fusers[B].offer(table(second, {1: (moved((away, 0, 0)), spread())}))
        exchange(fusers, float(second))
        numbers += fusers[A].picture(float(second)).system_id.tolist()
    assert len(numbers) == 8
    assert len(set(numbers)) == 1


def test_names_that_transmitters_give_join_and_part():
    same = {"transmitter_id": np.array([77])}
    fusers = {node: Fuser(node=node) for node in (A, B)}
    for node, away in ((A, 0.0), (B, 70.0)):
        fusers[node].offer(table(1.0, {1: (moved((away, 0, 0)), spread())}, **same))
    exchange(fusers, 1.0)
    assert len(fusers[A].picture(1.0)) == 1
    fusers = {node: Fuser(node=node) for node in (A, B)}
    for node, name in ((A, 77), (B, 78)):
        fusers[node].offer(table(1.0, {1: (HERE, spread())}, transmitter_id=np.array([name])))
    exchange(fusers, 1.0)
    assert len(fusers[A].picture(1.0)) == 2


def test_the_oldest_number_stays_when_its_track_ends():
    fusers = {node: Fuser(node=node) for node in (A, B)}
    shown = {A: [], B: []}
    for second in range(1, 12):
        fusers[A].offer(table(second, {1: (HERE, spread())} if second < 6 else {}, first_s={1: 0.0}))
        fusers[B].offer(table(second, {4: (moved((5, 0, 0)), spread())}, first_s={4: 0.5}))
        exchange(fusers, float(second))
        for node in (A, B):
            shown[node] += fusers[node].picture(float(second)).system_id.tolist()
    assert shown[A] == shown[B]
    assert len(shown[A]) == 11
    assert len(set(shown[A])) == 1


def test_when_an_object_parts_each_part_has_a_number_of_its_own():
    fusers = {node: Fuser(node=node) for node in (A, B)}
    for second in range(1, 40):
        away = 0.0 if second < 6 else 25.0 * (second - 5)
        state = moved((away, 0, 0)) + np.array([0, 0, 0, 25.0 if second >= 6 else 0.0, 0, 0])
        fusers[A].offer(table(second, {1: (HERE, spread())}))
        fusers[B].offer(table(second, {4: (state, spread())}))
        exchange(fusers, float(second))
    one, other = fusers[A].picture(39.0), fusers[B].picture(39.0)
    assert len(one) == len(other) == 2
    assert one.system_id.tolist() == other.system_id.tolist()


def test_an_end_is_told_and_told_again():
    fusers = share({A: {1: (HERE, spread())}, B: {}})
    assert len(fusers[B].picture(1.0)) == 1
    fusers[A].offer(table(2.0, {}))
    fusers[A].outbox(B, 2.0)  # lost on the way
    again = fusers[A].outbox(B, 4.0)
    assert [report.status for report in again] == [ENDED]
    fusers[B].receive(again)
    assert len(fusers[B].picture(4.0)) == 0


def test_silence_ends_a_partners_track():
    fusers = share({A: {1: (HERE, spread())}, B: {}})
    assert fusers[B].picture(5.0).status.tolist() == [2]
    assert len(fusers[B].picture(8.0)) == 0


def test_a_track_without_velocity_is_shown_and_grows_quickly():
    coarse = TrackReport(
        node=B,
        track_id=5,
        time_s=10.0,
        state_enu=np.array([0.0, 0.0, 0.0, math.nan, math.nan, math.nan]),
        covariance_enu=np.diag([300.0**2, 300.0**2, 1e4, 1.0, 1.0, 1.0]),
        existence=0.9,
        status=1,
        first_s=0.0,
        last_s=10.0,
        height_known=False,
        period_s=33.0,
    )
    fuser = Fuser(node=A)
    fuser.receive([coarse])
    early, late = fuser.picture(10.0), fuser.picture(40.0)
    assert np.isfinite(early.state_enu).all()
    assert late.covariance_enu[0, 0, 0] > early.covariance_enu[0, 0, 0] + 400.0**2
    assert not late.height_known[0]


def test_the_own_words_come_back_as_nothing():
    fusers = share({A: {1: (HERE, spread())}, B: {}})
    echo = fusers[A].outbox(B, 1.0)
    before = fusers[A].picture(1.5)
    fusers[A].receive(echo)
    after = fusers[A].picture(1.5)
    assert before.covariance_enu.tobytes() == after.covariance_enu.tobytes()
    assert len(after) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"state_enu": np.full(6, math.nan)},
        {"covariance_enu": np.zeros((6, 6))},
        {"covariance_enu": -spread()},
        {"covariance_enu": spread()[:3, :3]},
        {"time_s": math.inf},
        {"existence": 1.5},
        {"status": 9},
        {"period_s": 0.0},
        {"sent_s": math.nan},
    ],
)
def test_what_cannot_be_true_is_refused_and_counted(wrong):
    fields = {"node": B, "track_id": 1, "time_s": 1.0, "state_enu": HERE, "covariance_enu": spread()}
    rest = {"existence": 0.9, "status": 1, "first_s": 0.0, "last_s": 1.0}
    fuser = Fuser(node=A)
    fuser.receive([TrackReport(**(fields | rest | {"track_id": 2}))])
    fuser.receive([TrackReport(**(fields | rest | wrong))])
    assert len(fuser.picture(1.0)) == 1
    assert [(link.received, link.refused) for link in fuser.links(1.0)] == [(1, 1)]


def chain(seconds=4):
    """A - B - C: A and C do not hear each other; only C sees the object."""
    fusers = {node: Fuser(node=node) for node in (A, B, C)}
    for second in range(1, seconds + 1):
        for node, fuser in fusers.items():
            fuser.offer(table(second, {1: (HERE, spread())} if node == C else {}))
        for one, other in ((A, B), (B, A), (B, C), (C, B)):
            fusers[other].receive(fusers[one].outbox(other, float(second)))
    return fusers


def test_a_third_nodes_object_comes_fused_and_flagged_with_its_pedigree():
    fusers = chain()
    told = fusers[B].outbox(A, 4.0)
    assert [(report.fused, report.nodes) for report in told] == [(True, (C,))]
    assert len(fusers[A].picture(4.0)) == 1
    assert fusers[A].picture(4.0).system_id.tolist() == fusers[C].picture(4.0).system_id.tolist()


def test_what_was_fused_elsewhere_is_never_passed_on():
    assert chain()[A].outbox("mx.fgr", 4.0) == []


def test_what_is_heard_directly_is_not_counted_again_when_it_comes_fused():
    fusers = share({A: {1: (HERE, spread())}, B: {1: (HERE, spread())}, C: {1: (HERE, spread())}}, seconds=2)
    assert any(report.fused for report in fusers[B].outbox(A, 2.0))
    alone = {node: Fuser(node=node) for node in (A, B, C)}
    for second in (1, 2):
        for fuser in alone.values():
            fuser.offer(table(second, {1: (HERE, spread())}))
        for one in (B, C):
            alone[A].receive([r for r in alone[one].outbox(A, float(second)) if not r.fused])
    assert fusers[A].picture(2.0).covariance_enu == pytest.approx(alone[A].picture(2.0).covariance_enu)


TOPOLOGIES = {
    "pair": {0: (1,), 1: (0,)},
    "ring": {0: (1, 3), 1: (0, 2), 2: (1, 3), 3: (2, 0)},
    "mesh": {0: (1, 2, 3), 1: (0, 2, 3), 2: (0, 1, 3), 3: (0, 1, 2)},
}


@pytest.mark.parametrize("name", sorted(TOPOLOGIES))
def test_errors_are_honest_on_every_topology(name):
    topology, truth = TOPOLOGIES[name], wandering(9, 30, seed=5)
    nodes = {k: FilterNode((8.0 + 6.0 * k, 20.0 - 4.0 * k, 15.0), seed=(5, k)) for k in topology}
    fusers = {k: Fuser(node=f"n{k}") for k in topology}
    errors = []
    for step in range(30):
        for k in topology:
            nodes[k].observe(truth[step])
            fusers[k].offer(nodes[k].table(step, offset=100 * k))
        for k, partners in topology.items():
            for partner in partners:
                fusers[partner].receive(fusers[k].outbox(f"n{partner}", float(step)))
        if step >= 10:
            for fuser in fusers.values():
                picture = fuser.picture(float(step))
                assert len(picture) == 9
                gap = np.linalg.norm(picture.state_enu[:, None, :3] - truth[step][None, :, :3], axis=2)
                away = picture.state_enu[:, :3] - truth[step][np.argmin(gap, axis=1), :3]
                errors.append(np.einsum("ni,nij,nj->n", away, np.linalg.inv(picture.covariance_enu[:, :3, :3]), away))
    assert 0.4 < float(np.concatenate(errors).mean()) / 3.0 < 1.3


def test_a_link_whose_errors_are_understated_is_told():
    still = {k: moved((2000.0 * k, 0, 0)) * np.array([1, 1, 1, 0, 0, 0]) for k in range(6)}
    aside = {k: moved((90.0, 40.0, 0), state) for k, state in still.items()}
    honest = share(
        {A: {k: (x, spread()) for k, x in still.items()}, B: {k: (x, spread()) for k, x in still.items()}}, 7
    )
    lying = share(
        {A: {k: (x, spread()) for k, x in still.items()}, B: {k: (x, spread(20.0)) for k, x in aside.items()}}, 7
    )
    assert [(link.objects, link.consistent) for link in honest[A].links(7.0)] == [(6, True)]
    (link,) = lying[A].links(7.0)
    assert link.consistent is False
    assert link.offset_m[0] == pytest.approx(-90.0, abs=1.0)


def test_a_lone_estimate_of_the_less_certain_side_comes_to_the_other():
    """All that B sees is turned by 0.6 degrees about its radar at (0, 0); its lone object is put right."""
    still = {k: np.array([2000.0 + 700.0 * (k % 4), -900.0 + 700.0 * (k // 4), 200.0, 0, 0, 0]) for k in range(13)}
    turn = np.eye(6)
    turn[:2, :2] = [[math.cos(0.0105), -math.sin(0.0105)], [math.sin(0.0105), math.cos(0.0105)]]
    ours = {k: (x, spread(5.0)) for k, x in still.items() if k != 12}
    theirs = {k: (turn @ x, spread(50.0)) for k, x in still.items()}
    fusers = share({A: ours, B: theirs}, seconds=12)
    for node in (A, B):
        picture, lineage = fusers[node].picture(12.0), fusers[node].lineage(12.0)
        row = next(r for r, n in enumerate(picture.track_id.tolist()) if lineage[n][0].track_id == 12)
        before_m = np.linalg.norm((turn @ still[12] - still[12])[:3])
        after_m = np.linalg.norm(picture.state_enu[row, :3] - still[12][:3])
        assert after_m < 0.35 * before_m
        assert picture.covariance_enu[row] == pytest.approx(spread(50.0))


def test_too_few_common_objects_move_nothing():
    lone = HERE + np.array([900.0, 0, 0, 0, 0, 0])
    fusers = share({A: {1: (HERE, spread())}, B: {1: (moved((30, 0, 0)), spread()), 2: (lone, spread())}}, seconds=8)
    picture = fusers[A].picture(8.0)
    assert np.abs(picture.state_enu[:, 0] - lone[0]).min() < 1e-6
