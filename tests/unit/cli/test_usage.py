"""Words that do not fit are refused in the user's language, with the way to the help."""

import sys

import pytest

from lindero.cli import main, say
from lindero.cli.usage import in_spanish

REPLAY = ("replay", __file__, "--format", "remoteid-pcap", "--node", "d")
INIT = ("node", "init", "d", "--id", "us.cbp")
REFUSED = [
    (("decoder",), "No existe el comando «decoder». ¿Quiso decir «decode»?", "lindero --help"),
    (("zzz",), "No existe el comando «zzz».", "lindero --help"),
    (("decode", "remoteid-pcap"), "Falta FILE.", "lindero decode --help"),
    (("decode", "--bogus"), "No existe la opción --bogus.", "lindero decode --help"),
    (("decode", "--languag", "es"), "No existe la opción --languag. ¿Quiso decir --language?", "lindero decode --help"),
    (("decode", "--language"), "La opción --language necesita un valor.", None),
    ((*INIT, "--side", "USA", "--simulated=3"), "La opción --simulated no lleva valor.", None),
    (
        ("decode", "--language=fr"),
        "--language no es válido: «fr» no es ninguno de «es», «en».",
        "lindero decode --help",
    ),
    (("decode", "remoteid-pcap", __file__, "x", "y"), "Sobra lo siguiente: x y", "lindero decode --help"),
    (("decode", "remoteid-pcap", "/a[b]"), "FILE no es válido: no existe el archivo /a[b].", "lindero decode --help"),
    (("replay", "/nope"), "FILE no es válido: no existe «/nope».", "lindero replay --help"),
    (("replay", "/"), "FILE no es válido: «/» es una carpeta.", "lindero replay --help"),
    ((*REPLAY, "--speed", "a"), "--speed no es válido: debe ser un número.", "lindero replay --help"),
    ((*REPLAY, "--speed", "0"), "--speed no es válido: debe ser al menos 0.01.", "lindero replay --help"),
    (INIT, "Falta --side. Elija entre: USA, MEX", "lindero node init --help"),
    (("inject", "d"), "Falta FILE.jsonl.", "lindero inject --help"),
    (("node",), "", None),
]


@pytest.fixture
def run(monkeypatch, capsys):
    def run(*words, language="es"):
        monkeypatch.setattr(say, "LANGUAGE", language)
        monkeypatch.setattr(sys, "argv", ["lindero", *words])
        with pytest.raises(SystemExit) as ended:
            main.main()
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return run


@pytest.mark.parametrize(("words", "message", "remedy"), REFUSED)
def test_what_does_not_fit_is_said_in_spanish(run, words, message, remedy):
    code, _, said = run(*words)
    lines = [f"✗ {message}"] * bool(message) + [f"  → {remedy}"] * bool(remedy)
    assert (code, said.splitlines()) == (2, lines)


def test_in_english_it_is_said_in_the_same_form(run):
    code, _, said = run("decode", "--language=fr", language="en")
    assert (code, said.splitlines()) == (
        2,
        ["✗ Invalid value for '--language': 'fr' is not one of 'es', 'en'.", "  → lindero decode --help"],
    )


@pytest.mark.parametrize(
    ("language", "titles"),
    [("es", ("Opciones", "Argumentos", "Mostrar esta ayuda")), ("en", ("Options", "Arguments", "Show this help"))],
)
def test_the_help_has_its_titles_in_the_users_language(run, language, titles):
    code, shown, _ = run("decode", "--help", language=language)
    assert code == 0
    assert [title for title in titles if title not in shown] == []


def test_what_is_not_known_stays_as_it_is():
    assert in_spanish("Something new.") == "Something new."
