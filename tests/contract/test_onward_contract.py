"""What passing on and stamps keep, over both stores."""

from lindero.exchange.log.onward_ports import Consented


def consent(record="R1", topic=""):
    return Consented("us.cbp", "mx.semar", record, topic, 9)


def test_consents_come_in_the_order_in_which_they_were_given(store):
    before = store.consents.version
    store.consents.save(consent())
    store.consents.save(consent("", "track"))
    assert store.consents.all() == [consent(), consent("", "track")]
    assert store.consents.version > before


def test_what_waits_keeps_its_place_and_waits_for_one_node(store):
    store.consents.queue("mx.semar", ["R2", "R1"])
    store.consents.queue("mx.semar", ["R3", "R2"])
    store.consents.queue("us.fema", ["R9"])
    assert store.consents.queued("mx.semar") == ["R2", "R1", "R3"]
    assert store.consents.queued("mx.semar", limit=1) == ["R2"]
    store.consents.drop("mx.semar", ["R2", "R7"])
    assert store.consents.queued("mx.semar") == ["R1", "R3"]


def test_a_stamp_is_replaced(store):
    assert store.stamps.load("vocabulary") is None
    store.stamps.save("vocabulary", "a")
    store.stamps.save("vocabulary", "b")
    assert store.stamps.load("vocabulary") == "b"
