"""`lindero verify`: the pair logs, computed again from their bytes."""

from pathlib import Path
from typing import Annotated, Final

import typer

from lindero.cli.progress import walk_progress
from lindero.cli.say import FOLDER_HELP, LANGUAGE, note, result, t
from lindero.exchange.log.errors import Tampered
from lindero.node.config import load_config
from lindero.node.folder import Folder
from lindero.partners.verification import Checked, verify_node, verify_pair
from lindero.store.sqlite.store import open_reader

TAMPERED: Final = 5
HELP = t(
    "Check every pair log from its bytes; with --against, both sides' copies together.",
    "Comprobar cada bitácora desde sus bytes; con --against, las copias de ambas partes juntas.",
)


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=FOLDER_HELP)],
    against: Annotated[
        Path | None,
        typer.Option(metavar="DIR2", help=t("The partner's folder.", "La carpeta del socio.")),
    ] = None,
) -> None:
    """Check the pair logs."""
    load_config(folder)
    checked = _checked(folder, against)
    for one in checked:
        _show(one)
    findings = [finding for one in checked for finding in one.findings]
    result(
        {
            "logs": len(checked),
            "entries": sum(one.size for one in checked),
            "findings": len(findings),
            "verified": bool(checked) and not findings,
            "named": [named(finding) for finding in findings],
        }
    )
    if findings:
        raise typer.Exit(TAMPERED)
    if not checked:
        note(
            t(
                "No log was found to check: are the two nodes paired?",
                "No hay bitácoras que comprobar: ¿están vinculados los nodos?",
            )
        )
        raise typer.Exit(1)


def _checked(folder: Path, against: Path | None) -> list[Checked]:
    """All logs, read by connections of their own: a node may run meanwhile."""
    with walk_progress() as progress, open_reader(Folder(folder).database) as store:
        if against is None:
            return list(verify_node(store, progress))
        load_config(against)
        with open_reader(Folder(against).database) as other:
            return list(verify_pair(store, other, progress))


def named(finding: Tampered) -> dict[str, object]:
    """What a finding is about, for a program."""
    about: dict[str, object] = {"code": finding.code, "index": finding.index, "part": finding.part}
    return about | {name: finding.facts[name] for name in ("holder", "origin", "last") if name in finding.facts}


def _show(checked: Checked) -> None:
    sign = "✗" if checked.findings else "✓"
    copies = t("both copies", "ambas copias") if checked.copies == 2 else t("own copy", "copia propia")
    note(f"{sign} {checked.log.origin}: {checked.size} {t('entries', 'entradas')} · {copies}")
    for finding in checked.findings:
        note(f"  ✗ {finding.text(LANGUAGE)}")
        note(f"    → {finding.remedy(LANGUAGE)}  ({finding.code})")
