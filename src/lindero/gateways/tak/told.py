"""What this node tells a TAK server: tracks, alerts with a chat note, declared areas, and the end of each.

Affiliation says only what is known: own is friend, declared is assumed friend, unknown is unknown, and suspect (a
person's word) is suspect. Nothing is ever hostile. A thing keeps its uid in all its events, on every connection and
after every start; what a uid begins with says whose it is, so that it is recognised when it comes back.
"""

from collections.abc import Callable, Sequence
from typing import Final

from lindero.gateways.tak.cot import format_time
from lindero.gateways.tak.event import Event, Point, element
from lindero.kernel.clock import SECOND_NS
from lindero.kernel.heights import hae_from_msl
from lindero.kernel.ids import NodeId
from lindero.model.airspace import Declaration, Identity, ObjectClass, Track
from lindero.model.alerts import Alert
from lindero.model.place import Position
from lindero.model.record import Record

CARRIED: Final = (Track, Alert, Declaration)
"""Types of record that become events."""
OWN_UID: Final = "lindero."
"""What the uid of everything begins with that a node of Lindero told."""
FUSED: Final = "m-f"
TRACK_HOLDS_S: Final = 15.0
"""A track that is told no more leaves the receivers' maps after so long. [s]"""
ALERT_HOLDS_S: Final = 300.0
SIGMAS_95: Final = 2.4477468306808166
"""Radius that holds 95 % of a circular normal distribution, in sigmas."""

_AFFILIATION: Final[dict[Identity, str]] = {"own": "f", "declared": "a", "unknown": "u", "suspect": "s"}
_KIND: Final[dict[ObjectClass, str]] = {
    "multirotor": "A-M-H-Q",
    "fixed-wing": "A-M-F-Q",
    "crewed": "A-C",
    "bird": "A",
    "balloon": "A-C-L",
    "ground": "G",
    "other": "A",
}
"""The standard's branch of each class; a bird has none of its own."""
_LIKELY: Final = 0.5
"""From this probability on the class decides the symbol; below it the symbol says only that something flies."""
_CHAT_ROOM: Final = "All Chat Rooms"

Describe = Callable[[Alert], str]
"""An alert's reason and request as a sentence for people."""


def track_uid(origin: NodeId, number: str) -> str:
    """Uid of a track."""
    return f"{OWN_UID}{origin}.{number}"


def is_own(uid: str) -> bool:
    """Whether a node of Lindero told this first: it is no new evidence, wherever it comes from."""
    return uid.startswith(OWN_UID)


def build_events(record: Record, now: int, describe: Describe) -> list[Event]:
    """The events that tell of a record at `now` [ns UTC]; none for kinds that have no event."""
    match record:
        case Track():
            return [_deletion(track_uid(record.origin, record.track), now)] if _ended(record) else [_track(record, now)]
        case Alert():
            return _alert(record, now, describe)
        case Declaration():
            return [_deletion(_uids(record)[0], now) if record.withdrawn else _declared_area(record, now)]
        case _:
            return []


def build_ends(records: Sequence[Record], now: int) -> list[Event]:
    """The events that take what was told of records from the receivers' maps."""
    uids = [uid for record in records for uid in _uids(record)]
    return [_deletion(uid, now) for uid in dict.fromkeys(uids)]


def _uids(record: Record) -> list[str]:
    match record:
        case Track():
            return [track_uid(record.origin, record.track)]
        case Alert():
            return [f"{OWN_UID}{record.origin}.alert.{record.number}"]
        case Declaration():
            return [f"{OWN_UID}{record.origin}.area.{record.declaration or record.supersedes or record.id}"]
        case _:
            return []


def _ended(track: Track) -> bool:
    return track.status == "lost"


def _track(track: Track, now: int) -> Event:
    details = [
        element("contact", callsign=track.track),
        element("remarks", _remarks(track)),
        element("_lindero_", origin=track.origin, track=track.track, identity=track.identity),
    ]
    if track.velocity is not None and track.velocity.track_deg is not None:
        speed, course = repr(float(track.velocity.speed_mps)), repr(float(track.velocity.track_deg))
        details.append(element("track", speed=speed, course=course))
    return Event(
        uid=track_uid(track.origin, track.track),
        type=_type_of(track),
        how=FUSED,
        time=now,
        start=track.observed_at,
        stale=track.observed_at + int(TRACK_HOLDS_S * SECOND_NS),
        point=_point(track.position),
        details=tuple(details),
    )


def _type_of(track: Track) -> str:
    likely = max(track.classes, key=lambda one: one.probability, default=None)
    known = likely is not None and likely.probability >= _LIKELY
    return f"a-{_AFFILIATION[track.identity]}-{_KIND[likely.object_class] if known and likely else 'A'}"


def _remarks(track: Track) -> str:
    classes = ", ".join(f"{one.object_class} {one.probability:.0%}" for one in track.classes[:3])
    serial = track.emitter.serial if track.emitter is not None else None
    return "; ".join(part for part in (track.origin, track.identity, classes, serial) if part)


def _point(position: Position) -> Point:
    """The place; a height above the sea is carried over to the ellipsoid, any other height is not known here."""
    hae_m = position.altitude_hae_m
    if hae_m is None and position.altitude_msl_m is not None:
        hae_m = hae_from_msl(position.altitude_msl_m, position.lat_deg, position.lon_deg)
    ce_m = None if position.error_95_m is None else position.error_95_m / SIGMAS_95
    return Point(lat_deg=position.lat_deg, lon_deg=position.lon_deg, hae_m=hae_m, ce_m=ce_m)


def _alert(alert: Alert, now: int, describe: Describe) -> list[Event]:
    """The alarm on the map, and a note in the chat; the alarm's end when it is over."""
    (uid,) = _uids(alert)
    point = None if alert.position is None else _point(alert.position)
    holds = {"time": now, "start": alert.observed_at, "stale": now + int(ALERT_HOLDS_S * SECOND_NS)}
    link = element("link", uid=track_uid(alert.origin, alert.track), relation="p-p", type="a-u-A")
    contact = element("contact", callsign=alert.number)
    if alert.state != "open":
        ended = element("emergency", alert.number, cancel="true")
        return [Event(uid=uid, type="b-a-o-can", how=FUSED, point=point, details=(contact, link, ended), **holds)]
    alarm = element("emergency", alert.number, type="Geo-fence Breached")
    said = describe(alert)
    details = (contact, link, alarm, element("remarks", said))
    return [
        Event(uid=uid, type="b-a-g", how=FUSED, point=point, details=details, **holds),
        _chat(alert, said, point, holds),
    ]


def _chat(alert: Alert, said: str, point: Point | None, holds: dict[str, int]) -> Event:
    sender = f"{OWN_UID}{alert.origin}"
    room = {"id": _CHAT_ROOM, "chatroom": _CHAT_ROOM, "parent": "RootContactGroup", "groupOwner": "false"}
    chat = element("__chat", senderCallsign=alert.origin, **room)
    chat.append(element("chatgrp", id=_CHAT_ROOM, uid0=sender, uid1=_CHAT_ROOM))
    remarks = element("remarks", said, source=sender, to=_CHAT_ROOM, time=format_time(holds["time"]))
    link = element("link", uid=sender, relation="p-p", type="a-f-G-U-C")
    uid = f"GeoChat.{sender}.{_CHAT_ROOM}.{alert.id}"
    return Event(uid=uid, type="b-t-f", how="h-g-i-g-o", point=point, details=(chat, link, remarks), **holds)


def _declared_area(declaration: Declaration, now: int) -> Event:
    """The area of a declared flight as a drawn shape, until its window ends."""
    (uid,) = _uids(declaration)
    ring = declaration.area.ring
    lon_deg, lat_deg = (sum(corner[axis] for corner in ring) / len(ring) for axis in (0, 1))
    corners = [element("link", point=f"{lat:.7f},{lon:.7f}") for lon, lat in (*ring, ring[0])]
    name = element("contact", callsign=f"{declaration.origin} {declaration.contact_desk or ''}".strip())
    return Event(
        uid=uid,
        type="u-d-f",
        how="h-e",
        time=now,
        start=declaration.starts_at,
        stale=declaration.ends_at,
        point=Point(lat_deg=lat_deg, lon_deg=lon_deg),
        details=(name, *corners, element("closed", "true"), element("labels_on", value="true")),
    )


def _deletion(uid: str, now: int) -> Event:
    """Take a thing from every map."""
    link = element("link", uid=uid, relation="p-p", type="none")
    return Event(
        uid=f"{uid}.end",
        type="t-x-d-d",
        how="m-g",
        time=now,
        start=now,
        stale=now + 20 * SECOND_NS,
        details=(link, element("__forcedelete")),
    )
