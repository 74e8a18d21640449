"""Findings: which field of a message breaks which rule, said in both languages."""

from typing import Final, Literal

import msgspec

from lindero.kernel.errors import Language

Rule = Literal[
    "missing",
    "one-of",
    "unspecified",
    "unknown-value",
    "unknown-field",
    "unreadable",
    "not-a-uuid",
    "not-a-ulid",
    "not-a-time",
    "not-finite",
    "out-of-range",
    "wrong-version",
    "no-place",
    "no-zone",
    "wrong-zone",
    "no-direction",
    "north-unknown",
    "effector",
    "other-node",
]

_SENTENCES: Final[dict[Rule, tuple[str, str]]] = {
    "missing": ("is mandatory and missing", "es obligatorio y falta"),
    "one-of": ("needs one of {detail}", "requiere uno de {detail}"),
    "unspecified": ("is mandatory and must not be {detail}", "es obligatorio y no puede ser {detail}"),
    "unknown-value": (
        "has the value {detail}, which the standard does not know",
        "tiene el valor {detail}, que la norma no conoce",
    ),
    "unknown-field": ("is no field of the standard", "no es un campo de la norma"),
    "unreadable": ("cannot be read: {detail}", "no se puede leer: {detail}"),
    "not-a-uuid": ("is not a UUID: {detail!r}", "no es un UUID: {detail!r}"),
    "not-a-ulid": ("is not a ULID: {detail!r}", "no es un ULID: {detail!r}"),
    "not-a-time": ("is no valid time: {detail}", "no es una hora válida: {detail}"),
    "not-finite": ("is not a finite number", "no es un número finito"),
    "out-of-range": ("is out of range: {detail}", "está fuera de rango: {detail}"),
    "wrong-version": ("must be {detail}", "debe ser {detail}"),
    "no-place": ("is 0,0, which is a missing position", "es 0,0, lo que equivale a no tener posición"),
    "no-zone": ("is needed for UTM coordinates, such as 13R", "hace falta para coordenadas UTM, por ejemplo 13R"),
    "wrong-zone": ("does not fit the coordinates: {detail}", "no corresponde a las coordenadas: {detail}"),
    "no-direction": (
        "is missing: a range without direction is no measurement",
        "falta: una distancia sin dirección no es una medición",
    ),
    "north-unknown": (
        "counts from {detail}, which this node cannot convert; send TRUE",
        "se mide desde {detail}, que este nodo no puede convertir; envíe TRUE",
    ),
    "effector": (
        "is {detail}: this node takes in sensors and never an effector",
        "es {detail}: este nodo recibe sensores y nunca un efector",
    ),
    "other-node": (
        "is not the node that registered on this connection: {detail}",
        "no es el nodo que se registró en esta conexión: {detail}",
    ),
}


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One field that breaks one rule.

    Attributes:
        path: The field, as the standard's proto files write it: `registration.node_definition[0].node_type`.
        rule: What it breaks.
        detail: What the sentence is completed with.
    """

    path: str
    rule: Rule
    detail: str = ""

    def text(self, language: Language) -> str:
        """One sentence that begins with the field."""
        english, spanish = _SENTENCES[self.rule]
        return f"{self.path} " + (spanish if language == "es" else english).format(detail=self.detail)
