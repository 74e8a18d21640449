"""Areas as texts and GeoJSON geometries, made rings."""

from typing import Any

from lindero.kernel.errors import Words
from lindero.operations.declaring.draft import circle_ring
from lindero.operations.declaring.fields import FieldReader, Ring

_ORDER = Words(
    "Write latitude and longitude of each corner, corners apart by ';': 31.75 -106.50; 31.75 -106.40; 31.80 -106.40.",
    "Escriba latitud y longitud de cada vértice, separados por ';': 31.75 -106.50; 31.75 -106.40; 31.80 -106.40.",
)


def parse_ring(text: str, reader: FieldReader) -> Ring | None:
    """Corners of a text "lat lon; lat lon; …" [deg]; None with a finding."""
    corners = [part.replace(",", " ").split() for part in text.split(";") if part.strip()]
    try:
        ring = tuple((float(lon), float(lat)) for lat, lon in corners)
    except ValueError:
        reader.add("ring", Words("it is no list of corners", "no es una lista de vértices"), _ORDER)
        return None
    return checked_ring(ring, reader)


def checked_ring(ring: Ring, reader: FieldReader) -> Ring | None:
    """The ring without its repeated end, if all its corners are places."""
    if len(ring) > 1 and ring[0] == ring[-1]:
        ring = ring[:-1]
    if any(not (-180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0) for lon, lat in ring):
        reader.add(
            "ring",
            Words("a corner is no place on Earth", "un vértice no es un lugar de la Tierra"),
            Words("Check the order: latitude goes to ±90.", "Revise el orden: la latitud llega a ±90."),
        )
        return None
    if len(ring) < 3:
        reader.add("ring", Words("it has fewer than 3 corners", "tiene menos de 3 vértices"), _ORDER)
        return None
    return ring


def circle_of(lat_deg: float | None, lon_deg: float | None, radius_m: float | None, reader: FieldReader) -> Ring | None:
    """A circle as a ring; None with a finding."""
    if lat_deg is None or lon_deg is None or not -90.0 < lat_deg < 90.0 or not -180.0 <= lon_deg <= 180.0:
        reader.add(
            "center",
            Words("the centre is no place", "el centro no es un lugar"),
            Words("Give latitude and longitude in degrees.", "Dé latitud y longitud en grados."),
        )
        return None
    if radius_m is None or not 1.0 <= radius_m <= 100_000.0:
        reader.add(
            "radius_m",
            Words("a circle needs a radius of 1 m to 100 km", "un círculo necesita un radio de 1 m a 100 km"),
            Words("Give it in metres.", "Délo en metros."),
        )
        return None
    return circle_ring(lat_deg, lon_deg, radius_m)


def ring_of_coordinates(coordinates: Any, reader: FieldReader) -> Ring | None:  # noqa: ANN401 — JSON
    """Ring of a GeoJSON polygon's coordinates (RFC 7946, section 3.1.6); holes are refused."""
    if not isinstance(coordinates, list) or len(coordinates) != 1:
        reader.add(
            "geometry",
            Words("it is not one polygon without holes", "no es un polígono sin huecos"),
            Words("Enter each part as a feature of its own.", "Registre cada parte como un feature propio."),
        )
        return None
    try:
        ring = tuple((float(lon), float(lat)) for lon, lat in coordinates[0])
    except (TypeError, ValueError):
        reader.add(
            "geometry",
            Words("its corners are not pairs of numbers", "sus vértices no son pares de números"),
            Words("Write [longitude, latitude].", "Escriba [longitud, latitud]."),
        )
        return None
    return checked_ring(ring, reader)
