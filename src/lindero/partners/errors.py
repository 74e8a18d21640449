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
    remedy_en = "One pairing per partner: keep it, or end it first (lindero pair end DIR PARTNER)."
    remedy_es = "Un solo vínculo por socio: conserve ese, o termínelo antes (lindero pair end DIR SOCIO)."


class WrongStanding(LocalError):
    """A pairing that is not where an act begins."""

    code = "pairing.wrong-state"
    en = "The pairing with {partner} is {state}: that cannot be done now."
    es = "El vínculo con {partner} está {state}: eso no puede hacerse ahora."
    remedy_en = "See where it stands: lindero doctor DIR"
    remedy_es = "Vea en qué está: lindero doctor DIR"


class NoSuchPartner(LocalError):
    """A node that is not paired."""

    code = "pairing.unknown-partner"
    en, es = "{partner} is not a partner of this node.", "{partner} no es socio de este nodo."
    remedy_en = "The partners are listed by: lindero doctor DIR"
    remedy_es = "Los socios se listan con: lindero doctor DIR"


class NothingOffered(LocalError):
    """A confirmation of keys that nobody has offered."""

    code = "key.nothing-offered"
    en = "{partner} has offered no new keys over the link."
    es = "{partner} no ha ofrecido llaves nuevas por el enlace."
    remedy_en = "It offers them as soon as it reaches this node. Or use the file that its recovery key signed."
    remedy_es = "Las ofrece en cuanto alcance este nodo. O use el archivo que firmó su llave de recuperación."


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
    remedy_en = "Choose another name, or move what is there away first; where a command has --force, that replaces it."
    remedy_es = "Elija otro nombre o mueva antes lo que está ahí; si el comando tiene --force, eso lo reemplaza."


class NothingWaits(LocalError):
    """A record that does not wait for two persons, or no longer."""

    code = "release.nothing-waits"
    en, es = "{record} does not wait to go to {partner}.", "{record} no está en espera de salir hacia {partner}."
    remedy_en = (
        "It may have left, been refused, changed or been superseded. See what waits: lindero release waiting DIR"
    )
    remedy_es = "Quizá ya salió, se rechazó o se reemplazó. Vea lo que espera: lindero release waiting DIR"


class MayNotApprove(LocalError):
    """An administrator, or the author of the record."""

    code = "release.may-not-approve"
    en = "{person} may not decide about {record}: {why_en}."
    es = "{person} no puede decidir sobre {record}: {why_es}."
    remedy_en = "Two persons with the role releaser decide, neither its author nor an administrator."
    remedy_es = "Deciden dos personas con el rol releaser, que no sean su autor ni administradores."
    exit_code = 4


class SignInAgain(LocalError):
    """Release, recall and the end of a pairing take somebody who has just shown who they are."""

    code = "release.sign-in-again"
    en = "{person} has not signed in again within the last {minutes} minutes, or not with the right password."
    es = "{person} no ha vuelto a identificarse en los últimos {minutes} minutos, o la contraseña no es la suya."
    remedy_en = "Type your password again and repeat it at once. Without one, ask an administrator for a one-time link."
    remedy_es = "Escriba otra vez su contraseña y repítalo enseguida. Si no tiene, pida al administrador un enlace."
    exit_code = 4


class WaitsDifferently(LocalError):
    """What waits is not what the person saw."""

    code = "release.changed"
    en = "What would leave of {record} has changed since you saw it; earlier approvals are void."
    es = "Lo que saldría de {record} cambió desde que usted lo vio; las autorizaciones anteriores ya no valen."
    remedy_en = "Read it again and approve what is there now: {sha256}"
    remedy_es = "Léalo otra vez y autorice lo que hay ahora: {sha256}"
    exit_code = 4


class CannotBeNamed(LocalError):
    """A purpose or legal basis that does not fit the marking or the register."""

    code = "release.purpose-or-authority"
    en = "{record} cannot go for {purpose} under {authority}."
    es = "{record} no puede salir para {purpose} con la autoridad {authority}."
    remedy_en = "Purposes of its marking: {purposes}. Authorities in force that fit: {authorities} (node.toml)."
    remedy_es = "Finalidades de su marcado: {purposes}. Autoridades vigentes que sirven: {authorities} (node.toml)."
    exit_code = 4


class ApprovedAlready(LocalError):
    """The second approval must be another person's."""

    code = "release.same-person"
    en, es = "{person} has approved {record} already.", "{person} ya autorizó {record}."
    remedy_en = "Another person must approve it too."
    remedy_es = "Debe autorizarlo también otra persona."
    exit_code = 4


class ApprovedOtherwise(LocalError):
    """The first person named another purpose or authority."""

    code = "release.approved-otherwise"
    en = "{record} was approved for {purpose} under {authority}; both persons must name the same."
    es = "{record} se autorizó para {purpose} con {authority}; ambas personas deben nombrar lo mismo."
    remedy_en = "Name the same, or refuse it and let it be sent anew."
    remedy_es = "Nombre lo mismo, o rechácelo y que se envíe de nuevo."
    exit_code = 4


class NoPendingGrant(LocalError):
    """Nothing to confirm."""

    code = "account.nothing-pending"
    en, es = (
        "Nothing about the account {name} waits for a second administrator.",
        "Nada de la cuenta {name} espera a un segundo administrador.",
    )
    remedy_en = "An administrator asks first, and the second confirms within 24 hours: lindero account add DIR {name}"
    remedy_es = "Un administrador lo pide y el segundo lo confirma en 24 horas: lindero account add DIR {name}"


class SecondAdministrator(LocalError):
    """The same administrator twice."""

    code = "account.second-administrator"
    en = "{person} may not confirm the account {name}, which {first} asked for."
    es = "{person} no puede confirmar la cuenta {name}, que pidió {first}."
    remedy_en = "Another administrator must, who is not the person in question and works as another system user."
    remedy_es = "Debe hacerlo otro administrador, que no sea la persona en cuestión y use otro usuario del sistema."
    exit_code = 4


class NothingToRecall(LocalError):
    """A recall of something that this node neither has nor shared."""

    code = "recall.nothing"
    en, es = "This node neither has nor shared {what}.", "Este nodo no tiene ni compartió {what}."
    remedy_en = "Copy the record's id or the object's key from the console."
    remedy_es = "Copie de la consola el identificador del registro o la clave del objeto."


class NotOriginator(LocalError):
    """A recall of another node's record."""

    code = "recall.not-originator"
    en, es = "Record {record} is of {origin}.", "El registro {record} es de {origin}."
    remedy_en = "Only its originator can recall a record."
    remedy_es = "Solo su originador puede retirar un registro."


class NothingToHold(LocalError):
    """A legal hold on a record that is not here."""

    code = "hold.nothing"
    en, es = "This node has no record {record} to hold.", "Este nodo no tiene el registro {record} para resguardarlo."
    remedy_en = "It was never here, or has been erased already: lindero recall DIR"
    remedy_es = "Nunca estuvo aquí o ya se borró: lindero recall DIR"


class AlreadyHeld(LocalError):
    """A second legal hold on one record."""

    code = "hold.already"
    en, es = "Record {record} is under a legal hold already.", "El registro {record} ya está en resguardo legal."
    remedy_en = "See: lindero hold list DIR"
    remedy_es = "Vea: lindero hold list DIR"


class NotHeld(LocalError):
    """The end of a legal hold that is not in force."""

    code = "hold.none"
    en, es = "Record {record} is under no legal hold.", "El registro {record} no está en resguardo legal."
    remedy_en = "See: lindero hold list DIR"
    remedy_es = "Vea: lindero hold list DIR"
