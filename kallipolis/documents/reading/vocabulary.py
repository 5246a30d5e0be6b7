"""The call's words for its documents, found in names and texts; what they then count is for `scoring.py`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from kallipolis.rulebook.call.edition import Call, RequiredDocument
from kallipolis.rulebook.dossier import Slot
from kallipolis.rulebook.naming import folded

# How much one phrase tells, by its number of words. In a name there is little else, so that one word tells more.
TEXT_WEIGHT = (0.0, 0.22, 0.45, 0.6, 0.7)
NAME_WEIGHT = (0.0, 0.6, 0.8, 0.9, 0.9)
AGAINST = 0.8

_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}$")


@dataclass(frozen=True)
class Phrases:
    """The vocabulary of one slot with word boundaries (spaces), the most telling (longest) first."""

    in_names: tuple[str, ...]
    in_texts: tuple[str, ...]
    against: tuple[str, ...]


def phrases(document: RequiredDocument) -> Phrases:
    """The vocabulary of one document of the call."""
    spoken = document.vocabulary
    return _phrases(spoken.file_names, spoken.texts, spoken.against)


@cache
def _phrases(names: tuple[str, ...], texts: tuple[str, ...], against: tuple[str, ...]) -> Phrases:
    return Phrases(_sorted(names), _sorted(texts), _sorted(against))


def _sorted(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted((f" {one} " for one in words), key=lambda one: (-len(one), one)))


def bounded(text: str) -> str:
    """`text` folded, with a space at both ends, as phrases are looked for."""
    return f" {folded(text)} "


def bounded_name(filename: str) -> str:
    """A file's name as words: "LetterOfIntent_final2.pdf" gives " letter of intent final 2 "."""
    return bounded(_CAMEL.sub(" ", _EXTENSION.sub("", filename)))


def spoken_by_name(name: str, document: RequiredDocument) -> tuple[float, str]:
    """How strongly a bounded name speaks for a document, 0 to 1, and its most telling words."""
    vocabulary = phrases(document)
    best, score = max(
        found_in(name, vocabulary.in_names, NAME_WEIGHT), key=lambda one: (one[1], len(one[0])), default=("", 0.0)
    )
    for _, weight in found_in(name, vocabulary.against, NAME_WEIGHT):
        score *= 1 - AGAINST * weight
    return score, best.strip()


def names_a_page(filename: str, call: Call) -> float:
    """How strongly the name says that this is a written document and no photograph, 0 to 1."""
    name = bounded_name(filename)
    written = (one for one in call.documents if one.slot != Slot.PHOTOGRAPH)
    return max((spoken_by_name(name, document)[0] for document in written), default=0.0)


def found_in(text: str, vocabulary: Iterable[str], weights: tuple[float, ...]) -> Iterator[tuple[str, float]]:
    """The phrases that stand in `text` with what each tells; one inside another that was found does not count again."""
    seen: list[str] = []
    for phrase in vocabulary:
        if phrase in text and not any(phrase in longer for longer in seen):
            seen.append(phrase)
            yield phrase, weights[min(phrase.count(" ") - 1, len(weights) - 1)]
