"""What can go wrong with a node's folder and its database."""

from lindero.kernel.errors import LocalError


class FolderLocked(LocalError):
    """Another process works in the folder."""

    code = "store.folder-locked"
    en, es = "Process {pid} is using the node in {folder}.", "El proceso {pid} está usando el nodo en {folder}."
    remedy_en = "Stop it (Ctrl+C, or: kill {pid}) and try again; two processes never write one folder."
    remedy_es = (
        "Deténgalo (Ctrl+C, o bien: kill {pid}) y vuelva a intentarlo; dos procesos nunca escriben en una carpeta."
    )


class NoDatabase(LocalError):
    """There is nothing to open."""

    code = "store.missing"
    en, es = "There is no database at {path}.", "No hay ninguna base de datos en {path}."
    remedy_en = "Check the folder, or make a node: lindero node init DIR."
    remedy_es = "Revise la carpeta o cree un nodo: lindero node init DIR."


class NotALinderoDatabase(LocalError):
    """The file is something else; it is left untouched."""

    code = "store.not-lindero"
    en, es = "{path} is not a Lindero database.", "{path} no es una base de datos de Lindero."
    remedy_en = "Nothing was changed in it. Name the folder of a node, or a file made by: lindero backup."
    remedy_es = "No se modificó nada. Indique la carpeta de un nodo o un archivo creado con: lindero backup."


class NewerSchema(LocalError):
    """A later version wrote the database and this one could harm it."""

    code = "store.newer-schema"
    en = "{path} has schema {found}, which needs at least {compatible}; this version knows {known}."
    es = "{path} tiene el esquema {found}, que requiere al menos el {compatible}; esta versión conoce el {known}."
    remedy_en = "Install the version of Lindero that wrote it, or a later one. Nothing was changed."
    remedy_es = "Instale la versión de Lindero que la escribió o una posterior. No se modificó nada."


class OlderSchema(LocalError):
    """A reader met a database that only the node itself may upgrade."""

    code = "store.older-schema"
    en = "{path} has schema {found}; this version of Lindero reads {known}."
    es = "{path} tiene el esquema {found}; esta versión de Lindero lee el {known}."
    remedy_en = "Start the node once, which upgrades it: lindero node run {folder}"
    remedy_es = "Inicie el nodo una vez para actualizarla: lindero node run {folder}"


class DatabaseDamaged(LocalError):
    """SQLite found that the file's structure is broken."""

    code = "store.damaged"
    en, es = "The database {path} is damaged: {why}", "La base de datos {path} está dañada: {why}"
    remedy_en = "Copy the folder aside, then restore the last backup: lindero restore FILE DIR."
    remedy_es = "Aparte una copia de la carpeta y restaure el último respaldo: lindero restore ARCHIVO DIR."


class DiskFull(LocalError):
    """There is no room; the transaction left no trace."""

    code = "store.disk-full"
    en, es = "The disk that holds {path} is full.", "El disco que contiene {path} está lleno."
    remedy_en = "Free some space; nothing of what was being written was kept, and nothing earlier was lost."
    remedy_es = "Libere espacio; no se guardó nada de lo que se estaba escribiendo y no se perdió nada anterior."


class DatabaseBusy(LocalError):
    """Another connection held a lock for longer than we wait."""

    code = "store.busy"
    en, es = (
        "The database {path} is locked by another program.",
        "Otro programa tiene bloqueada la base de datos {path}.",
    )
    remedy_en = "Close programs that have it open (a SQLite browser, a copy in progress) and try again."
    remedy_es = (
        "Cierre los programas que la tengan abierta (un visor de SQLite, una copia en curso) y vuelva a intentarlo."
    )


class StorageFailed(LocalError):
    """The operating system refused or failed to read or write."""

    code = "store.io"
    en, es = "{path} cannot be read or written: {why}", "No se puede leer o escribir {path}: {why}"
    remedy_en = "Check the disk and the folder's permissions: the user who runs the node must own it."
    remedy_es = "Revise el disco y los permisos de la carpeta: debe pertenecer al usuario que ejecuta el nodo."


class ReadOnlyStore(LocalError):
    """A write through a connection that was opened for reading."""

    code = "store.read-only"
    en, es = "{path} is open for reading only.", "{path} está abierta solo para lectura."
    remedy_en = "Only the running node writes its database; ask it with the lindero commands."
    remedy_es = "Solo el nodo en ejecución escribe en su base de datos; use los comandos de lindero."


class LogGap(LocalError):
    """Entries that do not continue the log."""

    code = "store.log-gap"
    en = "The log with {partner} continues with entry {expected}, not {found}."
    es = "El registro compartido con {partner} continúa con la entrada {expected}, no con la {found}."
    remedy_en = "Nothing was kept. The next session resumes from the last complete entry."
    remedy_es = "No se guardó nada. La próxima sesión continúa desde la última entrada completa."


class WouldOverwrite(LocalError):
    """Something stands where a backup or a restored node would go."""

    code = "store.would-overwrite"
    en, es = "{path} exists already.", "{path} ya existe."
    remedy_en = "Name a place that does not exist yet; Lindero overwrites no backup and no node."
    remedy_es = "Indique un lugar que aún no exista; Lindero no sobrescribe respaldos ni nodos."
