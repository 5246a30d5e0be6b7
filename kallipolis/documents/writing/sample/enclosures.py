"""Draws up the files of a draft: form, letters, list, rights forms, photographs, and what nobody asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from kallipolis.documents.writing.form import filled_form
from kallipolis.documents.writing.sample import pdf, scans, word
from kallipolis.documents.writing.sample.draft import Attachment, Draft, Letter, Medium, Picture
from kallipolis.documents.writing.sample.letters import letter
from kallipolis.documents.writing.sample.pdf import Face, Line, Scribble
from kallipolis.documents.writing.sample.photographs import photograph
from kallipolis.rulebook.call.edition import FormSection
from kallipolis.rulebook.call.skeleton import FixedLine, LineKind, label_of, skeleton
from kallipolis.rulebook.dossier import Slot

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MEDIA_TYPES = {
    Medium.PDF: "application/pdf",
    Medium.SCAN: "application/pdf",
    Medium.WORD: _WORD,
    Medium.JPEG: "image/jpeg",
    Medium.PNG: "image/png",
    Medium.TEXT: "text/plain; charset=utf-8",
}
_ENDINGS = {**{medium: f".{medium}" for medium in Medium}, Medium.SCAN: ".pdf"}
_LETTERS = (Slot.LETTER_OF_INTENT, Slot.ENDORSEMENT, Slot.SUPPORT_LETTER)
_LIST = {
    "en": (
        "Complete list of all documents",
        "Application of {city} ({state}) in the field of {field}",
        "Item",
        "Document",
    ),
    "fr": (
        "Liste complète de tous les documents",
        "Candidature de {city} ({state}), domaine {field}",
        "Pièce",
        "Document",
    ),
}
_TRANSLATION = "Official English translation - application form {city}"


def attachments(draft: Draft) -> list[Attachment]:
    """All files of the dossier, in the order in which the sender happened to add them."""
    made = [*_form(draft), *_letters(draft), *(_photograph(picture) for picture in draft.pictures), *draft.extras]
    listed = [_list(draft, one, made) for one in draft.letters if one.slot is Slot.LIST_OF_DOCUMENTS]
    files = [*listed, *made]
    draft.source.shuffle(files)
    return files


def _form(draft: Draft) -> Iterator[Attachment]:
    stem = draft.namer.stem(Slot.FORM)
    if draft.form_medium is Medium.WORD:
        content = filled_form(draft.form_call, draft.language, draft.answers)
        for change in draft.form_changes:
            content = change(content)
        yield Attachment(f"{stem}.docx", _WORD, content)
    elif draft.form_medium is Medium.PDF:
        lines = _printed(draft)
        yield Attachment(f"{stem}.pdf", "application/pdf", pdf.text_pages(stem, lines, language=draft.language))
    if draft.translation is not None:
        name = _TRANSLATION.format(city=draft.city.name)
        yield Attachment(f"{name}.docx", _WORD, filled_form(draft.call, "en", draft.translation))


def _printed(draft: Draft) -> Iterator[Line]:
    for line in skeleton(draft.form_call, draft.language):
        if isinstance(line, FixedLine):
            face = Face.BODY if line.kind in (LineKind.INSTRUCTION, LineKind.FIXED) else Face.BOLD
            yield Line(line.text, face, 12 if line.kind is LineKind.HEADING else 10)
        else:
            for text in draft.answers.get(line.field.key, "").split("\n"):
                yield Line(text, size=10)


def _letters(draft: Draft) -> Iterator[Attachment]:
    for slot in (*_LETTERS, Slot.RIGHTS_FORM):
        for number, one in enumerate((one for one in draft.letters if one.slot is slot), start=1):
            yield _rights_form(draft, one, number) if slot is Slot.RIGHTS_FORM else _letter(draft, one, number)


def _letter(draft: Draft, one: Letter, number: int) -> Attachment:
    written_on = draft.call.closes_at.date() - timedelta(days=draft.source.randint(20, 110))
    writer = draft.respondent.another_writer()
    more = (writer.answer("", least=110, most=140) for _ in range(_PARAGRAPHS_BY_PAGES[one.pages]))
    lines = letter(
        one.slot,
        draft.city,
        draft.language,
        people=draft.people,
        written_on=written_on,
        number=number,
        more=tuple(text.replace("\n", " ") for text in more),
    )
    return _drawn(draft, one, list(lines))


# Paragraphs of 110 to 140 words that fill so many pages of a letter, with half a page of room for chance on either side.
_PARAGRAPHS_BY_PAGES = {1: 0, 2: 4, 3: 9}


def _drawn(draft: Draft, one: Letter, lines: Sequence[Line | Scribble]) -> Attachment:
    title, language = one.stem, draft.language
    if one.medium is Medium.PDF:
        content = pdf.text_pages(title, lines, language=language, padding_bytes=one.padding_bytes)
    elif one.medium is Medium.WORD:
        content = word.plain_document(lines)
    elif one.medium is Medium.TEXT:
        content = "\r\n".join(line.text for line in lines if isinstance(line, Line)).encode()
    else:
        page = scans.scanned(lines, seed=draft.source.randint(0, 999), enlarged=one.enlarged)
        jpeg_quality = 97 if one.enlarged else 60
        content = scans.as_png(page) if one.medium is Medium.PNG else scans.as_jpeg(page, quality=jpeg_quality)
        if one.medium is Medium.SCAN:
            content = pdf.picture_pages(
                title, [(content, *page.size)], language=language, padding_bytes=one.padding_bytes
            )
    return Attachment(f"{one.stem}{_ENDINGS[one.medium]}", _MEDIA_TYPES[one.medium], content)


def _list(draft: Draft, one: Letter, files: Sequence[Attachment]) -> Attachment:
    language = draft.language
    title, about, item, document = _LIST[language]
    state, field = draft.city.state.name.in_language(language), draft.city.field.name.in_language(language)
    lines = [
        Line(title, Face.HEAD, 15, 8),
        Line(about.format(city=draft.city.name, state=state, field=field), Face.BOLD, room=14),
        Line(f"{item} · {document}", Face.OFFICE, 9, 6),
    ]
    lines += [Line(f"{number}. {file.filename}", room=4) for number, file in enumerate(files, start=1)]
    return _drawn(draft, one, lines)


def _rights_form(draft: Draft, one: Letter, number: int) -> Attachment:
    annexes = [section for section in draft.call.form.sections if section.annex]
    picture = draft.pictures[number - 1].filename if number <= len(draft.pictures) else ""
    return _drawn(draft, one, list(_rights_lines(draft, annexes[min(number, len(annexes)) - 1], picture)))


def _rights_lines(draft: Draft, section: FormSection, picture: str) -> Iterator[Line | Scribble]:
    language = draft.language
    yield Line(section.title.in_language(language), Face.HEAD, 14, 10)
    yield from (Line(text.in_language(language), size=10) for text in section.fixed)
    for field in section.fields:
        yield Line(label_of(field, language), Face.OFFICE, 9, 1)
        yield Line(draft.respondent.of_a_photograph(field, picture), room=8)
    yield Scribble(number_of(picture))


def number_of(text: str) -> int:
    """A number that goes with a text, the same on every machine."""
    return sum(position * ord(sign) for position, sign in enumerate(text, start=1))


def _photograph(picture: Picture) -> Attachment:
    media_type = "image/png" if picture.filename.lower().endswith(".png") else "image/jpeg"
    return Attachment(picture.filename, media_type, photograph(picture))
