"""What a session asks of the shell around it: send, deliver, tell a sensor's state, keep a refusal, close."""

from collections.abc import Iterable
from itertools import groupby

import msgspec

from lindero.gateways.intake.refusal import Refusal
from lindero.gateways.sapient.registration import SensorCharacter
from lindero.model.airspace import Sensor
from lindero.model.record import Record


class Send(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes for the sensor."""

    data: bytes


class Deliver(msgspec.Struct, frozen=True, kw_only=True):
    """Records for the node."""

    records: tuple[Record, ...]


class SensorState(msgspec.Struct, frozen=True, kw_only=True):
    """The sensor registered, or its state or place changed."""

    sensor: Sensor
    character: SensorCharacter


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """A message for quarantine."""

    refusal: Refusal


class Close(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing further can be read from this connection."""


Output = Send | Deliver | SensorState | Refused | Close


def merge_deliveries(outputs: Iterable[Output]) -> list[Output]:
    """The same outputs in the same order, neighbouring deliveries as one.

    The node makes a delivery durable before it takes the next: a burst is then one commit, not one per report.
    """
    merged: list[Output] = []
    for delivers, group in groupby(outputs, key=lambda output: isinstance(output, Deliver)):
        if delivers:
            records = tuple(record for output in group if isinstance(output, Deliver) for record in output.records)
            merged.append(Deliver(records=records))
        else:
            merged += group
    return merged
