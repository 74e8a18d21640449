"""What can be wrong with a declaration or an airspace notice that a person enters."""

from lindero.kernel.errors import LocalError


class BadDraft(LocalError):
    """A field of a draft that cannot be used."""

    code = "declaration.invalid"
    en, es = "{where}, field {field}: {why}.", "{where}, campo {field}: {why}."
    remedy_en = "{remedy} docs/howto/declare-a-flight.md lists the fields."
    remedy_es = "{remedy} Los campos están en docs/howto/declarar-un-vuelo.md."
    exit_code = 3


class UnknownFormat(LocalError):
    """A file that is none of the known kinds."""

    code = "declaration.unknown-format"
    en = "{name} is no file of declarations: {why}."
    es = "{name} no es un archivo de declaraciones: {why}."
    remedy_en = "Import CSV with a header line, GeoJSON, or JSON of ED-269: docs/howto/declare-a-flight.md."
    remedy_es = "Importe CSV con encabezado, GeoJSON o JSON de ED-269: docs/howto/declarar-un-vuelo.md."
    exit_code = 3


class Overlapping(LocalError):
    """It shares time and place with others, and nobody has said that this is known."""

    code = "declaration.overlaps"
    en = "It overlaps with {others}."
    es = "Se traslapa con {others}."
    remedy_en = "Speak with their desks; then enter it despite the overlap, or move its area, heights or window."
    remedy_es = "Hable con esas guardias; después regístrela a pesar del traslape, o mueva el área, alturas u horario."


class NoSuchDeclaration(LocalError):
    """A number or id that names no declaration or notice of this node that stands."""

    code = "declaration.unknown"
    en = "No declaration or notice of this node stands under {name}."
    es = "Ninguna declaración ni aviso de este nodo está vigente con {name}."
    remedy_en = "See which stand: lindero declaration list DIR. Only the node that made one may change it."
    remedy_es = "Vea cuáles están vigentes: lindero declaration list DIR. Solo el nodo que la hizo puede cambiarla."


class OtherKind(LocalError):
    """A declaration cannot become a notice, nor a notice a declaration."""

    code = "declaration.other-kind"
    en = "{number} is of another kind than what is to replace it."
    es = "{number} es de otra clase que lo que debe sustituirla."
    remedy_en = "Withdraw it and enter the other one."
    remedy_es = "Retírela y registre la otra."
