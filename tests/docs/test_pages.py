"""The texts of the repository: links lead somewhere, commands exist, paths named are there, languages are in pairs."""

import re

import pytest
import typer
from repository_texts import ROOT, texts

from lindero.cli.main import app

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")
WRITTEN_LATER = {"docs/images/console.png", "docs/images/consola.png"}
"""Written by tools/screenshot.py from the running demo."""

HOWTO_PAIRS = {
    "evaluate-the-tracker": "evaluar-el-rastreador",
    "watch-the-exchange": "vigilar-el-intercambio",
    "decide-at-the-release-desk": "decidir-en-la-mesa-de-divulgacion",
    "connect-a-sapient-sensor": "conectar-un-sensor-sapient",
    "tell-a-middleware": "informar-a-un-sistema-nacional",
    "tell-a-tak-server": "informar-a-un-servidor-tak",
    "declare-a-flight": "declarar-un-vuelo",
    "read-aircraft": "leer-aeronaves",
    "decode-a-capture": "decodificar-una-captura",
    "recover-keys": "recuperar-llaves",
    "rotate-keys": "rotar-llaves",
    "make-a-release": "publicar-una-version",
    "pair-with-a-partner": "vincularse-con-un-socio",
    "prove-a-record": "probar-un-registro",
    "run-a-node": "operar-un-nodo",
    "recall-a-record": "retirar-un-registro",
    "replay-a-recording": "reproducir-una-grabacion",
    "write-a-release-policy": "escribir-una-politica",
}


def prose(path):
    """The text without code, where brackets are no links."""
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"`[^`\n]*`", "", text)


def anchors(path):
    """Anchors of a page's headings, as Git hosts make them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_every_link_leads_to_a_file_that_is_there(pages):
    broken = []
    for page in pages:
        for target in (one or other for one, other in LINK.findall(prose(page))):
            if re.match(r"[a-z]+:", target):
                continue
            name, _, anchor = target.partition("#")
            aim = (page.parent / name).resolve() if name else page
            if not aim.exists() and str(aim.relative_to(ROOT)) not in WRITTEN_LATER:
                broken.append(f"{page.relative_to(ROOT)}: {target}")
            elif anchor and aim.suffix == ".md" and anchor not in anchors(aim):
                broken.append(f"{page.relative_to(ROOT)}: {target} (no such heading)")
    assert broken == []


def command_paths():
    """Every command of the program, as the words that call it."""

    def walk(command, path):
        below = getattr(command, "commands", {})
        yield path
        for name, inner in below.items():
            yield from walk(inner, (*path, name))

    return set(walk(typer.main.get_command(app), ()))


def test_every_command_named_in_the_pages_exists(pages):
    known = command_paths()
    groups = {path for path in known if any(len(other) > len(path) and other[: len(path)] == path for other in known)}
    unknown = []
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for called in re.findall(r"(?:^|[`$ ])lindero((?: [a-z][a-z-]*)+)", text, flags=re.MULTILINE):
            words = tuple(called.split())
            depth = 2 if words[:1] in groups else 1
            if words[:depth] not in known and f"lindero {words[0]}" in code_of(text):
                unknown.append(f"{page.relative_to(ROOT)}: lindero {' '.join(words[:depth])}")
    assert unknown == []


def code_of(text):
    """Only what is set as code: fenced, indented or between backticks."""
    fenced = re.findall(r"^```.*?^```", text, flags=re.DOTALL | re.MULTILINE)
    return "\n".join([*fenced, *re.findall(r"`[^`\n]+`", text), *re.findall(r"^ {4}.*$", text, flags=re.MULTILINE)])


@pytest.mark.parametrize("page", ["ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_every_path_named_is_there(page):
    spans = re.findall(r"`([^`\n]+)`", (ROOT / page).read_text("utf-8"))
    words = {word.partition("::")[0] for span in spans for word in span.split() if not set(word) & set("*<>{}…")}
    named = {word for word in words if re.match(r"(src|tests|tools|docs|spec|bench|web|\.ci)/", word)}
    assert named
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


def test_the_architecture_tells_where_to_change_what():
    rows = re.findall(
        r"^\| [^|]+ \| [^|]*`[^|]+\| `\./run", (ROOT / "ARCHITECTURE.md").read_text("utf-8"), re.MULTILINE
    )
    assert len(rows) >= 15


@pytest.mark.parametrize(("english", "spanish"), HOWTO_PAIRS.items())
def test_every_how_to_stands_in_both_languages(english, spanish):
    assert (ROOT / f"docs/howto/{english}.md").is_file()
    assert (ROOT / f"docs/howto/{spanish}.md").is_file()


def test_no_how_to_is_without_its_pair():
    there = {path.stem for path in (ROOT / "docs/howto").glob("*.md")}
    assert there == set(HOWTO_PAIRS) | set(HOWTO_PAIRS.values())


def test_both_readmes_have_the_same_parts_and_the_same_commands():
    english, spanish = ((ROOT / name).read_text("utf-8") for name in ("README.md", "LEEME.md"))
    assert len(re.findall(r"^## ", english, re.MULTILINE)) == len(re.findall(r"^## ", spanish, re.MULTILINE))
    commands = [re.findall(r"^(\./run .*|lindero .*)$", text, re.MULTILINE) for text in (english, spanish)]
    assert commands[0] == commands[1]
    assert {"./run demo", "./run test"} <= set(commands[0])


def test_every_decision_is_in_the_index():
    folder = ROOT / "docs" / "adr"
    index = (folder / "README.md").read_text("utf-8")
    records = sorted(path.name for path in folder.glob("0*.md"))
    assert len({name[:4] for name in records}) == len(records)
    assert [name for name in records if f"({name})" not in index] == []


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "adr").glob("0*.md")), ids=lambda path: path.stem)
def test_a_decision_says_what_would_change_it(path):
    text = path.read_text("utf-8")
    parts = ("Context", "Options", "Decision", "Consequences", "What would change our mind")
    assert [part for part in parts if f"\n## {part}\n" not in text] == []


def test_no_text_names_a_folder_of_somebodys_machine():
    places = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+)/[\w.]")
    named = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in texts(".md", ".py", ".ts", ".tsx", ".toml", ".json", ".yml", "run", ".cedar", ".css", ".html")
        if path.name != "package-lock.json" and (found := places.search(path.read_text("utf-8")))
    ]
    assert named == []
