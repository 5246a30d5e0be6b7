"""How strongly a part's name and text speak for each slot of the call: numbers from 0 to 1, with the words that spoke."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kallipolis.documents.reading.looking import PAGE_FROM, PICTURES, Look
from kallipolis.documents.reading.vocabulary import (
    AGAINST,
    TEXT_WEIGHT,
    bounded,
    bounded_name,
    found_in,
    phrases,
    spoken_by_name,
)
from kallipolis.rulebook.call.edition import Call, RequiredDocument
from kallipolis.rulebook.dossier import Kind, Slot

# Letterhead, subject, salutation and the first lines say what a letter is; the signature who wrote it. What stands
# between may be about others: the mayor's letter mentions the National Commission, and the other way round.
_OPENING_CHARACTERS, _CLOSING_CHARACTERS = 700, 350
_IN_OPENING, _IN_CLOSING, _BETWEEN = 1.0, 0.9, 0.25
# What a name may add where the text is silent, and what nothing but the kind of file says of a picture.
_NAME_ALONE = 0.75
_PHOTOGRAPH_BY_NATURE, _PICTURE_UNSEEN = 0.9, 0.5
# Pictures shorter than this on their longer side are signs and logos; inside the text of a message up to the second.
_SIGN_PIXELS, _DECORATION_PIXELS = 200, 640


@dataclass(frozen=True)
class Score:
    """How strongly a part speaks for a slot in all, and by text, name and nature; with the most telling words."""

    total: float
    by_text: float = 0.0
    by_name: float = 0.0
    text_words: str = ""
    name_words: str = ""


NOTHING = Score(0.0)


def scores(look: Look, call: Call) -> Mapping[Slot, Score]:
    """For each slot of the call how strongly the part speaks for it. A slot that it cannot be is not there."""
    if _is_decoration(look):
        return {}
    possible = [document for document in call.documents if look.kind in document.kinds]
    # A file that holds several documents is named for all of them, or for one.
    name = bounded_name("" if look.first_page else look.filename)
    text = bounded("" if look.form_likeness >= 1 else look.reading.text)  # no word of a whole form tells more than that
    by_text = {Slot(document.slot): _text_score(text, look, document) for document in possible}
    by_name = {Slot(document.slot): spoken_by_name(name, document) for document in possible}
    page_by_name = max((told for slot, (told, _) in by_name.items() if slot is not Slot.PHOTOGRAPH), default=0.0)
    found = {}
    for slot, (told, words) in by_text.items():
        elsewhere = max((other for one, (other, _) in by_text.items() if one is not slot), default=0.0)
        named, name_words = by_name[slot]
        total = told + (1 - told) * _NAME_ALONE * named * (1 - elsewhere)
        if slot is Slot.PHOTOGRAPH:
            total = _as_photograph(look, by_name=total, page_by_name=page_by_name)
        elif look.kind in PICTURES and not look.reading.text:
            total *= 0.5 + 0.5 * min(1.0, look.pageness / PAGE_FROM)  # hardly a letter, whatever its name says
        if total > 0:
            found[slot] = Score(min(total, 0.99), told, named, words, name_words)
    return found


def _as_photograph(look: Look, *, by_name: float, page_by_name: float) -> float:
    if look.photograph is None:
        return max(by_name, _PICTURE_UNSEEN) * (1 - 0.6 * page_by_name)
    if look.reading.text:
        return 0.15
    if look.pageness >= PAGE_FROM:
        # A page whose text could not be read is a letter as soon as its name says so; else a bright photograph.
        return (0.4 + 0.5 * by_name) * (1 - 0.8 * page_by_name)
    return _PHOTOGRAPH_BY_NATURE * (1 - 0.6 * page_by_name)


def _is_decoration(look: Look) -> bool:
    """A logo or signature in the text of the message, or a picture too small to be anything else."""
    if look.kind not in PICTURES or look.photograph is None:
        return False
    longer = max(look.photograph.width_pixels, look.photograph.height_pixels)
    return longer < _SIGN_PIXELS or (look.shown_in_text and longer < _DECORATION_PIXELS)


def _text_score(text: str, look: Look, document: RequiredDocument) -> tuple[float, str]:
    score, words = _placed(text, document) if text.strip() else (0.0, "")
    if document.slot == Slot.FORM and look.kind is not Kind.PDF:
        # The form's own structure says more than any word of it.
        return max(look.form_likeness, min(score, 0.6) if not look.form_likeness else score), words
    if look.form_likeness >= 0.5 and document.slot != Slot.FORM:
        return score * (1 - look.form_likeness), words
    return score, words


def _placed(text: str, document: RequiredDocument) -> tuple[float, str]:
    """How strongly a text speaks for a document, weighing where its words stand, and the most telling of them."""
    vocabulary = phrases(document)
    silence, told = 1.0, (0.0, "")
    for phrase, weight in found_in(text, vocabulary.in_texts, TEXT_WEIGHT):
        here = weight * _place(text, phrase)
        silence *= 1 - here
        told = max(told, (here, phrase.strip()), key=lambda one: one[0])
    score = 1 - silence
    for phrase, weight in found_in(text, vocabulary.against, TEXT_WEIGHT):
        score *= 1 - AGAINST * weight * _place(text, phrase)
    return score, told[1]


def _place(text: str, phrase: str) -> float:
    """What a phrase counts at the best place where it stands."""
    if text.find(phrase, 0, _OPENING_CHARACTERS + len(phrase)) >= 0:
        return _IN_OPENING
    return _IN_CLOSING if text.find(phrase, max(0, len(text) - _CLOSING_CHARACTERS)) >= 0 else _BETWEEN
