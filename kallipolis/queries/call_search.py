"""The search over the rules and the questions of a call together: what is found, and which letters of it to mark."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kallipolis.queries.call import spoken_in
from kallipolis.rulebook.call.edition import Call, Clause, Question
from kallipolis.rulebook.naming import folded
from kallipolis.rulebook.sentence import LocalText

LONGEST_QUERY = 120
_MOST_WORDS = 8
_CLAUSE_ID = re.compile(r"([a-z]{1,2}) ?(\d{1,2}(?:[. ]\d{1,2})?)")
_NO_SPACES_BETWEEN_WORDS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]")


@dataclass(frozen=True)
class Piece:
    """Some letters of a text, marked where they are what was searched for."""

    text: str
    marked: bool = False


@dataclass(frozen=True)
class Passage:
    """A text in pieces, and the language that it is in."""

    pieces: tuple[Piece, ...]
    language: str

    def __str__(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class FoundRule:
    """A clause that holds the words."""

    clause: Clause
    heading: Passage
    words: Passage
    reading: Passage | None


@dataclass(frozen=True)
class FoundQuestion:
    """A question whose words or answer hold the words."""

    question: Question
    asks: Passage
    answer: Passage


@dataclass(frozen=True)
class Found:
    """What a search found, the best first. `query` is what was searched, without needless blanks."""

    query: str
    rules: tuple[FoundRule, ...]
    questions: tuple[FoundQuestion, ...]

    @property
    def count(self) -> int:
        return len(self.rules) + len(self.questions)


def search(call: Call, query: str, language: str) -> Found | None:
    """Every clause and question that holds all words of `query`, in any language of the call; None for an empty query.

    Words are compared without case and accents, from the beginning of a word. A clause's id finds that clause.
    """
    asked = " ".join(query.split())[:LONGEST_QUERY]
    words = tuple(dict.fromkeys(folded(asked).split()))[:_MOST_WORDS]
    if not words:
        return None
    named = _clause_named(call, asked)
    rules = [
        (_rank(clause, words), clause) for clause in call.clauses if clause is named or _holds(_said_by(clause), words)
    ]
    rules.sort(key=lambda row: (row[1] is not named, row[0]))
    questions = [question for question in call.questions if _holds(_said_in(question), words)]
    return Found(
        asked,
        tuple(
            FoundRule(
                clause,
                passage(clause.heading, words, language),
                passage(clause.words, words, language),
                passage(clause.reading, words, language) if clause.reading else None,
            )
            for _, clause in rules
        ),
        tuple(
            FoundQuestion(question, passage(question.asks, words, language), passage(question.answer, words, language))
            for question in questions
        ),
    )


def passage(text: LocalText, words: tuple[str, ...], language: str) -> Passage:
    """The text as the reader sees it, with the letters marked that begin one of the words (folded) searched for."""
    said = text.in_language(language)
    plain, places = _folded_with_places(said)
    marked = [False] * len(said)
    for word in words:
        for start in _finds(plain, word):
            for place in places[start : start + len(word)]:
                marked[place] = True
    pieces: list[Piece] = []
    start = 0
    for end in range(1, len(said) + 1):
        if end == len(said) or marked[end] is not marked[start]:
            pieces.append(Piece(said[start:end], marked[start]))
            start = end
    return Passage(tuple(pieces), spoken_in(text, language))


def _folded_with_places(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its letters the place in `text` that it comes from."""
    plain: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        letters = folded(letter)
        if (
            not letters and folded(f"a{letter}a") != "aa"
        ):  # white space or punctuation; a combining accent folds to nothing
            letters = " " if plain and plain[-1] != " " else ""
        plain += letters
        places += [place] * len(letters)
    return "".join(plain), places


def _finds(plain: str, word: str) -> list[int]:
    begins = "" if _NO_SPACES_BETWEEN_WORDS.match(word) else r"(?<!\S)"
    return [found.start() for found in re.finditer(begins + re.escape(word), plain)]


def _holds(texts: tuple[str, ...], words: tuple[str, ...]) -> bool:
    return all(any(_finds(text, word) for text in texts) for word in words)


def _said_by(clause: Clause) -> tuple[str, ...]:
    return (
        folded(clause.id),
        *(_all_languages(text) for text in (clause.heading, clause.words, clause.reading, clause.judged_by_people)),
    )


def _said_in(question: Question) -> tuple[str, ...]:
    return _all_languages(question.asks), _all_languages(question.answer)


@lru_cache(maxsize=4096)
def _all_languages(text: LocalText | None) -> str:
    return folded(f"{text.en} {text.fr} {text.zh}") if text else ""


def _rank(clause: Clause, words: tuple[str, ...]) -> int:
    if _holds((_all_languages(clause.heading),), words):
        return 0
    return 1 if _holds((_all_languages(clause.words),), words) else 2


def _clause_named(call: Call, asked: str) -> Clause | None:
    """The clause whose id was typed: “S6”, “s 6”, “clause S6”."""
    said = folded(asked).removeprefix("clause ")
    match = _CLAUSE_ID.fullmatch(said)
    return call.clause_by_id.get(f"{match[1]}{match[2]}".replace(" ", ".").upper()) if match else None
