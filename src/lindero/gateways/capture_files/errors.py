"""What can be wrong with a capture file, before anybody looks into its frames."""

from lindero.kernel.errors import RemoteError


class NotPcap(RemoteError):
    """Bytes that begin like no capture."""

    code = "pcap.not-a-capture"
    en = "This is neither pcap nor pcapng: it begins with {magic}."
    es = "Esto no es pcap ni pcapng: comienza con {magic}."
    remedy_en = "Give a file written by tcpdump, dumpcap or Wireshark."
    remedy_es = "Indique un archivo escrito por tcpdump, dumpcap o Wireshark."


class TruncatedCapture(RemoteError):
    """A capture that ends inside a record."""

    code = "pcap.truncated"
    en = "The capture ends inside a record: {got} of {need} bytes are there."
    es = "La captura termina a la mitad de un registro: hay {got} de {need} bytes."
    remedy_en = "The frames before it were read. Copy the file again if more was recorded."
    remedy_es = "Las tramas anteriores se leyeron. Copie de nuevo el archivo si se grabó más."


class BrokenCapture(RemoteError):
    """A record whose lengths contradict each other; what follows cannot be found."""

    code = "pcap.broken"
    en = "The capture cannot be read from here on: {why}."
    es = "La captura no puede leerse a partir de aquí: {why}."
    remedy_en = "The frames before it were read. Record it again."
    remedy_es = "Las tramas anteriores se leyeron. Grábela de nuevo."


class BadCaptureRecord(RemoteError):
    """One record of a capture that contradicts itself while the next can still be found."""

    code = "pcap.bad-record"
    en = "A record of the capture is skipped: {why}."
    es = "Se omite un registro de la captura: {why}."
    remedy_en = "The record is kept in quarantine; the others are read."
    remedy_es = "El registro queda en cuarentena; los demás se leen."


class LinkTypeRefused(RemoteError):
    """A capture of something that the gateway cannot read."""

    code = "pcap.link-type"
    en = "Link type {number} ({name}) is not read here; accepted are {accepted}."
    es = "El tipo de enlace {number} ({name}) no se lee aquí; se aceptan {accepted}."
    remedy_en = "Record it again on an accepted link type; the reference page of the format tells how."
    remedy_es = "Grábela de nuevo con un tipo de enlace aceptado; la página de referencia del formato dice cómo."
