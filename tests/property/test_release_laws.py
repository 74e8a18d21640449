"""Laws of release: closed by default, and whatever is added tightens.

The world is small (few conditions, few obligations, few markings), so that random policies and records meet: with
many words nearly every draw would be withheld, and the laws would hold for want of a counter-example.
"""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from lindero.exchange.release.approval import Approval, Voice
from lindero.exchange.release.attributes import Situation, context_of, facts_of
from lindero.exchange.release.decide import decide
from lindero.exchange.release.decision import Decision, Hold, Release, Review, Withhold
from lindero.exchange.release.default_policy import default_policy
from lindero.exchange.release.delay import ClockTrust, delayed_until
from lindero.exchange.release.destination import Destination, Permit
from lindero.exchange.release.guard import check_guard, is_clear
from lindero.exchange.release.obligations import Obligations, decode_obligations, encode_obligations, fold
from lindero.exchange.release.pace import held_until, tick_period_ns
from lindero.exchange.release.partner import Partner, Sender
from lindero.exchange.release.policy import Policy, load_policy
from lindero.exchange.release.transform import transform
from lindero.kernel.clock import SECOND_NS, Instant
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.airspace import Emitter, Track
from lindero.model.alerts import Acknowledgement, Alert
from lindero.model.incidents import Note
from lindero.model.marking import Marking, join
from lindero.model.place import Position, Velocity
from lindero.model.record import Pedigree, Record

NOW = Instant(1_796_000_000 * SECOND_NS)
US, MX, OTHER = NodeId("us.cbp"), NodeId("mx.sedena"), NodeId("us.other")
SENDER = Sender(node=US, authorities=frozenset({"treaty-1"}))
AREAS = ("belt", "valley")
ID = RecordId("01JDC3N8V0T4W6Y8Z0A2B4C6D8")


law = settings(deadline=None)  # speed lives in bench/


def token(sensor: str) -> str:
    return f"s-{len(sensor)}"


CONDITIONS = (
    "true",
    "context.releasable",
    'context.kind == "track"',
    'context.kind == "alert"',
    "context.undeclared",
    "context.simulated",
    "context.intercept_derived",
    "context.phrased",
    "context.areas.belt",
    "context.areas.valley",
    'context.tlp == "amber"',
    "context has distance_to_line_m && context.distance_to_line_m <= 1000",
    'context.open_alert == "warning"',
    'principal == Partner::"mx.sedena"',
)
BODIES = st.builds(
    lambda conditions, negated: " && ".join(
        f"{'!' * no}({text})" for text, no in zip(conditions, negated, strict=False)
    ),
    st.lists(st.sampled_from(CONDITIONS), min_size=1, max_size=2),
    st.lists(st.integers(0, 1), min_size=2, max_size=2),
)
DUTIES = st.fixed_dictionaries(
    {},
    optional={
        "drop": st.sampled_from(["person,text", "person,text,operator-position", "person,text,motion,identity"]),
        "coarsen_m": st.sampled_from(["100", "500"]),
        "min_interval_s": st.sampled_from(["5", "60"]),
        "within": st.sampled_from(["belt", "valley", "belt,valley"]),
        "retain_days": st.sampled_from(["1", "180"]),
        "caveat": st.sampled_from(["lead-only", "uncorroborated"]),
        "two_person": st.just(""),
        "delay_s": st.sampled_from(["5", "3600"]),
    },
)


def rule(name: str, effect: str, body: str, duties: dict[str, str]) -> str:
    said = {"id": name, "reason_es": "porque sí", "reason_en": "because", **duties}
    annotations = "\n".join(f'@{key}("{value}")' for key, value in said.items())
    return f"{annotations}\n{effect} (principal, action, resource) when {{ {body} }};"


PERMITS = st.lists(st.tuples(BODIES, DUTIES), max_size=3).map(
    lambda drawn: [rule(f"permit-{n}", "permit", body, duties) for n, (body, duties) in enumerate(drawn)]
)
FORBIDS = st.lists(BODIES, max_size=2).map(
    lambda drawn: [rule(f"forbid-{n}", "forbid", body, {}) for n, body in enumerate(drawn)]
)
OPEN = rule("open", "permit", "true", {"drop": "person,text"})


def policy(*rules: str) -> Policy:
    return load_policy("\n".join(rules), "law.cedar", AREAS)


MARKINGS = st.builds(
    Marking,
    tlp=st.sampled_from(["green", "amber", "red"]),
    releasable_to=st.sampled_from([(), ("MEX",), ("mx.sedena",), ("USA", "MEX"), ("USA",)]),
    authority=st.sampled_from([None, "treaty-1", "unknown"]),
    retain_until=st.sampled_from([None, NOW - 1, NOW, NOW + 1]),
    personal=st.booleans(),
    intercept_derived=st.booleans(),
    simulated=st.booleans(),
)
GOOD = Marking(tlp="amber", releasable_to=("MEX",))
MARKED = st.just(GOOD) | MARKINGS
MILD = st.builds(Marking, tlp=st.sampled_from(["clear", "green", "amber", "red"]), releasable_to=st.just(("MEX",)))
KEPT = st.builds(
    Marking,
    tlp=st.just("amber"),
    releasable_to=st.just(("MEX",)),
    caveats=st.sampled_from([(), ("originator-controlled", "lead-only")]),
    retain_until=st.sampled_from([None, NOW + SECOND_NS, NOW + 10**17]),
)
PLACE = Position(lat_deg=31.75, lon_deg=-106.47, altitude_hae_m=1200.0, error_95_m=20.0)
PLACES = st.sampled_from([None, PLACE])


def header(draw: st.DrawFn, marking: Marking | None) -> dict[str, object]:
    return {
        "id": ID,
        "origin": draw(st.sampled_from([US, US, US, OTHER])),
        "observed_at": NOW - draw(st.integers(0, 200)) * 86_400 * SECOND_NS,
        "recorded_at": NOW - draw(st.integers(0, 90)) * SECOND_NS,
        "marking": marking,
        "pedigree": Pedigree(nodes=(US,), sensors=("radar-1",), fused=draw(st.booleans())),
    }


@st.composite
def records(draw: st.DrawFn, markings: st.SearchStrategy[Marking | None] = MARKED) -> Record:
    head = header(draw, draw(markings))
    identity = draw(st.sampled_from(["own", "declared", "unknown", "suspect"]))
    emitter = draw(st.sampled_from([None, Emitter(serial="1588", operator_id="OP-7", operator_position=PLACE)]))
    kinds = (
        lambda: Track(
            **head,
            track="T104-K",
            status="confirmed",
            existence=0.9,
            position=PLACE,
            velocity=Velocity(speed_mps=17.0, track_deg=200.0),
            identity=identity,
            emitter=emitter,
            launch_position=draw(PLACES),
            first_seen_at=NOW,
            last_seen_at=NOW,
        ),
        lambda: Alert(
            **head,
            alert=ID,
            number="A017-M",
            step=draw(st.sampled_from(["attention", "warning", "incursion"])),
            reason=1,
            asks=1,
            track="T104-K",
            identity=identity,
            position=PLACE,
            p_cross=draw(st.sampled_from([None, 0.2, 0.5, 0.9])),
            launch_position=draw(PLACES),
        ),
        lambda: Acknowledgement(**head, alert=ID, stage="acknowledged", desk="us.cbp/desk-1"),
        lambda: Note(
            **head,
            desk="us.cbp/desk-1",
            phrase=draw(st.sampled_from([None, 12])),
            text=draw(st.sampled_from([None, "Juan Pérez"])),
        ),
    )
    return draw(st.sampled_from(kinds))()


SITUATIONS = st.builds(
    Situation,
    distance_to_line_m=st.sampled_from([None, 0.0, -900.0, 1500.0, 60_000.0, float("nan"), float("inf")]),
    areas=st.frozensets(st.sampled_from([*AREAS, "elsewhere"])),
    open_alert=st.sampled_from([None, "attention", "warning"]),
)
PARTNERS = st.builds(Partner, node=st.just(MX), country=st.just("MEX"), simulated=st.booleans())
LAST = st.sampled_from([None, Instant(NOW - SECOND_NS), Instant(NOW - 40 * SECOND_NS), Instant(NOW - 9000 * SECOND_NS)])


TRUST = ClockTrust(undisturbed_since=Instant(NOW - 60 * SECOND_NS))


def destination(rules: Policy, partner: Partner) -> Destination:
    return Destination(partner=partner, sender=SENDER, policy=rules, token=token)


def answer(
    rules: Policy, record: Record, partner: Partner, situation: Situation, last: Instant | None = None
) -> Decision:
    to = destination(rules, partner)
    return decide(record, to=to, situation=situation, now=NOW, last_released_at=last, trust=TRUST)


def openness(decision: Decision) -> int:
    return {Withhold: 0, Review: 1, Hold: 2, Release: 3}[type(decision)]


def is_as_strict(one: Obligations, other: Obligations) -> bool:
    """Whether `one` demands at least all that `other` does: folding `other` in adds nothing."""
    return fold([one, other]) == one


@law
@given(forbids=FORBIDS, record=records(), partner=PARTNERS, situation=SITUATIONS)
def test_without_a_permit_nothing_leaves(
    forbids: list[str], record: Record, partner: Partner, situation: Situation
) -> None:
    assert isinstance(answer(policy(*forbids), record, partner, situation), Withhold)


@law
@given(permits=PERMITS, record=records(st.none()), partner=PARTNERS, situation=SITUATIONS)
def test_an_unmarked_record_never_leaves(
    permits: list[str], record: Record, partner: Partner, situation: Situation
) -> None:
    decision = answer(policy(OPEN, *permits), record, partner, situation)
    assert isinstance(decision, Withhold)
    assert decision.reasons


@law
@given(permits=PERMITS, forbid=BODIES, record=records(), partner=PARTNERS, situation=SITUATIONS, last=LAST)
def test_a_further_forbid_never_releases_more(
    permits: list[str], forbid: str, record: Record, partner: Partner, situation: Situation, last: Instant | None
) -> None:
    before = answer(policy(OPEN, *permits), record, partner, situation, last)
    after = answer(policy(OPEN, *permits, rule("new", "forbid", forbid, {})), record, partner, situation, last)
    assert openness(after) <= openness(before)
    if isinstance(before, Release) and isinstance(after, Release):
        assert after.record == before.record


@law
@given(duties=DUTIES, permits=PERMITS, record=records(), partner=PARTNERS, situation=SITUATIONS, last=LAST)
def test_a_further_permit_never_loosens_what_another_demands(
    duties: dict[str, str],
    permits: list[str],
    record: Record,
    partner: Partner,
    situation: Situation,
    last: Instant | None,
) -> None:
    first = rule("first", "permit", "true", {"drop": "person,text", **duties})
    before = answer(policy(first), record, partner, situation, last)
    after = answer(policy(first, *permits), record, partner, situation, last)
    if isinstance(after, Release):
        assert openness(before) == 3 or before_was_stopped_by_a_class(before)
        if isinstance(before, Release):
            assert is_as_strict(after.obligations, before.obligations)


def before_was_stopped_by_a_class(decision: Decision) -> bool:
    """A further permit may drop the class that the guard had stopped the record for: what leaves is less, not more."""
    return isinstance(decision, Withhold) and {r.code for r in decision.reasons} <= {"operator-position"}


@settings(deadline=None, max_examples=300)
@given(
    country=st.sampled_from(["USA", "MEX"]),
    record=records(MILD),
    more=MILD | MARKINGS,
    partner=PARTNERS,
    situation=SITUATIONS,
)
def test_a_further_source_never_loosens_the_default_policies(
    country: str, record: Record, more: Marking, partner: Partner, situation: Situation
) -> None:
    rules = default_policy("USA" if country == "USA" else "MEX")
    before = answer(rules, record, partner, situation)
    joined = msgspec.structs.replace(record, marking=join([record.marking, more]))
    after = answer(rules, joined, partner, situation)
    assert openness(after) <= openness(before)
    if isinstance(before, Release) and isinstance(after, Release):
        assert is_as_strict(after.obligations, before.obligations)


OVERFLOWS = st.sampled_from(["permit", "forbid"]).map(
    lambda effect: rule("overflow", effect, "9223372036854775807 + (if context.marked then 1 else 2) > 0", {})
)


@law
@given(permits=PERMITS, broken=OVERFLOWS, record=records(), partner=PARTNERS, situation=SITUATIONS)
def test_any_evaluation_error_withholds(
    permits: list[str], broken: str, record: Record, partner: Partner, situation: Situation
) -> None:
    decision = answer(policy(OPEN, *permits, broken), record, partner, situation)
    assert isinstance(decision, Withhold)
    assert [reason.code for reason in decision.reasons] == ["policy-error"]


@law
@given(permits=PERMITS, forbids=FORBIDS, record=records(), partner=PARTNERS, situation=SITUATIONS, last=LAST)
def test_the_guard_only_tightens(
    permits: list[str],
    forbids: list[str],
    record: Record,
    partner: Partner,
    situation: Situation,
    last: Instant | None,
) -> None:
    to = destination(policy(OPEN, *permits, *forbids), partner)
    verdict = to.verdict(record, situation)
    decision = decide(record, to=to, situation=situation, now=NOW, last_released_at=last, trust=TRUST)
    if isinstance(verdict, Withhold):
        assert decision == verdict
    elif isinstance(decision, Release):
        kept = transform(record, verdict.obligations, token)
        assert msgspec.structs.replace(decision.record, marking=None) == msgspec.structs.replace(kept, marking=None)
        assert not list(check_guard(decision.record, partner=partner, sender=SENDER, now=NOW))


@settings(deadline=None, max_examples=300)
@given(permits=PERMITS, record=records(), partner=PARTNERS, situation=SITUATIONS)
def test_what_the_guard_would_stop_is_never_taken_for_clear(
    permits: list[str], record: Record, partner: Partner, situation: Situation
) -> None:
    to = destination(policy(*permits), partner)
    verdict = to.verdict(record, situation)
    if isinstance(verdict, Permit):
        leaving = verdict.shape.of(record)
        marked = to.marked(record.marking)
        stopped = list(check_guard(leaving, partner=partner, sender=SENDER, now=NOW))
        if is_clear(leaving, verdict.guarded, marked.clear, US, NOW):
            assert stopped == []


@law
@given(permits=PERMITS, record=records(KEPT), partner=PARTNERS, situation=SITUATIONS, last=LAST)
def test_the_marking_that_leaves_only_adds(
    permits: list[str], record: Record, partner: Partner, situation: Situation, last: Instant | None
) -> None:
    decision = answer(policy(OPEN, *permits), record, partner, situation, last)
    own = record.marking
    if isinstance(decision, Release | Review) and own is not None:
        left = decision.record.marking
        assert left is not None
        assert set(own.caveats) <= set(left.caveats)
        assert own.retain_until is None or (left.retain_until is not None and left.retain_until <= own.retain_until)
        assert msgspec.structs.replace(left, caveats=own.caveats, retain_until=own.retain_until) == own


@law
@given(
    permits=PERMITS, record=records(), partner=PARTNERS, situation=SITUATIONS, earlier=st.deferred(lambda: OBLIGATIONS)
)
def test_what_an_earlier_decision_demanded_binds_the_later_one(
    permits: list[str], record: Record, partner: Partner, situation: Situation, earlier: Obligations
) -> None:
    to = destination(policy(OPEN, *permits), partner)
    later = decide(record, to=to, situation=situation, now=NOW, trust=TRUST, earlier=earlier)
    if isinstance(later, Release | Review):
        assert is_as_strict(later.obligations, earlier)
        alone = decide(record, to=to, situation=situation, now=NOW, trust=TRUST)
        assert openness(later) <= openness(alone) or before_was_stopped_by_a_class(alone)


@law
@given(record=records(), partner=PARTNERS, situation=SITUATIONS, voices=st.integers(0, 1))
def test_fewer_than_two_voices_release_nothing_that_two_must_approve(
    record: Record, partner: Partner, situation: Situation, voices: int
) -> None:
    to = destination(policy(OPEN, rule("both", "permit", "true", {"two_person": ""})), partner)
    first = decide(record, to=to, situation=situation, now=NOW)
    if isinstance(first, Review):
        said = Voice(
            person="ana",
            at=NOW,
            sha256=first.sha256,
            partner=MX,
            purpose="extradition",
            authority="treaty-1",
            policy=first.policy,
        )
        approval = Approval(as_of=NOW, voices=(said,) * 2 * voices)
        assert isinstance(decide(record, to=to, situation=situation, now=NOW, approval=approval), Review)


ASKING = "\n".join(
    rule(f"asks-{n}", "permit", condition, {"min_interval_s": str(n + 1)}) for n, condition in enumerate(CONDITIONS)
)


@law
@given(
    partner=PARTNERS,
    seen=st.lists(records(), min_size=1, max_size=3),
    situations=st.lists(SITUATIONS, min_size=2, max_size=4),
)
def test_a_remembered_verdict_is_the_one_that_cedar_gives(
    partner: Partner, seen: list[Record], situations: list[Situation]
) -> None:
    rules = policy(ASKING)  # tells every condition from every other by the rules that match
    warm = destination(rules, partner)
    for _ in range(2):
        for record in seen:
            for situation in situations:
                assert warm.verdict(record, situation) == warm.evaluate(facts_of(record, situation))


@law
@given(record=records(), situation=SITUATIONS, partner=PARTNERS)
def test_the_attributes_say_what_the_record_and_its_situation_say(
    record: Record, situation: Situation, partner: Partner
) -> None:
    said = context_of(facts_of(record, situation), partner, SENDER, frozenset(AREAS))
    marking = record.marking
    assert marking is not None
    for name in ("tlp", "personal", "intercept_derived", "simulated"):
        assert said[name] == getattr(marking, name)
    for name in ("identity", "corroborated", "authenticated"):
        assert said[name] == getattr(record, name, said[name] if name == "identity" else False)
    assert said["releasable"] == bool({"MEX", "mx.sedena"} & set(marking.releasable_to))
    assert said["authority_registered"] == (marking.authority == "treaty-1")
    assert said["kind"] == record.kind
    assert said["origin_own"] == (record.origin == US)
    assert said["fused"] == record.pedigree.fused
    assert said["alert_step"] == getattr(record, "step", "none")
    assert said["phrased"] == (getattr(record, "phrase", None) is not None)
    assert said["open_alert"] == (situation.open_alert or "none")
    assert {name for name, inside in said["areas"].items() if inside} == situation.areas & set(AREAS)
    assert said["partner_simulated"] == partner.simulated


@law
@given(permits=PERMITS, forbids=FORBIDS, data=st.data(), record=records(), partner=PARTNERS, situation=SITUATIONS)
def test_the_order_of_rules_decides_nothing(
    permits: list[str],
    forbids: list[str],
    data: st.DataObject,
    record: Record,
    partner: Partner,
    situation: Situation,
) -> None:
    rules = [OPEN, *permits, *forbids]
    one = answer(policy(*rules), record, partner, situation)
    other = answer(policy(*data.draw(st.permutations(rules))), record, partner, situation)
    assert openness(one) == openness(other)
    if isinstance(one, Release) and isinstance(other, Release):
        assert (one.record, one.obligations, set(one.rules)) == (other.record, other.obligations, set(other.rules))


OBLIGATIONS = st.builds(
    Obligations,
    drop=st.frozensets(st.sampled_from(["person", "text", "motion"])),
    coarsen_m=st.none() | st.integers(1, 1000),
    min_interval_s=st.none() | st.integers(1, 100),
    within=st.none() | st.frozensets(st.sampled_from([*AREAS, "third"])),
    caveat=st.frozensets(st.sampled_from(["lead-only", "uncorroborated"])),
    retain_days=st.none() | st.integers(1, 400),
    two_person=st.booleans(),
    delay_s=st.none() | st.integers(1, 100),
)


@law
@given(a=OBLIGATIONS, b=OBLIGATIONS, c=OBLIGATIONS)
def test_folding_knows_no_order_and_no_repetition(a: Obligations, b: Obligations, c: Obligations) -> None:
    assert fold([a, b, c]) == fold([c, a, b]) == fold([fold([b, a]), c, a])
    assert fold([a]) == a == fold([a, Obligations()])


@law
@given(a=OBLIGATIONS, b=OBLIGATIONS)
def test_folding_demands_what_each_one_demands(a: Obligations, b: Obligations) -> None:
    both = fold([a, b])
    for one in (a, b):
        assert one.drop <= both.drop
        assert (one.coarsen_m or 0) <= (both.coarsen_m or 0)
        assert (one.min_interval_s or 0) <= (both.min_interval_s or 0)
        assert one.within is None or (both.within is not None and both.within <= one.within)
        assert one.caveat <= both.caveat
        assert one.two_person <= both.two_person
        assert (one.delay_s or 0) <= (both.delay_s or 0)
        assert one.retain_days is None or (both.retain_days is not None and both.retain_days <= one.retain_days)


@law
@given(duties=OBLIGATIONS)
def test_obligations_are_kept_as_they_were(duties: Obligations) -> None:
    assert decode_obligations(encode_obligations(duties)) == duties


@settings(deadline=None, max_examples=500)
@given(
    delay_s=st.integers(1, 100_000),
    recorded=st.integers(-(10**15), 10**15),
    since=st.integers(0, 10**15),
    confirmed=st.booleans(),
    held=st.none() | st.floats(0.0, 1.0),
)
def test_a_delay_never_ends_before_its_time_by_any_clock_that_counts(
    delay_s: int, recorded: int, since: int, confirmed: bool, held: float | None
) -> None:
    """And none is longer than the delay, from the last moment that the clock can vouch for."""
    trust = ClockTrust(undisturbed_since=Instant(NOW - since), confirmed=confirmed)
    held_since = None if held is None else Instant(NOW - round(since * held))
    asked = {"recorded_at": NOW + recorded, "trust": trust, "held_since": held_since}
    until = delayed_until(delay_s, now=NOW, **asked)
    if until is None:
        there_since = max(-recorded, 0 if held_since is None else NOW - held_since)
        assert there_since >= delay_s * SECOND_NS
        assert confirmed or since >= delay_s * SECOND_NS
    else:
        assert NOW < until <= NOW + delay_s * SECOND_NS
        asked["held_since"] = held_since or NOW
        assert delayed_until(delay_s, now=until, **asked) is None


@settings(deadline=None, max_examples=500)
@given(
    duties=OBLIGATIONS,
    recorded=st.integers(-(10**12), 10**12),
    last=st.none() | st.integers(-(10**12), 10**12),
)
def test_a_held_record_leaves_at_the_instant_named_if_nothing_newer_did(
    duties: Obligations, recorded: int, last: int | None
) -> None:
    last_at = None if last is None else NOW + last
    until = held_until(duties, recorded_at=NOW + recorded, last_released_at=last_at, now=NOW)
    if until is not None:
        assert until > NOW
        assert held_until(duties, recorded_at=NOW + recorded, last_released_at=last_at, now=until) is None


@law
@given(coarsen_m=st.integers(1, 2000), arrivals=st.lists(st.integers(0, 20 * 10**9), min_size=2, max_size=40))
def test_coarsened_records_leave_at_most_once_per_tick_and_none_before_a_tick_has_passed(
    coarsen_m: int, arrivals: list[int]
) -> None:
    duties = Obligations(coarsen_m=coarsen_m)
    period_ns = tick_period_ns(duties)
    assert period_ns is not None
    assert period_ns * 15 >= coarsen_m * SECOND_NS
    now, last, ticks = int(NOW), None, []
    for wait in arrivals:
        recorded, now = now, now + wait
        if held_until(duties, recorded_at=recorded, last_released_at=last, now=Instant(now)) is None:
            assert recorded // period_ns < now // period_ns
            ticks.append(now // period_ns)
            last = Instant(now)
    assert len(ticks) == len(set(ticks))


def test_the_world_of_these_laws_does_release() -> None:
    record = Acknowledgement(
        id=ID,
        origin=US,
        observed_at=NOW,
        recorded_at=NOW,
        marking=GOOD,
        pedigree=Pedigree(nodes=(US,)),
        alert=ID,
        stage="shown",
        desk="us.cbp/desk-1",
    )
    partner = Partner(node=MX, country="MEX")
    assert isinstance(answer(policy(OPEN), record, partner, Situation()), Release)
