"""The alert rules as a file (`alerts.toml`): read, checked, and every mistake told with its line. Pure.

Reference: docs/reference/alert-rules.md.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from lindero.kernel.errors import Words
from lindero.model.airspace import Area
from lindero.model.malformed import words_of
from lindero.model.named import struct_of
from lindero.operations.alerts.errors import BadRules
from lindero.operations.alerts.rule_set import Quiet, Rule, RuleFile

_TOML_LINE: Final = re.compile(r" \(at line (\d+), column \d+\)")
_PATH_STEP: Final = re.compile(r"\.([A-Za-z0-9_]+)|\[(\d+)\]|\[\.\.\.\]")
_UNKNOWN: Final = re.compile(r"unknown field `([^`]+)`")


def parse_rules(text: str, name: str, areas: Mapping[str, Area]) -> RuleFile:
    """The rules of a file.

    Args:
        text: TOML.
        name: Of the file, for errors.
        areas: Further named areas that rules may name.

    Raises:
        BadRules: It is not TOML, a key is unknown, missing or out of range, or a name means nothing; with the line.
    """
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as why:
        found = _TOML_LINE.search(str(why))
        line = int(found[1]) if found else max(1, len(text.splitlines()))
        said = _TOML_LINE.sub("", str(why))
        raise BadRules(file=name, line=line, why=Words(f"not TOML: {said}", f"no es TOML: {said}")) from None
    try:
        file = struct_of(tree, RuleFile)
    except (msgspec.ValidationError, ValueError) as why:
        raise BadRules(file=name, line=_line_of_error(text, str(why)), why=words_of(why)) from None
    for line, mistake in _mistakes(file, text, {*areas, *file.zone}):
        raise BadRules(file=name, line=line, why=mistake)
    return file


def _mistakes(file: RuleFile, text: str, zones: set[str]) -> Iterator[tuple[int, Words]]:
    """What the types cannot say: names that mean nothing, names used twice, time zones that are none."""
    ids: set[str] = set()
    tables: list[tuple[str, int, Rule | Quiet]] = [("rule", n, rule) for n, rule in enumerate(file.rule)]
    tables += [("quiet", n, quiet) for n, quiet in enumerate(file.quiet)]
    for table, number, named in tables:
        if named.id in ids:
            told = Words(f"the id {named.id} is used twice", f"el id {named.id} se usa dos veces")
            yield line_of(text, (table, number, "id")), told
        ids.add(named.id)
        if named.zone is not None and named.zone not in zones:
            told = Words(f"there is no zone {named.zone}", f"no hay zona {named.zone}")
            yield line_of(text, (table, number, "zone")), told
        if not _is_time_zone(named.time_zone):
            told = Words(f"{named.time_zone} is no time zone", f"{named.time_zone} no es un huso horario")
            yield line_of(text, (table, number, "time_zone")), told


def _is_time_zone(name: str) -> bool:
    try:
        return name == "UTC" or ZoneInfo(name).key == name
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def _line_of_error(text: str, why: str) -> int:
    """Line of the place that a message of msgspec names, such as `` - at `$.rule[1].hours` ``."""
    at = why.rpartition("at `$")[2].rstrip("`") if "at `$" in why else ""
    steps = [step for step in _PATH_STEP.finditer(at) if step[0] != "[...]"]
    path: list[str | int] = [step[1] if step[1] is not None else int(step[2]) for step in steps]
    if unknown := _UNKNOWN.search(why):
        path.append(unknown[1])
    return line_of(text, tuple(path))


def line_of(text: str, path: tuple[str | int, ...]) -> int:
    """Line, from 1, of the key that a path names; of its table where the key is not there, 1 where neither is.

    Rules are tables of their own (`[[rule]]`), zones too (`[zone.name]`): what the reference page shows. What is
    written in another form is found by its first key.
    """
    lines = text.splitlines()
    start, rest = 0, list(path)
    if len(rest) >= 2 and isinstance(rest[1], int):
        heads = [n for n, line in enumerate(lines) if re.match(rf"\s*\[\[\s*{rest[0]}\s*\]\]", line)]
        if rest[1] < len(heads):
            start, rest = heads[rest[1]], rest[2:]
    elif rest[:1] == ["zone"]:
        heads = [n for n, line in enumerate(lines) if re.match(r"\s*\[\s*zone\.", line)]
        start, rest = (heads[0], rest[1:]) if heads else (0, rest)
    for key in (part for part in rest if isinstance(part, str)):
        for number in range(start, len(lines)):
            if number > start and lines[number].lstrip().startswith("["):
                break
            if re.match(rf"\s*\"?{re.escape(key)}\"?\s*=", lines[number]):
                return number + 1
    return start + 1
