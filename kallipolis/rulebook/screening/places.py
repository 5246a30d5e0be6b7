"""How checks point to places of a dossier, and what they say where there is no form to look at."""

from __future__ import annotations

from kallipolis.rulebook.call.edition import Call, FormField
from kallipolis.rulebook.dossier import Document, Dossier, FormReading, Language, Slot, Trouble
from kallipolis.rulebook.finding import NOT_CHECKED, Evidence, Finding
from kallipolis.rulebook.naming import folded
from kallipolis.rulebook.sentence import LocalText, sentence

_TRANSLATION = ("translation", "traduction", "english", "anglais", "anglaise")
_LONGEST_QUOTE = 160  # characters: a line or two on the sheet


def shortened(text: str) -> str:
    """`text` on one line, cut at a word where it is long."""
    line = " ".join(text.split())
    return (
        line
        if len(line) <= _LONGEST_QUOTE
        else f"{line[:_LONGEST_QUOTE].rpartition(' ')[0] or line[:_LONGEST_QUOTE]} …"
    )


def in_document(document: Document, *, page: int | None = None, quote: str = "") -> Evidence:
    """A place in an enclosure; without other words the file name is quoted. `page` counts from the document's own first."""
    if document.first_page is not None:
        page = document.first_page + (page or 1) - 1
    return Evidence(document.slot, document.sha256, page=page, quote=shortened(quote or document.filename))


def in_form(form: FormReading, field: str | None = None, *, quote: str = "") -> Evidence:
    """A place in the form: one of its fields, with what stands there."""
    words = quote or (form.answer(field) if field else "")
    return Evidence(Slot.FORM, form.sha256, field=field, quote=shortened(words))


def readable_form(dossier: Dossier) -> FormReading | None:
    """The form where it could be read, with its answers; None where it is missing or could not be opened."""
    form = dossier.form
    return form if form is not None and form.trouble is None else None


def form_of_this_call(dossier: Dossier, call: Call) -> FormReading | None:
    """The form where it could be read and its sections are those of this call; None otherwise (B1 tells why)."""
    form = readable_form(dossier)
    return None if form is None or form.edition not in ("", call.id) else form


def no_form(clause: str, dossier: Dossier) -> Finding:
    """The finding of a check that needs the form where there is none to read (S4 tells that it is missing)."""
    if dossier.form is None:
        return Finding(NOT_CHECKED, clause, sentence("There is no application form to look at."))
    if readable_form(dossier) is not None:
        return Finding(
            NOT_CHECKED, clause, sentence("This is the form of another call: its sections are not those asked for.")
        )
    return Finding(NOT_CHECKED, clause, sentence("The application form could not be read."), (in_form(dossier.form),))


def section_title(call: Call, field: FormField) -> LocalText:
    """The section of a field as people cite it: its number and title."""
    section = call.form.section_of[field.key]
    number, title = section.number, section.title
    return LocalText(*(f"{number} {title.in_language(language)}" for language in ("en", "fr", "zh")))


def opens(document: Document) -> bool:
    """Whether the document could be opened and is whole."""
    return document.trouble in (None, Trouble.NOT_READABLE_HERE, Trouble.TOO_LONG)


def is_translation(document: Document) -> bool:
    """Whether a document outside the slots is the English translation that B8 advises: a second form, or named as one."""
    named = any(word in folded(document.filename).split() for word in _TRANSLATION)
    return document.language is Language.ENGLISH and (document.like_a_form or named)
