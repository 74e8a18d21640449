"""Finds coordinates and words in any bytes: at every offset, in every form in which a program would keep them."""

import re

import numpy as np

NEAR_DEG = 0.001
PAIR_BYTES = 64
"""In binary forms, latitude and longitude count within this distance: hashes and salts alone look like either one of
them every few megabytes. The exact value of one alone, as float64, counts anywhere.
"""

_FORMS = {
    "float64 le": "<f8",
    "float64 be": ">f8",
    "float32 le": "<f4",
    "float32 be": ">f4",
    "int32 e7 le": "<i4",
    "int32 e7 be": ">i4",
}
_NUMBER = re.compile(rb"-?\d{1,3}\.\d+")


def _offsets_near(data, form, value):
    """Every offset at which the data, decoded in a form, is within 0.001 degree of a value."""
    kind = np.dtype(form)
    scale = 1e7 if kind.kind == "i" else 1.0
    found = []
    for shift in range(kind.itemsize):
        count = (len(data) - shift) // kind.itemsize
        if count <= 0:
            continue
        with np.errstate(invalid="ignore", over="ignore"):
            numbers = np.frombuffer(data, kind, count, shift).astype(np.float64) / scale
            hits = np.flatnonzero(np.abs(numbers - value) <= NEAR_DEG)
        found += [shift + int(hit) * kind.itemsize for hit in hits]
    return sorted(found)


def _near_each_other(first, second):
    return any(abs(one - other) <= PAIR_BYTES for one in first for other in second)


def find_leaks(data, places, words):
    """What of the places (latitude and longitude in degrees) and words is in the data, and in which form."""
    found = {f"{word!r} as text" for word in words if word.encode() in data or word.encode("utf-16-le") in data}
    texts = np.array([float(number) for number in _NUMBER.findall(data)] or [np.inf])
    for lat_deg, lon_deg in places:
        for value in (lat_deg, lon_deg):
            if np.any(np.abs(texts - value) <= NEAR_DEG):
                found.add(f"{value} as text")
            if any(np.array(value, form).tobytes() in data for form in ("<f8", ">f8")):
                found.add(f"{value} exactly")
        for name, form in _FORMS.items():
            if _near_each_other(_offsets_near(data, form, lat_deg), _offsets_near(data, form, lon_deg)):
                found.add(f"{lat_deg}, {lon_deg} as {name}")
    return found


def find_leaks_in_folder(folder, places, words):
    """The same over every file of a folder, by file name."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            leaks = find_leaks(path.read_bytes(), places, words)
            if leaks:
                found[path.name] = leaks
    return found
