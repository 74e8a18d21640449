"""Derive the tables of `lindero.gateways.asterix`: what each edition of each category consists of.

Source: the specifications in PyPI `libasterix` (MIT, Zoran Bošnjak): EUROCONTROL's documents in machine-readable form.
Titles and tables of meanings are left out: what a value means stands beside the code that uses it.

    ./run exec python tools/derive_asterix.py
"""

import json
from pathlib import Path

from asterix import base, generated

CATEGORIES = (21, 34, 48, 62, 65)
OUT = Path(__file__).parent.parent / "src/lindero/gateways/asterix/data/specifications.json"
_STRINGS = {base.StringAscii: "ascii", base.StringICAO: "icao", base.StringOctal: "octal"}


def content(rule):
    """["raw"], ["string", alphabet], ["integer", signed] or ["quantity", signed, least significant bit, unit]."""
    cls = getattr(rule, "cv_content", None) or rule.cv_default_content
    if issubclass(cls, base.ContentString):
        return ["string", _STRINGS[cls.cv_string_type]]
    if issubclass(cls, base.ContentInteger):
        return ["integer", cls.cv_signedness is base.Signed]
    if issubclass(cls, base.ContentQuantity):
        return ["quantity", cls.cv_signedness is base.Signed, cls.cv_lsb, cls.cv_unit]
    return ["raw"]


def variation(cls):
    """One structure as nested lists; see `lindero.gateways.asterix.specification`."""
    if issubclass(cls, base.Element):
        return ["element", cls.cv_bit_size, content(cls.cv_rule)]
    if issubclass(cls, base.Group):
        return ["group", [part(item) for item, _ in cls.cv_items_list]]
    if issubclass(cls, base.Extended):
        return ["extended", [[None if one is None else part(one[0]) for one in group] for group in cls.cv_items_list]]
    if issubclass(cls, base.Repetitive):
        return ["repetitive", cls.cv_rep_bytes or 0, variation(cls.cv_variation)]
    if issubclass(cls, base.Explicit):
        return ["explicit"]
    assert issubclass(cls, base.Compound), cls
    return ["compound", cls.cv_fspec_max_bytes, [one and named(one) for one in cls.cv_items_list]]


def part(item):
    """A part of a group: named, or spare bits."""
    return [None, ["element", item.cv_bit_size, ["raw"]]] if issubclass(item, base.Spare) else named(item.cv_non_spare)


def named(non_spare):
    """Name and structure."""
    rule = non_spare.cv_rule
    return [non_spare.cv_name, variation(getattr(rule, "cv_variation", None) or rule.cv_default_variation)]


def field(item, pool):
    """One field of a record: a place in the pool of items, null where none is defined, -1 for random sequences."""
    if issubclass(item, base.UapItemSpare):
        return None
    if issubclass(item, base.UapItemRFS):
        return -1
    return pool.setdefault(json.dumps(named(item.cv_non_spare), ensure_ascii=False), len(pool))


def main():
    pool, editions = {}, {}
    for category in CATEGORIES:
        for spec in generated.manifest["CATS"][category]:
            uap = spec.cv_record
            key = f"{category:03d}-{spec.cv_edition[0]}.{spec.cv_edition[1]}"
            editions[key] = [uap.cv_fspec_max_bytes, [field(item, pool) for item in uap.cv_items_list]]
    items = ",\n".join(pool)
    rows = ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in editions.items())
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(f'{{"items": [\n{items}\n],\n"editions": {{\n{rows}\n}}}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
