"""When a broadcast may keep an alert from being raised, and what a broadcast type counts."""

import numpy as np
import pytest

from lindero.analytics.airspace import CLASSES
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.airspace import Detection, Emitter
from lindero.model.record import Pedigree
from lindero.operations.picture.cooperative import suppresses_alert
from lindero.operations.picture.reports import Opinions, opinion

TRACK = np.array([1000.0, 2000.0, 50.0, 0.0])
COVARIANCE = np.diag([400.0, 400.0, 4.0, 4.0])
RADAR = frozenset({"radar", "position"})


def confirmed(claim, contributed=RADAR):
    return suppresses_alert(np.asarray(claim), (30.0, 3.0), TRACK, COVARIANCE, contributed)


def test_a_claim_that_radar_confirms_in_place_and_speed_suppresses():
    assert confirmed(TRACK + np.array([40.0, -20.0, 3.0, 2.0]))
    assert confirmed(TRACK, frozenset({"bearing"}))


@pytest.mark.parametrize("off", [(300.0, 0.0, 0.0, 0.0), (0.0, 0.0, 25.0, 0.0)])
def test_a_claim_that_is_off_in_place_or_in_speed_does_not(off):
    assert not confirmed(TRACK + off)


def test_a_claim_that_only_its_own_broadcasts_confirm_does_not():
    assert not confirmed(TRACK, frozenset({"position"}))


def heard(ua_type):
    node = NodeId("zz.test")
    return Detection(
        id=RecordId("0" * 26), origin=node, observed_at=1, recorded_at=1, pedigree=Pedigree(nodes=(node,)), sensor="s",
        gateway="remoteid", emitter=Emitter(serial="1581F1", ua_type=ua_type), airframe_ref="serial:1581F1",
    )  # fmt: skip


def test_a_broadcast_type_is_evidence_of_its_class_and_no_certainty():
    likelihood = opinion(heard("helicopter-or-multirotor"))
    assert CLASSES[int(np.argmax(likelihood))] == "multirotor"
    assert likelihood.max() / likelihood.min() < 20.0
    assert np.isnan(opinion(heard("undeclared"))).all()


def test_what_broadcasts_that_it_is_a_balloon_is_not_believed():
    assert np.isnan(opinion(heard("free-balloon"))).all()


def test_a_type_that_is_broadcast_again_and_again_counts_less_each_time():
    opinions = Opinions()
    gains = [np.ptp(np.log(opinions.news([heard("aeroplane")])[0])) for _ in range(3)]
    assert gains[0] > gains[1] > gains[2] > 0.0
