"""`lindero verify`: the pair logs, computed again from their bytes."""

from pathlib import Path
from typing import Annotated, Final

import typer

from lindero.cli.files import write_durably
from lindero.cli.progress import walk_progress
from lindero.cli.say import FOLDER_HELP, LANGUAGE, PERSON_HELP, complain, counted, note, result, t
from lindero.exchange.log.errors import BodiesLost, Finding, Tampered
from lindero.kernel.clock import SystemClock, format_instant
from lindero.node.config import load_config, operating_system_user
from lindero.node.control import require_person
from lindero.node.folder import Folder
from lindero.partners.repair import apply_repairs, damage_report, plan_repairs
from lindero.partners.verification import Checked, verify_node, verify_pair
from lindero.store.folder import FolderLock
from lindero.store.sqlite.store import open_reader, open_store

USAGE: Final = 2
NAMED: Final = 50
"""Repaired entries that are named on the terminal."""
TAMPERED: Final = 5
_MS_NS: Final = 1_000_000
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
    repair: Annotated[
        bool,
        typer.Option(
            "--repair",
            help=t(
                "Mend DIR from DIR2 where signatures bear it out; the node must be stopped.",
                "Reparar DIR con DIR2 donde las firmas lo respalden; el nodo debe estar detenido.",
            ),
        ),
    ] = False,
    person: Annotated[str | None, typer.Option("--as", help=PERSON_HELP)] = None,
) -> None:
    """Check the pair logs."""
    load_config(folder)
    if repair:
        if against is None:
            complain(
                t(
                    "--against is missing: a copy is mended from the partner's, and from nothing else.",
                    "Falta --against: una copia se repara con la del socio, y con nada más.",
                ),
                f"lindero verify {folder} --repair --against DIR2",
            )
            raise typer.Exit(USAGE)
        load_config(against)
        _repair(folder, against, person)
    checked = _checked(folder, against)
    for one in checked:
        _show(one)
    findings = [finding for one in checked for finding in one.findings]
    tampered = any(isinstance(finding, Tampered) for finding in findings)
    result(
        {
            "logs": len(checked),
            "entries": sum(one.size for one in checked),
            "findings": len(findings),
            "verified": bool(checked) and not tampered,
            "lost": sum(one.size for one in findings if isinstance(one, BodiesLost)),
            "named": [named(finding) for finding in findings],
        }
    )
    if tampered:
        raise typer.Exit(TAMPERED)
    if findings:
        raise typer.Exit(1)
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
    wall_ms = SystemClock().now() // _MS_NS
    with walk_progress() as progress, open_reader(Folder(folder).database) as store:
        if against is None:
            return list(verify_node(store, wall_ms, progress))
        load_config(against)
        with open_reader(Folder(against).database) as other:
            return list(verify_pair(store, other, wall_ms, progress))


def _repair(folder: Path, against: Path, person: str | None) -> None:
    """Mend the folder's copies from the partner's; what was there before is kept in a file beside them."""
    clock = SystemClock()
    with (
        FolderLock(folder),
        open_store(Folder(folder).database) as store,
        open_reader(Folder(against).database) as other,
    ):
        account = require_person(store.accounts.all(), operating_system_user(), person, "administrator")
        planned = list(plan_repairs(store, other, clock.now() // _MS_NS))
        if not planned:
            note(t("✓ Nothing is to be repaired.", "✓ No hay nada que reparar."))
            return
        kept = folder / f"damaged-{format_instant(clock.now()).replace(':', '')}.jsonl"
        write_durably(kept, b"".join(damage_report(planned)))
        apply_repairs(store, planned, clock.now(), account.name)
    for mended in planned:
        indexes = ", ".join(str(one.after.index) for one in mended.repair.replaced[:NAMED]) or "-"
        parts = ", ".join(mended.parts) or "-"
        note(
            t(
                f"✓ {mended.repair.log.origin}: repaired entries {indexes}; besides: {parts}",
                f"✓ {mended.repair.log.origin}: entradas reparadas {indexes}; además: {parts}",
            )
        )
    note(t(f"  What was there before is in {kept}.", f"  Lo que había antes está en {kept}."))


def named(finding: Finding) -> dict[str, object]:
    """What a finding is about, for a program."""
    about: dict[str, object] = {"code": finding.code, "index": finding.index, "part": finding.part}
    return about | {name: finding.facts[name] for name in ("holder", "origin", "last") if name in finding.facts}


def _show(checked: Checked) -> None:
    sign = "✗" if checked.findings else "✓"
    copies = t("both copies", "ambas copias") if checked.copies == 2 else t("own copy", "copia propia")
    entries = counted(checked.size, ("entry", "entries"), ("entrada", "entradas"))
    note(f"{sign} {checked.log.origin}: {entries} · {copies}")
    for finding in checked.findings:
        note(f"  ✗ {finding.text(LANGUAGE)}")
        note(f"    → {finding.remedy(LANGUAGE)}  ({finding.code})")
