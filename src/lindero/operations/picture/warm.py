"""Compiles the kernels before they are needed, by tracking a made-up object across a made-up line."""

from typing import Any

from lindero.kernel.clock import SECOND_NS, Instant
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.airspace import Detection, Sensor
from lindero.model.border_file import census_border
from lindero.model.place import Bearing, Position
from lindero.model.record import Pedigree
from lindero.operations.picture.sector import Sector

_NODE = NodeId("zz.warm")
_AT = Instant(1_800_000_000 * SECOND_NS)
_PLACE = (31.78, -106.6)


def compile_kernels() -> None:
    """Run every kernel once; what is compiled stays in the cache for the next start."""
    sector = Sector(*_PLACE, census_border(), "USA", NodeId("warm"))
    sensor = Sensor(**_header(0), sensor="w", gateway="warm", sensor_kind="radar", position=_position(0.0))
    for step in range(6):
        at = _AT + step * SECOND_NS
        radar = _detection(step, bearing=Bearing(azimuth_deg=10.0, elevation_deg=1.0, range_m=900.0 + 10.0 * step))
        heard = _detection(step, bearing=Bearing(azimuth_deg=10.0, elevation_deg=1.0))
        told = _detection(step, position=_position(0.0001 * step), airframe_ref="warm")
        for one in (radar, heard, told):
            sector.observe([one], sensor, at)
        table = sector.table(at)
        sector.assess(table, at)


def _header(step: int) -> dict[str, Any]:
    at = _AT + step * SECOND_NS
    return {
        "id": RecordId("0" * 26),
        "origin": _NODE,
        "observed_at": at,
        "recorded_at": at,
        "pedigree": Pedigree(nodes=(_NODE,)),
    }


def _position(north_deg: float) -> Position:
    return Position(lat_deg=_PLACE[0] + north_deg, lon_deg=_PLACE[1], altitude_hae_m=1200.0)


def _detection(step: int, **seen: Any) -> Detection:  # noqa: ANN401 — fields of a detection
    return Detection(**_header(step), sensor="w", gateway="warm", **seen)
