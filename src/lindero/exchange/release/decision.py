"""The four answers of release, and the reasons for them: data, never exceptions.

Reason codes are stable and language-neutral (spec/release.md); they are counted, logged and shown.
"""

from typing import Final, Literal

import msgspec

from lindero.exchange.release.obligations import Obligations
from lindero.kernel.clock import Instant
from lindero.kernel.errors import Language
from lindero.model.record import Record

ReasonCode = Literal[
    "forbidden",
    "no-permit",
    "policy-error",
    "outside-area",
    "nothing-left",
    "unmarked",
    "not-releasable",
    "expired",
    "foreign-originator",
    "person-class",
    "text-class",
    "file-class",
    "operator-position",
    "intercept-without-authority",
    "simulated-to-real",
    "two-person",
    "delay",
    "pace",
]

REASONS: Final[dict[ReasonCode, tuple[str, str]]] = {
    "forbidden": ("Lo prohíbe una regla.", "A rule forbids it."),
    "no-permit": ("Ninguna regla lo permite.", "No rule permits it."),
    "policy-error": ("Una regla no se pudo evaluar: {why}", "A rule could not be evaluated: {why}"),
    "outside-area": (
        "Está fuera de las áreas en que los permisos valen: {why}",
        "It is outside the areas that the permits are limited to: {why}",
    ),
    "nothing-left": (
        "Sin las clases omitidas faltaría un campo obligatorio: {why}",
        "Without the dropped classes a mandatory field would be missing: {why}",
    ),
    "unmarked": ("No lleva marcado.", "It has no marking."),
    "not-releasable": (
        "Su marcado no nombra al socio ni a su país.",
        "Its marking names neither the partner nor its country.",
    ),
    "expired": ("Venció el plazo para conservarlo.", "The time for which it may be kept is over."),
    "foreign-originator": (
        "Es de otro nodo, que no ha consentido en que siga adelante.",
        "It is another node's, which has not consented to its going further.",
    ),
    "person-class": (
        "Contiene datos de una persona; salen solo si dos personas lo autorizan.",
        "It holds a person's data, which leave only by two persons.",
    ),
    "text-class": (
        "Contiene texto libre; sale solo si dos personas lo autorizan.",
        "It holds free text, which leaves only by two persons.",
    ),
    "file-class": (
        "Lleva un archivo, que puede contener lo que sea; sale solo si dos personas lo autorizan.",
        "It carries a file, which may hold anything; it leaves only by two persons.",
    ),
    "operator-position": (
        "Contiene el despegue o el sitio del operador; salen solo con la alerta de un vuelo no declarado.",
        "It holds the launch or operator position, which leave only with an alert on an undeclared flight.",
    ),
    "intercept-without-authority": (
        "Viene de una interceptación sin autoridad registrada.",
        "It comes from an intercept without a registered authority.",
    ),
    "simulated-to-real": (
        "Es simulado y el socio es un nodo real.",
        "It is simulated and the partner is a real node.",
    ),
    "two-person": (
        "Dos personas deben autorizar exactamente lo que saldría.",
        "Two persons must approve exactly what would leave.",
    ),
    "delay": (
        "Debe esperar desde que se registró, y la hora de este nodo debe ser segura.",
        "It must wait from when it was recorded, by a clock that can be trusted.",
    ),
    "pace": (
        "Ya salió algo de este objeto hace muy poco, o aún no es su momento fijo.",
        "Something of this object left too recently, or its fixed tick has not come.",
    ),
}
"""What each code says, in Spanish and English."""


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why a record is not released.

    Attributes:
        code: One of the stable words.
        rule: The forbid that decided; None where none did.
        es: In Spanish: the rule author's words, or the code's.
        en: In English: the rule author's words, or the code's.
    """

    code: ReasonCode
    rule: str | None = None
    es: str
    en: str

    @property
    def word(self) -> str:
        """What counts are kept by: the rule's id, or the code where no rule decided."""
        return self.rule or self.code

    def text(self, language: Language) -> str:
        """The sentence in the reader's language."""
        return self.es if language == "es" else self.en


def reason(code: ReasonCode, why: str = "") -> Reason:
    """A reason that no rule gives; `why` fills the sentence where it has a place for it."""
    es, en = REASONS[code]
    return Reason(code=code, es=es.format(why=why), en=en.format(why=why))


class Release(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """It may leave now, in this form and no other.

    Attributes:
        record: The transformed record: the only thing that may be sealed and sent.
        obligations: What was demanded and kept.
        rules: Ids of the permits that matched, in the policy's order.
        policy: Version of the policy that decided.
    """

    record: Record
    obligations: Obligations
    rules: tuple[str, ...]
    policy: str


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """It may leave later: decide again then.

    Of several held by `pace` about one object only the newest is kept. Each one held by `delay` is kept for itself.

    Attributes:
        until: First instant at which it may be decided again. [ns UTC]
        reason: Why not now.
        obligations: Of a delayed record: to be given to `decide` as `earlier` then, so that the stricter of both
            decisions wins. None for any other.
    """

    until: Instant
    reason: Reason
    obligations: Obligations | None = None


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """It waits for two persons, who see exactly what would leave.

    Attributes:
        record: The transformed record that would leave.
        body: Its bytes.
        sha256: Of those bytes: what the persons approve.
        as_of: The instant for which it was made, to be given back in their approval. [ns UTC]
        obligations: What was demanded and kept.
        rules: Ids of the permits that matched, in the policy's order.
        policy: Version of the policy that decided.
        reason: Always `two-person`.
    """

    record: Record
    body: bytes
    sha256: bytes
    as_of: Instant
    obligations: Obligations
    rules: tuple[str, ...]
    policy: str
    reason: Reason


class Withhold(msgspec.Struct, frozen=True, kw_only=True):
    """It does not leave.

    Attributes:
        reasons: Every reason found by the step that stopped it; at least one.
    """

    reasons: tuple[Reason, ...]


Decision = Release | Hold | Review | Withhold
