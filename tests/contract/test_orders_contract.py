"""Any store of control messages gives them back in order until they are in the log."""

MX, CA = "mx.sedena", "ca.rcmp"


def test_orders_wait_in_the_order_of_saving(store):
    assert store.orders.waiting(MX) == []
    numbers = [store.orders.save(MX, b"first", of=3), store.orders.save(MX, b"second", re=0)]
    store.orders.save(CA, b"other")
    waiting = store.orders.waiting(MX)
    assert [order.number for order in waiting] == numbers == sorted(numbers)
    assert [(order.body, order.of, order.re) for order in waiting] == [(b"first", 3, None), (b"second", None, 0)]
    assert [order.body for order in store.orders.waiting(MX, limit=1)] == [b"first"]


def test_a_dropped_order_is_gone_and_its_number_is_not_given_again(store):
    first = store.orders.save(MX, b"first")
    second = store.orders.save(MX, b"second")
    store.orders.drop(CA, [first])
    store.orders.drop(MX, [second])
    assert [order.number for order in store.orders.waiting(MX)] == [first]
    assert store.orders.save(MX, b"third") > second


def test_an_order_that_was_not_committed_was_never_given(store):
    try:
        with store.transaction():
            store.orders.save(MX, b"first")
            raise KeyError
    except KeyError:
        pass
    assert store.orders.waiting(MX) == []
