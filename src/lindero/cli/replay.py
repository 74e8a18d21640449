"""`lindero replay`: a recording into a running node, moved in time and place, marked as simulated."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import Progress

from lindero.cli.decode import Format, recorded_detections
from lindero.cli.say import PERSON_HELP, note, result, t
from lindero.kernel.clock import SECOND_NS, SystemClock
from lindero.kernel.entropy import SystemEntropy
from lindero.model.airspace import Detection
from lindero.model.codec import encode_record
from lindero.model.marking import Marking
from lindero.node.config import Config, load_config
from lindero.node.reach import call
from lindero.node.timers import pause
from lindero.operations.replay import moved, plan_move

STEP_S: Final = 0.5
HELP = t(
    "Replay a recording into a running node: moved in time and place, marked as simulated.",
    "Reproducir una grabación en un nodo en marcha: movida en tiempo y lugar, marcada como simulada.",
)


def _parse_place(text: str | None) -> tuple[float, float] | None:
    if text is None:
        return None
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError:
        raise typer.BadParameter(
            t("write it as LAT,LON, such as 31.75,-106.47", "escríbalo como LAT,LON, p. ej. 31.75,-106.47")
        ) from None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise typer.BadParameter(t("no such place", "no existe tal lugar"))
    return lat, lon


def command(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help=t("The recording.", "La grabación."))
    ],
    format_: Annotated[Format, typer.Option("--format", help=t("What it holds.", "Qué contiene."))],
    folder: Annotated[
        Path,
        typer.Option("--node", metavar="DIR", help=t("The running node's folder.", "La carpeta del nodo en marcha.")),
    ],
    speed: Annotated[float, typer.Option(min=0.01, help=t("Times real time.", "Veces el tiempo real."))] = 1.0,
    at: Annotated[
        str | None,
        typer.Option(metavar="LAT,LON", help=t("Where its first position goes.", "A dónde va su primera posición.")),
    ] = None,
    bearing: Annotated[
        float, typer.Option(metavar="DEG", help=t("Turn clockwise about it.", "Giro a la derecha en torno a ella."))
    ] = 0.0,
    keep_time: Annotated[
        bool, typer.Option("--keep-time", help=t("Leave times as they are.", "Dejar las horas como están."))
    ] = False,
    person: Annotated[str | None, typer.Option("--as", help=PERSON_HELP)] = None,
) -> None:
    """Replay a recording."""
    config = load_config(folder)
    place = _parse_place(at)
    detections = sorted(recorded_detections(format_, file), key=lambda d: d.observed_at)
    if not detections:
        note(
            t("There is no position report in this recording.", "No hay ningún reporte de posición en esta grabación.")
        )
        raise typer.Exit(1)
    clock, entropy = SystemClock(), SystemEntropy()
    begun = call(folder, "replay-begin", {"speed": speed}, person)
    move = plan_move(detections, now=begun["now"], to=place, turn_deg=bearing, keep_time=keep_time)
    marking = _marking(config)

    def send(part: Sequence[Detection]) -> None:
        moving = [moved(d, move, node=config.node_id, marking=marking, clock=clock, entropy=entropy) for d in part]
        call(folder, "replay-batch", {"records": [encode_record(d) for d in moving]}, person)

    try:
        asyncio.run(_play(detections, speed, send))
    finally:
        call(folder, "replay-end", {}, person)
    result({"replayed": len(detections), "shifted_s": move.shift_ns / SECOND_NS})


async def _play(detections: list[Detection], speed: float, send: Callable[[Sequence[Detection]], None]) -> None:
    """Send the recording in steps, keeping its pace times `speed`."""
    total_s = (detections[-1].observed_at - detections[0].observed_at) / SECOND_NS
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(t("replay", "reproducción"), total=total_s)
        for part in _steps(detections, STEP_S * speed):
            await asyncio.to_thread(send, part)
            progress.advance(task, STEP_S * speed)
            await pause(STEP_S)


def _steps(detections: list[Detection], step_s: float) -> Iterator[list[Detection]]:
    """The recording cut into pieces of equal duration, empty ones included."""
    start = detections[0].observed_at
    part: list[Detection] = []
    for detection in detections:
        while detection.observed_at >= start + int(step_s * SECOND_NS):
            yield part
            start, part = start + int(step_s * SECOND_NS), []
        part.append(detection)
    yield part


def _marking(config: Config) -> Marking:
    """The marking of the node's Remote ID feed, else one for the training of both sides."""
    for section in config.gateway.values():
        if section.kind == "remoteid" and section.marking is not None:
            return section.marking
    other = "MEX" if config.node.side == "USA" else "USA"
    return Marking(tlp="amber", releasable_to=(other,), purposes=("airspace-security",), simulated=True)
