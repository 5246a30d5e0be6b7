"""Tells what was altered in the official form (B1) and what was put into it (B9), against the blank form of its edition."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kallipolis.documents.reading.form.align import How, fixed_lines_missing
from kallipolis.documents.reading.form.answers import Reading, has_field, read_answers
from kallipolis.documents.reading.form.manuscript import Field, Manuscript, Mark, Words
from kallipolis.rulebook.call.edition import Call, FormSection
from kallipolis.rulebook.call.skeleton import FixedLine, Place
from kallipolis.rulebook.dossier import Alteration, AlterationKind
from kallipolis.rulebook.naming import folded

# A quotation shows where, not all of it.
_QUOTE_CHARACTERS = 300

# An annex that stands in the file once more, and the items of the copy.
Copy = tuple[FormSection, range]


def quoted(text: str) -> str:
    """`text` on one line, cut to what a sheet shows."""
    line = " ".join(text.split())
    return line if len(line) <= _QUOTE_CHARACTERS else f"{line[: _QUOTE_CHARACTERS - 1]}…"


def marked(marks: Iterable[Mark], reading: Reading | None) -> list[Alteration]:
    """Pictures, tables, charts one by one; tracked changes once for each section."""
    told: list[Alteration] = []
    tracked: set[str] = set()
    for mark in marks:
        section = reading.section_at(mark.position - 1) if reading else ""
        if mark.what is AlterationKind.TRACKED_CHANGES:
            if section in tracked:
                continue
            tracked.add(section)
        told.append(Alteration(mark.what, section, quoted(mark.quote)))
    return told


def protection(manuscript: Manuscript) -> list[Alteration]:
    """Whether the protection of the fixed text was taken off."""
    return [] if manuscript.protected else [Alteration(AlterationKind.PROTECTION_REMOVED)]


def in_fixed_text(reading: Reading) -> list[Alteration]:
    """Fixed lines that are missing or changed, and fields that are gone, in printed order."""
    told: list[tuple[int, Alteration]] = []
    blank = reading.blank
    for line in fixed_lines_missing(reading.pairs, blank):
        expected = blank.lines[line]
        if isinstance(expected, FixedLine):
            what = AlterationKind.FIXED_TEXT_MISSING
            told.append((line, Alteration(what, expected.section, expected=quoted(expected.text))))
    for pair in reading.pairs:
        expected, item = blank.lines[pair.line], reading.items[pair.first]
        if pair.how is How.CHANGED and isinstance(expected, FixedLine):
            what = AlterationKind.FIXED_TEXT_CHANGED
            told.append((pair.line, Alteration(what, expected.section, quoted(item.text), quoted(expected.text))))
    for number, place in enumerate(blank.lines):
        if isinstance(place, Place) and not has_field(reading, place.field.key):
            what, label = AlterationKind.FIELD_MISSING, blank.lines[number - 1]
            expected_text = label.text if isinstance(label, FixedLine) else place.field.key
            told.append((number, Alteration(what, place.section, expected=quoted(expected_text))))
    return [alteration for _, alteration in sorted(told, key=lambda one: one[0])]


def other_edition(reading: Reading, *, call: Call) -> Alteration:
    """That the form is another edition's: its title as it stands, and the one expected."""
    title = next((item.text for item in reading.items if isinstance(item, Words)), "")
    expected = call.form.title.in_language(reading.blank.language)
    return Alteration(AlterationKind.OTHER_EDITION, "", quoted(title), quoted(expected))


def annexes_repeated(reading: Reading, copies: Sequence[Copy]) -> list[Alteration]:
    """One alteration for each annex that stands in the file once more."""
    what = AlterationKind.ANNEX_REPEATED
    return [Alteration(what, section.number, quoted(reading.items[span.start].text)) for section, span in copies]


def added_text(reading: Reading, *, but: Sequence[Copy] = ()) -> list[Alteration]:
    """Text that is neither fixed nor an answer, one alteration for each run of lines. `but` are told elsewhere."""
    told = [
        Alteration(AlterationKind.TEXT_ADDED, reading.blank.section(pair.line), quoted(pair.rest))
        for pair in reading.pairs
        if pair.line not in reading.rests and any(character.isalnum() for character in pair.rest)
    ]
    run: list[str] = []
    start = 0
    elsewhere = {number for _, span in but for number in span}
    for number, item in enumerate([*reading.items, Words("")]):
        if number < len(reading.items) and number not in reading.used and number not in elsewhere:
            if any(character.isalnum() for character in item.text):
                start = start if run else number
                run.append(item.text)
        elif run and (isinstance(item, Words) or number in reading.used or number in elsewhere):
            told.append(Alteration(AlterationKind.TEXT_ADDED, reading.section_at(start), quoted(" ".join(run))))
            run = []
    return told


def repeated_annexes(reading: Reading) -> list[Copy]:
    """Annexes that stand in the file once more, as where one was copied for a further photograph; the items of each copy."""
    headings: dict[str, FormSection] = {}
    for section in reading.blank.call.form.sections:
        if section.annex:
            language = reading.blank.language
            title = section.title.in_language(language)
            headings[folded(f"{section.number}. {title}")] = section
            headings.setdefault(folded(title), section)
    found: list[tuple[FormSection, int]] = [
        (headings[fold], number)
        for number, item in enumerate(reading.items)
        if headings
        and number not in reading.used
        and isinstance(item, Words)
        and (fold := reading.folds[number]) in headings
    ]
    copies = []
    for index, (section, start) in enumerate(found):
        end = found[index + 1][1] if index + 1 < len(found) else len(reading.items)
        for number in range(start, end):
            if number in reading.used:
                end = number
                break
        copies.append((section, range(start, end)))
    return copies


def filled_in(reading: Reading, section: FormSection) -> bool:
    """Whether every field of a section that must be filled in is."""
    wanted = [field.key for field in section.fields if not field.optional]
    return bool(wanted) and all(key in reading.found and reading.found[key].text for key in wanted)


def rights_forms(reading: Reading, copies: Sequence[Copy]) -> int:
    """How many of the annexed rights forms are filled in, the copies too (S4 vii)."""
    sections = [section for section in reading.blank.call.form.sections if section.annex]
    count = sum(filled_in(reading, section) for section in sections)
    for section, span in copies:
        part = _renamed([reading.items[number] for number in span])
        folds = reading.folds[span.start : span.stop]
        count += filled_in(read_answers(part, reading.blank, folds=folds), section)
    return count


def _renamed(part: Sequence[Words | Field]) -> list[Words | Field]:
    """A copy keeps the names of the annex that it was copied from, or gets new ones: its place alone tells its fields."""
    return [item if isinstance(item, Words) else Field(item.kind, "", (), item.text, item.closed) for item in part]
