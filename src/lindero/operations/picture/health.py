"""How the sensors are, as records: what registration found, in the words of people.

A record is made when a finding begins or ends, and once a minute while reports come. It supersedes the sensor's own
record and keeps what that says; everything in it is of class source-and-method.
"""

import math
from typing import Final

import msgspec

from lindero.analytics.airspace import SensorTable
from lindero.analytics.airspace.registration.layout import (
    AGREED,
    BEYOND,
    CLOCK_OUT,
    DISPUTED,
    INTERFERENCE,
    NOISY,
)
from lindero.kernel.clock import SECOND_NS, Instant
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.airspace import Detection, Finding, Sensor, SensorHealth
from lindero.model.record import Pedigree
from lindero.operations.picture.sensors import kind_of

EVERY_NS: Final = 60 * SECOND_NS
LOOK_EVERY_NS: Final = 5 * SECOND_NS
FINDINGS: Final[tuple[tuple[int, Finding], ...]] = (
    (AGREED, "registered"),
    (BEYOND, "beyond-limit"),
    (CLOCK_OUT, "clock-out"),
    (NOISY, "noisy"),
    (INTERFERENCE, "interference"),
    (DISPUTED, "disputed"),
)
AMISS: Final = frozenset({"beyond-limit", "clock-out", "interference", "disputed"})
"""Findings with which a sensor is degraded, whatever it says of itself."""


class HealthWatch:
    """Decides when a sensor's health is worth a record."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[int, tuple[Finding, ...]]] = {}
        self._looked_at = 0

    def due(self, at: int) -> bool:
        """Whether it is time to look [ns UTC]."""
        if abs(at - self._looked_at) < LOOK_EVERY_NS:
            return False
        self._looked_at = at
        return True

    def news(self, name: str, health: SensorHealth, at: int) -> bool:
        """Whether this is worth a record; if so it counts as told."""
        told = self._last.get(name)
        if told is not None and told[1] == health.findings and abs(at - told[0]) < EVERY_NS:
            return False
        self._last[name] = (at, health.findings)
        return True


def health_of(table: SensorTable, row: int, kind: str) -> SensorHealth:
    """One row of a sensor table; azimuths turn clockwise here, as a compass does."""
    flags = int(table.flags[row])
    bias, left = table.bias[row], table.bias_sigma[row]
    first = 1 if kind == "radar" else 0
    turns = kind != "position"

    def degrees(values: object, column: int, sign: float) -> float | None:
        value = float(values[column])  # type: ignore[index]  # a row of either array
        return None if not turns or math.isnan(value) else round(sign * math.degrees(value), 3)

    return SensorHealth(
        findings=tuple(name for bit, name in FINDINGS if flags & bit),
        noise_factor=round(float(table.noise_factor[row]), 2),
        clock_offset_s=round(float(table.clock_offset_s[row]), 3),
        range_bias_m=round(float(bias[0]), 1) if kind == "radar" else None,
        range_left_m=round(float(left[0]), 1) if kind == "radar" else None,
        azimuth_bias_deg=degrees(bias, first, -1.0),
        azimuth_left_deg=degrees(left, first, 1.0),
        elevation_bias_deg=degrees(bias, first + 1, 1.0),
        elevation_left_deg=degrees(left, first + 1, 1.0),
        used=int(table.used[row]),
        refused=int(table.refused[row] + table.future[row] + table.too_late[row]),
        late=int(table.late[row]),
    )


def health_record(
    before: Sensor, health: SensorHealth, record_id: RecordId, observed_at: int, recorded_at: Instant
) -> Sensor:
    """The sensor's record with its health."""
    amiss = before.status == "ok" and bool(AMISS.intersection(health.findings))
    return msgspec.structs.replace(
        before,
        id=record_id,
        observed_at=observed_at,
        recorded_at=recorded_at,
        supersedes=before.id,
        derived_from=(before.id,),
        status="degraded" if amiss else before.status,
        health=health,
    )


def sensor_of(detection: Detection, node: NodeId) -> Sensor:
    """A record of a sensor that gave none, from its first report; its id is that of the report."""
    return Sensor(
        id=detection.id,
        origin=node,
        observed_at=detection.observed_at,
        recorded_at=detection.recorded_at,
        marking=detection.marking,
        pedigree=Pedigree(nodes=(node,), sensors=(detection.sensor,)),
        sensor=detection.sensor,
        gateway=detection.gateway,
        sensor_kind=kind_of(detection),
        authenticated=detection.authenticated,
    )
