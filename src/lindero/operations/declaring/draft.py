"""A draft: what a person entered or imported, before it is a record; strict, each finding names place and remedy."""

import re
from collections.abc import Iterator
from typing import Final, Literal

import msgspec
from pyproj import Geod
from shapely.geometry import Polygon

from lindero.kernel.clock import SECOND_NS
from lindero.kernel.errors import Words
from lindero.kernel.geodesy import destination
from lindero.model.airspace import Area
from lindero.operations.declaring.errors import BadDraft

What = Literal["declaration", "restriction", "site"]

LONGEST_NS: Final = {
    "declaration": 31 * 86_400 * SECOND_NS,
    "restriction": 366 * 86_400 * SECOND_NS,
    "site": 3_660 * 86_400 * SECOND_NS,
}
"""Longest window: an announcement without an end announces nothing. [ns]"""
MOST_CORNERS: Final = 200
WIDEST_M: Final = 200_000.0
"""Greatest extent of an area. [m]"""
CIRCLE_CORNERS: Final = 36
LOWEST_M, HIGHEST_M = -500.0, 30_000.0
LONGEST_TEXT: Final = 64
LONGEST_REMARKS: Final = 2_000

_SERIAL: Final = re.compile(r"[A-Z0-9-]{1,20}")
_WGS84: Final = Geod(ellps="WGS84")


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """One flight to be declared, restriction or site.

    Attributes:
        what: Which of them.
        area: Where, with its heights.
        starts_at: Window. [ns UTC]
        ends_at: Window. [ns UTC]
        name: What people call it; of a notice.
        serials: Of the aircraft; of a declaration.
        caa_ids: Registrations of the aircraft; of a declaration.
        contact_desk: Desk or office that answers for it.
        reference: The issuer's number; of a notice.
        horizon_s: How far ahead an entry counts; of a notice. [s]
        remarks: Free text; no policy of the default ones lets it out.
    """

    what: What
    area: Area
    starts_at: int
    ends_at: int
    name: str | None = None
    serials: tuple[str, ...] = ()
    caa_ids: tuple[str, ...] = ()
    contact_desk: str | None = None
    reference: str | None = None
    horizon_s: float = 60.0
    remarks: str | None = None


def circle_ring(lat_deg: float, lon_deg: float, radius_m: float) -> tuple[tuple[float, float], ...]:
    """Corners (longitude, latitude) of a polygon around a circle: nothing of the circle is outside of it."""
    outer_m = radius_m / float(_COS_HALF)
    corners = (destination(lat_deg, lon_deg, 360.0 * k / CIRCLE_CORNERS, outer_m) for k in range(CIRCLE_CORNERS))
    return tuple((round(float(lon), 7), round(float(lat), 7)) for lat, lon in corners)


_COS_HALF: Final = 0.9961946980917455
"""Cosine of half the angle between two corners of a circle's polygon."""


def check_draft(draft: Draft, where: Words, now: int) -> Iterator[BadDraft]:
    """Everything about a draft that cannot be; `now` in ns UTC."""
    yield from _check_window(draft, where, now)
    yield from check_ring(draft.area.ring, where)
    yield from _check_heights(draft.area, where)
    yield from _check_names(draft, where)


def bad(where: Words, field: str, why: Words, remedy: Words) -> BadDraft:
    """A finding."""
    return BadDraft(where=where, field=field, why=why, remedy=remedy)


def _check_window(draft: Draft, where: Words, now: int) -> Iterator[BadDraft]:
    if draft.ends_at <= draft.starts_at:
        yield bad(
            where,
            "ends_at",
            Words("it does not end after it starts", "no termina después de empezar"),
            Words("Give the later time as the end.", "Ponga como fin la hora posterior."),
        )
    elif draft.ends_at <= now:
        yield bad(
            where,
            "ends_at",
            Words("it is over already", "ya terminó"),
            Words("Check the date and the zone of the times.", "Revise la fecha y el huso de las horas."),
        )
    elif draft.ends_at - draft.starts_at > LONGEST_NS[draft.what]:
        days = LONGEST_NS[draft.what] // (86_400 * SECOND_NS)
        yield bad(
            where,
            "ends_at",
            Words(f"its window is longer than {days} days", f"su horario dura más de {days} días"),
            Words("Enter shorter windows, one after the other.", "Registre horarios más cortos, uno tras otro."),
        )


def check_ring(ring: tuple[tuple[float, float], ...], where: Words) -> Iterator[BadDraft]:
    """Whether a ring bounds one area of a sensible size."""
    if len(set(ring)) < 3 or len(ring) > MOST_CORNERS:
        yield bad(
            where,
            "ring",
            Words(f"an area takes 3 to {MOST_CORNERS} corners", f"un área lleva de 3 a {MOST_CORNERS} vértices"),
            Words("Draw it with fewer, or more, corners.", "Trácela con menos, o más, vértices."),
        )
        return
    polygon = Polygon(ring)
    if not polygon.is_valid or polygon.area == 0.0:
        yield bad(
            where,
            "ring",
            Words("its sides cross one another", "sus lados se cruzan"),
            Words("Give the corners in order around the area.", "Dé los vértices en orden alrededor del área."),
        )
        return
    west, south, east, north = polygon.bounds
    if float(_WGS84.inv(west, south, east, north)[2]) > WIDEST_M:
        km = round(WIDEST_M / 1000)
        yield bad(
            where,
            "ring",
            Words(f"it is wider than {km} km", f"mide más de {km} km"),
            Words(
                "Check that longitude and latitude are not swapped.", "Revise que longitud y latitud no estén al revés."
            ),
        )


def _check_heights(area: Area, where: Words) -> Iterator[BadDraft]:
    for low, high in (
        (area.lowest_hae_m, area.highest_hae_m),
        (area.lowest_msl_m, area.highest_msl_m),
        (area.lowest_agl_m, area.highest_agl_m),
    ):
        stated = [height for height in (low, high) if height is not None]
        if any(not LOWEST_M <= height <= HIGHEST_M for height in stated):
            yield bad(
                where,
                "highest_m",
                Words("no aircraft flies at that height", "ninguna aeronave vuela a esa altura"),
                Words("Give heights in metres.", "Dé las alturas en metros."),
            )
        elif low is not None and high is not None and high <= low:
            yield bad(
                where,
                "highest_m",
                Words("the ceiling is not above the floor", "el techo no está sobre el piso"),
                Words("Give the greater height as the ceiling.", "Ponga como techo la altura mayor."),
            )


def _check_names(draft: Draft, where: Words) -> Iterator[BadDraft]:
    for serial in draft.serials:
        if not _SERIAL.fullmatch(serial):
            yield bad(
                where,
                "serials",
                Words(
                    f"{serial!r} is no serial number of ANSI/CTA-2063-A",
                    f"{serial!r} no es un número de serie ANSI/CTA-2063-A",
                ),
                Words(
                    "Up to 20 capital letters and digits, as broadcast by Remote ID.",
                    "Hasta 20 letras mayúsculas y cifras, como las emite la identificación remota.",
                ),
            )
    for field in ("name", "contact_desk", "reference"):
        if len(getattr(draft, field) or "") > LONGEST_TEXT:
            yield bad(
                where,
                field,
                Words(f"it is longer than {LONGEST_TEXT} characters", f"tiene más de {LONGEST_TEXT} caracteres"),
                Words("Shorten it; details go into the remarks.", "Acórtelo; los detalles van en las observaciones."),
            )
    if len(draft.remarks or "") > LONGEST_REMARKS:
        yield bad(
            where,
            "remarks",
            Words(f"they are longer than {LONGEST_REMARKS} characters", f"tienen más de {LONGEST_REMARKS} caracteres"),
            Words("Shorten them.", "Acórtelas."),
        )
    if not 5.0 <= draft.horizon_s <= 600.0:
        yield bad(
            where,
            "horizon_s",
            Words("it looks 5 to 600 s ahead", "mira de 5 a 600 s adelante"),
            Words("Give seconds in that range.", "Dé segundos en ese intervalo."),
        )
    if draft.what == "site" and not draft.name:
        yield bad(
            where,
            "name",
            Words("a site needs a name", "un sitio necesita nombre"),
            Words("Say what people call it.", "Diga cómo lo llama la gente."),
        )
