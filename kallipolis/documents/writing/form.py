"""The official application form as a Word document (B1): fixed text that nobody may alter, and one named field per answer."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from xml.sax.saxutils import escape

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.shared import Mm
from docx.text.paragraph import Paragraph
from lxml import etree

from kallipolis.documents.writing import form_style
from kallipolis.documents.writing.legacy_fields import FieldMark, choice_field, text_field
from kallipolis.documents.writing.markup import paragraph, run, w
from kallipolis.documents.writing.package import packed, unpacked
from kallipolis.rulebook.call.edition import Call, FormSection
from kallipolis.rulebook.call.skeleton import FixedLine, LineKind, Place, choices, skeleton

# The name of the custom property that says whose form a document is: "uccn-2021/en".
MARK = "kallipolis_form"
# The first entry of the drop-down; a reader takes it for no answer.
CHOOSE = {"en": "Choose one field", "fr": "Choisissez un domaine"}
_LONGEST_RECORD = 12
_FOOTER = {"en": ("page", "of"), "fr": ("page", "sur")}
_STYLE_OF_LINE = {
    LineKind.TITLE: form_style.TITLE,
    LineKind.INSTRUCTION: form_style.INSTRUCTION,
    LineKind.FIXED: form_style.FIXED,
    LineKind.LABEL: form_style.LABEL,
}
# Parts of python-docx's template that the form has no use for; a thumbnail would pass for a picture in the form (B9).
_NOT_WANTED = ("stylesWithEffects", "numbering", "customXml", "webSettings", "thumbnail")


def official_form(call: Call, language: str) -> bytes:
    """The empty form of `call` as .docx, in one of the languages that it is issued in.

    The same call and language always give the same bytes.

    Raises:
        ValueError: the call issues no form in that language.
    """
    return filled_form(call, language, {})


def filled_form(call: Call, language: str, answers: Mapping[str, str]) -> bytes:
    """The same form with answers typed in, by field key; each line of an answer becomes a paragraph inside its field.

    Raises:
        ValueError: the call issues no form in that language, it has no field of some key, or the answer to the choice of
            a creative field names none.
    """
    if language not in call.form.languages:
        raise ValueError(
            f"The call {call.id} issues no form in “{language}”, only in {', '.join(call.form.languages)}."
        )
    unknown = [key for key in answers if key not in call.form.section_of]
    if unknown:
        raise ValueError(f"The form of {call.id} has no field {', '.join(unknown)}.")
    frame = _frame(call.id, call.form.year, call.form.title.in_language(language), language)
    document = etree.fromstring(frame["word/document.xml"])
    body = document[0]
    section_properties = body[-1]
    body.remove(section_properties)
    body.extend(_paragraphs(call, language, answers))
    body.append(section_properties)
    content = etree.tostring(document, xml_declaration=True, encoding="UTF-8", standalone=True)
    return packed({**frame, "word/document.xml": content})


def _paragraphs(call: Call, language: str, answers: Mapping[str, str]) -> Iterator[etree._Element]:
    annexes = {section.number for section in call.form.sections if section.annex}
    kept_with_next = {
        field.key for section in call.form.sections if _is_record(section) for field in section.fields[:-1]
    }
    for number, line in enumerate(skeleton(call, language), start=1):
        if isinstance(line, FixedLine):
            yield _fixed(line, on_a_new_page=line.section in annexes)
        else:
            lines = _answer(call, language, line, number, answers.get(line.field.key, ""))
            if line.field.key in kept_with_next:
                lines[-1][0].insert(1, w("keepNext"))
            yield from lines


def _is_record(section: FormSection) -> bool:
    """Whether the section is a short record, a contact for instance, that reads best on one page."""
    return len(section.fields) <= _LONGEST_RECORD and all(field.kind != "text" for field in section.fields)


def _fixed(line: FixedLine, *, on_a_new_page: bool) -> etree._Element:
    if line.kind is not LineKind.HEADING:
        return paragraph(_STYLE_OF_LINE[line.kind], run(line.text))
    style = form_style.HEADINGS[0 if on_a_new_page else min(line.depth, len(form_style.HEADINGS) - 1)]
    return paragraph(style, run(line.text), properties=(w("pageBreakBefore"),) if on_a_new_page else ())


def _answer(call: Call, language: str, place: Place, number: int, text: str) -> list[etree._Element]:
    field = place.field
    mark = FieldMark(field.key, number, field.hint.in_language(language) if field.hint else "")
    if field.kind != "choice":
        style = form_style.ANSWER_TEXT if field.kind == "text" else form_style.ANSWER_LINE
        return text_field(mark, style, text)
    names = choices(call, language)
    answer = call.field_named(text)
    if answer is None and text.strip():
        raise ValueError(f"“{text}” is no creative field of {call.id}.")
    position = 1 + names.index(answer.name.in_language(language)) if answer else 0
    return choice_field(mark, form_style.ANSWER_LINE, (CHOOSE[language], *names), position)


@lru_cache(maxsize=16)
def _frame(edition: str, year: int, title: str, language: str) -> Mapping[str, bytes]:
    """All parts of the form, its body still empty: page, footer, styles, protection, properties, the edition's mark."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(18), Mm(20)
    section.header_distance = section.footer_distance = Mm(11)
    _footer(section.footer.paragraphs[0], title, language)
    properties = document.core_properties
    properties.title, properties.language = title, language
    properties.subject = f"{edition}/{language}"
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
    properties.created = properties.modified = datetime(year, 1, 1)  # noqa: DTZ001 - written as UTC; python-docx wants it naive
    properties.revision = 1
    package = document.part.package
    for relationships in (document.part.rels, package.rels):
        for key in [key for key, one in relationships.items() if one.reltype.rpartition("/")[2] in _NOT_WANTED]:
            del relationships[key]
    custom = Part(PackURI("/docProps/custom.xml"), _CUSTOM_TYPE, _custom_property(f"{edition}/{language}"), package)
    package.relate_to(custom, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
    stream = io.BytesIO()
    document.save(stream)
    return unpacked(stream.getvalue()) | {
        "word/styles.xml": form_style.styles(language),
        "word/settings.xml": form_style.settings(language),
        "docProps/app.xml": _APPLICATION,
    }


def _footer(line: Paragraph, title: str, language: str) -> None:
    page, of = _FOOTER[language]
    line._p.extend(
        [
            run(title),
            w("r", w("tab")),
            run(f"{page} "),
            w("fldSimple", run("1"), instr=" PAGE "),
            run(f" {of} "),
            w("fldSimple", run("1"), instr=" NUMPAGES "),
        ]
    )


_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_APPLICATION = f'{_HEAD}<Properties xmlns="{_OFFICE}/extended-properties"><Application>Kallipolis</Application></Properties>'.encode()


def _custom_property(mark: str) -> bytes:
    text = f'<vt:lpwstr xmlns:vt="{_OFFICE}/docPropsVTypes">{escape(mark)}</vt:lpwstr>'
    # The format identifier of custom properties, and 2 as their first number, are Microsoft's.
    kind = f'fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{MARK}"'
    return f'{_HEAD}<Properties xmlns="{_OFFICE}/custom-properties"><property {kind}>{text}</property></Properties>'.encode()
