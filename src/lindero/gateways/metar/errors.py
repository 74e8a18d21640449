"""What can be wrong with a weather report."""

from lindero.kernel.errors import RemoteError


class NotAMetar(RemoteError):
    """A line that is no METAR, or tells no wind."""

    code = "metar.not-a-metar"
    en = 'This is no METAR with a wind group: "{text}".'
    es = 'No es un METAR con grupo de viento: "{text}".'
    remedy_en = "Give one report a line, as distributed: METAR KELP 251251Z 27015G25KT ..."
    remedy_es = "Ponga un informe por línea, como se distribuye: METAR KELP 251251Z 27015G25KT ..."
