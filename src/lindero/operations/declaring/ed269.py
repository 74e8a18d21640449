"""UAS geographical zones in the style of EUROCAE ED-269, section 8 (data model) in its JSON form.

A zone becomes a restriction for each of its volumes and windows. One whose `extendedProperties` say
`"what": "declaration"` is a declared flight; `serials` and `registrations` may stand beside it.
"""

from collections.abc import Iterator
from typing import Any, Final

from lindero.kernel.errors import Words
from lindero.operations.declaring.draft import Draft
from lindero.operations.declaring.errors import BadDraft
from lindero.operations.declaring.fields import FieldReader, Ring
from lindero.operations.declaring.rings import circle_of, ring_of_coordinates

FOOT_M: Final = 0.3048
_REFERENCE: Final = {"AGL": "agl", "AMSL": "msl", "WGS84": "hae"}
_EXTENDED: Final = ("what", "serials", "registrations", "horizon_s")

One = tuple[Draft | None, list[BadDraft]]


def read_zone(zone: Any, where: Words, now: int) -> Iterator[One]:  # noqa: ANN401 — JSON
    """The drafts of one zone: one for each volume in each window."""
    volumes = _list_of(zone, "geometry")
    windows = _list_of(zone, "applicability")
    if not volumes or not windows:
        reader = FieldReader({}, where)
        reader.add(
            "geometry" if not volumes else "applicability",
            Words("it is missing", "falta"),
            Words("A zone has geometry and applicability.", "Una zona tiene geometry y applicability."),
        )
        yield None, reader.findings
        return
    for volume in volumes:
        for window in windows:
            yield _read_volume(zone, volume, window, where, now)


def _read_volume(zone: dict[str, Any], volume: Any, window: Any, where: Words, now: int) -> One:  # noqa: ANN401 — JSON
    extended = zone.get("extendedProperties")
    known = extended if isinstance(extended, dict) else {}
    low, high, reference, wrong = _heights_of(volume)
    fields = {
        "what": "restriction",
        **{name: known[name] for name in _EXTENDED if name in known},
        "name": zone.get("name"),
        "reference": zone.get("identifier"),
        "contact_desk": _authority_of(zone),
        "starts_at": _part(window, "startDateTime"),
        "ends_at": _part(window, "endDateTime"),
        "lowest_m": low,
        "highest_m": high,
        "height_reference": reference,
    }
    reader = FieldReader(fields, where)
    if wrong is not None:
        reader.add("geometry", *wrong)
    if _part(window, "schedule") or _part(window, "permanent") == "YES":
        reader.add(
            "applicability",
            Words(
                "a schedule or a permanent zone has no window", "un calendario o una zona permanente no tiene horario"
            ),
            Words(
                "Give startDateTime and endDateTime, an entry for each.",
                "Dé startDateTime y endDateTime, uno por horario.",
            ),
        )
    return reader.read(_ring_of(volume, reader), now), reader.findings


def _ring_of(volume: Any, reader: FieldReader) -> Ring | None:  # noqa: ANN401 — JSON
    shape = _part(volume, "horizontalProjection")
    kind = _part(shape, "type")
    if kind == "Circle":
        center = _part(shape, "center")
        lon, lat = center if isinstance(center, list) and len(center) == 2 else (None, None)
        radius = _figure(_part(shape, "radius"))
        return circle_of(_figure(lat), _figure(lon), None if radius is None else radius * _metres(volume), reader)
    if kind == "Polygon":
        return ring_of_coordinates(_part(shape, "coordinates"), reader)
    reader.add(
        "geometry",
        Words(f"{kind} is neither Circle nor Polygon", f"{kind} no es Circle ni Polygon"),
        Words("Give horizontalProjection.type.", "Dé horizontalProjection.type."),
    )
    return None


def _heights_of(volume: Any) -> tuple[float | None, float | None, str | None, tuple[Words, Words] | None]:  # noqa: ANN401 — JSON
    """Floor, ceiling [m], their one reference, and what is wrong with them."""
    low, high = _figure(_part(volume, "lowerLimit")), _figure(_part(volume, "upperLimit"))
    stated = {
        _part(volume, name)
        for name, limit in (("lowerVerticalReference", low), ("upperVerticalReference", high))
        if limit is not None and not (name.startswith("lower") and limit == 0.0)
    }
    if low == 0.0:
        low = None  # the ground, over whatever it is measured
    if not stated:
        return low, high, None, None
    reference = _REFERENCE.get(str(next(iter(stated))))
    if len(stated) > 1 or reference is None:
        why = Words("its heights have no one reference", "sus alturas no tienen una sola referencia")
        remedy = Words(
            "Give both limits over AGL, or both over AMSL.", "Dé ambos límites sobre AGL, o ambos sobre AMSL."
        )
        return None, None, None, (why, remedy)
    scale = _metres(volume)
    return (None if low is None else low * scale), (None if high is None else high * scale), reference, None


def _metres(volume: Any) -> float:  # noqa: ANN401 — JSON
    return FOOT_M if _part(volume, "uomDimensions") == "FT" else 1.0


def _authority_of(zone: dict[str, Any]) -> str | None:
    authorities = _list_of(zone, "zoneAuthority")
    name = _part(authorities[0], "name") if authorities else None
    return name if isinstance(name, str) else None


def _part(tree: Any, name: str) -> Any:  # noqa: ANN401 — JSON
    return tree.get(name) if isinstance(tree, dict) else None


def _list_of(tree: Any, name: str) -> list[Any]:  # noqa: ANN401 — JSON
    part = _part(tree, name)
    return part if isinstance(part, list) else []


def _figure(value: Any) -> float | None:  # noqa: ANN401 — JSON
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
