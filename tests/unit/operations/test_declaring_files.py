"""Files of declarations: read whole, every finding names its line or feature, its field and what to do."""

import json

import pytest

from lindero.kernel.clock import SECOND_NS, parse_instant
from lindero.kernel.errors import Words
from lindero.operations.declaring.errors import BadDraft, UnknownFormat
from lindero.operations.declaring.reading import draft_of_fields, read_drafts

NOW = parse_instant("2026-11-23T09:00:00Z")
HEADER = "starts_at,ends_at,lowest_m,highest_m,height_reference,contact_desk,serials,ring"
RING = "31.75 -106.50; 31.75 -106.40; 31.80 -106.40"
ROW = f"2026-11-23T10:00:00Z,2026-11-23T12:00:00Z,30,120,agl,patrulla-1,1581F4AB C1234,{RING}"
WINDOW = {"starts_at": "2026-11-23T10:00:00Z", "ends_at": "2026-11-23T12:00:00Z"}


def read(text, name="vuelos.csv"):
    return read_drafts(text.encode(), name, NOW)


def feature(geometry, **properties):
    tree = {"type": "Feature", "properties": {**WINDOW, **properties}, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [tree]})


def zone(**changes):
    volume = {
        "uomDimensions": "FT",
        "lowerLimit": 0,
        "lowerVerticalReference": "AGL",
        "upperLimit": 400,
        "upperVerticalReference": "AGL",
        "horizontalProjection": {"type": "Circle", "center": [-106.45, 31.75], "radius": 3000},
    }
    whole = {
        "identifier": "MX-0042",
        "country": "MEX",
        "name": "Puente",
        "type": "COMMON",
        "restriction": "PROHIBITED",
        "zoneAuthority": [{"name": "AFAC", "phone": "+52"}],
        "applicability": [{"permanent": "NO", "startDateTime": WINDOW["starts_at"], "endDateTime": WINDOW["ends_at"]}],
        "geometry": [volume],
    }
    return json.dumps({"title": "zonas", "features": [{**whole, **changes}]})


POLYGON = {
    "type": "Polygon",
    "coordinates": [[[-106.5, 31.75], [-106.4, 31.75], [-106.4, 31.8], [-106.5, 31.75]]],
}


def found(told):
    return [(str(one.facts["where"]), one.facts["field"]) for one in told.findings]


def test_a_row_of_csv_is_a_declared_flight():
    told = read(f"{HEADER}\n{ROW}\n")
    (draft,) = told.drafts
    assert told.findings == []
    assert draft.what == "declaration"
    assert draft.area.ring[0] == (-106.5, 31.75)
    assert (draft.area.lowest_agl_m, draft.area.highest_agl_m, draft.area.highest_hae_m) == (30.0, 120.0, None)
    assert draft.serials == ("1581F4AB", "C1234")
    assert draft.ends_at - draft.starts_at == 2 * 3600 * SECOND_NS


def test_semicolons_separate_too_as_spreadsheets_in_spanish_write_them():
    quoted = ROW.replace(RING, f'"{RING}"')
    row = quoted.replace(",", ";")
    assert len(read(f"{HEADER.replace(',', ';')}\n{row}\n").drafts) == 1


def test_every_finding_names_its_line_its_field_and_a_remedy_in_both_languages():
    wrong = ROW.replace("2026-11-23T10:00:00Z", "mañana").replace("agl", "ground")
    told = read(f"{HEADER}\n{ROW}\n{wrong}\n")
    assert len(told.drafts) == 1
    assert found(told) == [("Line 3", "starts_at"), ("Line 3", "height_reference")]
    for one in told.findings:
        assert isinstance(one, BadDraft)
        assert "Línea 3" in one.text("es")
        assert one.remedy("es") != one.remedy("en")


def test_an_unknown_column_names_the_nearest_known_one():
    told = read(f"{HEADER.replace('serials', 'serial')}\n{ROW}\n")
    assert found(told) == [("Line 2", "serial")]
    assert "serials" in told.findings[0].remedy("en")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (("T12:00:00Z", "T09:59:00Z"), "ends_at"),
        (("2026-11-23T12", "2027-11-23T12"), "ends_at"),
        (("2026", "2025"), "ends_at"),
        ((RING, "31.75 -106.50; 31.75 -106.40"), "ring"),
        ((RING, "31.75 -106.50; 31.80 -106.40; 31.75 -106.40; 31.80 -106.50"), "ring"),
        ((RING, "-106.50 31.75; -106.40 31.75; -106.40 31.80"), "ring"),
        ((RING, "31.75 -106.50; 35.75 -106.40; 31.80 -100.40"), "ring"),
        ((RING, "here and there"), "ring"),
        ((RING, ""), "ring"),
        (("30,120", "120,30"), "highest_m"),
        (("30,120", "30,40000"), "highest_m"),
        (("30,120", "30,high"), "highest_m"),
        (("1581F4AB", "número-1"), "serials"),
        (("patrulla-1", "p" * 65), "contact_desk"),
    ],
)
def test_what_cannot_be_is_told_by_its_field(change, field):
    told = read(f"{HEADER}\n{ROW.replace(*change)}\n")
    assert told.drafts == []
    assert [name for _, name in found(told)] == [field]


def test_a_row_with_too_many_values_is_no_draft():
    assert found(read(f"{HEADER}\n{ROW},more\n")) == [("Line 2", "?")]


def test_a_polygon_of_geojson_is_an_area_and_a_point_with_a_radius_a_circle():
    told = read(feature(POLYGON, lowest_m=0, highest_m=90, height_reference="msl"), "zona.geojson")
    assert told.drafts[0].area.highest_msl_m == 90.0
    circle = read(feature({"type": "Point", "coordinates": [-106.45, 31.75]}, radius_m=500), "zona.geojson")
    assert len(circle.drafts[0].area.ring) == 36


@pytest.mark.parametrize(
    ("geometry", "field"),
    [
        ({"type": "LineString", "coordinates": [[0, 1], [1, 1]]}, "geometry"),
        ({"type": "Polygon", "coordinates": [POLYGON["coordinates"][0]] * 2}, "geometry"),
        ({"type": "Polygon", "coordinates": [["a", "b", "c"]]}, "geometry"),
        ({"type": "Point", "coordinates": [-106.45, 31.75]}, "radius_m"),
        ({"type": "Point", "coordinates": ["x", 31.75]}, "center"),
        (None, "geometry"),
    ],
)
def test_a_geometry_that_is_no_area_is_told(geometry, field):
    assert found(read(feature(geometry), "zona.json")) == [("Feature 1", field)]


def test_a_zone_of_ed269_is_a_restriction_in_metres_with_its_authority():
    (draft,) = read(zone(), "zonas.json").drafts
    assert draft.what == "restriction"
    assert (draft.name, draft.reference, draft.contact_desk) == ("Puente", "MX-0042", "AFAC")
    assert draft.area.highest_agl_m == pytest.approx(121.92)
    assert draft.area.lowest_agl_m is None


def test_extended_properties_make_a_zone_a_declared_flight():
    (draft,) = read(zone(extendedProperties={"what": "declaration", "serials": ["1581F4AB"]}), "zonas.json").drafts
    assert (draft.what, draft.serials) == ("declaration", ("1581F4AB",))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"geometry": []}, "geometry"),
        ({"applicability": None}, "applicability"),
        ({"applicability": [{"permanent": "YES", "startDateTime": None}]}, "applicability"),
        ({"geometry": [{"horizontalProjection": {"type": "Line"}}]}, "geometry"),
        ({"geometry": [{"upperLimit": 10, "upperVerticalReference": "FL", "horizontalProjection": {}}]}, "geometry"),
    ],
)
def test_a_zone_that_cannot_be_used_is_told(changes, field):
    told = read(zone(**changes), "zonas.json")
    assert told.drafts == []
    assert field in [name for _, name in found(told)]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\xff\xfe", "a.csv"),
        (b"nothing of the kind", "a.csv"),
        (b'{"features": 3}', "a.json"),
        (b'{"features": [', "a.json"),
        (b'starts_at,ring\n"open', "a.csv"),
        (b" " * (2 * 1024 * 1024 + 1), "a.csv"),
        (b"starts_at\n" + b"x\n" * 501, "a.csv"),
    ],
)
def test_a_file_of_another_kind_is_refused_whole(content, name):
    with pytest.raises(UnknownFormat) as refused:
        read_drafts(content, name, NOW)
    assert refused.value.facts["name"] == name


def test_the_fields_of_a_form_are_held_to_the_same():
    where = Words("The form", "El formulario")
    draft, findings = draft_of_fields(
        {**WINDOW, "what": "site"}, ((-106.5, 31.7), (-106.4, 31.7), (-106.4, 31.8)), where, NOW
    )
    assert draft is None
    assert [one.facts["field"] for one in findings] == ["name"]
    circle = {**WINDOW, "center_lat_deg": "31.75", "center_lon_deg": "-106.45", "radius_m": "500"}
    draft, findings = draft_of_fields(circle, None, where, NOW)
    assert findings == []
    assert draft is not None
