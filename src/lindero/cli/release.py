"""`lindero release`: why a record goes to a partner, or does not."""

from pathlib import Path
from typing import Annotated

import typer

from lindero.cli.say import FOLDER_HELP, LANGUAGE, PERSON_HELP, line, t
from lindero.node.reach import call

app = typer.Typer(
    no_args_is_help=True, help=t("Why records leave, or stay.", "Por qué los registros salen o se quedan.")
)


@app.callback()
def group() -> None:
    """Why records leave, or stay."""


@app.command(help=t("Explain the decision about one record.", "Explicar la decisión sobre un registro."))
def explain(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=FOLDER_HELP)],
    record: Annotated[
        str, typer.Argument(metavar="RECORD", help=t("Id of the record.", "Identificador del registro."))
    ],
    to: Annotated[str, typer.Option(metavar="PARTNER", help=t("Such as mx.sedena.", "Por ejemplo us.cbp."))],
    person: Annotated[str | None, typer.Option("--as", help=PERSON_HELP)] = None,
) -> None:
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
    for demand in answer["demands"]:
        line(f"    {demand['obligation']}({demand['value']}) ← @{demand['rule']}")
    for name, value in answer["values"].items():
        line(f"    {name} = {value}")
