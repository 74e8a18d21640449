"""What a session asks of the shell around it: send, deliver, tell a sensor's state, keep a refusal, close."""

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
