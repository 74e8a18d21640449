"""`lindero`: every command, its help, and what a failure looks like."""

import sys
from typing import NoReturn

import typer

from lindero.cli import (
    accounts,
    alerts,
    attach,
    audit,
    conformance,
    consent,
    declare,
    decode,
    doctor,
    hold,
    inject,
    keys,
    log,
    meter,
    node,
    pair,
    proof,
    recall,
    release,
    replay,
    storage,
    track,
    usage,
    verify,
)
from lindero.cli.say import complain, complain_of, t
from lindero.kernel.errors import LinderoError
from lindero.node.reach import Answered

INTERRUPTED = 130

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=t(
        "Lindero: two neighbours' agencies on one honest picture, with proof on both sides.",
        "Lindero: las instituciones de dos vecinos ante un mismo panorama honesto, con prueba en ambos lados.",
    ),
)
app.add_typer(node.app, name="node")
app.add_typer(accounts.app, name="account")
app.add_typer(pair.app, name="pair")
app.add_typer(keys.app, name="keys")
app.add_typer(log.app, name="log")
app.add_typer(alerts.app, name="alert")
app.add_typer(release.app, name="release")
app.add_typer(audit.app, name="audit")
app.add_typer(attach.app, name="file")
app.add_typer(hold.app, name="hold")
app.add_typer(declare.app, name="declaration")
app.command("inject", help=inject.HELP)(inject.command)
app.command("declare", help=declare.HELP)(declare.command)
app.command("consent", help=consent.HELP)(consent.command)
app.command("recall", help=recall.HELP)(recall.command)
app.command("verify", help=verify.HELP)(verify.command)
app.command("proof", help=proof.HELP)(proof.command)
app.command("meter", help=meter.HELP)(meter.command)
app.command("decode", help=decode.HELP)(decode.command)
app.command("track", help=track.TRACK_HELP)(track.track_command)
app.command("score", help=track.SCORE_HELP)(track.score_command)
app.command("replay", help=replay.HELP)(replay.command)
app.command("backup", help=storage.BACKUP_HELP)(storage.backup_command)
app.command("restore", help=storage.RESTORE_HELP)(storage.restore_command)
app.command("conformance", help=conformance.HELP)(conformance.command)
app.command("doctor", help=doctor.HELP)(doctor.command)


def main() -> NoReturn:
    """Run the command of the arguments; every refusal says what happened and what to do next."""
    try:
        usage.run(app, "lindero")
    except Answered as refused:
        answer = refused.answer
        complain(answer["message"], answer["remedy"], answer["code"])
        sys.exit(int(answer["exit_code"]))
    except LinderoError as error:
        complain_of(error)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
