"""Why the operating system refused something, in both languages: its own words are English only."""

import errno
from typing import Final

from lindero.kernel.errors import Words

_REASONS: Final = {
    errno.ENOENT: Words("there is no such file or folder", "no existe ese archivo o carpeta"),
    errno.EACCES: Words("permission denied", "permiso denegado"),
    errno.EPERM: Words("the operating system does not permit it", "el sistema operativo no lo permite"),
    errno.EEXIST: Words("it is already there", "ya existe"),
    errno.EISDIR: Words("it is a folder", "es una carpeta"),
    errno.ENOTDIR: Words("part of the path is no folder", "parte de la ruta no es una carpeta"),
    errno.ENOTEMPTY: Words("the folder is not empty", "la carpeta no está vacía"),
    errno.ENOSPC: Words("no space is left on the disk", "no queda espacio en el disco"),
    errno.EDQUOT: Words("the disk quota is used up", "se agotó la cuota de disco"),
    errno.EROFS: Words("the file system is read-only", "el sistema de archivos es de solo lectura"),
    errno.EFBIG: Words("the file is too large", "el archivo es demasiado grande"),
    errno.ENAMETOOLONG: Words("the name is too long", "el nombre es demasiado largo"),
    errno.EMFILE: Words("too many files are open", "hay demasiados archivos abiertos"),
    errno.EIO: Words("the disk could not be read or written", "no se pudo leer o escribir el disco"),
    errno.EADDRINUSE: Words("the address is in use", "la dirección está en uso"),
    errno.EADDRNOTAVAIL: Words("this machine has no such address", "esta máquina no tiene esa dirección"),
    errno.ECONNREFUSED: Words("nothing listens there", "nada escucha ahí"),
    errno.ETIMEDOUT: Words("no answer came in time", "no hubo respuesta a tiempo"),
    errno.EHOSTUNREACH: Words("there is no way to that host", "no hay ruta hacia ese equipo"),
    errno.ENETUNREACH: Words("there is no way to that network", "no hay ruta hacia esa red"),
}


def reason_of(why: OSError) -> Words:
    """What a failed call to the system says, in both languages; its number where it is a rare one."""
    known = _REASONS.get(why.errno) if why.errno is not None else None
    if known is not None:
        return known
    number = "?" if why.errno is None else why.errno
    return Words(f"error {number} of the operating system", f"error {number} del sistema operativo")
