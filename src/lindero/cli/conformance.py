"""`lindero conformance`: whether a node, of whatever make, keeps the numbered requirements of spec/."""

import asyncio
from pathlib import Path
from typing import Annotated, Final

import typer

from lindero.cli.say import LANGUAGE, line, note, result, t
from lindero.kernel.clock import SystemClock
from lindero.kernel.entropy import SystemEntropy
from lindero.kernel.ids import NodeId
from lindero.node.conformance.identity import load_tester, make_identity, parse_address
from lindero.node.conformance.requirement import Checked, report
from lindero.node.conformance.run import REQUIREMENTS, check_all
from lindero.node.conformance.tester import Tester
from lindero.node.conformance.verdict import NotRun, Unmet

USAGE: Final = 2
PARTLY: Final = 3
HELP = t(
    "Test a node against the numbered requirements of the specification, as its paired partner.",
    "Probar un nodo contra los requisitos numerados de la especificación, como su socio vinculado.",
)


def command(
    address: Annotated[
        str, typer.Argument(metavar="HOST:PORT", help=t("Where the node's link listens.", "Donde escucha su enlace."))
    ],
    identity: Annotated[
        Path,
        typer.Option(
            metavar="DIR",
            help=t(
                "Folder of the training identity that tests; made when it is missing.",
                "Carpeta de la identidad de entrenamiento que prueba; se crea si falta.",
            ),
        ),
    ],
    partner: Annotated[
        str | None,
        typer.Option(metavar="NODE", help=t("Which paired node, if there are several.", "Qué nodo, si hay varios.")),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(metavar="ID", help=t("Only this requirement.", "Solo este requisito."))
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help=t("The report as one JSON line.", "El informe en una línea JSON."))
    ] = False,
) -> None:
    """Test a node."""
    unknown = set(only or ()) - {requirement.id for requirement in REQUIREMENTS}
    if unknown:
        raise typer.BadParameter(", ".join(sorted(unknown)), param_hint="--only")
    host_port = parse_address(address)
    if not identity.exists():
        make_identity(identity, SystemClock(), SystemEntropy())
        _tell_pairing(identity)
        raise typer.Exit(USAGE)
    tester = load_tester(identity, host_port, None if partner is None else NodeId(partner))
    if tester is None:
        _tell_pairing(identity)
        raise typer.Exit(USAGE)
    checked = asyncio.run(_check(tester, only or (), say=not as_json))
    told = report(tester.partner.node, checked)
    if as_json:
        result(told)
    else:
        line(t(f"{told['met']} met, {told['unmet']} unmet, {told['not_run']} not checked",
               f"{told['met']} cumplidos, {told['unmet']} incumplidos, {told['not_run']} sin comprobar"))  # fmt: skip
    if told["unmet"]:
        raise typer.Exit(1)
    if told["not_run"]:
        raise typer.Exit(PARTLY)


async def _check(tester: Tester, only: list[str] | tuple[()], *, say: bool) -> list[Checked]:
    checked = []
    async for one in check_all(tester, only):
        checked.append(one)
        if say:
            _show(one)
    return checked


def _show(one: Checked) -> None:
    requirement, verdict = one.requirement, one.verdict
    sign = "✗" if isinstance(verdict, Unmet) else "–" if isinstance(verdict, NotRun) else "✓"
    text = requirement.es if LANGUAGE == "es" else requirement.en
    line(f"{sign} {requirement.id}  {text}  (spec/{requirement.paragraph})")
    if isinstance(verdict, Unmet):
        line(f"    {t('expected', 'se esperaba')}: {verdict.expected}")
        line(f"    {t('seen', 'se vio')}: {verdict.seen}")
    elif isinstance(verdict, NotRun):
        line(f"    {verdict.es if LANGUAGE == 'es' else verdict.en}")


def _tell_pairing(identity: Path) -> None:
    """What to do before the first test."""
    note(
        t(
            "Pair this training identity with the node under test, which must be a training node too:",
            "Vincule esta identidad de entrenamiento con el nodo a prueba, que debe ser también de entrenamiento:",
        )
    )
    note(f"  lindero pair invite {identity} invitation.txt")
    note(
        t("  at the node under test: ", "  en el nodo a prueba: ")
        + "lindero pair accept DIR invitation.txt acceptance.txt"
    )
    note(f"  lindero pair finish {identity} acceptance.txt finish.txt")
    note(t("  at the node under test: ", "  en el nodo a prueba: ") + "lindero pair finish DIR finish.txt")
