"""Laws of fusion: what arrives is a set, and no estimate claims more than is known."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from sharing_nodes import FilterNode, wandering

from lindero.analytics.airspace import Fuser
from lindero.analytics.airspace.fusion.intersection import intersect
from lindero.analytics.airspace.fusion.inverse_intersection import intersect_inversely

SECONDS = 12


def made(seed):
    """Own tables, and what two partners sent in that time."""
    truth = wandering(5, SECONDS, seed, apart_m=250.0)
    nodes = [FilterNode((10.0, 15.0, 20.0), (seed, k)) for k in range(3)]
    partners, own, sent = [Fuser(node=f"p{k}") for k in (1, 2)], [], []
    for step in range(SECONDS):
        tables = []
        for k, node in enumerate(nodes):
            node.observe(truth[step])
            tables.append(node.table(step, offset=10 * k))
        own.append(tables[0])
        for fuser, table in zip(partners, tables[1:], strict=True):
            fuser.offer(table)
        partners[0].receive(partners[1].outbox("p1", float(step)))
        sent += [r for fuser in partners for r in fuser.outbox("own", float(step))]
    return own, sent


def bits(fuser, time_s):
    picture = fuser.picture(time_s)
    return [np.asarray(getattr(picture, name)).tobytes() for name in picture.__dataclass_fields__]


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 1000), order=st.randoms(use_true_random=False), late=st.integers(0, SECONDS))
def test_order_repetition_and_looking_between_change_no_bit(seed, order, late):
    own, sent = made(seed)
    first, second = Fuser(node="own"), Fuser(node="own")
    for table in own:
        first.offer(table)
        first.receive(r for r in sent if r.sent_s == table.time_s)
    messages = sent + [r for r in sent if order.random() < 0.3]
    order.shuffle(messages)
    for table in own:
        second.offer(table)
        if table.time_s >= late:
            second.receive(messages[: order.randrange(len(messages))])
            second.picture(table.time_s)
            second.outbox("p1", table.time_s - 0.5)
    second.receive(messages)
    for time_s in (SECONDS - 1.0, SECONDS - 0.3, 4.5):
        assert bits(first, time_s) == bits(second, time_s)


def positive(draw):
    root = np.array(draw).reshape(6, 6)
    return root @ root.T + 0.5 * np.eye(6)


roots = st.lists(st.floats(-3.0, 3.0), min_size=36, max_size=36)


@settings(max_examples=100, deadline=None)
@given(a=roots, b=roots, turn=roots, shared=st.floats(0.05, 1.0))
def test_no_dependence_within_the_bound_makes_a_fused_estimate_claim_too_much(a, b, turn, shared):
    """Whatever the correlation of the shared parts, the stated covariance is no smaller than the true one."""
    first, second = positive(a), positive(b)
    u, _, v = np.linalg.svd(np.array(turn).reshape(6, 6) + np.eye(6))
    cross = shared * np.linalg.cholesky(first) @ (u @ v) @ np.linalg.cholesky(second).T
    joint = np.block([[first, cross], [cross.T, second]])
    states = np.array([np.zeros(6), np.ones(6)])
    _, stated = intersect(states, np.array([first, second]), shared)
    columns = [intersect(np.array([e, np.zeros(6)]), np.array([first, second]), shared)[0] for e in np.eye(6)] + [
        intersect(np.array([np.zeros(6), e]), np.array([first, second]), shared)[0] for e in np.eye(6)
    ]
    gain = np.array(columns).T
    least = np.linalg.eigvalsh(stated - gain @ joint @ gain.T)[0]
    assert least > -1e-6 * np.linalg.norm(stated)


@settings(max_examples=100, deadline=None)
@given(common=roots, a=roots, b=roots)
def test_common_information_is_not_counted_twice(common, a, b):
    """Two estimates that both hold one prior: the inverse intersection claims no more than all three together know."""
    prior, one, other = (np.linalg.inv(positive(x)) for x in (common, a, b))
    first, second = np.linalg.inv(prior + one), np.linalg.inv(prior + other)
    _, stated = intersect_inversely(np.zeros(6), first, np.zeros(6), second)
    true = np.linalg.inv(prior + one + other)
    assert np.linalg.eigvalsh(stated - true)[0] > -1e-6 * np.linalg.norm(stated)
    assert np.trace(stated[:3, :3]) <= min(np.trace(first[:3, :3]), np.trace(second[:3, :3])) * (1 + 1e-6)
