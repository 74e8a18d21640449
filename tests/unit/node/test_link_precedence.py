"""Of two connections with one partner both sides keep the same."""

from lindero.node.peers.precedence import SAME_MOMENT_S, Connection, replaces

MX, US = "mx.sedena", "us.cbp"


def by(dialler, begun_s=0.0):
    return Connection(dialler=dialler, begun_s=begun_s)


def test_whoever_dials_again_has_lost_its_first_connection():
    assert replaces(by(US), by(US), other=MX)
    assert replaces(by(MX), by(MX), other=US)


def test_when_both_dialled_at_once_the_first_id_wins_in_either_order():
    assert replaces(by(MX), by(US), other=US)
    assert not replaces(by(US), by(MX), other=MX)


def test_what_was_dialled_long_after_replaces_what_stands():
    assert not replaces(by(US, SAME_MOMENT_S), by(MX), other=MX)
    assert replaces(by(US, SAME_MOMENT_S + 0.1), by(MX), other=MX)
