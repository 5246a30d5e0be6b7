"""Drafts one dossier as the call asks for it: every later fault starts from a dossier in which everything holds."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta

from kallipolis.documents.writing.sample.answers import People, Respondent
from kallipolis.documents.writing.sample.chance import chance
from kallipolis.documents.writing.sample.cities import City
from kallipolis.documents.writing.sample.draft import Draft, Letter, Medium, Picture
from kallipolis.documents.writing.sample.names import Namer
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.dossier import Slot

_LETTERS = (Slot.LETTER_OF_INTENT, Slot.ENDORSEMENT, Slot.SUPPORT_LETTER)
_SIZES = ((1600, 1200), (1600, 1200), (1600, 1067), (1280, 960), (1920, 1280))
_LARGE_SIZES = ((4000, 3000), (4000, 3000), (3840, 2560))
_SPANISH_NAMES_IN = "Latin America and the Caribbean"
_RIGHTS_AS_FILES, _ONE_LETTER_IS_A_PICTURE, _NAMED_BY_THE_SCANNER, _TWO_PAGES = 0.35, 0.25, 0.05, 0.15


@dataclass(frozen=True)
class Manner:
    """How all dossiers of a run are drawn up. `large`: twelve-megapixel photographs and scans, about 20 MB a dossier."""

    large: bool = False


def drafted(call: Call, city: City, language: str, *words: object, manner: Manner) -> Draft:
    """A dossier of that city; the `words` name its chance, so that it comes out the same whatever else is in the run."""
    source = chance(call.id, city.name, language, *words)
    people = People(source, language)
    respondent = Respondent(call, city, language, source, people)
    names = "es" if language == "en" and city.state.region == _SPANISH_NAMES_IN and source.random() < 0.7 else language
    namer = Namer(names, source, city=city.name, year=call.year)
    pictures = [picture(namer, number, source, manner) for number in range(1, call.photograph_count + 1)]
    files = [one.filename for one in pictures]
    draft = Draft(
        call=call,
        form_call=call,
        city=city,
        language=language,
        source=source,
        people=people,
        respondent=respondent,
        answers=respondent.answers(files, with_annexes=True),
        namer=namer,
        letters=_letters(call, namer, source, manner),
        pictures=pictures,
        subject=source.choice(call.subjects or ("Application of {city}",)).format(city=city.name),
        to=call.secretariat.applications_address,
        received_at=call.on_time_before - timedelta(seconds=source.randint(3600, 25 * 86_400)),
    )
    if source.random() < _RIGHTS_AS_FILES:
        rights_as_files(draft)
    if language in call.translation_advised_from:
        translator = Respondent(call, city, "en", source, People(source, "en"))
        draft.translation = translator.answers(files, with_annexes=False)
    return draft


def picture(namer: Namer, number: int, source: random.Random, manner: Manner) -> Picture:
    """The photograph of that number, not yet drawn."""
    width, height = source.choice(_LARGE_SIZES if manner.large else _SIZES)
    ending = source.choice((".jpg", ".jpg", ".JPG", ".jpeg"))
    return Picture(f"{namer.stem(Slot.PHOTOGRAPH, number)}{ending}", width, height, source.randint(0, 10**9))


def rights_as_files(draft: Draft) -> None:
    """The rights forms as files of their own, and those annexed to the form left empty."""
    asked = draft.call.document(Slot.RIGHTS_FORM)
    if asked is None or any(one.slot is Slot.RIGHTS_FORM for one in draft.letters):
        return
    medium = draft.source.choice((Medium.PDF, Medium.WORD))
    stems = [draft.namer.stem(Slot.RIGHTS_FORM, number) for number in range(1, asked.count + 1)]
    draft.letters += [Letter(Slot.RIGHTS_FORM, stem, medium) for stem in stems]
    empty_the_annexes(draft)


def empty_the_annexes(draft: Draft) -> None:
    """Leaves the rights forms annexed to the form empty."""
    annexed = {one.key for section in draft.call.form.sections if section.annex for one in section.fields}
    draft.answers = {key: text for key, text in draft.answers.items() if key not in annexed}


def _letters(call: Call, namer: Namer, source: random.Random, manner: Manner) -> list[Letter]:
    letters = []
    for slot in _LETTERS:
        asked = call.document(slot)
        for number in range(1, (asked.count if asked else 0) + 1):
            medium = source.choice((Medium.PDF, Medium.PDF, Medium.PDF, Medium.PDF, Medium.WORD))
            pages = 2 if medium is Medium.PDF and source.random() < _TWO_PAGES else 1
            letters.append(Letter(slot, namer.stem(slot, number), medium, pages))
    if manner.large:
        for one in letters:
            one.medium, one.pages, one.enlarged = Medium.SCAN, 1, True
    elif source.random() < _ONE_LETTER_IS_A_PICTURE:
        one = source.choice(letters)
        one.medium, one.pages = source.choice((Medium.SCAN, Medium.SCAN, Medium.JPEG, Medium.PNG)), 1
    # A name that says nothing goes to a letter with text only: a scan without text rests on its name.
    for number, one in enumerate(letters, start=1):
        if one.medium is Medium.PDF and source.random() < _NAMED_BY_THE_SCANNER:
            one.stem = namer.by_the_scanner(number)
    listed = source.choice((Medium.PDF, Medium.WORD, Medium.WORD, Medium.TEXT))
    return [Letter(Slot.LIST_OF_DOCUMENTS, namer.stem(Slot.LIST_OF_DOCUMENTS), listed), *letters]
