"""What can be wrong with bytes before any standard looks at them."""

from lindero.kernel.errors import LocalError, RemoteError


class FrameTooLong(RemoteError):
    """A length prefix beyond the limit: the stream cannot be cut any further."""

    code = "intake.frame-too-long"
    en = "A message announces {length} bytes; the limit is {limit}."
    es = "Un mensaje anuncia {length} bytes; el límite es {limit}."
    remedy_en = "Check that the sender speaks this protocol on this port, with a 4-byte little-endian length first."
    remedy_es = (
        "Revise que el emisor hable este protocolo en este puerto, con 4 bytes de longitud (little-endian) al inicio."
    )


class FrameCutShort(RemoteError):
    """The stream ended inside a message."""

    code = "intake.frame-cut-short"
    en = "The stream ended {missing} bytes before the end of a message."
    es = "La transmisión terminó {missing} bytes antes del final de un mensaje."
    remedy_en = "Nothing to do if the sender lost power or link; it connects again by itself."
    remedy_es = "No hay nada que hacer si el emisor perdió energía o enlace; se vuelve a conectar solo."


class TooManyMessages(RemoteError):
    """More messages than a feed may send."""

    code = "intake.too-many-messages"
    en = "More than {per_second} messages per second; the surplus is not taken in."
    es = "Más de {per_second} mensajes por segundo; el excedente no se recibe."
    remedy_en = "Lower the sender's report rate, or raise messages_per_s of this gateway."
    remedy_es = "Baje la frecuencia de reporte del emisor o suba messages_per_s de este gateway."


class TooManyConnections(RemoteError):
    """More connections than a gateway serves."""

    code = "intake.too-many-connections"
    en = "This gateway already serves {limit} connections."
    es = "Este gateway ya atiende {limit} conexiones."
    remedy_en = "Close unused senders, or raise connections of this gateway."
    remedy_es = "Cierre los emisores que no se usan o suba connections de este gateway."


class ReadsTooSlowly(RemoteError):
    """Somebody who connected does not read what it is told."""

    code = "intake.reads-too-slowly"
    en = "{waiting} bytes wait to be read at the other end; the limit is {limit}. The connection was cut."
    es = "{waiting} bytes esperan a ser leídos en el otro extremo; el límite es {limit}. Se cortó la conexión."
    remedy_en = "Check the network to that device; it is told the present picture when it connects again."
    remedy_es = "Revise la red hacia ese dispositivo; al volver a conectarse se le informa el panorama actual."


class Unreachable(RemoteError):
    """A receiver that the node reads from does not answer."""

    code = "intake.unreachable"
    en = "{where} cannot be read: {why}."
    es = "No se puede leer {where}: {why}."
    remedy_en = "Check that the receiver runs and its address in node.toml. The node tries again by itself."
    remedy_es = "Revise que el receptor funcione y su dirección en node.toml. El nodo reintenta por sí solo."


class NotACapture(LocalError):
    """A file that is no capture, or is damaged."""

    code = "intake.not-a-capture"
    en = "Not a readable capture, at byte {offset}: {why_en}."
    es = "No es una captura legible, en el byte {offset}: {why_es}."
    remedy_en = "What stands before that byte was read. Captures are written by a node's gateways."
    remedy_es = "Lo anterior a ese byte sí se leyó. Las capturas las escriben los gateways de un nodo."
    exit_code = 3
