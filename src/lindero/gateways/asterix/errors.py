"""Why a data block is not taken in."""

from lindero.kernel.errors import RemoteError

_EDITION_EN = "Compare the editions in node.toml with those that the source sends."
_EDITION_ES = "Compare las ediciones de node.toml con las que envía la fuente."


class NotABlock(RemoteError):
    """Bytes that do not divide into data blocks."""

    code = "asterix.not-a-block"
    en = "These bytes are no data block: a length of {length} where {got} bytes are left."
    es = "Estos bytes no son un bloque de datos: longitud {length} donde quedan {got} bytes."
    remedy_en = "Check that the source sends ASTERIX to this port, unwrapped, one or more whole blocks in a datagram."
    remedy_es = "Revise que la fuente envíe ASTERIX a este puerto, sin envoltura, en bloques completos."


class NotStrict(RemoteError):
    """A block that is not what the edition says."""

    code = "asterix.undecodable"
    en = "A block of category {category:03d} is not of edition {edition}: {why}, at byte {at}."
    es = "Un bloque de la categoría {category:03d} no corresponde a la edición {edition}: {why}, en el byte {at}."
    remedy_en = _EDITION_EN
    remedy_es = _EDITION_ES


class CategoryNotTaken(RemoteError):
    """A category that this gateway does not read."""

    code = "asterix.category"
    en = "Category {category:03d} is not taken; taken are 021, 034, 048, 062 and 065."
    es = "La categoría {category:03d} no se recibe; se reciben 021, 034, 048, 062 y 065."
    remedy_en = "Nothing is lost but these messages. Let the source send only what is taken."
    remedy_es = "Solo se pierden esos mensajes. Pida que la fuente envíe únicamente lo que se recibe."


class SourceNotListed(RemoteError):
    """A system that node.toml does not name."""

    code = "asterix.unknown-source"
    en = "Source {sac}/{sic} (SAC/SIC) is not listed for this gateway."
    es = "La fuente {sac}/{sic} (SAC/SIC) no está en la lista de este gateway."
    remedy_en = "Add it to the sources of this gateway in node.toml, with its place."
    remedy_es = "Agréguela a las fuentes (sources) de este gateway en node.toml, con su ubicación."


class ImpossibleValue(RemoteError):
    """A value that decodes and cannot be."""

    code = "asterix.impossible"
    en = "Item I{category:03d}/{item} cannot be: {value}."
    es = "El elemento I{category:03d}/{item} no puede ser: {value}."
    remedy_en = _EDITION_EN
    remedy_es = _EDITION_ES


class ItemMissing(RemoteError):
    """A record without an item that the category demands."""

    code = "asterix.missing-item"
    en = "A record of category {category:03d} lacks item {item}."
    es = "A un registro de la categoría {category:03d} le falta el elemento {item}."
    remedy_en = "The block is kept in quarantine; ask the source's maker why."
    remedy_es = "El bloque queda en cuarentena; consulte al fabricante de la fuente."
