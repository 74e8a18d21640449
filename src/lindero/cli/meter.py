"""`lindero meter`: what was shared with each partner, in figures that both sides compute alike."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from lindero.cli.say import FOLDER_HELP, line, t
from lindero.exchange.log.meter import LogMeter, PairMeter, TopicFigures, Window, encode_meter
from lindero.kernel.clock import parse_instant
from lindero.kernel.ids import NodeId
from lindero.node.config import load_config
from lindero.node.folder import Folder
from lindero.partners.meter import count_pairs
from lindero.store.sqlite.store import open_reader

_MS_NS = 1_000_000
HELP = t(
    "Count what was shared: the same figures, byte for byte, as on the partner's side.",
    "Contar lo compartido: las mismas cifras, byte por byte, que del lado del socio.",
)


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=FOLDER_HELP)],
    partner: Annotated[
        str | None, typer.Option(metavar="PARTNER", help=t("Only this partner.", "Solo este socio."))
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="TIME", help=t("Sealed at or after this UTC time.", "Sellado desde esta hora UTC.")),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(metavar="TIME", help=t("Sealed before this UTC time.", "Sellado antes de esta hora UTC.")),
    ] = None,
    as_json: Annotated[
        bool,
        typer.Option(
            "--json", help=t("One line per partner, equal on both sides.", "Una línea por socio, igual en ambos lados.")
        ),
    ] = False,
) -> None:
    """Count what was shared."""
    load_config(folder)
    window = Window(since_ms=_ms(since), until_ms=_ms(until))
    with open_reader(Folder(folder).database) as store:
        for node, count in count_pairs(store, window, None if partner is None else NodeId(partner)).items():
            while count.step():
                pass
            if as_json:
                sys.stdout.write(encode_meter(count.meter()).decode() + "\n")
            else:
                _show(count.meter())
                _show_withheld(node, count.withheld())


def _ms(text: str | None) -> int | None:
    return None if text is None else parse_instant(text) // _MS_NS


def _show(meter: PairMeter) -> None:
    for log in meter.logs:
        line(f"{log.origin} · {log.size} {t('entries', 'entradas')} · {t('root', 'raíz')} {log.root.hex()[:16]}")
        for topic in sorted(log.topics):
            _show_topic(topic, log, log.topics[topic])
        if log.controls:
            said = ", ".join(f"{kind} {count}" for kind, count in sorted(log.controls.items()))
            line(f"  {t('control messages', 'mensajes de control')}: {said}")
        empty = log.empty
        if empty.expired or empty.recalled or empty.lost:
            line(
                "  "
                + t(
                    f"without content: {empty.expired} expired, {empty.recalled} recalled, {empty.lost} lost",
                    f"sin contenido: {empty.expired} caducadas, {empty.recalled} retiradas, {empty.lost} perdidas",
                )
            )


def _show_topic(topic: str, log: LogMeter, figures: TopicFigures) -> None:
    times = figures.share_ms
    taken = t(f", {log.acknowledged} acknowledged", f", {log.acknowledged} con acuse") if topic == "alert" else ""
    line(
        t(
            f"  {topic}: {figures.objects} objects, {figures.entries} entries{taken};"
            f" time to share: median {times.median} ms, p95 {times.p95} ms",
            f"  {topic}: {figures.objects} objetos, {figures.entries} entradas{taken};"
            f" tiempo hasta compartir: mediana {times.median} ms, p95 {times.p95} ms",
        )
    )


def _show_withheld(partner: NodeId, withheld: dict[str, int]) -> None:
    """What only this side knows."""
    said = ", ".join(f"{reason} {count}" for reason, count in sorted(withheld.items())) or t("nothing", "nada")
    line(t(f"withheld from {partner} (own side only): {said}", f"retenido para {partner} (solo de este lado): {said}"))
