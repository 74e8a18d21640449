"""What can be wrong with what an ADS-B receiver sends. All of it is the sender's."""

from lindero.kernel.errors import RemoteError

_KEPT_EN = "The message is kept in quarantine; the others are read."
_KEPT_ES = "El mensaje queda en cuarentena; los demás se leen."


class NotAircraftJson(RemoteError):
    """A document that is no aircraft.json."""

    code = "adsb.not-aircraft-json"
    en = "This is no aircraft.json: {why}."
    es = "Esto no es un aircraft.json: {why}."
    remedy_en = "Give the file that readsb or dump1090 writes, or its address below /data/."
    remedy_es = "Indique el archivo que escribe readsb o dump1090, o su dirección bajo /data/."


class BadAircraft(RemoteError):
    """A row of aircraft.json with a value that cannot be."""

    code = "adsb.bad-aircraft"
    en = "Aircraft {address}: {why}."
    es = "Aeronave {address}: {why}."
    remedy_en = _KEPT_EN
    remedy_es = _KEPT_ES


class BadSbsLine(RemoteError):
    """A line that is no BaseStation message."""

    code = "adsb.bad-sbs-line"
    en = "This is no BaseStation message: {why}."
    es = "Esto no es un mensaje BaseStation: {why}."
    remedy_en = "Point the gateway at the receiver's BaseStation output, usually port 30003. " + _KEPT_EN
    remedy_es = "Apunte el gateway a la salida BaseStation del receptor, normalmente el puerto 30003. " + _KEPT_ES


class BadBeastFrame(RemoteError):
    """Bytes between frames, or a frame of no known type."""

    code = "adsb.bad-beast-frame"
    en = "These bytes are no Beast frame: {why}."
    es = "Estos bytes no son una trama Beast: {why}."
    remedy_en = (
        "Point the gateway at the receiver's Beast output, usually port 30005. Reading goes on at the next frame."
    )
    remedy_es = (
        "Apunte el gateway a la salida Beast del receptor, usualmente el puerto 30005. Se sigue en la próxima trama."
    )


class BadParity(RemoteError):
    """A Mode S message whose parity does not hold."""

    code = "adsb.bad-parity"
    en = "The parity of a Mode S message does not hold (format {format}, remainder {remainder:06x})."
    es = "La paridad de un mensaje Modo S no se cumple (formato {format}, residuo {remainder:06x})."
    remedy_en = "Some are normal near the edge of reception; many mean a bad antenna or a forged stream. " + _KEPT_EN
    remedy_es = (
        "Algunos son normales en el límite de recepción; muchos indican mala antena o un flujo falsificado. " + _KEPT_ES
    )


class BadModeS(RemoteError):
    """A Mode S message whose parity holds and whose content cannot be."""

    code = "adsb.bad-message"
    en = "A Mode S message cannot be read: {why}."
    es = "Un mensaje Modo S no puede leerse: {why}."
    remedy_en = _KEPT_EN
    remedy_es = _KEPT_ES


class ImpossiblePosition(RemoteError):
    """A position that is nowhere, or that nothing can have flown to."""

    code = "adsb.impossible-position"
    en = "Aircraft {address} cannot be at {lat_deg}, {lon_deg}: {why}."
    es = "La aeronave {address} no puede estar en {lat_deg}, {lon_deg}: {why}."
    remedy_en = "Its next positions are read anew. Again and again, it means a forged or a damaged stream."
    remedy_es = "Sus posiciones siguientes se leen de nuevo. Si se repite, el flujo está falsificado o dañado."
