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


class NotYourAlert(LocalError):
    """A received alert is its origin's to withdraw."""

    code = "alert.not-yours"
    en = "Alert {number} was raised by {origin}: only that node can withdraw it."
    es = "La alerta {number} la emitió {origin}: solo ese nodo puede retirarla."
    remedy_en = "Give its outcome, or send that desk a message."
    remedy_es = "Dé su desenlace, o envíe un mensaje a esa guardia."


class AlreadyHandled(LocalError):
    """Two desks acted at once: one wins, both are told."""

    code = "alert.already-handled"
    en = "{desk} was first: alert {number} stands otherwise now than on your screen."
    es = "{desk} se adelantó: la alerta {number} ya no está como en su pantalla."
    remedy_en = "Look at the alert as it is now; agree with that desk who follows it up."
    remedy_es = "Vea la alerta como está ahora; acuerde con esa guardia quién le da seguimiento."


class NotOpen(LocalError):
    """An act on an alert that asks nothing any more."""

    code = "alert.not-open"
    en, es = "Alert {number} is no longer open.", "La alerta {number} ya no está abierta."
    remedy_en = "Nothing to do; it is listed among the past ones."
    remedy_es = "No hay nada que hacer; está entre las anteriores."


class WorseNow(LocalError):
    """An alert that was to be closed with many others has climbed since the person looked."""

    code = "alert.worse-now"
    en = "Alert {number} is more severe now than when you looked; it stays open."
    es = "La alerta {number} es ahora más grave que cuando usted la vio; sigue abierta."
    remedy_en = "Look at it on its own."
    remedy_es = "Véala por separado."


class BadReason(LocalError):
    """A number that is none of the reasons for this act."""

    code = "alert.bad-reason"
    en, es = "Phrase {reason} is no reason for this.", "La frase {reason} no es un motivo para esto."
    remedy_en = "docs/reference/phrases.md lists the reasons; choose one of them."
    remedy_es = "docs/reference/phrases.md enumera los motivos; elija uno de ellos."


class BadShelfTime(LocalError):
    """A shelf without an end, or with one far away."""

    code = "alert.bad-shelf-time"
    en = "An alert is shelved for 1 to {longest} minutes, not for {minutes}."
    es = "Una alerta se pospone de 1 a {longest} minutos, no {minutes}."
    remedy_en = "It comes back by itself; shelve it again then, if need be."
    remedy_es = "Vuelve sola; pospóngala de nuevo entonces, si hace falta."


class BadRules(LocalError):
    """A file of alert rules that cannot be used."""

    code = "alert.bad-rules"
    en, es = "{file}, line {line}: {why}.", "{file}, línea {line}: {why}."
    remedy_en = "The rules in force stay. Compare that line with docs/reference/alert-rules.md."
    remedy_es = "Siguen vigentes las reglas anteriores. Compare esa línea con docs/reference/reglas-de-alerta.md."
