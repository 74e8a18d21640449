"""`lindero recall`: demand own records back from the partners, and see what became of every recall."""

from pathlib import Path
from typing import Annotated, Any, get_args

import typer

from lindero.cli.say import FOLDER_HELP, PERSON_HELP, line, note, result, t
from lindero.exchange.envelope.control import RecallReason
from lindero.node.reach import call

HELP = t(
    "Demand records back from the partners; without a record, show all recalls and what became of them.",
    "Retirar registros de los socios; sin registro, ver todos los retiros y qué fue de ellos.",
)
STATES = {
    "waiting": t("waits for a session", "espera una sesión"),
    "sent": t("sent", "enviado"),
    "erasing": t("being erased here", "borrándose aquí"),
    "receipted": t("receipt given", "con acuse"),
}


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=FOLDER_HELP)],
    record: Annotated[
        str | None,
        typer.Argument(metavar="RECORD", help=t("Id of an own record.", "Identificador de un registro propio.")),
    ] = None,
    object_key: Annotated[
        str | None,
        typer.Option(
            "--object",
            metavar="KEY",
            help=t("All about one object, such as track:T12-K.", "Todo lo de un objeto, por ejemplo track:T12-K."),
        ),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            metavar="PARTNER",
            help=t("From this partner only; without it from every one.", "Solo de este socio; si se omite, de todos."),
        ),
    ] = None,
    reason: Annotated[
        str,
        typer.Option(help=t("Why: ", "Motivo: ") + ", ".join(get_args(RecallReason))),
    ] = "recalled",
    as_json: Annotated[bool, typer.Option("--json", help=t("One JSON object.", "Un objeto JSON."))] = False,
    person: Annotated[str | None, typer.Option("--as", help=PERSON_HELP)] = None,
) -> None:
    """Demand records back, or show what became of all recalls."""
    if record is not None and object_key is not None:
        raise typer.BadParameter(t("a record or an object, not both", "un registro o un objeto, no ambos"))
    if record is None and object_key is None:
        _show(call(folder, "recalls", {}, person), as_json=as_json)
        return
    arguments = {"record": record, "object": object_key, "to": to, "reason": reason}
    asked = call(folder, "recall", arguments, person)
    if as_json:
        result(asked)
    for recall in asked["asked"]:
        partner, entries = recall["partner"], recall["entries"]
        note(t(f"✓ {partner}: recall of {entries} entries.", f"✓ {partner}: retiro de {entries} entradas."))
    if not asked["asked"]:
        note(
            t(
                "✓ It was never shared, and will not leave.",
                "✓ Nunca se compartió, y no saldrá.",
            )
        )
    else:
        note(t("  What becomes of it: lindero recall DIR", "  Qué fue de él: lindero recall DIR"))


def _show(found: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        result(found)
        return
    for recall in found["asked"]:
        line(f"→ {recall['partner']}\t{recall['about']}\t{recall['reason']}\t{STATES[recall['state']]}")
        _outcome(recall)
    for recall in found["received"]:
        line(f"← {recall['partner']}\t#{recall['recall']}\t{recall['reason']}\t{STATES[recall['state']]}")
        _outcome(recall)


def _outcome(recall: dict[str, Any]) -> None:
    """What the receipts say, only where they say something."""
    lists = (
        (t("erased", "borradas"), len(recall["erased"])),
        (t("withdrawn with them", "retirados con ellas"), recall["withdrawn"]),
        (t("kept under a legal hold", "en resguardo legal"), len(recall["held"])),
        (t("sent on to", "reenviado a"), ", ".join(recall["onward"])),
        (t("answered by", "contestado por"), ", ".join(recall["confirmed"])),
        (t("out of reach", "fuera de alcance"), ", ".join(_copies(kind) for kind in recall["unreachable"])),
    )
    for name, value in lists:
        if value:
            line(f"    {name}: {value}")


def _copies(kind: str) -> str:
    """What people call a kind of copies that no node can reach."""
    return {
        "exports": t("exports", "exportaciones"),
        "prints": t("prints", "impresos"),
        "outbound-feeds": t("outbound feeds", "salidas hacia otros sistemas"),
        "backups": t("backups", "respaldos"),
        "screens": t("what people saw", "lo que alguien vio"),
    }.get(kind, kind)
