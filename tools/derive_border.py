"""Derive src/lindero/model/data/border.geojson, the line that model/border.py measures against.

On land: the outline of California, Arizona, New Mexico and Texas in cb_2016_us_state_500k (U.S. Census Bureau,
1:500,000, public domain), from PyPI's plotly-geo, every vertex kept. At sea: the maritime boundary of the treaties of
1970 and 1978, as the points of the North American emission control area (MARPOL Annex VI, appendix VII: Pacific points
3 to 9, Gulf points 205 to 198; whole seconds, joined by geodesics).

    uv run --no-project --with pyshp,plotly-geo,pyproj,shapely python tools/derive_border.py

The line runs from west to east, so that the United States lie on its left. `stretches` say for ranges of vertices what
the line is and how well it is known.
"""

import json
from importlib.resources import files
from pathlib import Path

import shapefile
from pyproj import Geod
from shapely import unary_union
from shapely.geometry import LineString, shape

TARGET = Path(__file__).resolve().parent.parent / "src/lindero/model/data/border.geojson"
GEOD = Geod(ellps="WGS84")
ERROR_95_M = {"land": 100, "river": 150, "sea": 100}

# Vertices of the Census outline where the kind of line changes (lon, lat).
PACIFIC_COAST = (-117.124862, 32.534156)
COLORADO_UPPER = (-114.719633, 32.718763)  # California, Arizona, Baja California
COLORADO_LOWER = (-114.813613, 32.494277)  # the river leaves the line below San Luis
RIO_GRANDE_HEAD = (-106.528242, 31.783148)  # Monument 1, El Paso and Juárez
RIO_GRANDE_MOUTH = (-97.146105, 25.956657)

# (degrees, minutes, seconds) north; (degrees, minutes, seconds) west.
PACIFIC_SEAWARD = [
    ((32, 31, 39), (117, 14, 20)),
    ((32, 33, 13), (117, 15, 50)),
    ((32, 34, 21), (117, 22, 1)),
    ((32, 35, 23), (117, 27, 53)),
    ((32, 37, 38), (117, 49, 34)),
    ((31, 7, 59), (118, 36, 21)),
    ((30, 33, 25), (121, 47, 29)),
]
GULF_SEAWARD = [
    ((25, 57, 24), (97, 8, 21)),
    ((25, 57, 41), (97, 5, 8)),
    ((25, 57, 58), (97, 1, 54)),
    ((25, 58, 15), (96, 58, 41)),
    ((25, 58, 32), (96, 55, 28)),
    ((26, 0, 33), (96, 48, 30)),
    ((26, 0, 32), (95, 39, 27)),
    ((25, 59, 55), (93, 33, 52)),
]
GEODESIC_STEP_M = 10_000

Line = list[tuple[float, float]]


def degrees(dms: tuple[int, int, int]) -> float:
    return dms[0] + dms[1] / 60 + dms[2] / 3600


def at_sea(coast: tuple[float, float], points: list) -> Line:
    """From the coast outward, a vertex each 10 km on the geodesics: straight in degrees would be up to 500 m off."""
    line = [coast]
    for north, west in points:
        start, end = line[-1], (-degrees(west), degrees(north))
        count = int(GEOD.inv(*start, *end)[2] // GEODESIC_STEP_M)
        line += [*GEOD.npts(*start, *end, count), end] if count else [end]
    return line[1:]


def on_land() -> Line:
    """The southern side of the joint outline of the four states, from the Pacific to the Gulf."""
    source = files("_plotly_geo") / "package_data" / "cb_2016_us_state_500k.shp"
    states = [
        shape(item.shape.__geo_interface__)
        for item in shapefile.Reader(str(source), encoding="latin1").iterShapeRecords()
        if item.record["STUSPS"] in {"CA", "AZ", "NM", "TX"}
    ]
    mainland = max(unary_union(states).geoms, key=lambda part: part.area)
    ring = list(mainland.exterior.coords)[:-1]
    if mainland.exterior.is_ccw:
        ring.reverse()
    gulf, pacific = index_of(ring, RIO_GRANDE_MOUTH), index_of(ring, PACIFIC_COAST)
    turned = ring[gulf:] + ring[:gulf]
    return turned[: (pacific - gulf) % len(ring) + 1][::-1]


def index_of(line: Line, place: tuple[float, float]) -> int:
    index = min(range(len(line)), key=lambda i: GEOD.inv(*line[i], *place)[2])
    if GEOD.inv(*line[index], *place)[2] > 1.0:
        raise SystemExit(f"no vertex at {place}: is this another edition of the outlines?")
    return index


def stretches(line: Line) -> list[dict]:
    """Ranges of vertices, each beginning where the one before ends."""
    turns = [
        ("sea", PACIFIC_COAST),
        ("land", COLORADO_UPPER),
        ("river", COLORADO_LOWER),
        ("land", RIO_GRANDE_HEAD),
        ("river", RIO_GRANDE_MOUTH),
        ("sea", line[-1]),
    ]
    found, first = [], 0
    for kind, place in turns:
        last = index_of(line, place)
        found.append({"kind": kind, "first": first, "last": last, "error_95_m": ERROR_95_M[kind]})
        first = last
    return found


def main() -> None:
    land = on_land()
    line = at_sea(land[0], PACIFIC_SEAWARD)[::-1] + land + at_sea(land[-1], GULF_SEAWARD)
    line = [(round(lon, 7), round(lat, 7)) for lon, lat in line]
    if not LineString(line).is_simple:
        raise SystemExit("the line crosses itself")
    feature = {
        "type": "Feature",
        "properties": {
            "source": "U.S. Census Bureau, cb_2016_us_state_500k; at sea MARPOL Annex VI, appendix VII",
            "error_95_m": max(ERROR_95_M.values()),
            "stretches": stretches(line),
        },
        "geometry": {"type": "LineString", "coordinates": line},
    }
    TARGET.write_text(json.dumps(feature, separators=(",", ":")) + "\n")
    length_km = GEOD.line_length(*zip(*land, strict=True)) / 1000
    print(f"{TARGET.name}: {len(line)} vertices, {length_km:.0f} km on land, {TARGET.stat().st_size} bytes")
    print(*feature["properties"]["stretches"], sep="\n")


if __name__ == "__main__":
    main()
