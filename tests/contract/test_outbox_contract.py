"""Any outbox keeps the partners' receipts and when they came."""

MX, CA = "mx.sedena", "ca.rcmp"


def test_without_receipt_nothing_is_receipted(store, entry, head):
    store.outbox.append(MX, [entry(0)], head(1))
    assert store.outbox.receipt(MX) is None
    assert store.outbox.receipted_at(MX, 0) is None


def test_an_entry_is_receipted_by_the_first_receipt_that_covers_it(store):
    store.outbox.save_receipt(MX, 2, b"two", 100)
    store.outbox.save_receipt(MX, 5, b"five", 200)
    assert [store.outbox.receipted_at(MX, index) for index in (0, 1, 2, 4, 5)] == [100, 100, 200, 200, None]
    assert store.outbox.receipt(MX) == (5, b"five", 200)


def test_a_receipt_over_less_does_not_unmake_the_larger(store):
    store.outbox.save_receipt(MX, 5, b"five", 100)
    store.outbox.save_receipt(MX, 3, b"three", 200)
    assert store.outbox.receipt(MX) == (5, b"five", 100)
    assert store.outbox.receipted_at(MX, 1) == 100


def test_a_later_receipt_of_the_same_size_is_newer_but_not_the_first(store):
    store.outbox.save_receipt(MX, 5, b"five", 100)
    store.outbox.save_receipt(MX, 5, b"five again", 200)
    assert store.outbox.receipt(MX) == (5, b"five again", 200)
    assert store.outbox.receipted_at(MX, 4) == 100


def test_a_clock_that_was_set_back_does_not_change_which_receipt_came_first(store):
    store.outbox.save_receipt(MX, 2, b"two", 300)
    store.outbox.save_receipt(MX, 4, b"four", 100)
    assert store.outbox.receipted_at(MX, 0) == 300
    assert store.outbox.receipted_at(MX, 3) == 100


def test_a_receipt_for_the_empty_log_covers_no_entry(store):
    store.outbox.save_receipt(MX, 0, b"nothing", 100)
    assert store.outbox.receipt(MX) == (0, b"nothing", 100)
    assert store.outbox.receipted_at(MX, 0) is None


def test_receipts_of_one_partner_say_nothing_of_another(store):
    store.outbox.save_receipt(MX, 5, b"five", 100)
    assert store.outbox.receipt(CA) is None
    assert store.outbox.receipted_at(CA, 0) is None
