"""The meter over HTTP: equal figures for both sides, and what only this side knows."""

from console_desk import MX, US, Desk, sign_in
from pair_logs import LOG_ID, LOG_KEY, RECEIPT_KEY, head_of, receipt_of
from small_logs import BEGIN_MS, record

from lindero.exchange.log.ports import Decision
from lindero.kernel.ids import RecordId
from lindero.model.pairing import Identity, Pairing


def identity(node, country):
    return Identity(
        node=node,
        country=country,
        simulated=True,
        address=None,
        certificate_der=b"",
        log_key=LOG_KEY[node].public,
        receipt_key=RECEIPT_KEY[node].public,
        log_id=LOG_ID[node],
    )


def share(desk: Desk, count: int) -> None:
    """Tracks shared with the partner, receipted; two were withheld."""
    desk.store.pairings.save(Pairing(partner=identity(MX, "MEX"), own=identity(US, "USA"), state="active"))
    entries = [record(index, "track", of=0 if index else None) for index in range(count)]
    desk.store.outbox.append(MX, entries, head_of(entries))
    desk.store.outbox.save_receipt(MX, count, receipt_of(entries), 1)
    desk.store.decisions.append(
        [Decision(n, MX, RecordId(f"W{n}"), f"note:{n}", False, (), ("no-permit",), "p") for n in range(2)]
    )


def test_the_meter_shows_what_was_shared_and_apart_from_it_what_was_withheld(desk, client):
    share(desk, 5)
    sign_in(client)
    (one,) = client.get("/api/v1/meter").json()["meters"]
    assert one["partner"] == MX
    assert one["withheld"] == {"no-permit": 2}
    back, sent = one["shared"]["logs"]
    assert (back["size"], sent["size"]) == (0, 5)
    assert sent["topics"]["track"] == {"entries": 5, "objects": 1, "share_ms": {"median": 100, "p95": 100}}


def test_a_kept_count_takes_in_what_was_shared_since(desk, client):
    share(desk, 2)
    sign_in(client)
    client.get("/api/v1/meter")
    more = [record(index, "track", of=0 if index else None) for index in range(4)]
    desk.store.outbox.append(MX, more[2:], head_of(more))
    desk.store.outbox.save_receipt(MX, 4, receipt_of(more), 2)
    (one,) = client.get("/api/v1/meter").json()["meters"]
    assert one["shared"]["logs"][1]["size"] == 4


def test_a_window_and_a_partner_can_be_asked_for(desk, client):
    share(desk, 5)
    sign_in(client)
    asked = {"partner": MX, "since_ms": BEGIN_MS + 2000, "until_ms": BEGIN_MS + 4000}
    (one,) = client.get("/api/v1/meter", params=asked).json()["meters"]
    assert one["shared"]["logs"][1]["topics"]["track"]["entries"] == 2
    assert client.get("/api/v1/meter", params={"partner": "us.faa"}).json()["code"] == "pairing.unknown-partner"


def test_who_is_not_signed_in_sees_no_figures(client):
    assert client.get("/api/v1/meter").status_code == 401
