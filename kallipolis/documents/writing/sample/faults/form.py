"""Faults of the form as a document: which form it is, what was altered, what was put into it (B1, B8, B9, S4 ii)."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from kallipolis.documents.writing.sample import tampering
from kallipolis.documents.writing.sample.answers import Respondent
from kallipolis.documents.writing.sample.draft import Draft, Medium
from kallipolis.documents.writing.sample.drafting import rights_as_files
from kallipolis.documents.writing.sample.faults.fault import EVERYTHING, fault, in_english
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.call.loading import editions, folder_of, load
from kallipolis.rulebook.call.skeleton import FixedLine, LineKind, label_of, skeleton
from kallipolis.rulebook.finding import FALLS_SHORT, NEEDS_JUDGEMENT


def _another_edition_is_here(call: Call) -> bool:
    return _another_year(call.year) is not None


def _word_is_asked_for(call: Call) -> bool:
    return any("form_in_word_format" in clause.checks for clause in call.clauses)


def _translation_is_advised(call: Call) -> bool:
    return bool(call.translation_advised_from)


def _to_be_translated(call: Call) -> Collection[str]:
    return call.translation_advised_from


@fault("No form at all: nothing is said of what stands in it.", touches=EVERYTHING, S4=FALLS_SHORT)
def missing_form(draft: Draft) -> None:
    rights_as_files(draft)
    draft.form_medium, draft.translation = None, None


@fault("The form as PDF.", touches=EVERYTHING, possible=_word_is_asked_for, rests_on=("form_kinds",), S4=FALLS_SHORT)
def form_as_pdf(draft: Draft) -> None:
    rights_as_files(draft)
    draft.form_medium, draft.translation = Medium.PDF, None


@fault(
    "The form of another year.",
    touches=EVERYTHING,
    languages=in_english,
    possible=_another_edition_is_here,
    rests_on=("form_year",),
    B1=FALLS_SHORT,
)
def form_of_another_year(draft: Draft) -> None:
    rights_as_files(draft)
    other = _another_year(draft.call.year)
    if other is not None:
        draft.form_call = other
        respondent = Respondent(other, draft.city, draft.language, draft.source, draft.people)
        draft.answers = respondent.answers([], with_annexes=False)


@fault("A word limit in the fixed text was raised.", touches="form", B1=FALLS_SHORT)
def limit_raised(draft: Draft) -> None:
    field = draft.source.choice([one for one in draft.call.form.fields if one.words and one.words >= 200])
    label = label_of(field, draft.language)
    draft.form_changes.append(
        tampering.line_replaced(label, label.replace(str(field.words), str(2 * (field.words or 0))))
    )


@fault("An instruction was taken out of the fixed text.", touches="form", B1=FALLS_SHORT)
def instruction_removed(draft: Draft) -> None:
    fixed = [line for line in skeleton(draft.call, draft.language) if isinstance(line, FixedLine)]
    instruction = draft.source.choice([line for line in fixed if line.kind is LineKind.INSTRUCTION])
    draft.form_changes.append(tampering.line_replaced(instruction.text, ""))


@fault("The protection was taken off; nothing else is altered.", touches="form", B1=NEEDS_JUDGEMENT)
def protection_removed(draft: Draft) -> None:
    draft.form_changes.append(tampering.protection_removed)


@fault("A picture in an answer.", touches="form", B9=FALLS_SHORT)
def picture_in_the_form(draft: Draft) -> None:
    draft.form_changes.append(tampering.picture_in(_some_text(draft)))


@fault("A table in an answer.", touches="form", B9=FALLS_SHORT)
def table_in_the_form(draft: Draft) -> None:
    draft.form_changes.append(tampering.table_in(_some_text(draft)))


@fault("A chart in an answer.", touches="form", B9=FALLS_SHORT)
def chart_in_the_form(draft: Draft) -> None:
    draft.form_changes.append(tampering.chart_in(_some_text(draft)))


@fault(
    "A form in French without an English translation.",
    touches="form",
    rests_on=("translation_advised_from",),
    possible=_translation_is_advised,
    languages=_to_be_translated,
    B8=FALLS_SHORT,
)
def french_without_translation(draft: Draft) -> None:
    draft.translation = None


@fault("Saved by another word processor: field names stand in the bookmarks only.", touches="form")
def saved_by_another_program(draft: Draft) -> None:
    draft.form_changes.append(tampering.saved_by_another_program)


@fault("Neither field names nor bookmarks are left: answers are known by their place.", touches="form")
def names_and_bookmarks_lost(draft: Draft) -> None:
    draft.form_changes.append(tampering.names_and_bookmarks_lost)


def _some_text(draft: Draft) -> str:
    """The key of a field that was answered at length."""
    long = [one.key for one in draft.call.form.fields if one.words and one.words >= 200]
    return draft.source.choice([key for key in long if len(draft.answers.get(key, "").split()) > 60])


@lru_cache(maxsize=8)
def _another_year(year: int) -> Call | None:
    """The edition that comes with Kallipolis and is nearest to that year without being of it."""
    calls = [load(folder_of(name)) for name in editions()]
    return min((call for call in calls if call.year != year), key=lambda call: abs(call.year - year), default=None)
