"""What can be wrong with what a desk does about itself."""

from lindero.kernel.errors import LocalError


class NoSuchCall(LocalError):
    """No test call of that id came from the other side."""

    code = "call.unknown"
    en, es = "There is no test call {call} to answer.", "No hay llamada de prueba {call} que contestar."
    remedy_en = "It may be over; the other side can call again."
    remedy_es = "Quizá ya terminó; la otra parte puede llamar de nuevo."


class CallOver(LocalError):
    """Two desks answered at once: one wins, both are told."""

    code = "call.answered"
    en, es = "{desk} has already answered the test call.", "{desk} ya contestó la llamada de prueba."
    remedy_en = "Nothing to do."
    remedy_es = "No hay nada que hacer."


class BadCard(LocalError):
    """A contact card with a telephone number that is none."""

    code = "contact.bad-phone"
    en, es = "{phone} is no telephone number.", "{phone} no es un número de teléfono."
    remedy_en = "Write it with its country code, such as +52 656 555 0100."
    remedy_es = "Escríbalo con su clave de país, por ejemplo +52 656 555 0100."
