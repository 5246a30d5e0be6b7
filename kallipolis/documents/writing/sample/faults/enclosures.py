"""Faults of letters, list, photographs and rights forms (P14, S4 to S6, S8)."""

from __future__ import annotations

from kallipolis.documents.writing.sample.draft import Attachment, Draft, Medium
from kallipolis.documents.writing.sample.drafting import Manner, empty_the_annexes, picture, rights_as_files
from kallipolis.documents.writing.sample.faults.fault import fault
from kallipolis.documents.writing.sample.pdf import Face, Line, text_pages
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.dossier import Slot
from kallipolis.rulebook.finding import FALLS_SHORT, NEEDS_JUDGEMENT

_BETWEEN_THE_READINGS = 3_098_412
_SIZE_RESTS_ON = ("photograph_bytes_surely_allowed", "photograph_bytes_surely_barred")


def _letters_may_be_too_long(call: Call) -> bool:
    return call.letter_pages_recommended is not None


def _readings_of_megabyte_differ(call: Call) -> bool:
    return call.photograph_bytes_surely_allowed < _BETWEEN_THE_READINGS <= call.photograph_bytes_surely_barred


@fault("No letter of intent of the mayor.", touches="letters", P14=FALLS_SHORT, S4=FALLS_SHORT)
def missing_letter_of_intent(draft: Draft) -> None:
    draft.take_out(Slot.LETTER_OF_INTENT)


@fault("No endorsement of the National Commission.", touches="letters", P14=FALLS_SHORT, S4=FALLS_SHORT)
def missing_endorsement(draft: Draft) -> None:
    draft.take_out(Slot.ENDORSEMENT)


@fault("One support letter instead of two.", touches="letters", S4=FALLS_SHORT)
def one_support_letter(draft: Draft) -> None:
    draft.keep_all_but_one(Slot.SUPPORT_LETTER)


@fault("No list of documents.", touches="list", S4=FALLS_SHORT)
def missing_list(draft: Draft) -> None:
    draft.take_out(Slot.LIST_OF_DOCUMENTS)


@fault("A letter of three pages (PDF).", touches="letters", possible=_letters_may_be_too_long,
       rests_on=("letter_pages_recommended",), S5=FALLS_SHORT)  # fmt: skip
def letter_of_three_pages(draft: Draft) -> None:
    letter = draft.source.choice(
        [one for one in draft.letters if one.slot in (Slot.LETTER_OF_INTENT, Slot.SUPPORT_LETTER)]
    )
    letter.medium, letter.pages, letter.enlarged = Medium.PDF, 3, False


@fault("Two photographs.", touches="photographs", rests_on=("photograph_count",), S6=FALLS_SHORT)
def two_photographs(draft: Draft) -> None:
    draft.pictures.pop()


@fault("Four photographs.", touches="photographs", rests_on=("photograph_count",), S6=NEEDS_JUDGEMENT)
def four_photographs(draft: Draft) -> None:
    draft.pictures.append(picture(draft.namer, len(draft.pictures) + 1, draft.source, Manner()))


@fault("A PNG picture that is named .jpg.", touches="photographs", rests_on=("photograph_kinds",), S6=FALLS_SHORT)
def png_named_jpg(draft: Draft) -> None:
    draft.pictures[0].is_png = True


@fault("A photograph of 3,098,412 bytes.", touches="photographs", possible=_readings_of_megabyte_differ,
       rests_on=_SIZE_RESTS_ON, S6=NEEDS_JUDGEMENT)  # fmt: skip
def photograph_between_two_megabytes(draft: Draft) -> None:
    _of_size(draft, _BETWEEN_THE_READINGS)


@fault("A photograph one byte above what any reading of the limit allows.", touches="photographs",
       rests_on=_SIZE_RESTS_ON, S6=FALLS_SHORT)  # fmt: skip
def photograph_too_large(draft: Draft) -> None:
    _of_size(draft, draft.call.photograph_bytes_surely_barred + 1)


@fault("A photograph that breaks off.", touches="photographs", S6=NEEDS_JUDGEMENT)
def truncated_photograph(draft: Draft) -> None:
    draft.pictures[-1].cut = True


@fault("One rights form is missing.", touches="photographs", S4=FALLS_SHORT)
def missing_rights_form(draft: Draft) -> None:
    rights_as_files(draft)
    empty_the_annexes(draft)
    draft.keep_all_but_one(Slot.RIGHTS_FORM)


@fault("A brochure that nobody asked for: it is set aside.", touches="extras")
def brochure(draft: Draft) -> None:
    words = draft.respondent.another_writer()
    lines = [Line(f"{draft.city.name} 2021", Face.HEAD, 26, 30)]
    lines += [Line(words.answer("event", least=60, most=110).replace("\n", " "), room=14) for _ in range(4)]
    content = text_pages(f"{draft.city.name} 2021", lines, language=draft.language)
    draft.extras.append(Attachment(f"Brochure {draft.city.name} 2021.pdf", "application/pdf", content))


def _of_size(draft: Draft, size_bytes: int) -> None:
    one = draft.pictures[0]
    one.width, one.height, one.exact_bytes = 4000, 3000, size_bytes
