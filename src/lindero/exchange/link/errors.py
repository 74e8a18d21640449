"""Why a link does not come up or stops. Each is sent to the partner as a refuse frame with its code."""

from lindero.exchange.link.evidence import Evidence
from lindero.kernel.errors import LocalError, RemoteError


class BadFrame(RemoteError):
    """Bytes that are no frame of the link."""

    code = "link.malformed"
    en, es = "The partner sent something that is not a frame: {why}", "El socio envió algo que no es una trama: {why}"
    remedy_en = "Compare both nodes' versions: lindero doctor DIR. The link dials again by itself."
    remedy_es = "Compare las versiones de ambos nodos: lindero doctor DIR. El enlace vuelve a marcar solo."


class OversizedFrame(RemoteError):
    """A length beyond what is ever accepted."""

    code = "link.frame-size"
    en = "The partner announced a frame of {size} bytes; from 1 to {limit} are accepted."
    es = "El socio anunció una trama de {size} bytes; se aceptan de 1 a {limit}."
    remedy_en = "Check that a Lindero node answers at the partner's address, and its version."
    remedy_es = "Revise que en la dirección del socio responda un nodo de Lindero, y su versión."


class UnexpectedFrame(RemoteError):
    """A frame at a moment when it has no meaning."""

    code = "link.unexpected-frame"
    en = "The partner sent a {frame} frame while the link was {state}."
    es = "El socio envió una trama «{frame}» cuando el enlace estaba en «{state}»."
    remedy_en = "Compare both nodes' versions: lindero doctor DIR."
    remedy_es = "Compare las versiones de ambos nodos: lindero doctor DIR."


class NoSharedVersion(RemoteError):
    """No version that both sides speak."""

    code = "link.version"
    en = "The partner speaks versions {lowest} to {highest} of the link, this node {own}."
    es = "El socio habla las versiones {lowest} a {highest} del enlace; este nodo, la {own}."
    remedy_en = "Update the older of the two nodes."
    remedy_es = "Actualice el más antiguo de los dos nodos."


class WrongNode(RemoteError):
    """The certificate's owner says that it is another node, or means another log."""

    code = "link.wrong-node"
    en = "The partner presents itself as {claimed}; paired is {paired}."
    es = "El socio se presenta como {claimed}; el vinculado es {paired}."
    remedy_en = "Check which pairing belongs to this address: lindero doctor DIR."
    remedy_es = "Revise qué vinculación corresponde a esta dirección: lindero doctor DIR."


class HeadMismatch(RemoteError):
    """A head whose size, tree and note do not belong together."""

    code = "link.head"
    en = "The partner's head of {origin} contradicts itself: {why}"
    es = "La cabeza de {origin} que envió el socio se contradice: {why}"
    remedy_en = "Ask the partner to run: lindero verify DIR."
    remedy_es = "Pida al socio que ejecute: lindero verify DIR."
    exit_code = 5


class Contradiction(RemoteError):
    """Root of what carries evidence."""

    remedy_en = "The link stays down and the evidence is kept. Call your partner; both run: lindero verify DIR."
    remedy_es = (
        "El enlace queda detenido y la evidencia guardada. Llame a su socio; ambos ejecuten: lindero verify DIR."
    )
    exit_code = 5

    def __init__(self, *, evidence: Evidence) -> None:
        self.evidence = evidence
        super().__init__(origin=evidence.origin)


class Fork(Contradiction):
    """Two states of one log of which neither is a prefix of the other."""

    code = "link.fork"
    en = "There are two different histories of {origin}."
    es = "Hay dos historias distintas de {origin}."


class RootMismatch(Contradiction):
    """Entries that do not continue the mirror to the root that was signed with them."""

    code = "link.root"
    en = "The entries received do not continue {origin} to the state that its writer signed."
    es = "Las entradas recibidas no continúan {origin} hasta el estado que firmó quien la escribe."


class OutOfOrder(RemoteError):
    """A batch that does not start where the mirror ends."""

    code = "link.index"
    en = "The partner sent entries from {first} on; expected is {expected}."
    es = "El socio envió entradas a partir de la {first}; se esperaba la {expected}."
    remedy_en = "The link dials again by itself and resumes. If it repeats, run: lindero verify DIR."
    remedy_es = "El enlace vuelve a marcar solo y continúa. Si se repite, ejecute: lindero verify DIR."


class BadReference(RemoteError):
    """An entry that refers to one that is not there yet."""

    code = "link.reference"
    en = "Entry {index} refers by “{field}” to entry {target}, which does not exist."
    es = "La entrada {index} remite con «{field}» a la entrada {target}, que no existe."
    remedy_en = "Ask the partner to run: lindero verify DIR."
    remedy_es = "Pida al socio que ejecute: lindero verify DIR."


class BodyMismatch(RemoteError):
    """A body that its entry does not commit to."""

    code = "link.body"
    en = "The body of entry {index} is not the one that the entry commits to."
    es = "El contenido de la entrada {index} no es aquel con el que se comprometió la entrada."
    remedy_en = "Nothing of it was stored. Ask the partner to run: lindero verify DIR."
    remedy_es = "No se guardó nada de ello. Pida al socio que ejecute: lindero verify DIR."
    exit_code = 5


class EmptyWithoutCause(RemoteError):
    """A body slot that is empty for a reason that the log does not bear out."""

    code = "link.empty-slot"
    en = "Entry {index} came without its body, called {reason}; the log does not say so."
    es = "La entrada {index} llegó sin su contenido, como «{reason}»; la bitácora no lo dice."
    remedy_en = "Nothing of it was stored. Ask the partner to run: lindero verify DIR."
    remedy_es = "No se guardó nada de ello. Pida al socio que ejecute: lindero verify DIR."
    exit_code = 5


class CreditExceeded(RemoteError):
    """More bytes than were granted."""

    code = "link.credit"
    en = "The partner sent {excess} bytes more than this node granted."
    es = "El socio envió {excess} bytes más de los que este nodo concedió."
    remedy_en = "Compare both nodes' versions: lindero doctor DIR."
    remedy_es = "Compare las versiones de ambos nodos: lindero doctor DIR."


class BulkExceeded(RemoteError):
    """More chunks of files than may be asked for at a time."""

    code = "link.bulk"
    en = "The partner asked for more than {limit} chunks of files at a time, or twice for one."
    es = "El socio pidió más de {limit} fragmentos de archivos a la vez, o dos veces el mismo."
    remedy_en = "Compare both nodes' versions: lindero doctor DIR."
    remedy_es = "Compare las versiones de ambos nodos: lindero doctor DIR."


class ChunkMismatch(RemoteError):
    """A chunk of a file that its manifest does not commit to."""

    code = "link.chunk"
    en = "Chunk {index} of the file of entry {entry} is not the one that its manifest commits to."
    es = "El fragmento {index} del archivo de la entrada {entry} no es aquel con el que se comprometió su manifiesto."
    remedy_en = "Nothing of it was stored. Ask the partner to run: lindero verify DIR."
    remedy_es = "No se guardó nada de ello. Pida al socio que ejecute: lindero verify DIR."
    exit_code = 5


class UnknownReceipt(RemoteError):
    """A receipt for a state that was not sent."""

    code = "link.receipt"
    en = "The partner confirmed a state of size {size} that this node did not send."
    es = "El socio confirmó un estado de tamaño {size} que este nodo no envió."
    remedy_en = "Nothing was counted as delivered. Ask the partner to run: lindero verify DIR."
    remedy_es = "Nada se dio por entregado. Pida al socio que ejecute: lindero verify DIR."
    exit_code = 5


class RefillTooLong(LocalError):
    """More own entries are missing than can be taken back in one piece."""

    code = "link.refill-too-long"
    en = "More than {limit} bytes of this node's own log are missing; that is too much to take back over the link."
    es = "Faltan más de {limit} bytes de la propia bitácora de este nodo; es demasiado para recuperarlo por el enlace."
    remedy_en = "Restore a newer backup: lindero restore."
    remedy_es = "Restaure un respaldo más reciente: lindero restore."


class PartnerSilent(RemoteError):
    """Nothing was heard for too long."""

    code = "link.silent"
    en, es = "Nothing was heard from the partner for {seconds} s.", "No se supo nada del socio durante {seconds} s."
    remedy_en = "The link dials again by itself. If it repeats, check the line with your network staff."
    remedy_es = "El enlace vuelve a marcar solo. Si se repite, revise la línea con su personal de redes."


class HelloOverdue(RemoteError):
    """A connection on which nobody said hello."""

    code = "link.no-hello"
    en = "The partner connected and did not say hello within {seconds} s."
    es = "El socio se conectó y no se presentó en {seconds} s."
    remedy_en = "The link dials again by itself. If it repeats, check the line with your network staff."
    remedy_es = "El enlace vuelve a marcar solo. Si se repite, revise la línea con su personal de redes."


class ReceiptOverdue(RemoteError):
    """Entries that the partner does not confirm, though it is there."""

    code = "link.no-receipt"
    en = "The partner has confirmed nothing for {seconds} s; entries from {index} on wait for its receipt."
    es = "El socio no ha confirmado nada en {seconds} s; las entradas desde la {index} esperan su acuse."
    remedy_en = "The link dials again by itself. If it repeats, call your partner: its disk may be full."
    remedy_es = "El enlace vuelve a marcar solo. Si se repite, llame a su socio: puede tener el disco lleno."


class PartnerNotReading(RemoteError):
    """A partner that takes nothing of what is written to it."""

    code = "link.not-reading"
    en = "The partner does not read: {unread} bytes wait to be taken."
    es = "El socio no lee: hay {unread} bytes sin tomar."
    remedy_en = "The link dials again by itself. If it repeats, check the line with your network staff."
    remedy_es = "El enlace vuelve a marcar solo. Si se repite, revise la línea con su personal de redes."


class PartnerRefused(RemoteError):
    """The partner ended the session with a reason."""

    code = "link.refused"
    en, es = "The partner refused the link ({reason}): {message}", "El socio rechazó el enlace ({reason}): {message}"
    remedy_en = "Look up {reason} in docs/reference/errors.md and call your partner."
    remedy_es = "Busque {reason} en docs/reference/errors.md y llame a su socio."


class NotOpen(LocalError):
    """Something was to be sent that the session does not allow now."""

    code = "link.not-open"
    en = "The link is {state}: a {frame} frame cannot be sent."
    es = "El enlace está en «{state}»: no se puede enviar una trama «{frame}»."
    remedy_en = "This is a defect of Lindero; please report it with the node's log."
    remedy_es = "Es un defecto de Lindero; repórtelo con el registro del nodo."


class NoRoom(LocalError):
    """A batch beyond the partner's credit, or that does not continue what was sent."""

    code = "link.no-room"
    en = "A batch of {size} bytes from entry {first} on does not fit: room {room}, next entry {expected}."
    es = "Un lote de {size} bytes a partir de la entrada {first} no cabe: espacio {room}, siguiente {expected}."
    remedy_en = "This is a defect of Lindero; please report it with the node's log."
    remedy_es = "Es un defecto de Lindero; repórtelo con el registro del nodo."
