"""What can be wrong with a person's act on an alert."""

from lindero.kernel.errors import LocalError


class NoSuchAlert(LocalError):
    """No alert of that id."""

    code = "alert.unknown"
    en, es = "There is no alert {alert}.", "No existe la alerta {alert}."
    remedy_en = "Reload the list; it may belong to another node."
    remedy_es = "Recargue la lista; puede ser de otro nodo."


class AlreadyAcknowledged(LocalError):
    """Two desks acted at once: one wins, both are told."""

    code = "alert.already-acknowledged"
    en = "Alert {number} was already acknowledged by {desk}."
    es = "La alerta {number} ya tiene acuse de {desk}."
    remedy_en = "Nothing to do; agree with that desk who follows it up."
    remedy_es = "No hay nada que hacer; acuerde con esa guardia quién le da seguimiento."


class AlreadyClosed(LocalError):
    """The alert has an outcome."""

    code = "alert.already-closed"
    en = "Alert {number} is closed: {verdict} ({desk})."
    es = "La alerta {number} está cerrada: {verdict} ({desk})."
    remedy_en = "To correct it, tell that desk; an outcome is superseded only by the one that gave it."
    remedy_es = "Para corregirla, avise a esa guardia; solo quien dio el desenlace lo sustituye."


class NotYetAcknowledged(LocalError):
    """An outcome before anybody looked."""

    code = "alert.not-acknowledged"
    en = "Alert {number} has no acknowledgement yet."
    es = "La alerta {number} aún no tiene acuse."
    remedy_en = "Acknowledge it first, then give the outcome."
    remedy_es = "Primero acuse recibo, después dé el desenlace."


class StaysAtHome(LocalError):
    """An attention is for the own map only."""

    code = "alert.own-map-only"
    en = "Alert {number} is an attention on the own map; it asks nobody for an acknowledgement."
    es = "La alerta {number} es un aviso en el mapa propio; no pide acuse a nadie."
    remedy_en = "It becomes a warning by itself if the object is expected to cross."
    remedy_es = "Se vuelve advertencia por sí sola si se prevé que el objeto cruce."
