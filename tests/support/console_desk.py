"""A console over the memory store, with a clock that stands and chance that counts: for its tests."""

import asyncio
import hashlib
from contextlib import nullcontext
from dataclasses import replace
from types import SimpleNamespace

import msgspec
from argon2 import PasswordHasher
from peers_in_process import identity_of

from lindero.console.app import make_app
from lindero.console.changes import Changes
from lindero.console.context import ConsoleContext
from lindero.console.explanation import Explained, ExplainedDemand, ExplainedReason, ExplainedRule
from lindero.console.link_view import LinkView
from lindero.console.ports import RulesInForce
from lindero.exchange.envelope.entry import Entry, encode_entry
from lindero.exchange.log.ports import Head, LoggedEntry
from lindero.exchange.log.tree import extend, leaf_hash
from lindero.exchange.release.attributes import Situation
from lindero.exchange.release.decide import decide
from lindero.exchange.release.decision import Withhold
from lindero.exchange.release.default_policy import default_policy
from lindero.exchange.release.destination import Destination
from lindero.exchange.release.explain import explain
from lindero.exchange.release.partner import Partner, Sender
from lindero.exchange.release.policy import load_policy
from lindero.exchange.release.review import Waiting
from lindero.kernel.clock import SECOND_NS, Instant
from lindero.kernel.ids import NodeId, RecordId, new_record_id
from lindero.model.about_tracks import Label
from lindero.model.airspace import Area, ClassProbability, Declaration, Sensor, Track
from lindero.model.alerts import Alert
from lindero.model.incidents import Note
from lindero.model.kinds import object_of
from lindero.model.marking import Marking
from lindero.model.pairing import Pairing
from lindero.model.people import Account
from lindero.model.place import Ellipse, Position, Velocity
from lindero.model.record import Pedigree
from lindero.operations.alerts.desk import AlertDesk
from lindero.operations.alerts.life import Lives
from lindero.operations.numbers import alert_number
from lindero.operations.picture.board import Board
from lindero.operations.places import load_places
from lindero.operations.track_desk.desks import Desks
from lindero.operations.watch.room import WatchRoom, Way
from lindero.partners.errors import NoSuchPartner
from lindero.partners.holds import HoldDesk
from lindero.partners.offered_keys import OfferedKeys
from lindero.partners.onward import ConsentDesk
from lindero.partners.recall import RecallDesk
from lindero.partners.rehearsal import OpenAlerts, Rehearsal, Rehearsed, rehearse
from lindero.partners.release_desk import ReleaseDesk
from lindero.partners.standing import StandingDesk
from lindero.store.memory.store import MemoryStore

US, MX = NodeId("us.cbp"), NodeId("mx.sedena")
PEOPLE = {
    "ana": ("watch-officer",),
    "root": ("administrator",),
    "aud": ("auditor",),
    "eva": ("releaser",),
    "luis": ("releaser",),
}
AUTHORITIES = frozenset({"treaty-1", "treaty-2"})
NOW = 1_795_000_000 * SECOND_NS
PASSWORD = "cuatro palabras sin relacion"
MARKING = Marking(tlp="amber", releasable_to=("USA", "MEX"), purposes=("airspace-security",), simulated=True)
HANGS_AFTER_S = 20
"""A test that waits so long for what never comes has failed; nothing is measured by it."""
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
HASH = CHEAP.hash(PASSWORD)


class StandingClock:
    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> Instant:
        return Instant(self.at)

    def monotonic_s(self) -> float:
        return self.at / SECOND_NS

    def advance(self, seconds: float) -> None:
        self.at += int(seconds * SECOND_NS)


class CountingEntropy:
    def __init__(self) -> None:
        self.count = 0

    def token(self, size: int) -> bytes:
        self.count += 1
        return hashlib.sha256(self.count.to_bytes(8, "big")).digest()[:size]


class InlineThread:
    async def run(self, work):
        return work()


class StaticLinks:
    def __init__(self) -> None:
        self.all = [
            LinkView(
                partner=MX,
                side="MEX",
                state="connected",
                since_ms=NOW // 1_000_000,
                sent_size=12,
                received_size=7,
                shared=12,
                withheld={"not-releasable": 3},
                simulated=True,
            )
        ]

    def views(self) -> list[LinkView]:
        return list(self.all)


class StaticFeeds:
    def __init__(self) -> None:
        self.feeds = [
            SimpleNamespace(
                gateway="radar-norte",
                sensor="radar-1",
                name="Radar norte",
                status="ok",
                last_seen_at=NOW,
                accepted=40,
                refused=1,
                authenticated=False,
                simulated=True,
                marked=True,
            )
        ]

    def all(self):
        return list(self.feeds)


async def yielding(_seconds: float) -> None:
    await asyncio.sleep(0)


async def until_woken(event: asyncio.Event, _seconds: float) -> bool:
    async with asyncio.timeout(HANGS_AFTER_S):
        await event.wait()
    event.clear()
    return True


class Desk:
    """A console with its people and whatever a test puts into it."""

    def __init__(self, clock=None, entropy=None, **context) -> None:
        self.clock, self.entropy = clock or StandingClock(), entropy or CountingEntropy()
        self.store, self.board, self.changes = MemoryStore(), Board(), Changes()
        self.alerts = AlertDesk(US, "USA", self.store.records, self.clock, self.entropy)
        self.desks = Desks(
            US,
            "USA",
            simulated=True,
            records=self.store.records,
            neighbours=lambda: [MX],
            clock=self.clock,
            entropy=self.entropy,
        )
        self.links, self.feeds = StaticLinks(), StaticFeeds()
        self.ways = [Way(node=MX, country="MEX", connected=True)]
        self.watch = WatchRoom(
            US,
            self.alerts,
            self.store.records,
            lambda: self.ways,
            lambda alert, partner: True,
            self._desks,
            self.clock,
            self.entropy,
            simulated=True,
        )
        self.entered: list = []
        self.ordered: list = []
        self.restood: list = []
        self.rekeyed: list = []
        self.rehearsed: list = []
        self.policy = default_policy("USA")
        self.gone = []
        self.context = replace(self._context(), **context)
        for name, roles in PEOPLE.items():
            self.store.accounts.save(Account(name=name, roles=roles, desk="watch-1", password_hash=HASH))

    def _context(self) -> ConsoleContext:
        return ConsoleContext(
            node=US,
            side="USA",
            simulated=True,
            version="0.1.0",
            clock=self.clock,
            entropy=self.entropy,
            thread=InlineThread(),
            store=self.store,
            board=self.board,
            desk=self.alerts,
            desks=self.desks,
            watch=self.watch,
            alert_rules=lambda: RulesInForce(file=None, version=1, rules=3, quiet=0),
            lives=Lives(US, self.store.records, self.store.outbox, self.store.mirror, lambda: [MX]),
            places=load_places(),
            links=self.links,
            feeds=self.feeds,
            kernels_ready=lambda: True,
            changes=self.changes,
            entered=self._enter,
            recalls=RecallDesk(US, self.store, self.clock),
            holds=HoldDesk(US, self.store, self.clock),
            consents=ConsentDesk(self.store, self.clock),
            explain=self._explain,
            let_go=self.gone.extend,
            release=ReleaseDesk(self.store, self._decide, AUTHORITIES, self.clock),
            standing=StandingDesk(US, self.store, self.clock),
            restood=self.restood.append,
            offered_keys=OfferedKeys(self.store, self.clock),
            rekeyed=self._rekeyed,
            reader=lambda: nullcontext(self.store),
            policy=lambda: self.policy,
            rehearse=self._rehearse,
            ordered=lambda: self.ordered.append(self.clock.now()),
            pause=yielding,
            woken=until_woken,
            hasher=CHEAP,
        )

    def _enter(self, records):
        self.entered.extend(records)
        self.board.label(record for record in records if isinstance(record, Label))

    def _desks(self):
        return sorted({f"{US}/{a.desk}" for a in self.store.accounts.all() if "watch-officer" in a.roles})

    async def _rekeyed(self, partner):
        self.rekeyed.append(partner)

    def destination(self):
        return Destination(
            partner=Partner(node=MX, country="MEX", simulated=True),
            sender=Sender(node=US, authorities=AUTHORITIES),
            policy=self.policy,
            token=lambda sensor: sensor,
        )

    def _decide(self, partner, record, approval):
        found = self.store.records.load(record)
        if found is None or partner != MX:
            return None
        return decide(found, to=self.destination(), situation=Situation(), now=self.clock.now(), approval=approval)

    def _explain(self, record, partner):
        found = self.store.records.load(record)
        if found is None or partner != MX:
            raise NoSuchPartner(partner=partner)
        told = explain(found, to=self.destination(), situation=Situation(), now=self.clock.now())
        withheld = isinstance(told.decision, Withhold)
        reasons = told.decision.reasons if withheld else ()
        return Explained(
            decision="withhold" if withheld else "release",
            reasons=[ExplainedReason(code=one.word, en=one.en, es=one.es) for one in reasons],
            rules=[
                ExplainedRule(
                    id=one.id, effect=one.effect, line=one.line, reason_en=one.reason_en, reason_es=one.reason_es
                )
                for one in told.rules
            ],
            demands=[ExplainedDemand(obligation=d.obligation, value=d.value, rule=d.rule) for d in told.demands],
            values=dict(told.values),
            policy=told.policy,
        )

    def _rehearse(self, asked, say):
        self.rehearsed.append(asked)
        other = Destination(
            partner=self.destination().partner,
            sender=self.destination().sender,
            policy=load_policy(asked.text, "rehearsal.cedar"),
            token=lambda sensor: sensor,
        )
        rehearsal = Rehearsal(self.destination(), other, lambda record: Situation())
        records = sorted(self.store.records.of_kind("note"), key=lambda record: record.recorded_at)
        say("", 0, len(records))
        rehearse(records, [rehearsal], OpenAlerts())
        changes, mixed = tuple(rehearsal.changes()), tuple(rehearsal.mixed())
        policy = (other.policy.name, other.policy.version)
        return Rehearsed(records=len(records), policy=policy, changes=changes, mixed=mixed)

    def pair(self):
        """The partner is paired."""
        self.store.pairings.save(Pairing(partner=identity_of(MX), own=identity_of(US), state="active"))

    def share(self, record, leaf=None):
        """The partner holds this own record."""
        entry = Entry(1, "record", record.kind, 0, 0, None, None, None, b"\0" * 32)
        leaf = encode_entry(entry) if leaf is None else leaf
        head = self.store.outbox.head(MX)
        frontier = extend(head.frontier, head.size, [leaf_hash(leaf)])
        shared = LoggedEntry(head.size, leaf, b"body", b"s" * 32, record.id, object_of(record))
        self.store.outbox.append(MX, [shared], Head(head.size + 1, frontier, b""))
        return record

    def note(self, person="ana", **fields):
        """A note about a person, written by a person; it waits for two others."""
        record = Note(
            id=self.record_id(),
            origin=US,
            observed_at=self.clock.now(),
            recorded_at=self.clock.now(),
            marking=msgspec.structs.replace(MARKING, personal=True, purposes=("criminal-investigation",)),
            pedigree=Pedigree(nodes=(US,)),
            desk=f"{US}/watch-1",
            text="The pilot is known.",
            **fields,
        )
        self.store.records.save([record], own=True)
        self.store.authors.save([record.id], person)
        review = decide(record, to=self.destination(), situation=Situation(), now=self.clock.now())
        said = {name: getattr(review, name) for name in ("body", "sha256", "as_of", "rules", "policy")}
        key = f"note:{record.id}"
        self.store.reviews.save(Waiting(partner=MX, record=record.id, object_key=key, since=self.clock.now(), **said))
        return record

    def app(self):
        return make_app(self.context)

    def record_id(self) -> RecordId:
        return new_record_id(self.clock.now(), self.entropy.token(10))

    def receive(self, *records) -> None:
        """Records of the other side, or of the own picture, become durable."""
        for record in records:
            self.store.records.save([record], own=record.origin == US)
        self.board.put(record for record in records if isinstance(record, Track))
        self.board.label(record for record in records if isinstance(record, Label))
        self.watch.take(records)
        self.changes.saved(records)

    def withdraw(self, *records) -> None:
        """Records are gone, at their originator's demand."""
        self.store.records.erase([record.id for record in records])
        self.board.forget(record for record in records if isinstance(record, Track))
        self.changes.withdrawn(records)

    def acts(self) -> list[tuple[str, str, str | None]]:
        return [(event.person, event.act, event.about) for event in reversed(self.store.audit.latest())]

    def alert(self, count: int = 17, origin: NodeId = MX, **fields) -> Alert:
        first = self.record_id()
        facts = {
            "id": first,
            "alert": first,
            "number": alert_number("MEX" if origin == MX else "USA", count),
            "origin": origin,
            "observed_at": self.clock.now(),
            "recorded_at": self.clock.now(),
            "marking": MARKING,
            "pedigree": Pedigree(nodes=(origin,)),
            "step": "warning",
            "reason": 1,
            "asks": 20,
            "track": "M104-8" if origin == MX else "U104-K",
            "classes": (ClassProbability(object_class="multirotor", probability=1.0),),
            "position": Position(lat_deg=31.74, lon_deg=-106.47, error_95_m=40.0),
            "velocity": Velocity(speed_mps=14.0, track_deg=10.0),
            "p_cross": 0.8,
            "time_to_cross_s": (20.0, 31.0, 45.0),
        }
        return Alert(**{**facts, **fields})

    def track(self, number: str = "U104-K", origin: NodeId = US, **fields) -> Track:
        facts = {
            "id": self.record_id(),
            "track": number,
            "origin": origin,
            "observed_at": self.clock.now(),
            "recorded_at": self.clock.now(),
            "marking": MARKING,
            "pedigree": Pedigree(nodes=(origin,), sensors=("radar-1",)),
            "status": "confirmed",
            "existence": 0.98,
            "position": Position(lat_deg=31.77, lon_deg=-106.46, altitude_hae_m=1220.0, error_95_m=30.0),
            "ellipse_95": Ellipse(semi_major_m=30.0, semi_minor_m=12.0, azimuth_deg=40.0),
            "velocity": Velocity(speed_mps=12.0, track_deg=190.0, climb_mps=0.4),
            "classes": (ClassProbability(object_class="multirotor", probability=0.9),),
            "distance_to_line_m": 1800.0,
            "distance_error_95_m": 110.0,
            "first_seen_at": self.clock.now() - 60 * SECOND_NS,
            "last_seen_at": self.clock.now(),
        }
        return Track(**{**facts, **fields})

    def sensor(self) -> Sensor:
        return Sensor(
            id=self.record_id(),
            origin=US,
            observed_at=self.clock.now(),
            recorded_at=self.clock.now(),
            marking=MARKING,
            pedigree=Pedigree(nodes=(US,)),
            sensor="radar-1",
            gateway="radar-norte",
            sensor_kind="radar",
            position=Position(lat_deg=31.80, lon_deg=-106.45),
            max_range_m=8000.0,
        )

    def declaration(self) -> Declaration:
        return Declaration(
            id=self.record_id(),
            origin=US,
            observed_at=self.clock.now(),
            recorded_at=self.clock.now(),
            marking=MARKING,
            pedigree=Pedigree(nodes=(US,)),
            area=Area(ring=((-106.5, 31.75), (-106.4, 31.75), (-106.4, 31.80))),
            starts_at=self.clock.now(),
            ends_at=self.clock.now() + 3600 * SECOND_NS,
            contact_desk="watch-1",
        )


def sign_in(client, name: str = "ana") -> dict[str, str]:
    """Sign in; returns the header that proves later requests."""
    answer = client.post("/api/v1/sign-in", json={"name": name, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return {"X-CSRF-Token": answer.json()["csrf"]}


def again(client, header):
    """The person who is signed in shows once more who they are."""
    answer = client.post("/api/v1/session/again", json={"password": PASSWORD}, headers=header)
    assert answer.status_code == 200, answer.text
    return header


def run_to_its_end(client, path):
    """Ask until the work is done; gives what is said then."""
    while True:
        answer = client.get(path).json()
        if answer["run"]["finished_ms"] is not None:
            return answer
