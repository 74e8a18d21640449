"""A file of drafts: CSV, GeoJSON, or JSON in the style of ED-269. All of it is read, and all that is wrong is told."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from lindero.kernel.errors import Words
from lindero.operations.declaring.draft import Draft
from lindero.operations.declaring.ed269 import read_zone
from lindero.operations.declaring.errors import BadDraft, UnknownFormat
from lindero.operations.declaring.fields import FIELDS, FieldReader, Ring
from lindero.operations.declaring.rings import circle_of, parse_ring, ring_of_coordinates

LARGEST_BYTES: Final = 2 * 1024 * 1024
MOST_DRAFTS: Final = 500
CIRCLE_FIELDS: Final = ("center_lat_deg", "center_lon_deg", "radius_m")
COLUMNS: Final = (*FIELDS, "ring", *CIRCLE_FIELDS)

One = tuple[Draft | None, list[BadDraft]]


class ReadDrafts(msgspec.Struct, frozen=True):
    """What a file holds.

    Attributes:
        drafts: Those without a finding, in the order of the file.
        findings: What is wrong, in the order of the file.
    """

    drafts: list[Draft]
    findings: list[BadDraft]


def read_drafts(content: bytes, name: str, now: int) -> ReadDrafts:
    """All drafts of a file.

    Args:
        content: Of the file.
        name: Of the file, for people; a name that ends in .csv is CSV, otherwise the content tells.
        now: The present. [ns UTC]

    Raises:
        UnknownFormat: It is none of the formats, or too large.
    """
    if len(content) > LARGEST_BYTES:
        raise UnknownFormat(name=name, why=Words("it is larger than 2 MiB", "pesa más de 2 MiB"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnknownFormat(name=name, why=Words("it is no UTF-8 text", "no es texto UTF-8")) from None
    isnt_json = name.lower().endswith(".csv") or text.lstrip()[:1] not in ("{", "[")
    read = _read_csv(text, name, now) if isnt_json else _read_json(text, name, now)
    ones = [one for _, one in zip(range(MOST_DRAFTS + 1), read, strict=False)]
    if len(ones) > MOST_DRAFTS:
        raise UnknownFormat(name=name, why=Words("it holds more than 500 areas", "tiene más de 500 áreas"))
    drafts = [draft for draft, _ in ones if draft is not None]
    return ReadDrafts(drafts, [finding for _, findings in ones for finding in findings])


def draft_of_fields(fields: dict[str, Any], ring: Ring | None, where: Words, now: int) -> One:
    """The draft of a form: its fields and the ring that was drawn, or its centre and radius."""
    reader = FieldReader({name: value for name, value in fields.items() if name != "ring"}, where)
    if ring is None:
        ring = _ring_of(reader, fields.get("ring"))
    return reader.read(ring, now, CIRCLE_FIELDS), reader.findings


def _ring_of(reader: FieldReader, text: object) -> Ring | None:
    """The area of a row: corners, or a circle."""
    if isinstance(text, str) and text.strip():
        return parse_ring(text, reader)
    if any(reader.has(name) for name in CIRCLE_FIELDS):
        lat_deg, lon_deg, radius_m = (reader.number(name) for name in CIRCLE_FIELDS)
        return circle_of(lat_deg, lon_deg, radius_m, reader)
    reader.add(
        "ring",
        Words("there is no area", "no hay área"),
        Words(
            "Give its corners, or the centre and radius of a circle.",
            "Dé sus vértices, o centro y radio de un círculo.",
        ),
    )
    return None


def _read_csv(text: str, name: str, now: int) -> Iterator[One]:
    header = text.split("\n", 1)[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    try:
        rows = csv.DictReader(io.StringIO(text), delimiter=delimiter, strict=True)
        columns = [column.strip() for column in rows.fieldnames or ()]
        if "starts_at" not in columns:
            raise UnknownFormat(
                name=name,
                why=Words(
                    "its first line names no column starts_at", "su primera línea no nombra la columna starts_at"
                ),
            )
        for row in rows:
            where = Words(f"Line {rows.line_num}", f"Línea {rows.line_num}")
            fields = {(key or "?").strip(): value for key, value in row.items() if key is not None}
            draft, findings = draft_of_fields(fields, None, where, now)
            if None in row:
                findings.append(_too_long(where))
                draft = None
            yield draft, findings
    except csv.Error as why:
        raise UnknownFormat(name=name, why=Words(f"it is no CSV: {why}", f"no es CSV: {why}")) from None


def _too_long(where: Words) -> BadDraft:
    return BadDraft(
        where=where,
        field="?",
        why=Words("it has more values than the header has columns", "tiene más valores que columnas el encabezado"),
        remedy=Words(
            "Quote values that hold the separator.", "Ponga entre comillas los valores que llevan el separador."
        ),
    )


def _read_json(text: str, name: str, now: int) -> Iterator[One]:
    try:
        tree = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as why:
        line = getattr(why, "lineno", 1)
        raise UnknownFormat(name=name, why=Words(f"line {line} is no JSON", f"la línea {line} no es JSON")) from None
    features = tree.get("features") if isinstance(tree, dict) else tree
    if isinstance(tree, dict) and tree.get("type") == "Feature":
        features = [tree]
    if not isinstance(features, list):
        raise UnknownFormat(name=name, why=Words("it has no features", "no tiene features"))
    for number, feature in enumerate(features, start=1):
        where = Words(f"Feature {number}", f"Feature {number}")
        if isinstance(feature, dict) and feature.get("type") == "Feature":
            yield _read_feature(feature, where, now)
        else:
            yield from read_zone(feature, where, now)


def _read_feature(feature: dict[str, Any], where: Words, now: int) -> One:
    """A feature of GeoJSON (RFC 7946): a polygon, or a point with `radius_m` among its properties."""
    properties = feature.get("properties")
    reader = FieldReader(properties if isinstance(properties, dict) else {}, where)
    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind == "Polygon":
        ring = ring_of_coordinates(coordinates, reader)
    elif kind == "Point" and isinstance(coordinates, list) and len(coordinates) == 2:
        lon, lat = (one if isinstance(one, int | float) and not isinstance(one, bool) else None for one in coordinates)
        ring = circle_of(lat, lon, reader.number("radius_m"), reader)
    else:
        reader.add(
            "geometry",
            Words(f"{kind} is neither a polygon nor a point", f"{kind} no es polígono ni punto"),
            Words("Draw it as one polygon.", "Trácelo como un polígono."),
        )
        ring = None
    return reader.read(ring, now, ("radius_m",)), reader.findings
