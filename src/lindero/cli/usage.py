"""What typer says of itself, in the user's language: words that do not fit, and the titles of the help."""

import re
import sys
from typing import Any, Final, NoReturn

import typer
from typer.exceptions import TyperException

from lindero.cli.say import complain, t

USAGE: Final = 2

_TITLES: Final = {
    "ARGUMENTS_PANEL_TITLE": ("Arguments", "Argumentos"),
    "OPTIONS_PANEL_TITLE": ("Options", "Opciones"),
    "COMMANDS_PANEL_TITLE": ("Commands", "Comandos"),
    "DEFAULT_STRING": ("[default: {}]", "[por omisión: {}]"),
    "REQUIRED_LONG_STRING": ("[required]", "[obligatorio]"),
}
_REFUSALS: Final = (
    (r"No such command '(.+?)'\.?", "No existe el comando «{0}»."),
    (r"No such command '(.+?)'\.? Did you mean (.+)\?", "No existe el comando «{0}». ¿Quiso decir {1}?"),
    (r"Missing command\.", "Falta el comando."),
    (r"Got unexpected extra argument\(s\) \((.+)\)", "Sobra lo siguiente: {0}"),
    (r"No such option: (\S+)", "No existe la opción {0}."),
    (r"No such option: (\S+) \(Possible options: (.+)\)", "No existe la opción {0}. ¿Quiso decir {1}?"),
    (r"Option '(.+)' does not take a value\.", "La opción {0} no lleva valor."),
    (r"Option '(.+)' requires .+\.", "La opción {0} necesita un valor."),
    (r"Missing argument '(.+?)'\.", "Falta {0}."),
    (r"Missing option '(.+?)'\.", "Falta la opción {0}."),
    (r"Missing (?:argument|option) '(.+?)'\. Choose from: (.+)", "Falta {0}. Elija entre: {1}"),
    (r"Invalid value for '(.+?)': (.+)", "{0} no es válido: {1}"),
    (r"Invalid value: (.+)", "No es válido: {0}"),
)
_REASONS: Final = (
    (r"'(.*)' is not one of (.+)\.", "«{0}» no es ninguno de {1}."),
    (r"Input should be a valid number.*", "debe ser un número."),
    (r"Input should be a valid integer.*", "debe ser un número entero."),
    (r"Input should be greater than or equal to (.+)", "debe ser al menos {0}."),
    (r"Input should be less than or equal to (.+)", "debe ser a lo sumo {0}."),
    (r"(?:file|path|directory) '(.+)' does not exist\.", "no existe «{0}»."),
    (r"(?:file|path|directory) '(.+)' is a directory\.", "«{0}» es una carpeta."),
    (r"(?:file|path|directory) '(.+)' is a file\.", "«{0}» es un archivo."),
    (r"(?:file|path|directory) '(.+)' is not readable\.", "«{0}» no se puede leer."),
)


def run(app: typer.Typer, name: str) -> NoReturn:
    """Run the command of the arguments, called `name`; one that does not fit is refused with exit code 2."""
    command = typer.main.get_command(app)
    _explain_help(command)
    try:
        code = command(prog_name=name, standalone_mode=False)
    except TyperException as refused:
        _refuse(refused)
        sys.exit(refused.exit_code)
    except typer.Abort:
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


def _explain_help(command: Any) -> None:  # noqa: ANN401 — typer keeps the type of its commands to itself
    """Give every command's --help a sentence and titles in the user's language."""
    command.get_help_option(typer.Context(command)).help = t("Show this help.", "Mostrar esta ayuda.")
    format_help = command.format_help

    def titled(*arguments: Any) -> None:  # noqa: ANN401 — as above
        _name_titles()
        format_help(*arguments)

    command.format_help = titled
    for inner in getattr(command, "commands", {}).values():
        _explain_help(inner)


def _name_titles() -> None:
    from typer import rich_utils  # noqa: PLC0415 — only help needs it, and it takes a fifth of a second

    for title, texts in _TITLES.items():
        setattr(rich_utils, title, t(*texts))


def _refuse(refused: TyperException) -> None:
    """Say what does not fit and where the help is; where the help itself is the answer, it has been shown."""
    message = " ".join(refused.format_message().replace("Value error, ", "").split())
    if not message:
        return
    context = getattr(refused, "ctx", None)
    remedy = f"{context.command_path} --help" if context else ""
    complain(t(message, in_spanish(message)), remedy)


def in_spanish(message: str) -> str:
    """A refusal of typer's in Spanish; what it is not known to say stays as it is."""
    found = _translated(message, _REFUSALS)
    if found is None:
        return message
    template, facts = found
    return template.format(*(_reason(fact) for fact in facts))


def _reason(fact: str) -> str:
    found = _translated(fact, _REASONS)
    text = fact if found is None else found[0].format(*found[1])
    return re.sub(r"'([^']*)'", r"«\1»", text)


def _translated(text: str, table: tuple[tuple[str, str], ...]) -> tuple[str, tuple[str, ...]] | None:
    for pattern, template in table:
        found = re.fullmatch(pattern, text)
        if found:
            return template, found.groups()
    return None
