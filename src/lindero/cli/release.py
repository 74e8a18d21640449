"""`lindero release`: why records leave or stay, what waits for two persons, and what another policy would change."""

import re
from pathlib import Path
from typing import Annotated, Final, get_args

import typer
from rich.console import Console
from rich.progress import Progress

from lindero.cli.files import read_bytes
from lindero.cli.say import FOLDER_HELP, LANGUAGE, PERSON_HELP, counted, line, note, result, t
from lindero.model.marking import Purpose
from lindero.node.reach import call

app = typer.Typer(
    no_args_is_help=True, help=t("Why records leave, or stay.", "Por qué los registros salen o se quedan.")
)

Folder = Annotated[Path, typer.Argument(metavar="DIR", help=FOLDER_HELP)]
RecordId = Annotated[str, typer.Argument(metavar="RECORD", help=t("Id of the record.", "Identificador del registro."))]
Partner = Annotated[str, typer.Option(metavar="PARTNER", help=t("Such as mx.sedena.", "Por ejemplo us.cbp."))]
Person = Annotated[str | None, typer.Option("--as", help=PERSON_HELP)]
_CHANGES: Final = {"released": "newly-released", "withheld": "newly-withheld", "changed": "changed"}


@app.command(help=t("Explain the decision about one record.", "Explicar la decisión sobre un registro."))
def explain(folder: Folder, record: RecordId, to: Partner, person: Person = None) -> None:
    """Explain the decision about one record."""
    answer = call(folder, "explain", {"record": record, "partner": to}, person)
    words = {
        "release": t("it goes", "sale"),
        "hold": t("it waits", "espera"),
        "review": t("it waits for two persons", "espera a dos personas"),
        "withhold": t("it stays", "se queda"),
    }
    line(f"{record} → {to}: {words[answer['decision']]}")
    for reason in answer["reasons"]:
        line(f"  · {reason[LANGUAGE]}")
    for rule in answer["rules"]:
        line(f"  @{rule['id']} ({rule['effect']}, {t('line', 'línea')} {rule['line']}): {rule['reason_' + LANGUAGE]}")
    for demanded, rules in _by_demand(answer["demands"]).items():
        line(f"    {demanded} ← {', '.join(f'@{rule}' for rule in rules)}")
    for name, value in answer["values"].items():
        line(f"    {name} = {_told(value)}")
    policy, version = answer["policy"]
    line(f"  {policy} {version[:12]}")


def _by_demand(demands: list[dict[str, str]]) -> dict[str, list[str]]:
    """Each obligation once, with the permits that it came from."""
    found: dict[str, list[str]] = {}
    for demand in demands:
        value = _told({"True": True, "False": False}.get(demand["value"], demand["value"]))
        rules = found.setdefault(f"{demand['obligation']}({value})", [])
        if demand["rule"] not in rules:
            rules.append(demand["rule"])
    return found


def _told(value: object) -> object:
    """An attribute as a person reads it."""
    if value is None:
        return "–"
    return t("yes", "sí") if value is True else "no" if value is False else value


@app.command(help=t("What waits for two persons, as it would leave.", "Lo que espera a dos personas, como saldría."))
def waiting(folder: Folder, person: Person = None) -> None:
    """What waits for two persons, as it would leave; one JSON line each."""
    for item in call(folder, "release-waiting", {}, person)["waiting"]:
        result(item)


@app.command(help=t("Approve exactly these bytes.", "Autorizar exactamente estos bytes."))
def approve(
    folder: Folder,
    record: RecordId,
    to: Partner,
    sha256: Annotated[
        str, typer.Option(metavar="HEX", help=t("Of what you have read (release waiting).", "De lo que usted leyó."))
    ],
    purpose: Annotated[str, typer.Option(help=t("What for: ", "Para qué: ") + ", ".join(get_args(Purpose)))],
    authority: Annotated[
        str, typer.Option(metavar="ID", help=t("Legal basis, as in node.toml.", "Base legal, como en node.toml."))
    ],
    person: Person = None,
) -> None:
    """Approve exactly these bytes; asks for your password again."""
    arguments = {"record": record, "partner": to, "sha256": sha256, "purpose": purpose, "authority": authority}
    answer = call(folder, "release-approve", {**arguments, "password": _password()}, person)
    if answer["approved"]:
        note(t(f"✓ Two persons have approved {record}: it leaves.", f"✓ Dos personas autorizaron {record}: sale."))
    else:
        note(t("✓ Approved. A second person must, too.", "✓ Autorizado. Falta una segunda persona."))


@app.command(help=t("Refuse: it does not leave.", "Rechazar: no sale."))
def refuse(
    folder: Folder,
    record: RecordId,
    to: Partner,
    reason: Annotated[str, typer.Option(help=t("Why; it stays in the node.", "Por qué; se queda en el nodo."))],
    person: Person = None,
) -> None:
    """Refuse what waits; asks for your password again."""
    arguments = {"record": record, "partner": to, "reason": reason, "password": _password()}
    call(folder, "release-refuse", arguments, person)
    note(t(f"✓ {record} does not leave.", f"✓ {record} no sale."))


@app.command(help=t("What another policy would have changed.", "Qué habría cambiado otra política."))
def rehearse(
    folder: Folder,
    policy: Annotated[
        Path, typer.Argument(metavar="POLICY", help=t("Another policy file.", "Otro archivo de política."))
    ],
    since: Annotated[
        str, typer.Option(metavar="7d", help=t("How far back: days d, hours h.", "Hasta cuándo: días d, horas h."))
    ] = "7d",
    to: Annotated[str | None, typer.Option(metavar="PARTNER", help=t("One partner only.", "Solo un socio."))] = None,
    person: Person = None,
) -> None:
    """What another policy would have changed; one JSON line each."""
    arguments = {"name": policy.name, "text": read_bytes(policy), "since_s": seconds_of(since), "partner": to}
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(t("rehearsal", "ensayo"), total=None)
        answer = call(
            folder,
            "release-rehearse",
            arguments,
            person,
            progress=lambda where: progress.update(task, completed=where["done"], total=where["total"]),
        )
    for change in answer["changes"]:
        result({**change, "change": _CHANGES[change["change"]]})
    for mixed in answer["mixed"]:
        result({"mixed_exactness": mixed})
    records = counted(answer["records"], ("record", "records"), ("registro", "registros"))
    if not answer["changes"] and not answer["mixed"]:
        note(
            t(
                f"✓ Nothing differs: {records} of the last {since} would have left or stayed just the same.",
                f"✓ Nada cambia: {records} de los últimos {since} habrían salido o quedado exactamente igual.",
            )
        )
        return
    changes = counted(len(answer["changes"]), ("difference", "differences"), ("diferencia", "diferencias"))
    note(f"{records}, {changes}")


def seconds_of(text: str) -> int:
    """Of a duration such as 7d or 12h."""
    found = re.fullmatch(r"([1-9][0-9]{0,4})([dh])", text)
    if found is None:
        raise typer.BadParameter(t("write it like 7d or 12h", "escríbalo así: 7d o 12h"))
    return int(found[1]) * {"d": 86_400, "h": 3_600}[found[2]]


def _password() -> str:
    """Typed again, never shown."""
    return str(typer.prompt(t("Your password", "Su contraseña"), hide_input=True, err=True))
