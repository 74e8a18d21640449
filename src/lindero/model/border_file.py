"""Border lines as files: the committed one, and an official one that may replace it.

The form is a GeoJSON Feature (RFC 7946): a LineString from west to east, with the properties `source` (text) and
`error_95_m` (metres: the true line is within this distance in 95 % of places), and optionally `stretches`, a list of
`{"kind": "land" | "river" | "sea", "first": i, "last": j, "error_95_m": e}` that covers the vertices without gaps.
Without it the whole line counts as land with the one error.
"""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import numpy as np
import shapely

from lindero.model.border import BorderLine, Floats, Stretch
from lindero.model.errors import NotABorderLine

_Metres = Annotated[float, msgspec.Meta(gt=0.0)]
_Place = Annotated[list[float], msgspec.Meta(min_length=2, max_length=3)]


class _Properties(msgspec.Struct, frozen=True):
    source: Annotated[str, msgspec.Meta(min_length=1)]
    error_95_m: _Metres
    stretches: tuple[Stretch, ...] = ()


class _LineString(msgspec.Struct, frozen=True):
    type: Literal["LineString"]
    coordinates: Annotated[list[_Place], msgspec.Meta(min_length=2)]


class _Feature(msgspec.Struct, frozen=True):
    type: Literal["Feature"]
    properties: _Properties
    geometry: _LineString


@cache
def census_border() -> BorderLine:
    """The committed line: U.S. Census outlines on land and river, the treaties' maritime boundary at sea."""
    return parse_border((files("lindero.model") / "data" / "border.geojson").read_bytes())


def load_border(path: Path) -> BorderLine:
    """An official line that replaces the committed one.

    Raises:
        NotABorderLine: The file cannot be read, or is not of the form above; says where.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _refusal(f"it cannot be read ({error.strerror})", f"no se puede leer ({error.strerror})") from None
    return parse_border(data)


def parse_border(data: bytes) -> BorderLine:
    """The line in the bytes of a file of the form above.

    Raises:
        NotABorderLine: It is not of that form; says where.
    """
    try:
        feature = msgspec.json.decode(data, type=_Feature)
    except msgspec.DecodeError as error:
        raise _refusal(
            f"its structure is not the one expected: {error}", f"su estructura no es la esperada: {error}"
        ) from None
    places = np.array([place[:2] for place in feature.geometry.coordinates])
    properties = feature.properties
    last = len(places) - 1
    whole = Stretch(kind="land", first=0, last=last, error_95_m=properties.error_95_m)
    _require_line(places)
    _require_stretches(properties.stretches, last)
    places.flags.writeable = False
    return BorderLine(
        source=properties.source,
        lon_deg=places[:, 0],
        lat_deg=places[:, 1],
        stretches=properties.stretches or (whole,),
    )


def _require_line(places: Floats) -> None:
    """A line on earth, from west to east, that nowhere stands still or meets itself; `places` (n, 2) lon, lat [deg]."""
    outside = np.flatnonzero((np.abs(places) > (180.0, 90.0)).any(axis=1))
    if outside.size:
        k = outside[0]
        raise _refusal(f"vertex {k} is not on earth", f"el vértice {k} no está en la Tierra")
    still = np.flatnonzero((np.diff(places, axis=0) == 0.0).all(axis=1))
    if still.size:
        k = still[0]
        raise _refusal(f"vertices {k} and {k + 1} are one place", f"los vértices {k} y {k + 1} son el mismo lugar")
    if places[0, 0] >= places[-1, 0]:
        raise _refusal("it does not run from west to east", "no va de oeste a este")
    if not shapely.LineString(places).is_simple:
        raise _refusal("it crosses itself", "se cruza a sí misma")


def _require_stretches(stretches: tuple[Stretch, ...], last: int) -> None:
    """None at all, or one after the other from vertex 0 to `last`, each with an error above zero."""
    at = 0
    for number, stretch in enumerate(stretches):
        if stretch.first != at or stretch.last <= at:
            raise _refusal(
                f"stretch {number} does not go on from vertex {at}",
                f"el tramo {number} no continúa desde el vértice {at}",
            )
        if not stretch.error_95_m > 0:
            raise _refusal(
                f"stretch {number} has no error above zero", f"el tramo {number} no tiene un error mayor que cero"
            )
        at = stretch.last
    if stretches and at != last:
        raise _refusal(
            f"its stretches end at vertex {at} of {last}", f"sus tramos terminan en el vértice {at} de {last}"
        )


def _refusal(why_en: str, why_es: str) -> NotABorderLine:
    return NotABorderLine(why_en=why_en, why_es=why_es)
