"""A node tells a TAK server of others what policy releases; devices behind it see each thing once, and its end."""

from contextlib import contextmanager

from taky_server import Receiver, taky
from two_nodes import MARKING, TwoNodes, alert, track, wait_until

HOME = MARKING | {"releasable_to": ["USA", "MEX"]}
ABROAD = MARKING | {"releasable_to": ["MEX"]}


@contextmanager
def telling(root):
    """A node that tells a server, and a device that hears it."""
    with taky(root) as port:
        settings = (
            f'\n[outbound.tak]\nkind = "tak"\nhost = "127.0.0.1"\nport = {port}\nnode = "us.jtf"\n'
            'country = "USA"\nsimulated = true\n'
        )
        device = Receiver(port)
        nodes = TwoNodes(root, settings=settings, pair=False)
        nodes.us.start()
        try:
            yield nodes.us, device
        finally:
            if nodes.us.alive:
                nodes.us.stop()
            device.close()


def uids(device, kind):
    return [uid for one, uid in device.events() if one.startswith(kind)]


def test_what_is_released_reaches_the_devices_and_what_is_not_does_not(tmp_path):
    with telling(tmp_path) as (node, device):
        node.inject([track(1, marking=HOME), track(2, marking=ABROAD), alert(marking=HOME)])
        wait_until(lambda: uids(device, "b-a-g") and uids(device, "b-t-f"), "the alarm and its note are there")
        assert set(uids(device, "a-")) - {"device"} == {"lindero.us.cbp.T1"}
        assert "a-h" not in device.text()
        node.inject([track(1, marking=HOME, status="lost")])
        wait_until(lambda: uids(device, "t-x-d-d"), "its end is there")


def test_a_burst_of_two_thousand_things_arrives_as_two_thousand(tmp_path):
    with telling(tmp_path) as (node, device):
        node.inject([track(number, marking=HOME) for number in range(2000)])
        wait_until(lambda: len(set(uids(device, "a-u"))) == 2000, "all of them are there")
