"""From Beast frames to position reports: every message is checked, what aircraft said before is remembered. No I/O."""

from typing import Final

import msgspec

from lindero.gateways.adsb.accuracy import error_95_of_nacp
from lindero.gateways.adsb.beast import MLAT_TICKS, TICKS_PER_S, BeastFrame, BeastReader
from lindero.gateways.adsb.memory import Aged, Said
from lindero.gateways.adsb.motion import Motion
from lindero.gateways.adsb.positions import Places
from lindero.gateways.adsb.report import Address, Report, require_place
from lindero.gateways.adsb.squitter import (
    Accuracy,
    Alive,
    Content,
    Identification,
    Place,
    Squawk,
    Status,
    decode_mode_s,
)
from lindero.gateways.intake.refusal import Refusal, refusal_of
from lindero.kernel.clock import SECOND_NS, Instant
from lindero.kernel.errors import RemoteError
from lindero.model.place import Position, Velocity

_LONGEST_GAP_TICKS: Final = 3600 * TICKS_PER_S


class _Aircraft(msgspec.Struct):
    """What is known of one address."""

    said: Said
    places: Places


class BeastFeed:
    """One receiver's stream.

    Args:
        peer: Who sends it, for refusals; a file's name.
    """

    def __init__(self, peer: str = "") -> None:
        self._peer = peer
        self._reader = BeastReader(peer)
        self._aircraft: Aged[_Aircraft] = Aged()
        self._file_at = 0
        self._ticks: int | None = None
        self.messages = 0

    def feed(self, data: bytes, now: Instant | None = None) -> tuple[list[Report], list[Refusal]]:
        """What the frames say that these bytes complete.

        Args:
            data: The next bytes.
            now: When they came [ns UTC]. None for a file, which holds no date: times count from 1970-01-01 at its
                first frame, by the receiver's counter.
        """
        reports: list[Report] = []
        refusals: list[Refusal] = []
        for event in self._reader.receive(data):
            if isinstance(event, Refusal):
                refusals.append(event)
                continue
            try:
                report = self._take(event, self._counted(event.ticks) if now is None else now)
            except RemoteError as why:
                refusals.append(refusal_of(why, offset=event.offset, raw=event.message, peer=self._peer))
                continue
            self.messages += 1
            if report is not None:
                reports.append(report)
        return reports, refusals

    def finish(self) -> tuple[list[Report], list[Refusal]]:
        """At the end of the bytes: a frame that was not whole."""
        return [], self._reader.finish()

    def _counted(self, ticks: int) -> Instant:
        """Time by the counter; one that jumps, or is none, leaves it as it is."""
        if ticks != MLAT_TICKS:
            gone = ticks - self._ticks if self._ticks is not None else 0
            if 0 < gone < _LONGEST_GAP_TICKS:
                self._file_at += gone * SECOND_NS // TICKS_PER_S
            self._ticks = ticks
        return Instant(self._file_at)

    def _take(self, frame: BeastFrame, at: Instant) -> Report | None:
        """The report of one frame; the others are remembered.

        Raises:
            BadParity, BadModeS, ImpossiblePosition: It cannot be.
        """
        decoded = decode_mode_s(frame.message)
        if decoded is None:
            return None
        address, content = decoded
        if frame.ticks == MLAT_TICKS:
            address = Address(address.text, "mlat")
        known = self._aircraft.get(address.text, at)
        if isinstance(content, Squawk) and known is None:
            return None  # the parity of a reply proves an address only where it is known from elsewhere
        aircraft = known or _Aircraft(Said(), Places())
        self._aircraft.put(address.text, aircraft, at)
        if isinstance(content, Place):
            return _report(frame, at, address, aircraft, content)
        _remember(aircraft.said, content, at)
        return None


def _remember(said: Said, content: Content, at: int) -> None:
    """Take over what a message says beside a position."""
    match content:
        case Identification(callsign=callsign, category=category):
            said.callsign, said.category = callsign or said.callsign, category
        case Motion(velocity=velocity, above_baro_m=above_baro_m):
            said.velocity, said.velocity_at = velocity, at
            said.above_baro_m, said.above_baro_at = above_baro_m, at
        case Status(state=state, squawk=squawk):
            said.state, said.squawk = state, squawk
        case Accuracy(nacp=nacp):
            said.nacp = nacp
        case Squawk(squawk=squawk):
            said.squawk = squawk
        case Place() | Alive():
            pass  # the one makes a report, the other only proves the address


def _report(frame: BeastFrame, at: Instant, address: Address, aircraft: _Aircraft, place: Place) -> Report | None:
    """The report of a position message; None while its place cannot be told."""
    found = aircraft.places.take(place.encoded, at, address.text)
    if found is None:
        return None
    lat_deg, lon_deg = (round(value, 6) for value in found)
    require_place(address.text, lat_deg, lon_deg)
    said = aircraft.said
    hae_m = place.altitude_hae_m if place.altitude_hae_m is not None else said.hae_of(place.altitude_baro_m, at)
    return Report(
        offset=frame.offset,
        message=frame.message,
        received_at=at,
        observed_at=at,
        address=address,
        emitter=said.emitter(address),
        position=Position(
            lat_deg=lat_deg,
            lon_deg=lon_deg,
            altitude_baro_m=place.altitude_baro_m,
            altitude_hae_m=hae_m,
            error_95_m=error_95_of_nacp(said.nacp),
        ),
        velocity=_velocity(place, said, at),
    )


def _velocity(place: Place, said: Said, at: int) -> Velocity | None:
    """A surface message tells its own motion; an airborne one, what was told shortly before."""
    if not place.encoded.surface:
        return said.velocity_of(at)
    if place.speed_mps is None:
        return None
    return Velocity(speed_mps=place.speed_mps, track_deg=place.track_deg if place.speed_mps else None)
