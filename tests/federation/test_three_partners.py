"""One real node with three partners, each under rules of its own; the line to one of them swallows everything."""

from pathlib import Path

from relay import Relay
from two_nodes import US, Node, alert, free_port, track, wait_until

from lindero.exchange.link.frames import MAX_FRAME_BYTES

SEDENA, SEMAR, GN = "mx.sedena", "mx.semar", "mx.gn"
POLICY = """
@id("sedena") @reason_es("todo") @reason_en("all")
permit (principal == Partner::"mx.sedena", action, resource);
@id("semar") @reason_es("alertas") @reason_en("alerts")
permit (principal == Partner::"mx.semar", action, resource) when { context.kind == "alert" };
@id("gn") @reason_es("todo") @reason_en("all")
permit (principal == Partner::"mx.gn", action, resource);
"""
INCIDENTS, TRACKS, ALERTS = 150, 300, 20
MARKING = {"tlp": "amber", "releasable_to": ["MEX"], "purposes": ["airspace-security"], "simulated": True}
WINDOW_BYTES = 2 * MAX_FRAME_BYTES
MEMORY_MB = 300


def incident(number):
    """One that grew from thousands of alerts: 140 kB."""
    alerts = [f"{number:06d}{one:020d}" for one in range(5000)]
    return {"kind": "incident", "alerts": alerts, "marking": MARKING}


def join(hub, partner):
    invitation = hub.ask("pair-invite")["file"]
    accepted = partner.ask("pair-accept", file=invitation)
    finished = hub.ask("pair-finish", file=accepted["file"], digits=accepted["digits"])
    partner.ask("pair-finish", file=finished["file"], digits=accepted["digits"])


def reach(node, port):
    """Let a partner's file name another address of the hub: the relay's."""
    text = node.settings.read_text()
    start = text.index('address = "')
    end = text.index("\n", start)
    node.settings.write_text(f'{text[:start]}address = "127.0.0.1:{port}"{text[end:]}')


def state(hub, partner):
    links = {link["partner"]: link["state"] for link in hub.ask("status")["links"]}
    return links.get(partner)


def memory_mb(node):
    """Of the node's process now."""
    status = Path(f"/proc/{node.process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def bytes_logged(hub, partner):
    with hub.store() as store:
        size = store.outbox.head(partner).size
        return sum(len(entry.body or b"") for entry in store.outbox.entries(partner, 0, size))


def test_one_black_holed_partner_disturbs_neither_the_others_nor_the_memory(tmp_path):
    port = free_port()
    hole = Relay(port)
    hub = Node(tmp_path / "us", US, "USA", port=port, address=f"127.0.0.1:{port}")
    spokes = {name: Node(tmp_path / name, name, "MEX", port=free_port(), address=None) for name in (SEDENA, SEMAR, GN)}
    try:
        (hub.folder / "policy.cedar").write_text(POLICY)
        for name, spoke in spokes.items():
            reach(hub, hole.port if name == GN else port)
            join(hub, spoke)
        for node in (hub, *spokes.values()):
            node.start()
        wait_until(lambda: all(state(hub, name) == "connected" for name in spokes), "all are connected")
        hole.fall_silent()
        hub.inject([incident(n) for n in range(INCIDENTS)])
        hub.inject([track(n) for n in range(TRACKS)])
        hub.inject([alert() for _ in range(ALERTS)])
        everything = INCIDENTS + TRACKS + ALERTS
        wait_until(lambda: hub.sent(SEDENA) == (everything, everything), "the one that gets all has all")
        wait_until(lambda: hub.sent(SEMAR) == (ALERTS, ALERTS), "the one that gets alerts has them, and no more")
        wait_until(lambda: state(hub, GN) == "connecting", "the silent one is given up")
        assert bytes_logged(hub, GN) <= WINDOW_BYTES + MAX_FRAME_BYTES < bytes_logged(hub, SEDENA)
        assert memory_mb(hub) < MEMORY_MB
        assert {record.kind for record in spokes[SEMAR].mirrored(US)} == {"alert"}
        hole.flow()
        hole.close_connections()
        wait_until(lambda: hub.sent(GN) == (everything, everything), "it gets the rest when its line is back")
        assert memory_mb(hub) < MEMORY_MB
    finally:
        for node in (hub, *spokes.values()):
            if node.process is not None:
                node.stop()
        hole.stop()
