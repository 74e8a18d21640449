"""What can go wrong between partners, seen from one of them."""

from lindero.kernel.errors import LocalError


class NoInvitation(LocalError):
    """An acceptance without an open invitation."""

    code = "pairing.no-invitation"
    en, es = "This node has no open invitation.", "Este nodo no tiene ninguna invitación abierta."
    remedy_en = "Make one first: lindero pair invite DIR invitation.txt"
    remedy_es = "Primero haga una: lindero pair invite DIR invitacion.txt"


class NothingToFinish(LocalError):
    """A finish for a pairing that was never accepted here."""

    code = "pairing.nothing-to-finish"
    en, es = "No pairing with {partner} waits for this file.", "Ningún vínculo con {partner} espera este archivo."
    remedy_en = "Accept its invitation first: lindero pair accept DIR invitation.txt acceptance.txt"
    remedy_es = "Primero acepte su invitación: lindero pair accept DIR invitacion.txt aceptacion.txt"


class AlreadyPaired(LocalError):
    """A second pairing with the same partner."""

    code = "pairing.already-paired"
    en, es = "{partner} is already paired ({state}).", "{partner} ya está vinculado ({state})."
    remedy_en = "One pairing per partner: keep it."
    remedy_es = "Un solo vínculo por socio: conserve ese."


class NoSuchPartner(LocalError):
    """A node that is not paired."""

    code = "pairing.unknown-partner"
    en, es = "{partner} is not a partner of this node.", "{partner} no es socio de este nodo."
    remedy_en = "The partners are listed by: lindero doctor DIR"
    remedy_es = "Los socios se listan con: lindero doctor DIR"


class UnreadableFile(LocalError):
    """A file given to a command that cannot be read."""

    code = "file.unreadable"
    en, es = "{file} cannot be read: {why}", "No se puede leer {file}: {why}"
    remedy_en = "Check the path and its permissions."
    remedy_es = "Revise la ruta y sus permisos."
