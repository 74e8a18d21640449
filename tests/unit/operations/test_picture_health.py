"""The health of sensors as records, and where the radars look."""

import math

import msgspec
import numpy as np

from lindero.analytics.airspace import SensorTable
from lindero.analytics.airspace.registration.layout import AGREED, CLOCK_OUT
from lindero.kernel.clock import SECOND_NS, Instant
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.airspace import Sensor, SensorHealth
from lindero.model.border_file import census_border
from lindero.model.place import Position
from lindero.model.record import Pedigree
from lindero.operations.picture.coverage import CoverageKeeper, coverage_of
from lindero.operations.picture.health import HealthWatch, health_of, health_record

AT = Instant(1_800_000_000 * SECOND_NS)
NODE = NodeId("us.cbp")


def radar(name="r", status="ok", lat=31.78, **changes):
    fields = {
        "id": RecordId("0" * 26),
        "origin": NODE,
        "observed_at": AT,
        "recorded_at": AT,
        "pedigree": Pedigree(nodes=(NODE,), sensors=(name,)),
        "sensor": name,
        "gateway": "sapient",
        "sensor_kind": "radar",
        "position": Position(lat_deg=lat, lon_deg=-106.5, altitude_hae_m=1200.0),
        "max_range_m": 6000.0,
        "status": status,
    }
    return Sensor(**(fields | changes))


def table(flags=AGREED):
    return SensorTable(
        sensor_id=np.array([10]),
        bias=np.array([[12.0, math.radians(0.5), math.radians(-0.2), math.nan]]),
        bias_sigma=np.array([[2.0, math.radians(0.05), math.radians(0.1), math.nan]]),
        noise_factor=np.array([1.25]),
        clock_offset_s=np.array([0.2]),
        last_seen_s=np.array([1.0]),
        used=np.array([70]),
        late=np.array([3]),
        too_late=np.array([1]),
        future=np.array([1]),
        refused=np.array([2]),
        flags=np.array([flags], dtype=np.uint32),
    )


def test_azimuths_of_a_health_record_turn_as_a_compass_does():
    health = health_of(table(), 0, "radar")
    assert (health.range_bias_m, health.azimuth_bias_deg, health.elevation_bias_deg) == (12.0, -0.5, -0.2)
    assert (health.azimuth_left_deg, health.refused, health.findings) == (0.05, 4, ("registered",))


def test_a_position_sensor_has_no_angles():
    health = health_of(table(), 0, "position")
    assert health.azimuth_bias_deg is None
    assert health.range_bias_m is None


def test_a_sensor_whose_clock_is_out_is_degraded_and_keeps_its_place_and_marking():
    before = radar()
    record = health_record(before, health_of(table(CLOCK_OUT), 0, "radar"), RecordId("1" * 26), AT + 1, AT)
    assert record.status == "degraded"
    assert record.derived_from == (before.id,)
    assert (record.position, record.marking, record.max_range_m) == (before.position, before.marking, 6000.0)
    well = health_record(before, health_of(table(), 0, "radar"), RecordId("1" * 26), AT + 1, AT)
    assert well.status == "ok"
    assert health_record(radar(status="down"), health_of(table(CLOCK_OUT), 0, "radar"), before.id, AT, AT).status == (
        "down"
    )


def test_a_health_record_is_made_when_a_finding_changes_and_once_a_minute():
    watch, well = HealthWatch(), SensorHealth(findings=("registered",))
    out = SensorHealth(findings=("clock-out",))
    told = [watch.news("r", well, AT + s * SECOND_NS) for s in (0, 10, 59, 60)]
    assert told == [True, False, False, True]
    assert watch.news("r", out, AT + 61 * SECOND_NS)
    assert not watch.news("r", msgspec.structs.replace(out, used=9), AT + 62 * SECOND_NS)


def test_a_silent_radar_loses_the_cells_that_no_other_sees():
    border = census_border()
    whole = coverage_of([radar("a"), radar("b", lat=31.86)], border)
    partly = coverage_of([radar("a", status="silent"), radar("b", lat=31.86)], border)
    assert all(cell.lowest_m is not None for cell in whole.cells)
    lost = [cell for cell in partly.cells if cell.lowest_m is None]
    assert len(partly.cells) == len(whole.cells)
    assert 0 < len(lost) < len(whole.cells)
    assert partly.line_lost_m > 0.0 == whole.line_lost_m


def test_a_radar_whose_clock_is_out_looks_nowhere():
    out = radar(health=SensorHealth(findings=("clock-out",)))
    assert all(cell.lowest_m is None for cell in coverage_of([out], census_border()).cells)


def test_coverage_is_told_once_for_each_change():
    keeper = CoverageKeeper(census_border())
    assert keeper.news([radar()]) is not None
    assert keeper.news([radar()]) is None
    assert keeper.news([radar(status="down")]) is not None
