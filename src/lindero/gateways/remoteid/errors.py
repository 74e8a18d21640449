"""What can be wrong with a capture, a frame, or a Remote ID message. All of it is the sender's."""

from lindero.kernel.errors import LocalError, RemoteError

_KEPT_EN = "The message is kept in quarantine; the others are read."
_KEPT_ES = "El mensaje queda en cuarentena; los demás se leen."


class NoReceptionTime(RemoteError):
    """A frame without the time at which it was received; the hour of its position is unknown."""

    code = "pcap.no-time"
    en = "The frame has no reception time, so the hour of its position is unknown."
    es = "La trama no tiene hora de recepción, así que se desconoce la hora de su posición."
    remedy_en = "Record packets with time stamps (pcapng Enhanced Packet Blocks, or pcap)."
    remedy_es = "Grabe los paquetes con hora (bloques Enhanced Packet de pcapng, o pcap)."


class DamagedFrame(RemoteError):
    """A frame whose checksum failed at the receiver."""

    code = "remoteid.damaged-frame"
    en = "The receiver marked the frame as damaged (checksum failed)."
    es = "El receptor marcó la trama como dañada (falló la suma de verificación)."
    remedy_en = "One damaged frame is normal at long range; many mean interference or a bad antenna."
    remedy_es = "Una trama dañada es normal a gran distancia; muchas indican interferencia o mala antena."


class TruncatedFrame(RemoteError):
    """A frame or message that is shorter than it says or must be."""

    code = "remoteid.truncated"
    en = "The {what} is cut short: {got} of {need} bytes are there."
    es = "El elemento {what} está cortado: hay {got} de {need} bytes."
    remedy_en = "Record with a snapshot length of at least 512 bytes (tcpdump -s 0)."
    remedy_es = "Grabe con una longitud de captura de al menos 512 bytes (tcpdump -s 0)."


class UnknownVersion(RemoteError):
    """A protocol version that does not exist yet."""

    code = "remoteid.version"
    en = "Protocol version {version} is unknown; 0, 1 and 2 are read."
    es = "La versión de protocolo {version} es desconocida; se leen 0, 1 y 2."
    remedy_en = _KEPT_EN
    remedy_es = _KEPT_ES


class UnknownMessage(RemoteError):
    """A message type that the standard does not have."""

    code = "remoteid.message-type"
    en = "Message type {type} is unknown."
    es = "El tipo de mensaje {type} es desconocido."
    remedy_en = _KEPT_EN
    remedy_es = _KEPT_ES


class BadPack(RemoteError):
    """A message pack that contradicts the standard."""

    code = "remoteid.pack"
    en = "The message pack is wrong: {why}."
    es = "El paquete de mensajes es incorrecto: {why}."
    remedy_en = _KEPT_EN
    remedy_es = _KEPT_ES


class BadAuthentication(RemoteError):
    """An authentication page that contradicts the standard."""

    code = "remoteid.authentication"
    en = "The authentication page is wrong: {why}."
    es = "La página de autenticación es incorrecta: {why}."
    remedy_en = _KEPT_EN
    remedy_es = _KEPT_ES


class ImpossiblePosition(RemoteError):
    """A latitude or longitude that is nowhere on Earth."""

    code = "remoteid.impossible-position"
    en = "The position is nowhere on Earth: latitude {lat_deg}, longitude {lon_deg}."
    es = "La posición no existe en la Tierra: latitud {lat_deg}, longitud {lon_deg}."
    remedy_en = _KEPT_EN
    remedy_es = _KEPT_ES


class BadText(RemoteError):
    """An identifier with bytes that are not printable ASCII."""

    code = "remoteid.text"
    en = "The {what} is not printable ASCII: {text!r}."
    es = "El campo {what} no es ASCII imprimible: {text!r}."
    remedy_en = _KEPT_EN
    remedy_es = _KEPT_ES


class NotDroneScout(RemoteError):
    """A line that is no message of a DroneScout receiver."""

    code = "dronescout.not-a-message"
    en = "This is no DroneScout message: {why}."
    es = "Esto no es un mensaje de DroneScout: {why}."
    remedy_en = "Each line is one JSON object with data.timestamp, data.type, data.UASdata."
    remedy_es = "Cada línea es un objeto JSON con data.timestamp, data.type y data.UASdata."


class BadStructure(RemoteError):
    """`UASdata` that is no ODID_UAS_Data of the layout we know."""

    code = "dronescout.structure"
    en = "UASdata cannot be read as ODID_UAS_Data: {why}."
    es = "UASdata no puede leerse como ODID_UAS_Data: {why}."
    remedy_en = "Accepted are 920 bytes (or 921, with a closing byte), little endian, as base64 or hex."
    remedy_es = "Se aceptan 920 bytes (o 921, con un byte final), little endian, en base64 o hexadecimal."


class NotEncodable(LocalError):
    """A value that the message set cannot carry."""

    code = "remoteid.not-encodable"
    en = "{what} cannot be broadcast: {value!r}."
    es = "{what} no puede transmitirse: {value!r}."
    remedy_en = "See docs/reference/remoteid.md for the range of each field."
    remedy_es = "Consulte en docs/reference/remoteid.md el intervalo de cada campo."
