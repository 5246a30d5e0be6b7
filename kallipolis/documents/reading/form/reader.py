"""Reads an application form in Word's formats, whole: whose form it is, its answers, and what was altered in it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from kallipolis.documents.reading.form.align import How
from kallipolis.documents.reading.form.alterations import (
    added_text,
    annexes_repeated,
    in_fixed_text,
    marked,
    other_edition,
    protection,
    repeated_annexes,
    rights_forms,
)
from kallipolis.documents.reading.form.answers import Found, Reading, read_answers
from kallipolis.documents.reading.form.blank import blank, key_named
from kallipolis.documents.reading.form.doc import read_doc
from kallipolis.documents.reading.form.docx import read_docx
from kallipolis.documents.reading.form.manuscript import Manuscript, Unreadable
from kallipolis.documents.reading.form.package import Package
from kallipolis.documents.reading.form.recognise import likenesses, year_told
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.dossier import (
    Answer,
    FormReading,
    FoundBy,
    Kind,
    Language,
    Trouble,
)

TellLanguage = Callable[..., tuple[Language, float]]
WORD = frozenset({Kind.DOCX, Kind.DOC})
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# All text of one form; the longest holds 120,000 characters. Screening has no wall around it: it counts the words of every
# answer in the process that asked, a second for each million of characters.
CHARACTERS = 1_000_000


def read_form(
    content: bytes,
    *,
    filename: str,
    kind: Kind,
    call: Call,
    editions: Sequence[Call],
    tell_language: TellLanguage | None = None,
    manuscript: Manuscript | None = None,
) -> FormReading:
    """The form in `content`, whichever edition's it is: `call`'s, or that of one of `editions`.

    `tell_language(text, enough_words=…)` says the language of an answer and its share of the text; without it every
    answer's language stays unknown. `manuscript` spares the work where `manuscript_of` these bytes is there already.
    Whatever the bytes are, the answer is a reading; one that failed says its trouble.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        manuscript = manuscript or manuscript_of(content, call=call, editions=editions)
    except Unreadable as wrong:
        return FormReading(sha256, filename, kind, "", "", None, (), trouble=wrong.trouble)
    found = likenesses(manuscript, call=call, editions=editions)
    likest = found[0] if found[0].recognised else next(one for one in found if one.blank.call.id == call.id)
    reading = read_answers(manuscript.items, likest.blank, folds=manuscript.folds)
    copies = repeated_annexes(reading)
    edition, year = _edition(reading, manuscript) if likest.recognised else (None, year_told(manuscript))
    alterations = protection(manuscript)
    if edition is not None and edition.id == call.id:
        alterations += in_fixed_text(reading) + annexes_repeated(reading, copies) + added_text(reading, but=copies)
    elif likest.recognised:
        alterations.append(other_edition(reading, call=call))
    alterations += marked(manuscript.marks, reading if likest.recognised else None)
    return FormReading(
        sha256=sha256,
        filename=filename,
        kind=kind,
        language=likest.blank.language if likest.recognised else "",
        edition=edition.id if edition else "",
        edition_year=year,
        answers=_answers(reading, call=call, tell_language=tell_language),
        alterations=tuple(alterations),
        rights_forms=rights_forms(reading, copies),
    )


def looks_like_a_form(
    content: bytes, kind: Kind, call: Call, editions: Sequence[Call], *, manuscript: Manuscript | None = None
) -> float:
    """How sure it is, from 0 to 1, that this Word file is an application form of any of the editions."""
    if kind not in WORD:
        return 0.0
    try:
        manuscript = manuscript or manuscript_of(content, call=call, editions=editions)
    except Unreadable:
        return 0.0
    likest = likenesses(manuscript, call=call, editions=editions)[0]
    return min(1.0, max(likest.lines * 1.5, likest.fields))


def manuscript_of(content: bytes, *, call: Call, editions: Sequence[Call]) -> Manuscript:
    """What stands in a Word file, by its bytes and not its name.

    Raises:
        Unreadable: empty, damaged, truncated, encrypted, too large, or no Word file.
    """
    keys = {
        name: key
        for edition in (call, *editions)
        for name, key in blank(edition, edition.form.languages[0]).keys.items()
    }
    if not content:
        raise Unreadable(Trouble.EMPTY)
    if content.startswith(_ZIP):
        manuscript = read_docx(Package(content), is_known=lambda name: key_named(name, keys) is not None)
    elif content.startswith(_OLE):
        manuscript = read_doc(content, is_known=lambda name: key_named(name, keys) is not None)
    else:
        raise Unreadable(Trouble.NOT_READABLE_HERE)
    if sum(len(item.text) for item in manuscript.items) > CHARACTERS:
        raise Unreadable(Trouble.TOO_LARGE)
    return manuscript


def _edition(reading: Reading, manuscript: Manuscript) -> tuple[Call | None, int | None]:
    """Whose form it is, and of which year.

    Where the title is not as the edition printed it and tells another year, it is the form of an edition not known here.
    """
    edition, told = reading.blank.call, year_told(manuscript)
    titled = any(pair.line == 0 and pair.how is How.WHOLE for pair in reading.pairs)
    if not titled and told is not None and told != edition.form.year:
        return None, told
    return edition, edition.form.year


def _answers(reading: Reading, *, call: Call, tell_language: TellLanguage | None) -> tuple[Answer, ...]:
    """An answer for each field of the form that was read, in printed order, empty and missing ones too.

    In another edition's form the city, the State and the creative field are told under `call`'s keys as well.
    """
    theirs, ours = reading.blank.call.form, call.form
    missing = Found("", FoundBy.MISSING)
    found = {field.key: reading.found.get(field.key, missing) for field in theirs.fields}
    for their_key, our_key in (
        (theirs.city_field, ours.city_field),
        (theirs.country_field, ours.country_field),
        (theirs.field_field, ours.field_field),
    ):
        found.setdefault(our_key, found[their_key])
    answers = []
    for key, one in found.items():
        language, share = Language.UNKNOWN, 0.0
        if tell_language is not None and one.text:
            language, share = tell_language(one.text, enough_words=call.language_words_needed)
        answers.append(Answer(key, one.text, one.by, language, share))
    return tuple(answers)
