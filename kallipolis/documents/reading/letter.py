"""The text of any document that may be a letter, a list or a rights form, whatever kind of file it came as."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from lxml import etree
from PIL import Image

from kallipolis.documents.reading import limits
from kallipolis.documents.reading.form.doc import read_doc
from kallipolis.documents.reading.form.manuscript import Unreadable
from kallipolis.documents.reading.form.package import Package, W
from kallipolis.documents.reading.pdf import read_pdf
from kallipolis.documents.reading.photograph import FORMATS
from kallipolis.documents.reading.recognition import Recogniser
from kallipolis.documents.reading.rtf import text_of_rtf
from kallipolis.documents.reading.words import Reading, has_words
from kallipolis.rulebook.dossier import Kind, TextFrom, Trouble
from kallipolis.rulebook.sentence import Sentence, plural, sentence

_BODY = "word/document.xml"
_HEADERS = ("word/header1.xml", "word/header2.xml", "word/header3.xml")
_MACRO = sentence("The Word file holds a program (macro), which was not run.")
# The storage of a Word 97 file in which its programs lie ([MS-OVBA] 2.2.1), as its directory names it.
_MACROS_OF_WORD_97 = "_VBA_PROJECT".encode("utf-16-le")
_LONGEST_ADDRESS = 80  # characters, on the sheet
# A page of a letter in eleven points holds about so many words.
_WORDS_PER_PAGE = 450
# A script or a tag ends before the next begins: looking for each end in the whole rest would take minutes.
_TAG = re.compile(
    r"<(?:script|style)\b[^<]*(?:<(?!/?(?:script|style)\b)[^<]*)*</(?:script|style)\s*>|<[^<>]+>", re.IGNORECASE
)


def read_text(content: bytes, kind: Kind, recogniser: Recogniser) -> Reading:
    """The text, pages and trouble of a document whose kind is known by its content; pictures are read elsewhere."""
    reader = _READERS.get(kind)
    return reader(content, recogniser) if reader else Reading(trouble=Trouble.NOT_READABLE_HERE)


def read_page_picture(content: bytes, kind: Kind, recogniser: Recogniser) -> Reading:
    """The text of a picture that looks like a page, by recognition; one picture is one page."""
    if not recogniser.may:
        return Reading(pages=1)

    def page(longer_side_pixels: int) -> Image.Image:
        with Image.open(io.BytesIO(content), formats=FORMATS[kind]) as whole:
            whole.draft("L", (longer_side_pixels, longer_side_pixels))
            smaller = whole.convert("L")
            smaller.thumbnail((longer_side_pixels, longer_side_pixels))
            return smaller

    try:
        with Image.open(io.BytesIO(content), formats=FORMATS[kind]) as picture:
            pages = int(getattr(picture, "n_frames", 1))
        text = recogniser.text_of(page)
    except (OSError, ValueError, SyntaxError, TypeError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Reading(pages=1)
    return Reading(text, TextFrom.RECOGNITION, pages) if has_words(text) else Reading(pages=pages)


def _read_docx(content: bytes, _: Recogniser) -> Reading:
    try:
        package = Package(content)
        body = package.xml(_BODY)
        letterhead = [_lines(package.xml(name)) for name in _HEADERS if name in package]
    except Unreadable as unreadable:
        return Reading(trouble=unreadable.trouble)
    text = "\n".join([*letterhead, _lines(body)])[: limits.TEXT_CHARACTERS]
    breaks = sum(1 for one in body.iter(f"{W}br") if one.get(f"{W}type") == "page")
    flowing = _flowing(text)
    return replace(flowing, pages=max(1 + breaks, flowing.pages or 1), remarks=tuple(_dangers(package)))


def _read_doc(content: bytes, _: Recogniser) -> Reading:
    try:
        manuscript = read_doc(content, is_known=lambda name: False)
    except Unreadable as unreadable:
        return Reading(trouble=unreadable.trouble)
    text = "\n".join(item.text for item in manuscript.items)[: limits.TEXT_CHARACTERS]
    macros = (_MACRO,) if _MACROS_OF_WORD_97 in content else ()
    return replace(_flowing(text), remarks=macros)


def _lines(root: etree._Element) -> str:
    """The text of WordprocessingML, one line per paragraph, without what was deleted under tracked changes."""
    lines: list[str] = []
    for paragraph in root.iter(f"{W}p"):
        pieces = [
            (one.text or "") if one.tag == f"{W}t" else " "
            for one in paragraph.iter(f"{W}t", f"{W}tab", f"{W}br", f"{W}cr")
        ]
        if line := "".join(pieces).strip():
            lines.append(line)
    return "\n".join(lines)


def _dangers(package: Package) -> Iterator[Sentence]:
    if "word/vbaProject.bin" in package:
        yield _MACRO
    try:
        outside = package.targets_outside()
    except Unreadable:
        return
    if outside:
        message = "The Word file would fetch {count} thing from elsewhere ({first}); nothing was fetched."
        many = "The Word file would fetch {count} things from elsewhere ({first}); nothing was fetched."
        yield plural(message, many, len(outside), first=outside[0][:_LONGEST_ADDRESS])


def _read_odt(content: bytes, _: Recogniser) -> Reading:
    try:
        root = Package(content).xml("content.xml")
    except Unreadable as unreadable:
        return Reading(trouble=unreadable.trouble)
    text = "\n".join("".join(map(str, one.itertext())) for one in root.iter("{*}p", "{*}h"))[: limits.TEXT_CHARACTERS]
    return _flowing(text)


def _read_plain(content: bytes, _: Recogniser) -> Reading:
    return _said(_characters(content))


def _read_html(content: bytes, _: Recogniser) -> Reading:
    return _said(_TAG.sub(" ", _characters(content)))


def _said(text: str) -> Reading:
    """The reading of a text without pages; white space alone says nothing."""
    return Reading(text, TextFrom.DOCUMENT) if text.strip() else Reading(trouble=Trouble.EMPTY)


def _characters(content: bytes) -> str:
    return _decoded(content[: 4 * limits.TEXT_CHARACTERS])[: limits.TEXT_CHARACTERS]


def _read_rtf(content: bytes, _: Recogniser) -> Reading:
    return _flowing(text_of_rtf(content))


def _flowing(text: str) -> Reading:
    """The reading of a text whose pages only a word processor knows: about as many as its words fill."""
    source = TextFrom.DOCUMENT if text.strip() else TextFrom.NOWHERE
    return Reading(text, source, max(1, -(-len(text.split()) // _WORDS_PER_PAGE)), pages_certain=False)


def _decoded(content: bytes) -> str:
    """Text in UTF-16 if it says so, in UTF-8 if it can be that, else in Western Windows. Its end may be cut off."""
    encodings = ("utf-16", "cp1252") if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return codecs.getincrementaldecoder(encoding)().decode(content)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


_READERS: dict[Kind, Callable[[bytes, Recogniser], Reading]] = {
    Kind.PDF: read_pdf,
    Kind.DOCX: _read_docx,
    Kind.DOC: _read_doc,
    Kind.ODT: _read_odt,
    Kind.RTF: _read_rtf,
    Kind.TEXT: _read_plain,
    Kind.HTML: _read_html,
}
