"""What a log, a checkpoint, a receipt or a proof can get wrong; the findings of `lindero verify` are among them."""

from typing import ClassVar

from lindero.kernel.errors import LocalError, RemoteError


class BadCheckpoint(RemoteError):
    """A note that is no checkpoint of the expected log."""

    code = "log.checkpoint-malformed"
    en, es = "This is not a checkpoint of {origin}: {why}", "Esto no es un punto de control de {origin}: {why}"
    remedy_en = "Ask the partner which version of Lindero wrote it, and whether the pairing is the same."
    remedy_es = "Pregunte al socio qué versión de Lindero lo escribió y si la vinculación es la misma."


class BadReceipt(RemoteError):
    """A receipt that the partner's receipt key did not sign."""

    code = "log.receipt-signature"
    en, es = "The receipt carries no valid signature of {name}.", "El acuse no lleva ninguna firma válida de {name}."
    remedy_en = "Do not count it as delivered. Compare the keys with your partner by telephone."
    remedy_es = "No lo dé por entregado. Compare las llaves con su socio por teléfono."
    exit_code = 5


class BadProof(RemoteError):
    """A proof file that proves nothing."""

    code = "log.proof"
    en, es = "This proof does not hold: {why}", "Esta prueba no es válida: {why}"
    remedy_en = "Ask for the proof again from the node that made it: lindero proof DIR RECORD."
    remedy_es = "Pida la prueba de nuevo al nodo que la hizo: lindero proof DIR RECORD."
    exit_code = 5


class NotReceipted(LocalError):
    """A proof was asked for before the partner's receipt covers the entry."""

    code = "log.not-receipted"
    en = "Entry {index} is not covered by the partner's receipt, which ends at {size}."
    es = "El acuse del socio, que llega hasta {size}, no cubre la entrada {index}."
    remedy_en = "Wait until the link is connected and the partner has confirmed it, then ask again."
    remedy_es = "Espere a que el enlace esté conectado y el socio lo confirme; después pídala de nuevo."


class BadVerifierKey(LocalError):
    """A public key, given as text, that is none."""

    code = "log.verifier-key"
    en, es = "This is not a public key of a log: {why}", "Esto no es la llave pública de una bitácora: {why}"
    remedy_en = "Copy the whole line that lindero proof DIR RECORD shows, such as us.cbp/to/mx.sedena/…+1a2b3c4d+AQ…"
    remedy_es = "Copie completa la línea que muestra lindero proof DIR RECORD: us.cbp/to/mx.sedena/…+1a2b3c4d+AQ…"


class BadOrigin(RemoteError):
    """A note that is about no pair log."""

    code = "log.origin"
    en, es = "{origin!r} is not the name of a pair log.", "{origin!r} no es el nombre de una bitácora."
    remedy_en = "A pair log is called <writer>/to/<reader>/<log id>: ask for the file again."
    remedy_es = "Una bitácora se llama <autor>/to/<lector>/<id>: pida el archivo de nuevo."


class MissingKey(LocalError):
    """A proof cannot be checked without a key that came another way."""

    code = "log.key-missing"
    en = "No public key of {name} was given; the proof itself cannot vouch for it."
    es = "No se dio la llave pública de {name}; la propia prueba no puede avalarla."
    remedy_en = "Give it as --key, or give the pairing files that hold it as --pairing."
    remedy_es = "Indíquela con --key, o indique con --pairing los archivos de vinculación que la contienen."
    exit_code = 2


class Finding(LocalError):
    """Root of what a verification finds; each finding names the node whose copy it is about.

    Attributes:
        what: Part of the copy that is wrong: entry, body, salt, tree, log; a note goes by its own name.
    """

    what: ClassVar[str] = "log"

    @property
    def part(self) -> str:
        """What is wrong: `entry`, `body`, `salt`, `body or salt`, `checkpoint`, `receipt`, `tree` or `log`."""
        return str(self.facts.get("part") or self.facts.get("note") or self.what)

    @property
    def index(self) -> int | None:
        """Of the entry, where the finding is about one."""
        index = self.facts.get("index")
        return index if isinstance(index, int) else None


class Tampered(Finding):
    """Something is not as it was signed."""

    remedy_en = (
        "Keep both folders as they are and tell your partner. To mend: lindero verify DIR --repair --against DIR2"
    )
    remedy_es = "Conserve ambas carpetas y avise a su socio. Para reparar: lindero verify DIR --repair --against DIR2"
    exit_code = 5


class BodiesLost(Finding):
    """Bodies that their holder no longer has, by damage or as a backup leaves them out: loss, no tampering."""

    code, what = "log.lost", "body"
    en = "{holder}: the bodies of entries {index} to {last} of {origin} are lost; the log itself is whole."
    es = "{holder}: se perdió el contenido de las entradas {index} a {last} de {origin}; la bitácora está íntegra."
    remedy_en = "Backups leave out what partners sent. Ask whoever sent these records for what is still needed."
    remedy_es = "Los respaldos omiten lo que enviaron los socios. Pida lo que aún se necesite a quien lo envió."

    @property
    def size(self) -> int:
        """How many."""
        return int(str(self.facts["last"])) + 1 - (self.index or 0)


class EmptyUnexplained(Tampered):
    """A slot is empty for a reason that the log does not bear out."""

    code, what = "log.empty-slot", "body"
    en = "{holder}: the body of entry {index} of {origin} is gone as {reason}; the log does not say so."
    es = "{holder}: el contenido de la entrada {index} de {origin} falta como «{reason}»; la bitácora no lo dice."


class EntryAltered(Tampered):
    """The copies differ at an entry, and only the other one gives the signed root."""

    code, what = "log.entry-altered", "entry"
    en, es = "{holder}: entry {index} of {origin} was altered.", "{holder}: se alteró la entrada {index} de {origin}."


class EntriesAltered(Tampered):
    """Entries that do not give the part of the signed tree that stands over them; one copy alone cannot say which."""

    code, what = "log.entries-altered", "entry"
    en = "{holder}: at least one of the entries {index} to {last} of {origin} was altered."
    es = "{holder}: se alteró al menos una de las entradas {index} a {last} de {origin}."


class PageDamaged(Tampered):
    """Stored entries that cannot even be taken apart.

    Attributes:
        leaves: The entries, where those are whole and only their content is not; None when they are damaged too.
    """

    code, what = "log.page-damaged", "entry"
    en = "{holder}: entries {index} to {last} of {origin} are damaged where they are stored ({part})."
    es = "{holder}: las entradas {index} a {last} de {origin} están dañadas donde se guardan ({part})."

    def __init__(self, leaves: tuple[bytes, ...] | None = None, **facts: object) -> None:
        super().__init__(**facts)
        self.leaves = leaves


class EntriesDiffer(Tampered):
    """The copies differ at an entry, and neither or both give a signed root."""

    code, what = "log.entries-differ", "entry"
    en = "Entry {index} of {origin} is not the same in both copies."
    es = "La entrada {index} de {origin} no es igual en ambas copias."


class EntryUnreadable(Tampered):
    """An entry that is none."""

    code, what = "log.entry-unreadable", "entry"
    en = "{holder}: entry {index} of {origin} is unreadable: {why}"
    es = "{holder}: la entrada {index} de {origin} es ilegible: {why}"


class EntryOutOfPlace(Tampered):
    """An index that does not continue the log."""

    code, what = "log.entry-out-of-place", "entry"
    en = "{holder}: entry {index} of {origin} stands where entry {expected} should be."
    es = "{holder}: la entrada {index} de {origin} está donde debería estar la {expected}."


class ContentAltered(Tampered):
    """A body and salt that the entry does not commit to; which of the two was changed, one copy cannot say."""

    code, what = "log.content-altered", "body or salt"
    en = "{holder}: the body or the salt of entry {index} of {origin} is not what its entry commits to."
    es = "{holder}: el contenido o la sal de la entrada {index} de {origin} no es lo que compromete su entrada."


class BodyAltered(Tampered):
    """A body that its entry does not commit to, by comparison with the other copy."""

    code, what = "log.body-altered", "body"
    en = "{holder}: the body of entry {index} of {origin} was altered."
    es = "{holder}: se alteró el contenido de la entrada {index} de {origin}."


class SaltAltered(Tampered):
    """A salt that does not open the commitment, by comparison with the other copy or by its length."""

    code, what = "log.salt-altered", "salt"
    en = "{holder}: the salt of entry {index} of {origin} was altered."
    es = "{holder}: se alteró la sal de la entrada {index} de {origin}."


class BodyMissing(Tampered):
    """A body slot that is empty without a reason."""

    code, what = "log.body-missing", "body"
    en = "{holder}: the body of entry {index} of {origin} is missing without a reason."
    es = "{holder}: el contenido de la entrada {index} de {origin} falta sin motivo."


class WrongSize(Tampered):
    """A head that does not count its entries."""

    code = "log.size"
    en = "{holder}: the head of {origin} says {size} entries; {found} are stored."
    es = "{holder}: la cabeza de {origin} dice {size} entradas; hay {found} guardadas."


class KeysAltered(Tampered):
    """A key that no signed change brought."""

    code = "verify.keys"
    en = "{holder}: the keys for {origin} are not those that were signed for: {why}"
    es = "{holder}: las llaves de {origin} no son las que se firmaron: {why}"


class WrongFrontier(Tampered):
    """A stored frontier that the entries do not give."""

    code, what = "log.frontier", "tree"
    en = "{holder}: the stored tree of {origin} is not that of its entries."
    es = "{holder}: el árbol guardado de {origin} no es el de sus entradas."


class WrongRoot(Tampered):
    """A signed root that the entries do not give."""

    code = "log.root"
    en = "{holder}: the entries of {origin} do not give the root that the {note} signs for size {size}."
    es = "{holder}: las entradas de {origin} no dan la raíz que firma la nota «{note}» para el tamaño {size}."


class BeyondLog(Tampered):
    """A signed note about more entries than are stored."""

    code = "log.beyond"
    en = "{holder}: the {note} of {origin} covers {size} entries; only {found} are stored."
    es = "{holder}: la nota «{note}» de {origin} cubre {size} entradas; solo hay {found} guardadas."


class NoteForged(Tampered):
    """A stored note that its key did not sign."""

    code = "log.note"
    en = "{holder}: the stored {note} of {origin} is not validly signed: {why}"
    es = "{holder}: la nota «{note}» guardada de {origin} no tiene firma válida: {why}"


class Truncated(Tampered):
    """A copy that has lost its end."""

    code = "log.truncated"
    en = "{holder}: entry {index} of {origin} and all after it are missing; {size} entries were confirmed."
    es = "{holder}: faltan la entrada {index} de {origin} y todas las siguientes; se confirmaron {size} entradas."


class Forked(Tampered):
    """The writer signed two logs of which neither is a prefix of the other."""

    code = "log.forked"
    en = "{holder} signed two different logs under the name {origin}; they part at entry {index}."
    es = "{holder} firmó dos bitácoras distintas con el nombre {origin}; se separan en la entrada {index}."


class NotRepairable(LocalError):
    """A copy that the other side's cannot mend; nothing was changed."""

    code = "log.not-repairable"
    en, es = "{origin} cannot be repaired from that copy: {why}", "{origin} no se puede reparar con esa copia: {why}"
    remedy_en = "Keep both folders as they are. Restore a backup of this node, or let the partner look at its own copy."
    remedy_es = "Conserve ambas carpetas. Restaure un respaldo de este nodo o pida al socio que revise su propia copia."
    exit_code = 5
