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
NO_ANSWER: Final = 85
UNATTENDED: Final = 86
UNREACHABLE: Final = 87
SHELF_WATCHED: Final = 90
SHELF_PATROL: Final = 91
SHELF_SENSOR: Final = 92
SHELF_SAME: Final = 93
SHELF_PERMITTED: Final = 94
RAISED_IN_ERROR: Final = 95
SENSOR_FAULT: Final = 96
SAME_AS_OTHER: Final = 97
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
    NO_ANSWER: Phrase("Nadie acusó recibo a tiempo", "Nobody acknowledged in time"),
    UNATTENDED: Phrase("Ninguna guardia atendía la consola", "No desk was attending the console"),
    UNREACHABLE: Phrase("El enlace está caído", "The link is down"),
    SHELF_WATCHED: Phrase("Objeto conocido, en observación", "Known object, being watched"),
    SHELF_PATROL: Phrase("En espera de la patrulla", "Waiting for the patrol"),
    SHELF_SENSOR: Phrase("Sensor en revisión", "The sensor is being checked"),
    SHELF_SAME: Phrase("Es el mismo objeto de otra alerta", "Same object as another alert"),
    SHELF_PERMITTED: Phrase("Actividad con permiso", "Activity with a permit"),
    RAISED_IN_ERROR: Phrase("Se emitió por error", "It was raised in error"),
    SENSOR_FAULT: Phrase("La causó una falla de un sensor", "A fault of a sensor caused it"),
    SAME_AS_OTHER: Phrase("Repite otra alerta", "It repeats another alert"),
}

MESSAGES: Final[dict[str, dict[int, Phrase]]] = {
    "answers": {
        100: Phrase("Recibido, lo estamos atendiendo", "Received, we are on it"),
        101: Phrase("Espere, le confirmamos", "Wait, we will confirm"),
        102: Phrase("Afirmativo", "Affirmative"),
        103: Phrase("Negativo", "Negative"),
        104: Phrase("No entendimos, repita por favor", "Not understood, please say again"),
        105: Phrase("No podemos atenderlo ahora", "We cannot attend to it now"),
        106: Phrase("Gracias, por nuestra parte es todo", "Thank you, nothing more from us"),
    },
    "requests": {
        110: Phrase("¿Lo tienen en pantalla?", "Do you have it on your screen?"),
        111: Phrase("Envíen la posición más reciente", "Send its newest position"),
        112: Phrase("Envíen el punto de despegue", "Send its launch point"),
        113: Phrase("Sigan la traza mientras puedan", "Keep following the track as long as you can"),
        114: Phrase("¿Qué se ve? Describan el objeto", "What do you see? Describe the object"),
        115: Phrase("Digan en qué terminó", "Tell us what it turned out to be"),
        116: Phrase("Llámennos por teléfono", "Call us by telephone"),
        117: Phrase("¿Quién le da seguimiento?", "Who follows it up?"),
    },
    "object": {
        120: Phrase("Lo vemos en radar", "We have it on radar"),
        121: Phrase("Lo vemos a simple vista o con cámara", "We have it in sight or on camera"),
        122: Phrase("No lo vemos", "We do not see it"),
        123: Phrase("Lo perdimos", "We have lost it"),
        124: Phrase("Dio la vuelta", "It turned back"),
        125: Phrase("Va hacia su lado", "It is heading for your side"),
        126: Phrase("Está de nuestro lado", "It is on our side"),
        127: Phrase("Aterrizó", "It landed"),
        128: Phrase("Lleva una carga", "It carries a load"),
        129: Phrase("Soltó una carga", "It dropped a load"),
        130: Phrase("Es más de uno", "There is more than one"),
    },
    "ground": {
        140: Phrase("Una patrulla va en camino", "A patrol is on its way"),
        141: Phrase("La patrulla está en el lugar", "The patrol is at the place"),
        142: Phrase("En el lugar no hay nada", "Nothing was found at the place"),
        143: Phrase("Se recuperó la aeronave", "The aircraft was recovered"),
        144: Phrase("No hay patrulla disponible", "No patrol is available"),
    },
    "safety": {
        150: Phrase("Precaución: aeronave tripulada en la zona", "Caution: crewed aircraft in the area"),
        151: Phrase("Precaución: personas en la zona", "Caution: people in the area"),
        152: Phrase("No se acerquen al objeto", "Do not approach the object"),
        153: Phrase("Hay personas lesionadas", "People are injured"),
    },
    "desk": {
        160: Phrase("Inicia un ejercicio", "An exercise begins"),
        161: Phrase("Terminó el ejercicio", "The exercise is over"),
        162: Phrase("Un sensor nuestro está fuera de servicio", "A sensor of ours is out of service"),
        163: Phrase("El enlace se suspenderá por mantenimiento", "The link will stop for maintenance"),
        164: Phrase("Entregamos la guardia al siguiente turno", "We hand the watch to the next shift"),
        165: Phrase("Recibimos la guardia", "We have taken over the watch"),
    },
}
"""What a desk says to another desk, by what it is about; the keys are the words of the console's sections."""
PHRASES.update({number: phrase for section in MESSAGES.values() for number, phrase in section.items()})

SHELF_REASONS: Final = (SHELF_WATCHED, SHELF_PATROL, SHELF_SENSOR, SHELF_SAME, SHELF_PERMITTED)
"""Why an alert may be shelved."""
WITHDRAWAL_REASONS: Final = (RAISED_IN_ERROR, SENSOR_FAULT, SAME_AS_OTHER)
"""Why its own desk may withdraw an alert."""

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
