"""A PDF that holds several of the documents asked for, one behind the other, is taken apart by what its pages say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kallipolis.documents.reading.looking import Look
from kallipolis.documents.reading.scoring import NOTHING, Score, scores
from kallipolis.documents.reading.words import Reading, dates_in, has_words
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.dossier import Kind, Slot
from kallipolis.rulebook.naming import folded

# What the words of a page must tell of a document, and how much less of any other: letters name each other.
_TOLD_FROM, _LEAD = 0.4, 0.12
# A letter opens with short lines: letterhead, date, subject. A date or title in the middle of a sentence opens nothing.
_OPENING_LINES, _SHORT_LINE_WORDS = 14, 9
# Words that a title may have besides those that tell what it is.
_OTHER_WORDS_OF_TITLE = 6
_NOBODY = ((Slot.SET_ASIDE, NOTHING), (Slot.SET_ASIDE, NOTHING))
# The questions of a form and the lines of a list name the other documents.
_NAMES_THE_OTHERS = (Slot.FORM, Slot.LIST_OF_DOCUMENTS)


def taken_apart(look: Look, call: Call) -> tuple[Look, ...]:
    """The documents of a PDF in their order, each with its own pages; the PDF itself where it holds one, or where in doubt."""
    pages = look.reading.page_texts
    if look.kind is not Kind.PDF or len(pages) < 2 or look.reading.pages != len(pages):
        return (look,)
    begins = _beginnings(look, call)
    if len(begins) < 2:
        return (look,)
    ends = [*begins[1:], len(pages)]
    return tuple(_piece(look, first, end) for first, end in zip(begins, ends, strict=True))


def _piece(look: Look, first: int, end: int) -> Look:
    texts = look.reading.page_texts[first:end]
    reading = replace(look.reading, text="\n".join(texts), pages=end - first, page_texts=texts)
    return replace(look, reading=reading, first_page=first + 1)


def _beginnings(look: Look, call: Call) -> list[int]:
    """The pages (from 0) on which a document begins; none but the first where one of the pieces would tell nothing."""
    counts = {Slot(document.slot): document.count for document in call.documents}
    slot, begins = _told(look, look.reading.page_texts[0], call)[0], [0]
    if slot is None or slot is Slot.FORM:
        return begins
    for number, text in enumerate(look.reading.page_texts[1:], start=1):
        here, words = _told(look, text, call)
        if here is Slot.FORM:
            return [0]
        if here is None or not _opens(text, words, after=slot):
            continue
        same = here is slot
        so_far = look.reading.page_texts[begins[-1] : number]
        if same and (counts.get(here, 1) == 1 or _letterhead(text) == _letterhead(so_far[0])):
            continue  # its next page, under a heading that is repeated
        if same and not (_is_dated(_top(text)) and any(_is_dated(page.splitlines()) for page in so_far)):
            continue  # one letter; a date that is its only one stands at its end
        begins.append(number)
        slot = here
    return begins


def _told(look: Look, text: str, call: Call) -> tuple[Slot | None, str]:
    """The document that a page by itself speaks for most, and the most telling words."""
    if not has_words(text):
        return None, ""
    alone = replace(look, filename="", reading=Reading(text, look.reading.text_from, 1))
    told: Mapping[Slot, Score] = scores(alone, call)
    first, second = sorted([*told.items(), *_NOBODY], key=lambda one: -one[1].by_text)[:2]
    if first[1].by_text < max(_TOLD_FROM, second[1].by_text + _LEAD):
        return None, ""
    return first[0], first[1].text_words


def _opens(text: str, words: str, *, after: Slot) -> bool:
    """Whether a page begins as documents do: with its date, or its title, on a short line of its own."""
    above = _top(text)
    if _is_dated(above):
        return True
    return after not in _NAMES_THE_OTHERS and any(_is_title(line, words) for line in above)


def _top(text: str) -> list[str]:
    """The upper lines of a page, no more than half of them: a date or a title at the end belongs to the signature."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[: min(_OPENING_LINES, max(1, len(lines) // 2))]


def _is_dated(lines: list[str]) -> bool:
    return any(dates_in(line) for line in lines if len(line.split()) <= _SHORT_LINE_WORDS)


def _is_title(line: str, words: str) -> bool:
    plain = folded(line)
    told = bool(words) and f" {words} " in f" {plain} "
    few = len(plain.split()) <= len(words.split()) + _OTHER_WORDS_OF_TITLE
    return told and few and line[:1].isupper() and not line.endswith((".", ",", ";"))


def _letterhead(text: str) -> str:
    return next((folded(line) for line in text.splitlines() if line.strip()), "")
