"""All parts of a dossier sorted into the call's slots at once (S4): where each goes, why, and how sure that is.

Neither the order of the parts nor, where content decides, their names change the result: ties go by content.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kallipolis.documents.reading.looking import PICTURES, WORD_FILES, Look
from kallipolis.documents.reading.scoring import NOTHING, Score, scores
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.dossier import Kind, Language, Slot
from kallipolis.rulebook.sentence import Sentence, sentence

# Below this nothing was recognised.
_RECOGNISED_FROM = 0.2
# What is placed only because it cannot be read and its slot is empty.
_BY_ELIMINATION = 0.15
_FILLED_AT_LAST = (Slot.FORM, Slot.LETTER_OF_INTENT, Slot.ENDORSEMENT, Slot.SUPPORT_LETTER)
_LONGEST_LETTER_PAGES = 4


@dataclass(frozen=True)
class Placing:
    """Where one part goes and why. `confidence` runs from 0 to 1."""

    slot: Slot
    reason: Sentence
    confidence: float


@dataclass(frozen=True)
class _Candidate:
    look: Look
    language: Language
    scores: Mapping[Slot, Score]

    @property
    def best(self) -> Slot | None:
        """The slot that it speaks for most, free or not."""
        slot = max(self.scores, key=lambda one: self.scores[one].total, default=None)
        return slot if slot and self.scores[slot].total >= _RECOGNISED_FROM else None

    def score(self, slot: Slot | None) -> Score:
        return self.scores.get(slot, NOTHING) if slot else NOTHING

    @property
    def tie(self) -> tuple[str, str, str, str]:
        return (self.look.sha256, self.look.inside, self.look.filename, self.look.reading.text)


def sort_into_slots(looks: Sequence[tuple[Look, Language]], call: Call) -> tuple[Placing, ...]:
    """One placing for each look, in their order."""
    candidates = [_Candidate(look, language, scores(look, call)) for look, language in looks]
    doubles = _doubles(candidates)
    sorting = _Sorting([one for number, one in enumerate(candidates) if number not in doubles], call)
    placed = {id(candidate): placing for candidate, placing in sorting.placings()}
    return tuple(
        _as_double(candidates[doubles[number]]) if number in doubles else placed[id(candidate)]
        for number, candidate in enumerate(candidates)
    )


def _doubles(candidates: Sequence[_Candidate]) -> dict[int, int]:
    """Parts whose bytes were there before, and where: of equal ones the first by name stays."""
    first: dict[tuple[str, int | None], int] = {}
    doubles: dict[int, int] = {}
    for number, candidate in sorted(enumerate(candidates), key=lambda one: one[1].tie):
        if candidate.look.kind is Kind.EMPTY:
            continue
        same = (candidate.look.sha256, candidate.look.first_page)
        if same in first:
            doubles[number] = first[same]
        else:
            first[same] = number
    return doubles


def _as_double(other: _Candidate) -> Placing:
    return Placing(Slot.SET_ASIDE, sentence("The same file as “{name}”.", name=other.look.filename), 1.0)


class _Sorting:
    """The assignment: the strongest claims first, then exchanges as long as two parts are better off together."""

    def __init__(self, candidates: Sequence[_Candidate], call: Call) -> None:
        self._call = call
        self._candidates = sorted(candidates, key=lambda one: one.tie)
        self._counts = {Slot(document.slot): document.count for document in call.documents}
        self._names = {Slot(document.slot): document.name for document in call.documents}
        self._slot: dict[int, Slot | None] = {}

    def placings(self) -> list[tuple[_Candidate, Placing]]:
        self._assign()
        self._exchange()
        by_elimination = self._eliminate()
        return [
            (candidate, self._placing(number, candidate, eliminated=number in by_elimination))
            for number, candidate in enumerate(self._candidates)
        ]

    def _assign(self) -> None:
        claims = sorted(
            (
                (-(score.total + self._preferred(candidate, slot)), number, slot)
                for number, candidate in enumerate(self._candidates)
                for slot, score in candidate.scores.items()
                if score.total >= _RECOGNISED_FROM
            ),
        )
        self._slot = {}
        for _, number, slot in claims:
            if number not in self._slot and self._room(slot) and self._is_near_best(self._candidates[number], slot):
                self._slot[number] = slot

    @staticmethod
    def _is_near_best(candidate: _Candidate, slot: Slot) -> bool:
        """A part that says clearly what it is does not become something else because its place is taken."""
        best = candidate.score(candidate.best).total
        return candidate.scores[slot].total >= max(_RECOGNISED_FROM, best - 0.35)

    @staticmethod
    def _preferred(candidate: _Candidate, slot: Slot) -> float:
        """Of two whole forms the French one is the application and the English one its translation (B8)."""
        return 0.001 if slot is Slot.FORM and candidate.language is Language.FRENCH else 0.0

    def _room(self, slot: Slot) -> bool:
        if slot is Slot.PHOTOGRAPH:
            return True  # a fourth photograph is for an officer to judge (S6)
        return sum(1 for taken in self._slot.values() if taken is slot) < self._counts.get(slot, 0)

    def _exchange(self) -> None:
        placed = sorted(self._slot)
        for _ in range(len(placed)):
            gain, pair = max(
                ((self._gain(one, other), (one, other)) for one in placed for other in placed if one < other),
                default=(0.0, (0, 0)),
            )
            if gain <= 1e-9:
                return
            one, other = pair
            self._slot[one], self._slot[other] = self._slot[other], self._slot[one]

    def _gain(self, one: int, other: int) -> float:
        here, there = self._slot[one], self._slot[other]
        first, second = self._candidates[one], self._candidates[other]
        swapped = (first.score(there).total, second.score(here).total)
        if here is there or min(swapped) < _RECOGNISED_FROM:
            return 0.0
        return sum(swapped) - first.score(here).total - second.score(there).total

    def _eliminate(self) -> set[int]:
        """Documents that nothing tells of fill the slots that are still empty, if they are not more than these.

        An officer sees why they are there.
        """
        silent = [
            number for number in range(len(self._candidates)) if number not in self._slot and self._is_silent(number)
        ]
        empty = [slot for slot in _FILLED_AT_LAST for _ in range(self._counts.get(slot, 0) - self._taken(slot))]
        if len(silent) > len(empty):
            return set()
        eliminated = set()
        for slot in empty:
            fitting = (number for number in silent if number not in eliminated and self._may_be(number, slot))
            if (number := next(fitting, None)) is not None:
                self._slot[number] = slot
                eliminated.add(number)
        return eliminated

    def _is_silent(self, number: int) -> bool:
        """Whether nothing can be read in it and its name says nothing."""
        look = self._candidates[number].look
        unread = look.trouble is not None or look.reading.pages is not None
        return unread and not look.reading.text and self._candidates[number].best is None

    def _may_be(self, number: int, slot: Slot) -> bool:
        look, document = self._candidates[number].look, self._call.document(slot)
        if document is None or look.kind not in document.kinds or look.kind in PICTURES:
            return False
        return look.kind in WORD_FILES if slot is Slot.FORM else (look.reading.pages or 1) <= _LONGEST_LETTER_PAGES

    def _taken(self, slot: Slot) -> int:
        return sum(1 for taken in self._slot.values() if taken is slot)

    def _placing(self, number: int, candidate: _Candidate, *, eliminated: bool) -> Placing:
        slot = self._slot.get(number)
        if slot is None:
            return self._set_aside(candidate)
        if eliminated:
            message = "Nothing in it could be read and its name says nothing; placed here because this document was still missing."
            return Placing(slot, sentence(message), _BY_ELIMINATION)
        return Placing(slot, _why(candidate, slot), _confidence(candidate, slot))

    def _set_aside(self, candidate: _Candidate) -> Placing:
        look, best = candidate.look, candidate.best
        if look.kind is Kind.EMPTY:
            return Placing(Slot.SET_ASIDE, sentence("The file is empty."), 1.0)
        if best is None:
            if look.kind in PICTURES:
                return Placing(
                    Slot.SET_ASIDE, sentence("A small picture, such as a logo or a signature of an e-mail."), 0.8
                )
            return Placing(
                Slot.SET_ASIDE, sentence("Neither its text nor its name is of a document that the call asks for."), 0.6
            )
        name = self._names[best]
        confidence = _confidence(candidate, best)
        if best is Slot.FORM:
            return Placing(Slot.SET_ASIDE, _second_form(candidate), confidence)
        if self._counts[best] == 1:
            message = "A second document of the kind “{document}”; the one that fits better was taken."
            return Placing(Slot.SET_ASIDE, sentence(message, document=name), confidence)
        message = "One more of the kind “{document}”; the call asks for {count}, and those that fit better were taken."
        return Placing(Slot.SET_ASIDE, sentence(message, document=name, count=self._counts[best]), confidence)


def _second_form(candidate: _Candidate) -> Sentence:
    if candidate.language is Language.ENGLISH:
        return sentence("A second application form, in English: a translation, perhaps. The other one was taken.")
    return sentence("A second application form; the one that fits better was taken.")


def _confidence(candidate: _Candidate, slot: Slot) -> float:
    """The claim itself, less where another slot claims nearly as much."""
    own = candidate.score(slot).total
    rival = max((score.total for other, score in candidate.scores.items() if other is not slot), default=0.0)
    return round(own * (1 - 0.5 * min(1.0, rival / own)) if own else 0.0, 2)


def _why(candidate: _Candidate, slot: Slot) -> Sentence:
    look, score = candidate.look, candidate.score(slot)
    if slot is Slot.FORM and look.form_likeness >= 0.3:
        return sentence("It holds the questions of the application form.")
    if slot is Slot.PHOTOGRAPH:
        return _why_photograph(look, score)
    text, name = score.text_words, score.name_words
    if text and name:
        return sentence("Its text says “{text}”, its name “{name}”.", text=text, name=name)
    if text:
        return sentence("Its text says “{text}”.", text=text)
    if look.reading.text:
        return sentence("Its name says “{name}”; its text does not tell what it is.", name=name)
    return sentence("Its name says “{name}”; no text could be read in it.", name=name)


def _why_photograph(look: Look, score: Score) -> Sentence:
    if look.photograph is None:
        return sentence("A picture, by its content; it could not be opened here.")
    sides: dict[str, int] = {"width": look.photograph.width_pixels, "height": look.photograph.height_pixels}
    if score.name_words:
        return sentence(
            "A picture of {width} by {height} pixels, no written page; its name says “{name}”.",
            name=score.name_words,
            **sides,
        )
    return sentence("A picture of {width} by {height} pixels, no written page.", **sides)
