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
CREWED: Final = 12
TWO_PLACES: Final = 60
CLAIMED_SPEED: Final = 61
CLAIMED_PLACE: Final = 62
NAME_CHANGED: Final = 63
OWN_POWER: Final = 70
FLIES_STEADILY: Final = 71
TURNS_LIKE_A_BIRD: Final = 72
DRIFTS: Final = 73
KEEPS_A_WAY: Final = 74
RISES: Final = 75
CLOSE_TO_GROUND: Final = 76
CLIMBS_ALIKE: Final = 77
ECHO_FITS: Final = 78
HEARD_ON_RADIO: Final = 79
SENSOR_SAYS: Final = 80
CONFIRMED_BROADCAST: Final = 81
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
    CREWED: Phrase(
        "El radar o el radiogoniómetro confirma una aeronave tripulada que se anuncia",
        "Radar or bearing confirms a crewed aircraft that announces itself",
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
    TWO_PLACES: Phrase(
        "El mismo número de serie se oyó en dos lugares a la vez",
        "The same serial number was heard in two places at once",
    ),
    CLAIMED_SPEED: Phrase(
        "La velocidad que declara no corresponde a su movimiento", "The speed that it claims does not fit its motion"
    ),
    CLAIMED_PLACE: Phrase(
        "El lugar que declara contradice al radar o al radiogoniómetro",
        "The place that it claims contradicts radar or bearing",
    ),
    NAME_CHANGED: Phrase(
        "Su nombre de red cambió con el mismo número de serie",
        "Its network name changed under the same serial number",
    ),
    OWN_POWER: Phrase("Se mueve por su propia fuerza", "It moves by its own power"),
    FLIES_STEADILY: Phrase("Vuela rápido y con rumbo constante", "It flies fast and holds its course"),
    TURNS_LIKE_A_BIRD: Phrase("Gira como las aves", "It turns as birds do"),
    DRIFTS: Phrase("Va con el viento", "It goes with the wind"),
    KEEPS_A_WAY: Phrase("Sigue un camino a velocidad de vehículo", "It keeps a way at the speed of a vehicle"),
    RISES: Phrase("Sube de manera constante", "It rises steadily"),
    CLOSE_TO_GROUND: Phrase("Está al nivel del suelo", "It is at the ground"),
    CLIMBS_ALIKE: Phrase("Su altura y su ascenso corresponden", "Its height and climb fit"),
    ECHO_FITS: Phrase("El tamaño de su eco de radar corresponde", "The size of its radar echo fits"),
    HEARD_ON_RADIO: Phrase("Se oye radio desde su dirección", "Radio is heard from its direction"),
    SENSOR_SAYS: Phrase("Lo dice la clasificación de un sensor", "A sensor's own classification says so"),
    CONFIRMED_BROADCAST: Phrase(
        "El radar o el radiogoniómetro confirma el lugar y la velocidad que emite por ADS-B",
        "Radar or bearing confirms the place and the speed that it broadcasts by ADS-B",
    ),
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
