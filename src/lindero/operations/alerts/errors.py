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
    """An own alert asks the other side for an acknowledgement, not the own desk."""

    code = "alert.own"
    en = "Alert {number} is this node's own: its acknowledgement comes from the other side."
    es = "La alerta {number} es de este nodo: el acuse viene de la otra parte."
    remedy_en = "You can give its outcome, which closes it on both sides."
    remedy_es = "Usted puede dar su desenlace, que la cierra en ambos lados."
