"""docs/reference/phrases.md: the phrase book, the verdicts, and the reasons of release."""

from lindero.exchange.release.decision import REASONS
from lindero.operations.phrases import PHRASES, VERDICT_PHRASES
from reference_pages.markdown import GENERATED, cell, code, table

HEAD = """\
# Phrases · Frases

Across the line, reasons, requests and outcomes travel as numbers and are shown in the reader's language. A number
never changes its meaning and is never given again.

*A través de la línea, los motivos, las peticiones y los desenlaces viajan como números y se muestran en el idioma
de quien lee. Un número nunca cambia de significado ni se reutiliza.*
"""

VERDICTS = """
## Verdicts · Desenlaces

The word that an outcome carries, and its phrase. *La palabra que lleva un desenlace, y su frase.*

"""

WITHHELD = """
## Why a record is withheld · Por qué se retiene un registro

`lindero release explain` shows these words; a rule of one's own policy adds its own `@id` and sentences. Sensors'
words for refused messages are in [errors.md](errors.md).

*`lindero release explain` muestra estas palabras; cada regla de la política propia añade su `@id` y sus frases. Los
rechazos de mensajes de sensores están en [errors.md](errors.md).*

"""


def page() -> str:
    numbers = ((str(number), cell(p.es), cell(p.en)) for number, p in sorted(PHRASES.items()))
    verdicts = (
        (code(word), str(number), cell(PHRASES[number].es), cell(PHRASES[number].en))
        for word, number in VERDICT_PHRASES.items()
    )
    reasons = ((code(word), cell(es), cell(en)) for word, (es, en) in REASONS.items())
    return "".join(
        (
            f"{GENERATED}\n{HEAD}\n",
            table(("Number · Número", "Español", "English"), numbers),
            VERDICTS,
            table(("Word · Palabra", "Number · Número", "Español", "English"), verdicts),
            WITHHELD,
            table(("Word · Palabra", "Español", "English"), reasons),
        )
    )
