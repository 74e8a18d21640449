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


class NotShared(LocalError):
    """A record that stands in no log between this node and the partner."""

    code = "proof.not-shared"
    en = "Record {record} stands in no log between this node and {partner}."
    es = "El registro {record} no está en ninguna bitácora entre este nodo y {partner}."
    remedy_en = "Ask why it did not leave: lindero release explain DIR {record} --to PARTNER"
    remedy_es = "Pregunte por qué no salió: lindero release explain DIR {record} --to SOCIO"


class SharedWithSeveral(LocalError):
    """A record that went to several partners, when one was meant."""

    code = "proof.several-partners"
    en, es = "Record {record} was shared with {partners}.", "El registro {record} se compartió con {partners}."
    remedy_en = "Say which log is to be shown: --to PARTNER"
    remedy_es = "Diga qué bitácora se debe mostrar: --to SOCIO"


class BodyGone(LocalError):
    """A body that was to be shown and is no longer kept."""

    code = "proof.body-gone"
    en = "The content of entry {index} is no longer kept here: {reason}."
    es = "El contenido de la entrada {index} ya no se conserva aquí: {reason}."
    remedy_en = "The proof without it still shows when and about what something was shared: leave out --with-body."
    remedy_es = "Sin él, la prueba muestra aún cuándo y sobre qué se compartió algo: omita --with-body."


class ForeignContent(LocalError):
    """Content that a partner sent is not ours to show to others."""

    code = "proof.foreign-content"
    en, es = "The content of this record is {partner}'s.", "El contenido de este registro es de {partner}."
    remedy_en = "Ask {partner} for a proof with its content, or leave out --with-body."
    remedy_es = "Pida a {partner} una prueba con el contenido, u omita --with-body."


class WhichPartner(LocalError):
    """A command about one log, on a node with several partners."""

    code = "pairing.which-partner"
    en, es = "This node has several partners: {partners}.", "Este nodo tiene varios socios: {partners}."
    remedy_en, remedy_es = "Name one: --partner PARTNER", "Indique uno: --partner SOCIO"


class AlreadyThere(LocalError):
    """A file or folder that a command would make, and that exists."""

    code = "file.exists"
    en, es = "{path} is already there; nothing was written.", "{path} ya existe; no se escribió nada."
    remedy_en = "Choose another name, or move what is there away first."
    remedy_es = "Elija otro nombre o mueva antes lo que está ahí."
