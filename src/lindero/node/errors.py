"""What can be wrong with a node's folder, configuration and control."""

from lindero.kernel.errors import LocalError


class BadConfiguration(LocalError):
    """node.toml cannot be used."""

    code = "config.invalid"
    en, es = "{file}: {why}", "{file}: {why}"
    remedy_en = "Correct that line; docs/reference/configuration.md lists every key.{hint_en}"
    remedy_es = "Corrija esa línea; docs/reference/configuration.md enumera todas las claves.{hint_es}"
    exit_code = 2


class NowhereToRestore(LocalError):
    """A restore into a folder that is no node's."""

    code = "node.nowhere-to-restore"
    en, es = (
        "{folder} is not a node's folder: a backup holds its database only.",
        ("{folder} no es la carpeta de un nodo: un respaldo contiene solo su base de datos."),
    )
    remedy_en = "Put node.toml, the policy and keys/ back into {folder} from where you keep them, then restore again."
    remedy_es = "Ponga de nuevo en {folder} node.toml, la política y keys/, que guarda aparte, y restaure otra vez."


class NotANode(LocalError):
    """A folder without node.toml."""

    code = "node.no-folder"
    en, es = "{folder} is not a node's folder.", "{folder} no es la carpeta de un nodo."
    remedy_en = "Make one: lindero node init {folder} --id us.cbp --side USA"
    remedy_es = "Cree una: lindero node init {folder} --id us.cbp --side USA"


class FolderInUse(LocalError):
    """Init over something that is there."""

    code = "node.folder-not-empty"
    en, es = "{folder} is not empty.", "{folder} no está vacía."
    remedy_en = "Choose a new folder; nothing is overwritten."
    remedy_es = "Elija otra carpeta; no se sobrescribe nada."


class NotRunning(LocalError):
    """A command that needs the running node."""

    code = "node.not-running"
    en, es = "The node of {folder} is not running.", "El nodo de {folder} no está en marcha."
    remedy_en = "Start it: lindero node run {folder}"
    remedy_es = "Inícielo: lindero node run {folder}"


class AddressTaken(LocalError):
    """A port that another program listens on."""

    code = "node.address-taken"
    en, es = "{address} cannot be opened for {what}: {why}", "No se puede abrir {address} para {what}: {why}"
    remedy_en = "End the program that holds it or change the address in node.toml."
    remedy_es = "Cierre el programa que lo ocupa o cambie la dirección en node.toml."


class NoPassphrase(LocalError):
    """The passphrase of the key files cannot be had from where node.toml says."""

    code = "key.no-passphrase"
    en, es = "No passphrase in {where}: {why}", "No hay contraseña en {where}: {why}"
    remedy_en = "Put it there as one line; only the node's user should be able to read it."
    remedy_es = "Póngala ahí en una línea; solo el usuario del nodo debe poder leerla."


class FileThere(LocalError):
    """A file that would be written over."""

    code = "file.there"
    en, es = "{file} is there already.", "{file} ya existe."
    remedy_en = "Give another name; nothing is overwritten."
    remedy_es = "Dé otro nombre; no se sobrescribe nada."


class TokenFailed(LocalError):
    """The PKCS #11 token does not do what is asked of it."""

    code = "key.token"
    en, es = "The PKCS #11 token refuses: {why}", "El dispositivo PKCS #11 se niega: {why}"
    remedy_en = (
        "Check module, token, label and pin_file in [keys] of node.toml; the library: pip install lindero[pkcs11]"
    )
    remedy_es = "Revise module, token, label y pin_file en [keys] de node.toml; biblioteca: pip install lindero[pkcs11]"


class MustBeStopped(LocalError):
    """A command that takes the keys of a node that uses them."""

    code = "node.running"
    en, es = "The node of {folder} is running.", "El nodo de {folder} está en marcha."
    remedy_en = "Stop it first, then run the command again."
    remedy_es = "Deténgalo primero y repita el comando."


class NoRecoveryKey(LocalError):
    """A replacement of keys that no partner could check."""

    code = "key.no-recovery"
    en = "There is no partner, or one that paired without a recovery key: keys cannot be replaced."
    es = "No hay socio, o alguno se vinculó sin llave de recuperación: no se pueden reemplazar las llaves."
    remedy_en = "Make a new node and pair anew, with a recovery key: lindero keys recovery-new FILE"
    remedy_es = "Cree un nodo y vincúlese de nuevo, con llave de recuperación: lindero keys recovery-new ARCHIVO"


class NotReplaced(LocalError):
    """A file for keys that are not in this folder."""

    code = "key.other-request"
    en = "The new {key} key that this file is about is not in this node's folder."
    es = "La llave {key} nueva de la que trata este archivo no está en la carpeta de este nodo."
    remedy_en = "Use the file that answers this folder's request: lindero keys replace DIR REQUEST"
    remedy_es = "Use el archivo que responde a la solicitud de esta carpeta: lindero keys replace DIR SOLICITUD"


class PartnersKnowKey(LocalError):
    """A recovery key that comes after pairing."""

    code = "key.recovery-late"
    en = "{partner} has already paired without this recovery key."
    es = "{partner} ya se vinculó sin esta llave de recuperación."
    remedy_en = "The recovery key goes into the pairing files: set it before the first pairing, or pair anew."
    remedy_es = "La llave de recuperación va en los archivos de vinculación: fíjela antes del primero."


class NoSuchFile(LocalError):
    """A file of a record that is not there, or not whole."""

    code = "file.unknown"
    en = "The record {record} has no file here, or not all of it."
    es = "El registro {record} no tiene archivo aquí, o no completo."
    remedy_en = "Fetch a partner's file: lindero file get DIR {record} OUT. What was recalled stays erased."
    remedy_es = "Traiga el archivo de un socio: lindero file get DIR {record} OUT. Lo retirado queda borrado."


class FileGone(LocalError):
    """The partner has a file no more."""

    code = "file.gone"
    en = "{partner} does not have that file any more, or has not released it."
    es = "{partner} ya no tiene ese archivo, o no lo ha compartido."
    remedy_en = "Call your partner."
    remedy_es = "Llame a su socio."


class UnfitFile(LocalError):
    """A file that cannot be attached."""

    code = "file.unfit"
    en = "The file is empty, longer than {limit} bytes, of no media type, or did not come in whole."
    es = "El archivo está vacío, excede {limit} bytes, carece de tipo o no llegó completo."
    remedy_en = "Check the file and add it again: lindero file add DIR PATH"
    remedy_es = "Revise el archivo y agréguelo de nuevo: lindero file add DIR PATH"


class NotAllowed(LocalError):
    """The person at the control socket may not do this."""

    code = "control.not-allowed"
    en, es = (
        "{person} may not do this: it takes the role {role}.",
        "{person} no puede hacer esto: requiere el rol {role}.",
    )
    remedy_en = "Ask an administrator: lindero account add DIR NAME --role {role}"
    remedy_es = "Pida a un administrador: lindero account add DIR NOMBRE --role {role}"
    exit_code = 4


class NotDisclosed(LocalError):
    """The content of a record may not leave by a proof."""

    code = "proof.not-released"
    en = "The policy does not let the content of {record} leave as an export: {why}"
    es = "La política no deja salir el contenido de {record} como exportación: {why}"
    remedy_en = "Leave out --with-body, or let an administrator permit it for context.way_out export."
    remedy_es = "Omita --with-body, o pida a un administrador un permiso para context.way_out export."
    exit_code = 4


class UnknownPerson(LocalError):
    """The operating-system user has no account."""

    code = "control.unknown-person"
    en = "The operating-system user {user} may act as no such account on this node."
    es = "El usuario {user} del sistema operativo no puede actuar con esa cuenta en este nodo."
    remedy_en = "An administrator adds one: lindero account add DIR NAME --os-user {user}"
    remedy_es = "Un administrador la crea: lindero account add DIR NOMBRE --os-user {user}"
    exit_code = 4


class UnknownCommand(LocalError):
    """A request that the control socket does not know."""

    code = "control.unknown-request"
    en, es = "The node does not know the request {request!r}.", "El nodo no conoce la petición {request!r}."
    remedy_en = "Command and node are of different versions: use the same."
    remedy_es = "El comando y el nodo son de versiones distintas: use la misma."


class ReplayRefused(LocalError):
    """A replay faster than time while live feeds run."""

    code = "replay.live-feed"
    en = "A replay at speed {speed} is refused while the feed {feed} is live."
    es = "Se rechaza una reproducción a velocidad {speed} mientras la fuente {feed} está en vivo."
    remedy_en = "Replay at --speed 1, or on a node without live feeds."
    remedy_es = "Reproduzca con --speed 1, o en un nodo sin fuentes en vivo."
    exit_code = 4


class NoSuchAccount(LocalError):
    """A name that nobody has."""

    code = "account.unknown"
    en, es = "There is no account {name}.", "No existe la cuenta {name}."
    remedy_en = "List them: lindero account list DIR"
    remedy_es = "Enumérelas: lindero account list DIR"


class LastAdministrator(LocalError):
    """The only administrator would be one no more."""

    code = "account.last-administrator"
    en = "{name} is the only administrator: without one nobody could change this node any more."
    es = "{name} es la única cuenta de administración: sin ella nadie podría cambiar ya este nodo."
    remedy_en = "Make another one first: lindero account add DIR NAME --role administrator --os-user USER"
    remedy_es = "Cree antes otra: lindero account add DIR NOMBRE --role administrator --os-user USUARIO"


class ConsentOver(LocalError):
    """A consent that would be over before it begins."""

    code = "consent.over"
    en, es = "{until} is over already.", "{until} ya pasó."
    remedy_en = "Name a later instant: --until 2027-01-31T00:00:00Z"
    remedy_es = "Indique un instante posterior: --until 2027-01-31T00:00:00Z"


class UnknownKind(LocalError):
    """A kind of records that does not exist."""

    code = "record.unknown-kind"
    en, es = "{kind!r} is no kind of record.", "{kind!r} no es un tipo de registro."
    remedy_en = "The kinds are: {kinds}."
    remedy_es = "Los tipos son: {kinds}."
    exit_code = 2


class UnknownReason(LocalError):
    """A reason for a recall that does not exist."""

    code = "recall.unknown-reason"
    en, es = "{reason!r} is no reason for a recall.", "{reason!r} no es un motivo de retiro."
    remedy_en = "The reasons are: {reasons}."
    remedy_es = "Los motivos son: {reasons}."
    exit_code = 2


class UnknownRole(LocalError):
    """A role that does not exist."""

    code = "account.unknown-role"
    en, es = "{role!r} is no role.", "{role!r} no es un rol."
    remedy_en = "The roles are: {roles}."
    remedy_es = "Los roles son: {roles}."
    exit_code = 2
