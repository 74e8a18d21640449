"""What can be wrong with a record."""

from lindero.kernel.errors import LocalError, RemoteError


class NotARecord(LocalError):
    """Text that is no record of the vocabulary."""

    code = "record.invalid"
    en, es = "Line {line} is not a valid record: {why}", "La línea {line} no es un registro válido: {why}"
    remedy_en = "Compare it with docs/reference/vocabulary.md; times look like 2026-11-23T09:20:28Z."
    remedy_es = "Compárela con docs/reference/vocabulary.md; las horas se escriben así: 2026-11-23T09:20:28Z."
    exit_code = 3


class UnknownVocabulary(RemoteError):
    """A partner's body that this version cannot read."""

    code = "record.unreadable"
    en, es = "A record of the partner cannot be read: {why}", "No se puede leer un registro del socio: {why}"
    remedy_en = "It is kept in quarantine. Compare both nodes' versions: lindero doctor DIR."
    remedy_es = "Queda en cuarentena. Compare las versiones de ambos nodos: lindero doctor DIR."


class NotABorderLine(LocalError):
    """A file that cannot serve as the line between the two countries."""

    code = "border.invalid"
    en, es = "The border file cannot be used: {why_en}.", "El archivo de la línea fronteriza no sirve: {why_es}."
    remedy_en = "Write one GeoJSON Feature as in docs/reference/map-data.md; without a file the committed line is used."
    remedy_es = (
        "Escriba un Feature de GeoJSON como en docs/reference/map-data.md; sin archivo se usa la línea incluida."
    )
