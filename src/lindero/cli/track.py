"""`lindero track` and `lindero score`: the tracker over one's own recordings, without a node, and how well it did.

The work is in `lindero.cli.recordings`, loaded when it is asked for: the numerics take seconds, and no other command
needs them.
"""

from pathlib import Path
from typing import Annotated, Final

import typer

from lindero.cli.say import t

EVERY_S: Final = 1.0
TRACK_HELP = t(
    "Track a recording of detections: one picture a second, as JSON lines.",
    "Rastrear una grabación de detecciones: un panorama por segundo, en líneas JSON.",
)
SCORE_HELP = t(
    "Compare pictures of `lindero track` with a known truth.",
    "Comparar los panoramas de `lindero track` con una verdad conocida.",
)


def track_command(
    detections: Annotated[
        Path,
        typer.Argument(
            metavar="DETECTIONS.jsonl",
            exists=True,
            dir_okay=False,
            help=t("One scan a line, in the order of arrival.", "Un barrido por línea, en orden de llegada."),
        ),
    ],
    sensors: Annotated[
        Path,
        typer.Option(
            metavar="S.json",
            exists=True,
            dir_okay=False,
            help=t("The sensors' models.", "Los modelos de los sensores."),
        ),
    ],
    every: Annotated[
        float,
        typer.Option(metavar="S", min=0.01, help=t("Time between pictures [s].", "Tiempo entre panoramas [s].")),
    ] = EVERY_S,
) -> None:
    """Print the pictures of a recording."""
    from lindero.cli.recordings import print_pictures  # noqa: PLC0415 — numerics, for this command alone

    print_pictures(detections, sensors, every)


def score_command(
    truth: Annotated[
        Path,
        typer.Argument(
            metavar="TRUTH.jsonl",
            exists=True,
            dir_okay=False,
            help=t(
                "A line per instant: time_s, and objects with id and position_enu_m.",
                "Una línea por instante: time_s, y objects con id y position_enu_m.",
            ),
        ),
    ],
    tracks: Annotated[
        Path,
        typer.Argument(
            metavar="TRACKS.jsonl",
            exists=True,
            dir_okay=False,
            help=t("What `lindero track` printed.", "Lo que imprimió `lindero track`."),
        ),
    ],
) -> None:
    """Print the figures over the instants that both files have."""
    from lindero.cli.recordings import print_score  # noqa: PLC0415 — numerics, for this command alone

    print_score(truth, tracks)
