"""Print the command line's own description as JSON, in the language of LINDERO_LANGUAGE.

LINDERO_LANGUAGE=es python tools/reference_pages/tell_commands.py
"""

import json
import sys
from enum import Enum
from typing import Any, Literal, get_args, get_origin

import typer

from lindero.cli.main import app


def told(command: Any) -> dict[str, Any]:
    """A command or group, with its parameters and the commands below it."""
    below = getattr(command, "commands", {})
    return {
        "help": (command.help or "").split("\n\n")[0],
        "parameters": [_parameter(p) for p in command.params if p.name != "help"],
        "commands": {name: told(inner) for name, inner in below.items()},
    }


def _parameter(parameter: Any) -> dict[str, Any]:
    is_option = parameter.param_type_name == "option"
    word = parameter.metavar or parameter.name.strip("_").upper()
    return {
        "name": max(parameter.opts, key=len) if is_option else word,
        "value": "" if not is_option or parameter.is_flag else _choices(parameter) or word,
        "help": parameter.help or "",
        "required": bool(parameter.required),
    }


def _choices(parameter: Any) -> str:
    """The words that an option takes, where it takes only some."""
    kind = parameter.type_descriptor.annotation
    if isinstance(kind, type) and issubclass(kind, Enum):
        return "|".join(word.value for word in kind)
    return "|".join(get_args(kind)) if get_origin(kind) is Literal else ""


if __name__ == "__main__":
    json.dump(told(typer.main.get_command(app)), sys.stdout)
