"""`lindero declare` and `lindero declaration`: announce own flights and airspace notices, see and withdraw them."""

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from lindero.cli.files import read_bytes
from lindero.cli.say import FOLDER_HELP, LANGUAGE, PERSON_HELP, line, note, result, t
from lindero.node.reach import call

PARTLY_REFUSED: Final = 3
HELP = t(
    "Declare own flights, or give airspace notices, from CSV, GeoJSON or ED-269.",
    "Declarar vuelos propios, o dar avisos de espacio aéreo, desde CSV, GeoJSON o ED-269.",
)
WORDS: Final = {
    "declaration": t("flight", "vuelo"),
    "restriction": t("restriction", "restricción"),
    "site": t("site", "sitio"),
}

app = typer.Typer(
    no_args_is_help=True,
    help=t(
        "Declared flights and airspace notices: list, withdraw.",
        "Vuelos declarados y avisos de espacio aéreo: ver, retirar.",
    ),
)
Folder = Annotated[Path, typer.Argument(metavar="DIR", help=FOLDER_HELP)]
Person = Annotated[str | None, typer.Option("--as", help=PERSON_HELP)]


def command(
    folder: Folder,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help=t("CSV, GeoJSON or ED-269 JSON.", "CSV, GeoJSON o JSON de ED-269."))
    ],
    check: Annotated[
        bool, typer.Option("--check", help=t("Only say what is wrong and what overlaps.", "Solo revisar y comparar."))
    ] = False,
    despite: Annotated[
        bool, typer.Option("--despite-overlaps", help=t("The overlaps are known.", "Los traslapes ya se conocen."))
    ] = False,
    private: Annotated[
        bool, typer.Option("--not-shared", help=t("Keep them on this node.", "Se quedan en este nodo."))
    ] = False,
    person: Person = None,
) -> None:
    """Declare flights or give notices: all of a file, or nothing."""
    arguments = {
        "content": read_bytes(file),
        "name": file.name,
        "check": check,
        "despite": despite,
        "shared": not private,
    }
    answer = call(folder, "declare", arguments, person)
    for finding in answer["findings"]:
        note(f"✗ {finding[LANGUAGE]}")
        note(f"  → {finding['remedy_' + LANGUAGE]}  ({finding['code']})")
    for overlap in answer["overlaps"]:
        note(t("! It overlaps: ", "! Se traslapa: ") + _overlap_words(overlap))
    for one in answer["entered"]:
        note(f"✓ {one['number']}  {WORDS[one['what']]}  {one['starts_at']} – {one['ends_at']}")
    entered = [one["number"] for one in answer["entered"]]
    result({"entered": entered, "drafts": answer["drafts"], "refused": len(answer["findings"])})
    if answer["findings"]:
        raise typer.Exit(PARTLY_REFUSED)


@app.command("list", help=t("List those that stand.", "Ver las que están vigentes."))
def list_(
    folder: Folder,
    past: Annotated[
        bool, typer.Option("--past", help=t("Those that are over or withdrawn.", "Las terminadas o retiradas."))
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help=t("JSON lines.", "Líneas JSON."))] = False,
    person: Person = None,
) -> None:
    """List declarations and notices."""
    for one in call(folder, "declaration-list", {"past": past}, person)["declarations"]:
        if as_json:
            result(one)
            continue
        named = one.get("name") or one.get("contact_desk") or ""
        gone = t("withdrawn", "retirada") if one["withdrawn"] else ""
        columns = (one.get("number") or one["id"], one["origin"], WORDS[one["what"]], one["starts_at"], one["ends_at"])
        line("\t".join((*columns, named, gone)).rstrip())


@app.command(
    help=t("Call one of this node off; who was told is told so.", "Retirar una de este nodo; se le avisa al socio.")
)
def withdraw(
    folder: Folder,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help=t("Number or id.", "Número o identificador."))],
    person: Person = None,
) -> None:
    """Withdraw a declaration or notice."""
    one = call(folder, "declaration-withdraw", {"number": number}, person)
    result(one)
    note(t(f"✓ {one['number']} is withdrawn.", f"✓ {one['number']} está retirada."))


def _overlap_words(overlap: dict[str, Any]) -> str:
    named = overlap["number"] or overlap["other"]
    parts = (named, overlap["origin"], WORDS[overlap["what"]], overlap["contact_desk"])
    return f"{' · '.join(part for part in parts if part)} ({overlap['starts_at']} – {overlap['ends_at']})"
