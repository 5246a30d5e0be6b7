"""Writes answers of a wanted length, in which no five words in a row stand twice in the same dossier."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping

from kallipolis.documents.writing.sample.vocabulary import Trade, Vocabulary
from kallipolis.documents.writing.sample.words_en import ENGLISH
from kallipolis.documents.writing.sample.words_es import SPANISH
from kallipolis.documents.writing.sample.words_fr import FRENCH
from kallipolis.rulebook.counting import words

VOCABULARIES = {"en": ENGLISH, "fr": FRENCH, "es": SPANISH}
# Five words in a row are what near-duplicates are told by; no answer shares so many with another.
_LONGEST_RUN = 5
_MOST_ATTEMPTS = 5000
_SIGNS = ",.;:()«»“”’"
_CONTRACTIONS = {
    "fr": (
        (re.compile(r"\b(d|D)e le\b"), r"\1u"),
        (re.compile(r"\b(d|D)e les\b"), r"\1es"),
        (re.compile(r"\b(à|À) le\b"), "au"),
        (re.compile(r"\b(à|À) les\b"), "aux"),
        (re.compile(r"\b([dD]|[qQ]u)e (?=[aeiouyéèêôAEIOUÉÔ])"), r"\1’"),
    ),
    "es": ((re.compile(r"\bde el\b"), "del"), (re.compile(r"\ba el\b"), "al")),
}


class Writer:
    """One dossier's pen: it knows the city, and what it has written already."""

    def __init__(self, language: str, source: random.Random, *, field: str, facts: Mapping[str, str]) -> None:
        self._vocabulary: Vocabulary = VOCABULARIES[language]
        self._source = source
        self._trade: Trade = self._vocabulary.trades.get(field, self._vocabulary.any_trade)
        self._facts = facts
        self._runs: set[tuple[str, ...]] = set()
        self._last: list[str] = []

    def answer(self, topic: str, *, least: int, most: int, ahead: bool = False) -> str:
        """An answer of `least` to `most` words, as a word processor counts, in short paragraphs; `ahead`: of what is planned."""
        self._last = []
        wanted = self._source.randint(least, max(least, most - 12))
        paragraphs: list[list[str]] = [[]]
        count = 0
        for sentence in self._sentences(topic, ahead=ahead):
            length = words(sentence).as_processor
            if count + length > most:
                if count >= least:
                    break
                continue
            self._keep(sentence)
            if len(paragraphs[-1]) >= self._source.randint(3, 6):
                paragraphs.append([])
            paragraphs[-1].append(sentence)
            count += length
            if count >= wanted:
                break
        return "\n".join(" ".join(paragraph) for paragraph in paragraphs)

    def _sentences(self, topic: str, *, ahead: bool) -> Iterator[str]:
        said = list(self._vocabulary.said.get(topic, ()))
        self._source.shuffle(said)
        for attempt in range(_MOST_ATTEMPTS):
            made = said.pop() if said and (attempt == 0 or self._source.random() < 0.6) else self._made(ahead=ahead)
            sentence = self._filled(made)
            if self._is_new(sentence):
                yield sentence
        raise RuntimeError(f"The words for “{topic}” in {self._vocabulary.language} have run out.")

    def _made(self, *, ahead: bool) -> str:
        of, choose = self._vocabulary, self._source.choice
        lead = self._fitting(of.leads, ahead=ahead) if self._source.random() < 0.5 else ""
        scene = choose(of.scenes)
        planned, _, done = choose(scene.verbs).partition("/")
        verb = f"{of.will} {planned}" if ahead else done
        manner = choose(of.manners) if self._source.random() < 0.5 else ""
        end = self._fitting(of.ends, ahead=ahead) if self._source.random() < 0.5 else ""
        pieces = (lead, choose(of.actors), verb.strip(), choose(scene.objects), choose(scene.complements), manner)
        return f"{' '.join(piece for piece in pieces if piece)}{end}."

    def _fitting(self, pieces: tuple[str, ...], *, ahead: bool) -> str:
        while True:
            piece = self._source.choice(pieces)
            if not ahead or not (piece.startswith("<") or "{year}" in piece):
                return piece.removeprefix("< ")

    def _filled(self, piece: str) -> str:
        """The piece with names and numbers put in, and a capital letter in front."""
        text = piece.format_map(_Slots(self._slot))
        for pattern, contracted in _CONTRACTIONS.get(self._vocabulary.language, ()):
            text = pattern.sub(contracted, text)
        return text[:1].upper() + text[1:]

    def _slot(self, name: str) -> str:
        source = self._source
        if name in self._facts:
            return self._facts[name]
        if name == "district":
            return source.choice(self._vocabulary.districts)
        if name == "n":
            return self.number(source.randint(5, 90) * source.choice((20, 100, 100, 1000)))
        if name == "money":
            return f"{self.number(source.randint(12, 400) * 1000)} USD"
        if name == "few":
            return str(source.randint(3, 28))
        if name == "pct":
            return str(source.randint(4, 60))
        if name == "year":
            return str(source.randint(2004, 2020))
        if name == "oldyear":
            return str(source.randint(1412, 1890))
        return str(getattr(self._trade, name))

    def number(self, value: int) -> str:
        """A whole number as this language writes it."""
        return f"{value:,}".replace(",", self._vocabulary.thousands)

    def _is_new(self, sentence: str) -> bool:
        """Whether the sentence, after what stands before it in its answer, brings no run of words again."""
        return self._runs.isdisjoint(self._runs_with(sentence))

    def _keep(self, sentence: str) -> None:
        self._runs |= self._runs_with(sentence)
        self._last = _told(sentence)[1 - _LONGEST_RUN :]

    def _runs_with(self, sentence: str) -> set[tuple[str, ...]]:
        line = self._last + _told(sentence)
        return {tuple(line[at : at + _LONGEST_RUN]) for at in range(len(line) - _LONGEST_RUN + 1)}


def _told(sentence: str) -> list[str]:
    return [word.casefold().strip(_SIGNS) for word in sentence.split()]


class _Slots(dict[str, str]):
    """What `format_map` asks for, answered when it is asked."""

    def __init__(self, answer: Callable[[str], str]) -> None:
        super().__init__()
        self._answer = answer

    def __missing__(self, name: str) -> str:
        return self._answer(name)
