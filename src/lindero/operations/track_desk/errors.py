"""What a desk may not do with a track."""

from lindero.kernel.errors import LocalError


class NotLabelled(LocalError):
    """No label of this node to take back."""

    code = "label.none"
    en = "Track {track} has no label of this node."
    es = "La traza {track} no tiene etiqueta de este nodo."
    remedy_en = "A partner's label is taken back by the partner alone; yours leads on your own screens."
    remedy_es = "La etiqueta de un socio la retira solo el socio; la de usted va primero en sus pantallas."


class AlreadyAsked(LocalError):
    """The same question is open still."""

    code = "query.open"
    en = "Whose {track} is has been asked, and its time is not over."
    es = "Ya se preguntó de quién es {track}, y su plazo no ha vencido."
    remedy_en = "Wait for the answer, or telephone the partner's desk."
    remedy_es = "Espere la respuesta, o llame por teléfono a la guardia del socio."


class NoSuchQuery(LocalError):
    """A question that this node does not know."""

    code = "query.unknown"
    en = "No question {query} is known here."
    es = "Aquí no se conoce ninguna pregunta {query}."
    remedy_en = "It may have been recalled. Look at the list of questions."
    remedy_es = "Puede que la hayan retirado. Vea la lista de preguntas."


class OwnQuery(LocalError):
    """A node does not answer itself."""

    code = "query.own"
    en = "This node asked that itself; the other side answers."
    es = "Eso lo preguntó este nodo; responde la otra parte."
    remedy_en = "Label the track instead if you know what it is."
    remedy_es = "Si sabe qué es, póngale una etiqueta a la traza."


class NotHolder(LocalError):
    """Only who holds a track can offer it."""

    code = "handover.not-holder"
    en = "Track {track} is held by {holder}."
    es = "La traza {track} está a cargo de {holder}."
    remedy_en = "Ask that node to offer it."
    remedy_es = "Pida a ese nodo que la ofrezca."


class AlreadyOffered(LocalError):
    """One offer at a time."""

    code = "handover.open"
    en = "Track {track} is offered to {to} already."
    es = "La traza {track} ya está ofrecida a {to}."
    remedy_en = "Wait for the answer, or withdraw that offer first."
    remedy_es = "Espere la respuesta, o retire antes esa oferta."


class NoNeighbour(LocalError):
    """Nobody to offer it to, or several and none was chosen."""

    code = "handover.no-neighbour"
    en = "{to} is none of the partners that a track can be offered to: {partners}."
    es = "{to} no es ninguno de los socios a quienes se puede ofrecer una traza: {partners}."
    remedy_en = "Choose one of them."
    remedy_es = "Elija uno de ellos."


class NoSuchOffer(LocalError):
    """An offer that this node does not know."""

    code = "handover.unknown"
    en = "No offer {handover} is known here."
    es = "Aquí no se conoce ninguna oferta {handover}."
    remedy_en = "It may have been recalled. Look at the list of hand-overs."
    remedy_es = "Puede que la hayan retirado. Vea la lista de entregas."


class OfferSettled(LocalError):
    """It is open no more, or another desk was first."""

    code = "handover.settled"
    en = "The offer of {track} is {state} already; it is held by {holder}."
    es = "La oferta de {track} ya no está abierta ({state}); está a cargo de {holder}."
    remedy_en = "Its holder can offer it again."
    remedy_es = "Quien la tiene a cargo puede ofrecerla de nuevo."


class NotYours(LocalError):
    """Only who it was offered to answers an offer, only who made it withdraws it."""

    code = "handover.not-yours"
    en = "That is {node}'s to do."
    es = "Eso le toca a {node}."
    remedy_en = "Speak with that node's desk."
    remedy_es = "Hable con la guardia de ese nodo."
