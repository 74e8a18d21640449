"""`lindero decode`: a recording as records, without a node.

stdout: one detection per position report, then one summary per airframe, as JSON lines; of weather reports, one wind
each. stderr: one JSON line per refused message. Exit code 0, 3 when something was refused, 1 when nothing could be
read.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from lindero.cli import decode_adsb, decode_asterix, decode_metar
from lindero.cli.say import LANGUAGE, t
from lindero.gateways.adsb.report import Report
from lindero.gateways.intake.refusal import Refusal
from lindero.gateways.remoteid.detections import Maker, detection_of, id_of_sighting
from lindero.gateways.remoteid.recording import CaptureRecording, DroneScoutRecording, Recording
from lindero.gateways.remoteid.summaries import summaries_of
from lindero.kernel.clock import SystemClock
from lindero.kernel.errors import Language
from lindero.kernel.ids import NodeId
from lindero.model.airspace import Detection
from lindero.model.codec import format_record, public_tree

ORIGIN: Final = NodeId("zz.decode")
"""No node made these records: `zz` is no country (ISO 3166-1 leaves it to its users), and they have no marking."""

_CHUNK: Final = 1 << 18
_PROGRESS_FROM: Final = 8 << 20
_DONE, _FAILED, _PARTLY_REFUSED = 0, 1, 3


HELP = t(
    "Decode a recording: detections, then one summary per airframe, as JSON lines; what is refused goes to stderr.",
    "Decodificar una grabación: detecciones y un resumen por aeronave, en líneas JSON; lo rechazado va a stderr.",
)


class Format(StrEnum):
    """The formats of recordings."""

    REMOTEID_PCAP = "remoteid-pcap"
    DRONESCOUT_JSON = "dronescout-json"
    ADSB_JSON = "adsb-json"
    ADSB_SBS = "adsb-sbs"
    ADSB_BEAST = "adsb-beast"
    ASTERIX = "asterix"


class DecodeFormat(StrEnum):
    """What `decode` reads: recordings, and weather reports for their wind."""

    REMOTEID_PCAP = "remoteid-pcap"
    DRONESCOUT_JSON = "dronescout-json"
    ADSB_JSON = "adsb-json"
    ADSB_SBS = "adsb-sbs"
    ADSB_BEAST = "adsb-beast"
    ASTERIX = "asterix"
    METAR = "metar"


_RECORDINGS: Final[dict[Format, Callable[[str], Recording]]] = {
    Format.REMOTEID_PCAP: CaptureRecording,
    Format.DRONESCOUT_JSON: DroneScoutRecording,
}


class DecodeLanguage(StrEnum):
    """Language of what is said about refused messages."""

    ES = "es"
    EN = "en"


def _require_file(file: Path) -> Path:
    """The file, if there is something to read; a pipe is fine."""
    if str(file) != "-" and (not file.exists() or file.is_dir()):
        raise typer.BadParameter(t(f"there is no file {file}.", f"no existe el archivo {file}."))
    return file


_OWN_LANGUAGE: Final = DecodeLanguage(LANGUAGE)


def command(
    format_: Annotated[
        DecodeFormat,
        typer.Argument(
            metavar="FORMAT",
            help=t(
                "remoteid-pcap, dronescout-json, adsb-json, adsb-sbs, adsb-beast, asterix or metar.",
                "remoteid-pcap, dronescout-json, adsb-json, adsb-sbs, adsb-beast, asterix o metar.",
            ),
        ),
    ],
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            callback=_require_file,
            help=t("The recording; - is standard input.", "La grabación; - es la entrada estándar."),
        ),
    ],
    language: Annotated[
        DecodeLanguage,
        typer.Option(help=t("Language of what is said.", "Idioma en que se informa.")),
    ] = _OWN_LANGUAGE,
) -> None:
    """Decode a recording: detections and one summary per airframe on stdout, refused messages on stderr."""
    if format_ is DecodeFormat.METAR:
        source = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        raise typer.Exit(decode_metar.run(source.splitlines(keepends=True), SystemClock().now(), language.value))
    raise typer.Exit(run(Format(format_.value), file, language.value))


def recorded_detections(format_: Format, file: Path) -> list[Detection]:
    """All detections of a recording; what is refused is passed over (`run` reports it)."""
    if format_ in decode_adsb.DECODERS:
        return decode_adsb.detections_of(format_, file.name, _chunks(file), ORIGIN)
    if format_ is Format.ASTERIX:
        return decode_asterix.detections_of(file, _chunks(file), ORIGIN)
    recording = _RECORDINGS[format_](file.name)
    for chunk in _chunks(file):
        recording.feed(chunk)
    recording.finish()
    maker = Maker(origin=ORIGIN, sensor=None, marking=None, new_id=id_of_sighting)
    return [detection_of(sighting, maker) for sighting in recording.sightings()]


def run(format_: Format, file: Path, language: Language) -> int:
    """Decodes a file, prints the result, gives the exit code."""
    if format_ in decode_adsb.DECODERS:
        return _run_adsb(format_, file, language)
    if format_ is Format.ASTERIX:
        return _run_asterix(file, language)
    recording = _RECORDINGS[format_](file.name)
    refused = 0
    for chunk in _chunks(file):
        refused += _print_refusals(recording.feed(chunk), language)
    refused += _print_refusals(recording.finish(), language)
    sys.stdout.writelines(line + "\n" for line in _lines(recording))
    sys.stdout.flush()
    return _exit_code(refused, recording.messages)


def _run_adsb(format_: Format, file: Path, language: Language) -> int:
    decoder = decode_adsb.DECODERS[format_](file.name)
    reports, refused = list[Report](), 0
    for taken, not_taken in decode_adsb.takings(decoder, _chunks(file)):
        reports += taken
        refused += _print_refusals(not_taken, language)
    sys.stdout.writelines(line + "\n" for line in decode_adsb.lines_of(reports, ORIGIN))
    sys.stdout.flush()
    return _exit_code(refused, decoder.messages)


def _run_asterix(file: Path, language: Language) -> int:
    recording = decode_asterix.recording_of(file, ORIGIN)
    refused = 0
    for chunk in _chunks(file):
        refused += _print_refusals(recording.feed(chunk), language)
    refused += _print_refusals(recording.finish(), language)
    sys.stdout.writelines(line + "\n" for line in decode_asterix.lines_of(recording))
    sys.stdout.flush()
    return _exit_code(refused, recording.messages)


def _exit_code(refused: int, accepted: int) -> int:
    if not refused:
        return _DONE
    return _PARTLY_REFUSED if accepted else _FAILED


def _lines(recording: Recording) -> Iterator[str]:
    maker = Maker(origin=ORIGIN, sensor=None, marking=None, new_id=id_of_sighting)
    sightings = recording.sightings()
    for sighting in sightings:
        yield format_record(detection_of(sighting, maker))
    for summary in summaries_of(sightings):
        tree = msgspec.to_builtins(summary)
        yield msgspec.json.encode(tree | public_tree(summary)).decode()


def _print_refusals(refusals: Iterable[Refusal], language: Language) -> int:
    count = 0
    for refusal in refusals:
        message = refusal.message_es if language == "es" else refusal.message_en
        line = {"offset": refusal.offset, "code": refusal.code, "message": message}
        print(msgspec.json.encode(line).decode(), file=sys.stderr)
        count += 1
    return count


def _chunks(file: Path) -> Iterator[bytes]:
    """The file in pieces, with a progress bar where somebody watches and it takes long enough to wonder."""
    if str(file) == "-":
        yield from iter(lambda: sys.stdin.buffer.read(_CHUNK), b"")
        return
    console = Console(stderr=True)
    size = file.stat().st_size
    columns = (TextColumn(file.name), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with (
        file.open("rb") as source,
        Progress(*columns, console=console, disable=not console.is_terminal or size < _PROGRESS_FROM) as progress,
    ):
        task = progress.add_task(file.name, total=size)
        while chunk := source.read(_CHUNK):
            yield chunk
            progress.advance(task, len(chunk))
