"""`lindero alert`: list, acknowledge and close alerts at a desk without a screen."""

from pathlib import Path
from typing import Annotated, Final, get_args

import typer

from lindero.cli.files import read_bytes
from lindero.cli.release import seconds_of
from lindero.cli.say import FOLDER_HELP, LANGUAGE, PERSON_HELP, line, note, result, t
from lindero.model.alerts import Verdict
from lindero.node.reach import call
from lindero.operations.phrases import PHRASES

app = typer.Typer(
    no_args_is_help=True,
    help=t("Alerts: list, acknowledge, close; rehearse rules.", "Alertas: ver, acusar recibo, cerrar; ensayar reglas."),
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
    "withdrawn": "retirada",
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


@app.command(help=t("What alert rules would have raised.", "Qué alertas habrían emitido unas reglas."))
def rehearse(
    folder: Folder,
    since: Annotated[
        str, typer.Option(metavar="7d", help=t("How far back: days d, hours h.", "Hasta cuándo: días d, horas h."))
    ] = "7d",
    rules: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help=t("Another rule file; else that of the node.", "Otro archivo de reglas; si no, el del nodo."),
        ),
    ] = None,
    person: Person = None,
) -> None:
    """Run rules over the own tracks that are kept; one JSON line an alert."""
    text = None if rules is None else read_bytes(rules)
    name = "" if rules is None else rules.name
    arguments = {"since_s": seconds_of(since), "text": text, "name": name}
    answer = call(folder, "alert-rehearse", arguments, person)
    for alert in answer["alerts"]:
        result(alert)
    would, were = _by_step(answer["counts"]), _by_step(answer["raised"])
    note(
        t(
            f"Rules of version {answer['version']} would have raised: {would}. Raised in that time: {were}.",
            f"Las reglas de la versión {answer['version']} habrían emitido: {would}. Se emitieron: {were}.",
        )
    )


def _by_step(counts: dict[str, int]) -> str:
    """Such as "2 incursion, 5 warning"."""
    told = [
        f"{counts[step]} {t(step, _WORDS[step])}" for step in ("incursion", "warning", "attention") if step in counts
    ]
    return ", ".join(told) or t("none", "ninguna")


@app.command(
    "test-call", help=t("Call the partners' desks as a test.", "Llamar a las guardias de los socios como prueba.")
)
def call_desks(folder: Folder, person: Person = None) -> None:
    """Would an alert reach somebody now; it counts nowhere."""
    result(call(folder, "test-call", {}, person))
    note(t("✓ Called. Their answer shows in the console.", "✓ Llamada hecha. La respuesta aparece en la consola."))


@app.command(help=t("Contact cards; with --phone, write one down.", "Tarjetas de contacto; con --phone, anotar una."))
def contact(
    folder: Folder,
    node: Annotated[str | None, typer.Argument(metavar="PARTNER", help=t("Whose card.", "De quién es."))] = None,
    phone: Annotated[
        str | None, typer.Option(help=t("Telephone of the desk on duty.", "Teléfono de la guardia."))
    ] = None,
    second_phone: Annotated[str | None, typer.Option(help=t("Another one.", "Otro teléfono."))] = None,
    radio: Annotated[str | None, typer.Option(help=t("Channel or call sign.", "Canal o indicativo."))] = None,
    person: Person = None,
) -> None:
    """Contact cards, which work with the link down."""
    if node is not None and phone is not None:
        card = {"phone": phone, "second_phone": second_phone, "radio": radio}
        call(folder, "contact-set", {"node": node, "card": card}, person)
    for found in call(folder, "contacts", {}, person)["contacts"]:
        if node is None or found["node"] == node:
            result(found)
