"""`lindero alert`: list, acknowledge and close alerts at a desk without a screen."""

from pathlib import Path
from typing import Annotated, Final, get_args

import typer

from lindero.cli.say import FOLDER_HELP, LANGUAGE, PERSON_HELP, line, note, result, t
from lindero.model.alerts import Verdict
from lindero.node.reach import call
from lindero.operations.phrases import PHRASES

app = typer.Typer(
    no_args_is_help=True, help=t("Alerts: list, acknowledge, close.", "Alertas: ver, acusar recibo, cerrar.")
)

Folder = Annotated[Path, typer.Argument(metavar="DIR", help=FOLDER_HELP)]
Alert = Annotated[str, typer.Argument(metavar="ALERT", help=t("Number or id.", "Número o identificador."))]
_WORDS: Final = {
    "attention": "atención",
    "warning": "aviso",
    "incursion": "incursión",
    "open": "abierta",
    "cleared": "levantada",
    "closed": "cerrada",
}
Person = Annotated[str | None, typer.Option("--as", help=PERSON_HELP)]


@app.command("list", help=t("List alerts, newest first.", "Ver las alertas, primero las más recientes."))
def list_(
    folder: Folder,
    as_json: Annotated[bool, typer.Option("--json", help=t("JSON lines.", "Líneas JSON."))] = False,
    person: Person = None,
) -> None:
    """List alerts."""
    for alert in call(folder, "alerts", {}, person)["alerts"]:
        if as_json:
            result(alert)
            continue
        phrase = PHRASES.get(alert["reason"])
        reason = getattr(phrase, LANGUAGE) if phrase else str(alert["reason"])
        acknowledged = [a["desk"] for a in alert["answers"] if a["stage"] == "acknowledged"]
        verdict = alert["outcome"]["verdict"] if alert["outcome"] else ""
        step, state = alert["step"], "closed" if verdict else alert["state"]
        shown = (t(word, _WORDS[word]) for word in (step, state))
        columns = (alert["number"], alert["origin"], *shown, reason, *acknowledged, verdict)
        line("\t".join(columns))


@app.command(help=t("Take an alert of the other side.", "Acusar recibo de una alerta de la otra parte."))
def acknowledge(folder: Folder, alert: Alert, person: Person = None) -> None:
    """Acknowledge an alert."""
    result(call(folder, "acknowledge", {"alert": alert}, person))
    note(t("✓ Acknowledged.", "✓ Acuse registrado."))


@app.command(help=t("Say what it was.", "Decir qué fue.") + " " + ", ".join(get_args(Verdict)))
def outcome(
    folder: Folder,
    alert: Alert,
    verdict: Annotated[str, typer.Argument(metavar="VERDICT", help=", ".join(get_args(Verdict)))],
    remarks: Annotated[
        str | None, typer.Option(help=t("Free text; stays on this node.", "Texto libre; no sale de este nodo."))
    ] = None,
    person: Person = None,
) -> None:
    """Close an alert."""
    if verdict not in get_args(Verdict):
        raise typer.BadParameter(
            t(f"{verdict} is none of them.", f"{verdict} no es ninguno de ellos."), param_hint="VERDICT"
        )
    result(call(folder, "outcome", {"alert": alert, "verdict": verdict, "remarks": remarks}, person))
    note(t("✓ Closed.", "✓ Cerrada."))
