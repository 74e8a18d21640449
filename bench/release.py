"""How fast release decides, beside cedarpy alone in the same run. Prints one JSON line per figure.

    ./run bench release

`remembered`  decoded record → attributes → folded verdict, on traffic whose attribute values recur, as they do
`decided`     the same, and transformation, guard and pace: what `node` pays per record and partner
`traffic`     the share of it that is permitted, and how many different attribute values it has
`never-seen`  the verdict for attribute values met for the first time
`cedar-alone` cedarpy with parsed policies and schema, and a ready request
"""

import argparse
import itertools
import json
import time
from collections.abc import Callable, Iterable

import cedarpy

from lindero.exchange.release.attributes import Situation, context_of, facts_of
from lindero.exchange.release.decide import decide
from lindero.exchange.release.default_policy import default_policy
from lindero.exchange.release.destination import Destination, Permit
from lindero.exchange.release.partner import Partner, Sender
from lindero.exchange.release.schema import schema_with
from lindero.kernel.clock import SECOND_NS, Instant
from lindero.kernel.ids import NodeId, new_record_id
from lindero.model.airspace import Track
from lindero.model.alerts import Alert
from lindero.model.codec import decode_record, encode_record
from lindero.model.marking import Marking
from lindero.model.place import Ellipse, Position, Velocity
from lindero.model.record import Pedigree, Record

NOW = Instant(1_796_000_000 * SECOND_NS)
US, MX = NodeId("us.cbp"), NodeId("mx.sedena")
TRACKS = 60


def header(number: int, sensors: tuple[str, ...]) -> dict:
    return {
        "id": new_record_id(NOW, number.to_bytes(10, "big")),
        "origin": US,
        "observed_at": NOW + number,
        "recorded_at": NOW + number,
        "marking": Marking(tlp="amber", releasable_to=("MEX",), purposes=("airspace-security",), simulated=True),
        "pedigree": Pedigree(nodes=(US,), sensors=sensors),
    }


def track(number: int) -> Track:
    """One state of one of the demo's objects: patrol, strangers, birds and a balloon near the line and far from it."""
    which = number % TRACKS
    return Track(
        **header(number, ("radar-1", "rid-2")[: 1 + which % 2]),
        track=f"T{which:03d}-K",
        status=("confirmed", "coasting")[which % 7 == 0],
        existence=0.98,
        position=Position(lat_deg=31.7 + which * 1e-3, lon_deg=-106.4, altitude_hae_m=1210.0, error_95_m=22.0),
        ellipse_95=Ellipse(semi_major_m=22.0, semi_minor_m=11.0, azimuth_deg=40.0),
        velocity=Velocity(speed_mps=16.0, track_deg=185.0),
        identity=("unknown", "unknown", "declared", "own")[which % 4],
        distance_to_line_m=which * 250.0 - 500.0,
        corroborated=which % 2 == 1,
        first_seen_at=NOW,
        last_seen_at=NOW,
    )


def alert(number: int) -> Alert:
    return Alert(
        **header(number, ("radar-1",)),
        alert=new_record_id(NOW, (number % 7).to_bytes(10, "big")),
        number="A017-M",
        step=("warning", "incursion")[number % 2],
        reason=1,
        asks=1,
        track="T001-K",
        p_cross=(0.4, 0.9)[number % 3 == 0],
        launch_position=Position(lat_deg=31.7, lon_deg=-106.4),
    )


def traffic(size: int) -> list[tuple[Record, Situation]]:
    """Records as they come out of the store, with what the caller knows of their place."""
    records = [alert(n) if n % 50 == 0 else track(n) for n in range(size)]
    return [
        (
            decode_record(encode_record(record)),
            Situation(distance_to_line_m=getattr(record, "distance_to_line_m", None)),
        )
        for record in records
    ]


def unseen(size: int) -> list[tuple[Record, Situation]]:
    """Records no two of which are alike to the policy: each names a further partner."""
    base = track(1)
    marking = base.marking
    assert marking is not None
    return [
        (
            Track(
                **{name: getattr(base, name) for name in base.__struct_fields__ if name != "marking"},
                marking=Marking(tlp="amber", releasable_to=("MEX", f"us.agency-{n}"), simulated=True),
            ),
            Situation(distance_to_line_m=800.0),
        )
        for n in range(size)
    ]


def measure(name: str, act: Callable[[tuple[Record, Situation]], object], work: Iterable) -> None:
    work = list(work)
    wall, cpu = time.perf_counter(), time.process_time()
    for item in work:
        act(item)
    wall_s, cpu_s = time.perf_counter() - wall, time.process_time() - cpu
    figure = {"benchmark": "release", "what": name, "decisions": len(work), "wall_s": round(wall_s, 4)}
    print(json.dumps({**figure, "cpu_s": round(cpu_s, 4), "decisions_per_cpu_s": round(len(work) / cpu_s)}))


def cedar_alone(to: Destination, work: list[tuple[Record, Situation]]) -> Callable[[object], object]:
    schema = cedarpy.Schema.from_str(schema_with(()))
    policies = cedarpy.PolicySet.from_str(to.policy.text)
    entities = cedarpy.Entities.from_json_str("[]")
    record, situation = work[1]
    request = {
        "principal": {"type": "Partner", "id": MX},
        "action": {"type": "Action", "id": "release"},
        "resource": {"type": "Record", "id": "record"},
        "context": context_of(facts_of(record, situation), to.partner, to.sender, frozenset()),
    }
    return lambda _: cedarpy.is_authorized(request, policies, entities, schema)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--decisions", type=int, default=200_000)
    count = parser.parse_args().decisions
    to = Destination(
        partner=Partner(node=MX, country="MEX", simulated=True),
        sender=Sender(node=US),
        policy=default_policy("USA"),
        token=lambda sensor: sensor,
    )
    work = traffic(5_000)
    repeated = list(itertools.islice(itertools.cycle(work), count))
    measure("cedar-alone", cedar_alone(to, work), work)
    measure("never-seen", lambda item: to.verdict(*item), unseen(5_000))
    released = sum(isinstance(to.verdict(*item), Permit) for item in work)
    alike = len({facts_of(*item) for item in work})
    print(json.dumps({"benchmark": "release", "what": "traffic", "permitted": released / len(work), "alike": alike}))
    measure("remembered", lambda item: to.verdict(*item), repeated)
    measure("decided", lambda item: decide(item[0], to=to, situation=item[1], now=NOW), repeated[: count // 4])


if __name__ == "__main__":
    main()
