"""The reader's language, from Accept-Language (RFC 9110, section 12.5.4)."""

from lindero.kernel.errors import Language


def preferred_language(accept: str, otherwise: Language) -> Language:
    """Spanish or English, whichever the header ranks higher; `otherwise` when it names neither."""
    best: tuple[float, Language] = (0.0, otherwise)
    for item in accept.split(","):
        tag, _, parameters = item.strip().partition(";")
        language = tag.strip().lower().partition("-")[0]
        weight = _weight(parameters)
        if language in ("es", "en") and weight > best[0]:
            best = (weight, "es" if language == "es" else "en")
    return best[1]


def _weight(parameters: str) -> float:
    """The q value; 1 when there is none, 0 when it is no number."""
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
