"""What waits for a partner that does not read is bounded."""

from link_nodes import pair

from lindero.exchange.link.errors import PartnerNotReading
from lindero.exchange.link.frames import Ping, encode_frame
from lindero.node.peers.wire import UNREAD_LIMIT, Wire


class Unread:
    """A connection's end whose other end never reads."""

    def __init__(self):
        self.transport, self.waiting, self.aborted = self, 0, False

    def write(self, data):
        self.waiting += len(data)

    def get_write_buffer_size(self):
        return self.waiting

    def abort(self):
        self.aborted = True


def test_a_partner_that_pings_and_never_reads_is_dropped():
    us, mx = pair()
    us.dial()
    us.receive(mx.dial())
    end = Unread()
    wire = Wire(us.session, end)
    pings = 0
    while not end.aborted:
        pings += 1
        wire.send(us.session.bytes_received(encode_frame(Ping(pings, 0)) * 1000, 0.0, 0))
        assert end.waiting <= UNREAD_LIMIT + 100_000
    assert isinstance(wire.problem, PartnerNotReading)
    assert wire.changed.is_set()
