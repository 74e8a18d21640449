"""docs/reference/vocabulary.md: kinds, their fields, types and release classes."""

from typing import Final, get_type_hints

import msgspec

from lindero.model.airspace import Area, ClassProbability, Emitter, Moved
from lindero.model.kinds import KINDS
from lindero.model.marking import Grade, Marking
from lindero.model.place import Bearing, Ellipse, Position, Velocity
from lindero.model.record import Pedigree, Record
from lindero.model.release_class import classed_fields
from reference_pages.docstrings import attributes, first_line, type_text
from reference_pages.markdown import GENERATED, cell, code, table

PARTS: Final = (Position, Velocity, Ellipse, Bearing, Emitter, ClassProbability, Area, Moved, Pedigree, Marking, Grade)

HEAD = """\
# Vocabulary

*Resumen en español: los tipos de registro que ambas partes comparten. De cada campo: su nombre en JSON, su tipo,
su clase de divulgación (las obligaciones de la política actúan sobre clases, no sobre nombres) y su significado.
Las horas son texto RFC 3339 en JSON y enteros de nanosegundos UTC en el enlace. Un campo ausente no tiene valor:
nunca es cero. Los nombres de campos y palabras son los mismos en ambos idiomas. En msgpack un
registro es un arreglo; # es el lugar del campo.*

The kinds of records that both sides share. Each field has its public name, its type, its release class and its
meaning. Obligations of a policy act on release classes, never on names ([policy.md](policy.md)). Instants are RFC 3339
text in JSON and integers of nanoseconds of UTC in msgpack, where a record is an array and # a field's place. An absent
field has no value; it is never zero. A field marked * must be given; `lindero inject` fills in `id`, `origin`,
`observed_at`, `recorded_at` and `pedigree`. Bodies on the link: [spec/vocabulary.md](../../spec/vocabulary.md).

A class on a field covers everything below it. "see below" means that the part's own fields carry the classes.
"""


def page() -> str:
    parts = [f"{GENERATED}\n{HEAD}", "\n## Header\n\n", first_line(Record) + " Every kind has these fields.\n\n"]
    parts.append(_fields(Record, set()))
    header = set(Record.__struct_fields__)
    for word, kind in KINDS.items():
        parts.append(f"\n## {word}\n\n{first_line(kind)}\n\n{_fields(kind, header)}")
    parts.append("\n## Parts\n")
    parts += (f"\n### {part.__name__}\n\n{first_line(part)}\n\n{_fields(part, set())}" for part in PARTS)
    return "".join(parts)


def _fields(struct: type[msgspec.Struct], without: set[str]) -> str:
    hints = get_type_hints(struct, include_extras=True)
    required = {field.name for field in msgspec.structs.fields(struct) if field.required}
    meanings = attributes(struct)
    tagged = struct.__struct_config__.tag_field is not None
    place = {name: str(at) for at, name in enumerate(struct.__struct_fields__, start=tagged)}
    rows = [
        (
            place[field.name],
            code(field.name) + ("*" if field.name in required else ""),
            cell(type_text(hints[field.name])),
            field.release_class or ("see below" if field.inner else "–"),
            cell(meanings.get(field.name, "")),
        )
        for field in classed_fields(struct)
        if field.name not in without
    ]
    return table(("#", "Field", "Type", "Release class", "Meaning"), rows)
