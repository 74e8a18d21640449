"""A whole recording: bytes in pieces, then every sighting with its airframe, early ones bound afterwards.

Nothing here reads a clock or a file; decoding a recording twice gives the same sightings.
"""

from typing import Protocol

import msgspec

from lindero.gateways.capture_files.frames import Frame
from lindero.gateways.capture_files.pcap import PcapStream
from lindero.gateways.intake.refusal import Refusal
from lindero.gateways.remoteid.dronescout import DroneScoutLines
from lindero.gateways.remoteid.feed import Heard, RemoteIdFeed
from lindero.gateways.remoteid.identity import LateBinding
from lindero.gateways.remoteid.link_types import ACCEPTED
from lindero.gateways.remoteid.sightings import Sighting


class Recording(Protocol):
    """What every format of recording can do."""

    def feed(self, data: bytes) -> list[Refusal]:
        """Takes the next bytes; what of them is refused."""

    def finish(self) -> list[Refusal]:
        """At the end of the bytes: what the rest is refused with."""

    def sightings(self) -> list[Sighting]:
        """Every sighting, in the order of the recording, each with the airframe that the whole recording shows."""

    @property
    def messages(self) -> int:
        """How many messages were decoded, of all types."""


class _Collected:
    """Sightings so far and what was learned about them since."""

    def __init__(self) -> None:
        self.messages = 0
        self._sightings: list[Sighting] = []
        self._ref_of_spell: dict[int, str] = {}
        self._renamed: dict[str, str] = {}

    def add(self, heard: Heard) -> list[Refusal]:
        """Keeps what was heard; gives back what was refused."""
        self.messages += heard.messages
        self._sightings += heard.sightings
        for binding in heard.bindings:
            self._bind(binding)
        return heard.refusals

    def sightings(self) -> list[Sighting]:
        """Every sighting with its final airframe."""
        return [self._bound(sighting) for sighting in self._sightings]

    def _bind(self, binding: LateBinding) -> None:
        if binding.spell is not None:
            self._ref_of_spell[binding.spell] = binding.airframe_ref
        elif binding.replaces is not None:
            self._renamed[binding.replaces] = binding.airframe_ref

    def _bound(self, sighting: Sighting) -> Sighting:
        ref = self._ref_of_spell.get(sighting.spell, sighting.airframe_ref)
        if ref is None and sighting.emitter.address:
            ref = f"address:{sighting.emitter.address}"
        ref = self._renamed.get(ref or "", ref)
        return sighting if ref == sighting.airframe_ref else msgspec.structs.replace(sighting, airframe_ref=ref)


class CaptureRecording:
    """A pcap or pcapng file.

    Args:
        peer: Name of the file, for refusals.
    """

    def __init__(self, peer: str = "") -> None:
        self._stream = PcapStream(ACCEPTED, peer)
        self._feed = RemoteIdFeed(peer=peer)
        self._collected = _Collected()

    def feed(self, data: bytes) -> list[Refusal]:
        """Takes the next bytes; what of them is refused."""
        refusals = []
        for event in self._stream.feed(data):
            refusals += self._collected.add(self._feed.take(event)) if isinstance(event, Frame) else [event]
        return refusals

    def finish(self) -> list[Refusal]:
        """At the end of the bytes: a cut record."""
        return self._stream.finish()

    def sightings(self) -> list[Sighting]:
        """Every sighting with its final airframe."""
        return self._collected.sightings()

    @property
    def messages(self) -> int:
        """How many messages were decoded, of all types."""
        return self._collected.messages


class DroneScoutRecording:
    """A file of JSON lines of a DroneScout receiver.

    Args:
        peer: Name of the file, for refusals.
    """

    def __init__(self, peer: str = "") -> None:
        self._lines = DroneScoutLines(peer)
        self._collected = _Collected()

    def feed(self, data: bytes) -> list[Refusal]:
        """Takes the next bytes; what of them is refused."""
        return [refusal for heard in self._lines.feed(data) for refusal in self._collected.add(heard)]

    def finish(self) -> list[Refusal]:
        """At the end of the bytes: a last line without an end is read."""
        return [refusal for heard in self._lines.finish() for refusal in self._collected.add(heard)]

    def sightings(self) -> list[Sighting]:
        """Every sighting with its final airframe."""
        return self._collected.sightings()

    @property
    def messages(self) -> int:
        """How many messages were decoded, of all types."""
        return self._collected.messages
