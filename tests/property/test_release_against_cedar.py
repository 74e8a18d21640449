"""Never released where Cedar itself denies or errs: generated policy sets and requests, cedarpy as the oracle.

The oracle is asked with attributes that this file works out from the record in its own plain way. `./run test` takes a
few hundred policy sets, `./run test --long` ten thousand, with a hundred requests each.
"""

import random

import cedarpy
import pytest

from lindero.exchange.release.attributes import FAR_M, STEPS_M, Situation
from lindero.exchange.release.decide import decide
from lindero.exchange.release.decision import Hold, Release, Review
from lindero.exchange.release.destination import Destination
from lindero.exchange.release.partner import Partner, Sender
from lindero.exchange.release.policy import load_policy
from lindero.exchange.release.schema import schema_with
from lindero.kernel.clock import SECOND_NS, Instant
from lindero.kernel.errors import LocalError
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.airspace import Track
from lindero.model.alerts import Alert
from lindero.model.incidents import Note
from lindero.model.marking import Marking
from lindero.model.place import Position
from lindero.model.record import Pedigree

NOW = Instant(1_796_000_000 * SECOND_NS)
US, MX, OTHER = NodeId("us.cbp"), NodeId("mx.sedena"), NodeId("us.other")
AREAS = ("belt", "valley")
SENDER = Sender(node=US, authorities=frozenset({"treaty-1", "treaty-*"}))
ID = RecordId("01JDC3N8V0T4W6Y8Z0A2B4C6D8")
CAVEATS = ("originator-controlled", "lead-only", "may-disclose", "may-be-evidence", "law-enforcement-sensitive")
PURPOSES = ("airspace-security", "criminal-investigation", "asset-recovery", "extradition", "programme-review")
PLACE = Position(lat_deg=31.75, lon_deg=-106.47, error_95_m=20.0)

LEAVES = (
    "true",
    "context.marked",
    "context.releasable",
    "context.origin_own == true",
    "context.simulated != false",
    'context.kind == "track"',
    '["alert", "note"].contains(context.kind)',
    'context.kind like "tr*"',
    'context.tlp like "amber\\\\*"',
    'context.tlp like "*"',
    'context.identity like "*n*"',
    "context.undeclared",
    "context.corroborated || context.authenticated",
    "context.areas.belt",
    "context.areas.valley == context.areas.belt",
    "context has distance_to_line_m",
    "context has distance_to_line_m && context.distance_to_line_m <= 1000",
    "context has distance_to_line_m && context.distance_to_line_m > 500",
    "context has distance_to_line_m && context.distance_to_line_m * 9223372036854 > 0",
    "(if context.marked then 1 else 2) + 9223372036854775807 > 0",
    "(if context.undeclared then 1 else 0) + 9223372036854775806 > 0",
    "-9223372036854775808 - (if context.fused then 1 else 0) < 0",
    "context.authority_registered",
    "context.originator_controlled && !context.lead_only",
    'context.open_alert == "warning"',
    'context.way_out == "link"',
    'principal == Partner::"mx.sedena"',
    'principal == Partner::"mx.*"',
)
DUTIES = ("", '@drop("text,person")', '@drop("motion")', '@caveat("lead-only")', '@retain_days("1")', '@within("belt")')


def condition(chance, depth=2):
    if depth == 0 or chance.random() < 0.4:
        return chance.choice(LEAVES)
    one, other = condition(chance, depth - 1), condition(chance, depth - 1)
    return chance.choice(
        (f"({one}) && ({other})", f"({one}) || ({other})", f"!({one})", f"if {one} then {other} else true")
    )


def policy_text(chance):
    rules = []
    for number in range(chance.randint(1, 4)):
        effect = "permit" if chance.random() < 0.7 else "forbid"
        duties = chance.choice(DUTIES) if effect == "permit" else ""
        said = f'@id("r{number}") @reason_es("x") @reason_en("x") {duties}'
        word = chance.choice(("when", "when", "when", "unless"))
        rules.append(f"{said} {effect} (principal, action, resource) {word} {{ {condition(chance)} }};")
    return "\n".join(rules)


def marking(chance):
    if chance.random() < 0.1:
        return None
    good = chance.random() < 0.7
    return Marking(
        tlp=chance.choice(("clear", "green", "amber", "amber+strict", "red")),
        releasable_to=("MEX",) if good else chance.choice(((), ("*",), ("mx.sedena", "USA"), ("MEX*",), ("USA",))),
        caveats=tuple(chance.sample(CAVEATS, chance.randint(0, 2))),
        purposes=tuple(chance.sample(PURPOSES, chance.randint(0, 2))),
        authority=chance.choice((None, "treaty-1", "treaty-*", "treaty-9", "*")),
        retain_until=chance.choice((None, None, NOW - 1, NOW + 1, 2**63 - 1)),
        personal=chance.random() < 0.3,
        intercept_derived=chance.random() < 0.2,
        simulated=chance.random() < 0.2,
    )


def record(chance):
    head = {
        "id": ID,
        "origin": chance.choice((US, US, US, OTHER)),
        "observed_at": NOW,
        "recorded_at": NOW,
        "marking": marking(chance),
        "pedigree": Pedigree(nodes=(US,), fused=chance.random() < 0.3),
    }
    identity = chance.choice(("own", "declared", "unknown", "suspect"))
    seen = {"identity": identity, "corroborated": chance.random() < 0.5, "authenticated": chance.random() < 0.5}
    kind = chance.randrange(3)
    if kind == 0:
        times = {"first_seen_at": NOW, "last_seen_at": NOW}
        return Track(**head, **seen, **times, track="T1-K", status="confirmed", existence=1.0, position=PLACE)
    if kind == 1:
        step = chance.choice(("attention", "warning", "incursion"))
        p_cross = chance.choice((None, 0.0, 0.49, 0.5, 1.0))
        return Alert(**head, **seen, alert=ID, number="A1", step=step, reason=1, asks=1, track="T1-K", p_cross=p_cross)
    return Note(**head, desk="us.cbp/*", phrase=chance.choice((None, 0, 12)), text=chance.choice((None, "", "*")))


def situation(chance):
    return Situation(
        distance_to_line_m=chance.choice((None, float("nan"), 0.0, -99.9, 100.0, 1000.1, 49_999.0, float("inf"))),
        areas=frozenset(area for area in (*AREAS, "elsewhere") if chance.random() < 0.4),
        open_alert=chance.choice((None, "attention", "warning")),
    )


def plain_context(item, where, partner):
    """The attributes that the documentation promises, one by one."""
    m, kind = item.marking, type(item).__struct_config__.tag
    step = where.distance_to_line_m
    context = {
        "kind": kind,
        "origin_own": item.origin == US,
        "fused": item.pedigree.fused,
        "identity": getattr(item, "identity", "none"),
        "undeclared": getattr(item, "identity", "none") in ("unknown", "suspect"),
        "corroborated": getattr(item, "corroborated", False),
        "authenticated": getattr(item, "authenticated", False),
        "alert_step": getattr(item, "step", "none"),
        "alert_state": getattr(item, "state", "none"),
        "predicted_to_cross": (getattr(item, "p_cross", None) or 0.0) >= 0.5,
        "phrased": getattr(item, "phrase", None) is not None,
        "marked": m is not None,
        "tlp": "none" if m is None else m.tlp,
        "releasable": m is not None and bool({"mx.sedena", "MEX"} & set(m.releasable_to)),
        "authority_registered": m is not None and m.authority in ("treaty-1", "treaty-*"),
        "personal": m is not None and m.personal,
        "intercept_derived": m is not None and m.intercept_derived,
        "simulated": m is not None and m.simulated,
        "uncorroborated": False,
        "open_alert": where.open_alert or "none",
        "areas": {area: area in where.areas for area in AREAS},
        "partner_country": "MEX",
        "partner_simulated": partner.simulated,
        "way_out": "link",
    }
    context |= {c.replace("-", "_"): m is not None and c in m.caveats for c in CAVEATS}
    context |= {f"for_{p}".replace("-", "_"): m is not None and p in m.purposes for p in PURPOSES}
    if step is not None and step == step:  # noqa: PLR0124 — NaN is no distance
        context["distance_to_line_m"] = next((s for s in STEPS_M if abs(step) <= s), FAR_M)
    return context


class Oracle:
    """cedarpy alone: the same text, schema and request, and nothing of ours in between."""

    def __init__(self, text):
        self._policies = cedarpy.PolicySet.from_str(text)
        self._schema = cedarpy.Schema.from_str(schema_with(AREAS))
        self._entities = cedarpy.Entities.from_json_str("[]")

    def allows(self, context):
        request = {
            "principal": {"type": "Partner", "id": "mx.sedena"},
            "action": {"type": "Action", "id": "release"},
            "resource": {"type": "Record", "id": "record"},
            "context": context,
        }
        answer = cedarpy.is_authorized(request, self._policies, self._entities, self._schema)
        return answer.allowed and not answer.diagnostics.errors, bool(answer.diagnostics.errors)


def run(sets, seed, requests=100):
    """Counts of policy sets loaded, requests released, and requests on which Cedar erred."""
    chance = random.Random(seed)
    loaded = released = erred = 0
    for _ in range(sets):
        text = policy_text(chance)
        try:
            policy = load_policy(text, "drawn.cedar", AREAS)
        except LocalError:
            continue  # what is refused at load releases nothing
        loaded, oracle = loaded + 1, Oracle(text)
        partner = Partner(node=MX, country="MEX", simulated=chance.random() < 0.5)
        to = Destination(partner=partner, sender=SENDER, policy=policy, token=lambda sensor: sensor)
        for _ in range(requests):
            item, where = record(chance), situation(chance)
            decision = decide(item, to=to, situation=where, now=NOW)
            allowed, failed = oracle.allows(plain_context(item, where, partner))
            erred += failed
            if isinstance(decision, Release | Hold | Review):
                assert allowed, (text, item, where)
                released += isinstance(decision, Release)
    return loaded, released, erred


def test_nothing_is_released_where_cedar_denies_or_errs():
    loaded, released, erred = run(150, seed=1)
    assert loaded > 100
    assert released > 1000
    assert erred > 300


@pytest.mark.long
def test_nothing_of_ten_thousand_policy_sets_is_released_where_cedar_denies_or_errs():
    loaded = released = erred = seed = 0
    while loaded < 10_000:
        seed += 1
        more = run(500, seed=1000 + seed)
        loaded, released, erred = loaded + more[0], released + more[1], erred + more[2]
    assert released > 50_000  # about one request in ten
    assert erred > 20_000
