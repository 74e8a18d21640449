"""The phrase book: across the line, reasons, requests and outcomes are numbers, shown in the reader's language.

A number never changes its meaning and is never given again; docs/reference/phrases.md lists them, and a test
compares the two.
"""

from typing import Final

import msgspec

from lindero.model.alerts import Verdict


class Phrase(msgspec.Struct, frozen=True):
    """One sentence in both languages."""

    es: str
    en: str


WILL_CROSS: Final = 1
ACROSS: Final = 2
AT_THE_LINE: Final = 3
POP_UP: Final = 4
CLEARED: Final = 5
DECLARED: Final = 6
LAUNCH_SEEN: Final = 7
OUTSIDE_WINDOW: Final = 8
OUTSIDE_AREA: Final = 9
INSIDE_NOTICE: Final = 10
WILL_ENTER: Final = 11
ASK_LOOK: Final = 20
ASK_LAUNCH: Final = 21
ASK_NOTHING: Final = 22
ASK_OWNER: Final = 23

PHRASES: Final[dict[int, Phrase]] = {
    WILL_CROSS: Phrase("Se prevé que cruce la línea en menos de 60 s", "Expected to cross the line within 60 s"),
    ACROSS: Phrase("Cruzó la línea", "It crossed the line"),
    AT_THE_LINE: Phrase("Está sobre la línea, dentro del margen de error", "At the line, within the stated error"),
    POP_UP: Phrase("Apareció cerca de la línea, origen desconocido", "Appeared near the line, origin unknown"),
    CLEARED: Phrase("Ya no se prevé que cruce", "No longer expected to cross"),
    DECLARED: Phrase("Es un vuelo declarado", "It is a declared flight"),
    LAUNCH_SEEN: Phrase(
        "Emite la posición de su operador o despegue", "It broadcasts the position of its operator or take-off"
    ),
    OUTSIDE_WINDOW: Phrase("Vuela fuera del horario declarado", "It flies outside its declared window"),
    OUTSIDE_AREA: Phrase(
        "Vuela fuera del área o de la altura declaradas", "It flies outside its declared area or heights"
    ),
    INSIDE_NOTICE: Phrase("Está dentro de un área con aviso vigente", "It is inside an area with a notice in force"),
    WILL_ENTER: Phrase(
        "Se prevé que entre en un área con aviso vigente", "Expected to enter an area with a notice in force"
    ),
    ASK_LOOK: Phrase("Observe y acuse recibo", "Look, and acknowledge"),
    ASK_LAUNCH: Phrase("Vaya al punto de despegue u operador", "Go to the launch or operator position"),
    ASK_NOTHING: Phrase("Solo informativo", "For information only"),
    ASK_OWNER: Phrase("¿Es suyo? Acuse recibo y responda", "Is it yours? Acknowledge, and answer"),
    40: Phrase("Vuelo declarado", "Declared flight"),
    41: Phrase("Aeronave tripulada", "Crewed aircraft"),
    42: Phrase("Ave", "Bird"),
    43: Phrase("Globo", "Balloon"),
    44: Phrase("Dron confirmado", "Confirmed drone"),
    45: Phrase("Ataque", "Attack"),
    46: Phrase("Se perdió", "Lost"),
    47: Phrase("Falsa alarma", "False alarm"),
}

VERDICT_PHRASES: Final[dict[Verdict, int]] = {
    "declared-flight": 40,
    "crewed-aircraft": 41,
    "bird": 42,
    "balloon": 43,
    "confirmed-drone": 44,
    "attack": 45,
    "lost": 46,
    "false": 47,
}
