"""The standard's taxonomy words and our object classes.

Words of the core taxonomy of BSI Flex 335 v2.0, and `Balloon`, which sensors add below `Air Vehicle`. A word that is
not here says nothing: it is never guessed, its probability goes to `other`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from lindero.gateways.sapient.bindings import DetectionReport
from lindero.model.airspace import ClassProbability, ObjectClass

_CLASS_OF_WORD: Final[dict[str, ObjectClass]] = {
    "uav rotary wing": "multirotor",
    "uav fixed wing": "fixed-wing",
    "manned rotary wing": "crewed",
    "manned fixed wing": "crewed",
    "bird": "bird",
    "balloon": "balloon",
    "human": "ground",
    "horse": "ground",
    "land vehicle": "ground",
    "fixed object": "ground",
    "uas control station": "ground",
    "sea vessel": "other",
}
_WORDS_OF_CLASS: Final[dict[ObjectClass, tuple[str, ...]]] = {
    "multirotor": ("Air Vehicle", "UAV Rotary Wing"),
    "fixed-wing": ("Air Vehicle", "UAV Fixed Wing"),
    "crewed": ("Air Vehicle", "Manned Fixed Wing"),
    "bird": ("Animal", "Bird"),
    "balloon": ("Air Vehicle", "Balloon"),
    "ground": ("Land Vehicle",),
    "other": ("Unknown",),
}
_CORE: Final = "sapient_core:"


def decode_classification(entries: Iterable[Any]) -> tuple[ClassProbability, ...]:
    """Our classes of a report's classification.

    The most specific known word of each branch counts, with its own confidence, at most that of the word above it. A
    word without any confidence says nothing. Confidences that sum to more than 1 are scaled; what is left is `other`.

    Args:
        entries: `DetectionReport.classification`, valid.

    Returns:
        Probabilities that sum to 1, most probable first; empty when no known word was said.
    """
    sums: dict[ObjectClass, float] = defaultdict(float)
    for entry in entries:
        for known, confidence in _known_words(entry, 1.0, stated=False):
            sums[known] += confidence
    if not sums:
        return ()
    total = max(1.0, sum(sums.values()))
    shares = {known: confidence / total for known, confidence in sums.items()}
    shares["other"] = max(0.0, 1.0 - sum(share for known, share in shares.items() if known != "other"))
    ranked = sorted(shares.items(), key=lambda item: -item[1])
    return tuple(ClassProbability(object_class=known, probability=min(1.0, p)) for known, p in ranked if p > 0.0)


def _known_words(entry: Any, ceiling: float, *, stated: bool) -> Iterator[tuple[ObjectClass, float]]:  # noqa: ANN401
    """Classes of the most specific known words at and below one entry, each with its confidence."""
    if entry.HasField("confidence"):
        ceiling, stated = min(ceiling, float(entry.confidence)), True
    below = [found for child in entry.sub_class for found in _known_words(child, ceiling, stated=stated)]
    if below:
        yield from below
        return
    known = _CLASS_OF_WORD.get(entry.type.strip().lower().removeprefix(_CORE))
    if known is not None and stated and ceiling > 0.0:
        yield known, ceiling


def encode_classification(classes: Sequence[ClassProbability], report: DetectionReport) -> None:
    """Write our classes into a report, each as one branch of the core taxonomy."""
    for item in classes:
        top, *below = _WORDS_OF_CLASS[item.object_class]
        entry = report.classification.add(type=top, confidence=item.probability)
        for level, word in enumerate(below, start=1):
            entry.sub_class.add(type=word, confidence=item.probability, level=level)


def registered_words() -> tuple[tuple[str, ...], ...]:
    """The branches that `encode_classification` uses, for a registration's class definitions."""
    return tuple(_WORDS_OF_CLASS.values())
