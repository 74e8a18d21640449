"""What can be wrong with an entry, a body, a key, a signed note or a pairing file."""

from lindero.kernel.errors import LocalError, RemoteError


class BadEntry(RemoteError):
    """Bytes that are no entry of this version."""

    code = "entry.malformed"
    en, es = "This is not an entry of a pair log: {why}", "Esto no es una entrada de una bitácora: {why}"
    remedy_en = "Compare both nodes' versions: lindero doctor DIR."
    remedy_es = "Compare las versiones de ambos nodos: lindero doctor DIR."


class OversizedEntry(LocalError):
    """An entry or a body that no partner would accept."""

    code = "entry.too-large"
    en = "The {what} has {size} bytes; at most {limit} can be sent."
    es = "{what}: {size} bytes; se pueden enviar {limit} como máximo."
    remedy_en = "Shorten the record's text, or send large content as a file."
    remedy_es = "Acorte el texto del registro o envíe el contenido grande como archivo."


class BadControl(RemoteError):
    """The body of a control entry that says nothing this version knows."""

    code = "entry.control"
    en, es = "This is not a control message: {why}", "Esto no es un mensaje de control: {why}"
    remedy_en = "It is kept in quarantine and in the log. Compare both nodes' versions: lindero doctor DIR."
    remedy_es = "Queda en cuarentena y en la bitácora. Compare las versiones de ambos nodos: lindero doctor DIR."


class BadCommitment(RemoteError):
    """A body that is not the one its entry commits to."""

    code = "entry.commitment"
    en = "A body is not the one that its entry commits to."
    es = "Un contenido no es aquel con el que se comprometió su entrada."
    remedy_en = "The link is stopped. Keep the evidence and run: lindero verify DIR --against DIR2."
    remedy_es = "El enlace quedó detenido. Conserve la evidencia y ejecute: lindero verify DIR --against DIR2."
    exit_code = 5


class UnreadableKey(LocalError):
    """A key file that does not open."""

    code = "key.unreadable"
    en, es = "The private key cannot be opened: {why}", "No se puede abrir la llave privada: {why}"
    remedy_en = "Check the passphrase, or restore the key file from its backup."
    remedy_es = "Revise la contraseña o restaure el archivo de la llave desde su respaldo."


class KeyLocked(LocalError):
    """An encrypted key file without a passphrase."""

    code = "key.locked"
    en = "The private keys are encrypted, and no passphrase was given."
    es = "Las llaves privadas están cifradas y no se dio la contraseña."
    remedy_en = "Start it at a terminal, or name passphrase_file or passphrase_fd in [keys] of node.toml."
    remedy_es = "Inícielo en una terminal o indique passphrase_file o passphrase_fd en [keys] de node.toml."


class BadRecoveryKey(LocalError):
    """A file that is no public recovery key."""

    code = "key.recovery-malformed"
    en, es = "This is not a public recovery key: {why}", "Esto no es una llave pública de recuperación: {why}"
    remedy_en = "Give the line that lindero keys recovery-new printed."
    remedy_es = "Dé la línea que mostró lindero keys recovery-new."


class BadKeyChange(RemoteError):
    """A change of keys that is not what it must be."""

    code = "key.bad-change"
    en, es = "This change of a key of {node} is refused: {why}", "Se rechaza este cambio de llave de {node}: {why}"
    remedy_en = "Do not trust the new key. Call the partner on a number you know."
    remedy_es = "No confíe en la llave nueva. Llame al socio a un número conocido."
    exit_code = 5


class BadKeyFile(RemoteError):
    """A file that holds no key changes."""

    code = "key.file-malformed"
    en, es = "This is not a file of key changes: {why}", "Esto no es un archivo de cambios de llaves: {why}"
    remedy_en = "Ask your partner to make the file again and to send it unchanged."
    remedy_es = "Pida a su socio que genere el archivo de nuevo y lo envíe sin cambios."


class BadNote(RemoteError):
    """Bytes that are no signed note."""

    code = "note.malformed"
    en, es = "This is not a signed note: {why}", "Esto no es una nota firmada: {why}"
    remedy_en = "Ask the partner which version of Lindero wrote it."
    remedy_es = "Pregunte al socio qué versión de Lindero la escribió."


class ForgedNote(RemoteError):
    """A note that the expected key did not sign."""

    code = "note.signature"
    en, es = "The note carries no valid signature of {name}.", "La nota no lleva ninguna firma válida de {name}."
    remedy_en = "Do not trust its content. Compare the keys with your partner by telephone."
    remedy_es = "No confíe en su contenido. Compare las llaves con su socio por teléfono."
    exit_code = 5


class BadPairingFile(RemoteError):
    """A file that is no invitation, acceptance or finish."""

    code = "pairing.file-malformed"
    en, es = "This file is not a valid {what}: {why}", "Este archivo no es un documento «{what}» válido: {why}"
    remedy_en = "Ask your partner to make the file again and to send it unchanged."
    remedy_es = "Pida a su socio que genere el archivo de nuevo y lo envíe sin cambios."


class OtherCeremony(RemoteError):
    """A pairing file that answers other files than ours."""

    code = "pairing.other-ceremony"
    en = "This {what} belongs to another {other}, not to the one at hand."
    es = "Este documento «{what}» pertenece a otro documento «{other}», no al que está aquí."
    remedy_en = "Exchange the files again from the start: lindero pair invite."
    remedy_es = "Intercambie los archivos de nuevo desde el principio: lindero pair invite."


class WrongDigits(LocalError):
    """Typed digits that are not those of the two files."""

    code = "pairing.wrong-digits"
    en = "The digits do not agree, from group {group} on."
    es = "Los dígitos no coinciden a partir del grupo {group}."
    remedy_en = "Read them to each other again. If they still differ, a file was changed on its way: start again."
    remedy_es = "Léanselos de nuevo. Si siguen sin coincidir, un archivo cambió en el camino: empiecen otra vez."
