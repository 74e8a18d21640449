"""libasterix as a program: reads and makes records of ASTERIX, and says what it makes of bytes.

stdin: a JSON list of `["read", category, edition, hex]` and `["make", category, edition, items]`; stdout: a list of
answers: items of the first record by number and its length, null where it refuses, or the hex of a block.
"""

import json
import re
import sys
from importlib.util import find_spec
from pathlib import Path

from asterix import base

CATEGORIES = (21, 34, 48, 62, 65)
_NAME = re.compile(r"\b[A-Z][A-Za-z]+_[0-9]+\b")


def library():
    """The library's classes for these categories alone: all of them take 25 s to compile, and half a gigabyte."""
    text = Path(find_spec("asterix.generated").origin).read_text(encoding="utf-8")
    parts = re.split(r"(?m)^(?=class )", text.partition("\nmanifest")[0])
    source = {part.split("(", 1)[0].split()[1]: part for part in parts[1:]}
    first = re.findall(r"(?m)^Cat_(\d+)_(\d+)_(\d+): TypeAlias = (\w+)", text)
    wanted = [name for category, _, _, name in first if int(category) in CATEGORIES]
    needed, open_ = set(), list(wanted)
    while open_:
        name = open_.pop()
        if name in source and name not in needed:
            needed.add(name)
            open_ += _NAME.findall(source[name])
    space = {}
    kept = "".join(part for name, part in source.items() if name in needed)
    aliases = kept.find("\nCat_")
    exec(compile(parts[0] + (kept if aliases < 0 else kept[:aliases]), "generated", "exec"), space)
    return {(int(c), f"{major}.{minor}"): space[name] for c, major, minor, name in first if int(c) in CATEGORIES}


SPECS = library()


def value(thing):
    if isinstance(thing, base.Element):
        rule = thing.cv_rule
        found = (getattr(rule, "cv_content", None) or rule.cv_default_content)(thing.bs)
        if isinstance(found, base.ContentString):
            return found.as_string()
        if isinstance(found, base.ContentInteger):
            return found.as_integer()
        return found._as_quantity() if isinstance(found, base.ContentQuantity) else thing.as_uint()
    if isinstance(thing, base.Group):
        return {item.arg.cv_name: of_non_spare(item.arg) for item in thing.arg if isinstance(item, base.Item)}
    if isinstance(thing, base.Extended):
        items = [item for group in thing.arg for item in group if isinstance(item, base.Item)]
        return {item.arg.cv_name: of_non_spare(item.arg) for item in items}
    if isinstance(thing, base.Repetitive):
        return [value(one) for one in thing.arg]
    if isinstance(thing, base.Explicit):
        return thing.get_bytes().hex()
    return {name: of_non_spare(one) for name, one in thing.arg.items()}


def of_non_spare(thing):
    if isinstance(thing.arg, base.RuleVariationDependent):
        found, _ = type(thing.arg).cv_default_variation._parse(thing.arg.bs)
        return value(found)
    return value(thing.arg.arg)


def read(category, edition, data):
    """Items of the first record of these bytes, and the length of it; None where it is refused."""
    bits = base.Bits.from_bytes(bytes.fromhex(data))
    read = SPECS[category, edition].cv_record.parse(base.ParsingMode.StrictParsing, bits)
    if isinstance(read, ValueError):
        return None
    record, rest = read
    return {name: of_non_spare(item) for name, item in record.items_regular.items()}, (len(bits) - len(rest)) // 8


def tupled(tree):
    """What the library takes for JSON's lists."""
    return tuple(tupled(one) for one in tree) if isinstance(tree, list) else tree


def make(category, edition, items):
    spec = SPECS[category, edition]
    record = spec.cv_record.create({name: tupled(one) for name, one in items.items()})
    return spec.create([record]).unparse().to_bytes().hex()


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    json.dump([{"read": read, "make": make}[verb](*rest) for verb, *rest in asked], sys.stdout)
