"""Why a Cursor on Target event is not taken in."""

from lindero.kernel.errors import RemoteError


class NotAnEvent(RemoteError):
    """Bytes that are no CoT event."""

    code = "tak.unreadable"
    en = "This is no Cursor on Target event: {why_en}."
    es = "Esto no es un evento Cursor on Target: {why_es}."
    remedy_en = "Send CoT 2.0 events as XML, or as TAK protocol version 1."
    remedy_es = "Envíe eventos CoT 2.0 en XML, o con el protocolo TAK versión 1."


class InvalidEvent(RemoteError):
    """An event with a field that breaks the standard."""

    code = "tak.invalid-field"
    en = "Refused: {field} {why_en}."
    es = "Rechazado: {field} {why_es}."
    remedy_en = "Correct the named field at the sender; the connection stays open."
    remedy_es = "Corrija el campo indicado en el emisor; la conexión sigue abierta."
