"""Plain Word documents, as an office writes its letters: paragraphs and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from kallipolis.documents.writing.markup import run, w
from kallipolis.documents.writing.package import packed
from kallipolis.documents.writing.sample.pdf import Face, Line, Scribble

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_PARTS = {
    "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPE}"/></Types>',
    "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>',
}


def plain_document(content: Iterable[Line | Scribble]) -> bytes:
    """A .docx with these paragraphs; where a signature would be drawn it leaves a blank line."""
    body = w("body", *(_paragraph(one) for one in content))
    body.append(
        w("sectPr", w("pgSz", w="11906", h="16838"), w("pgMar", top="1417", right="1417", bottom="1134", left="1417"))
    )
    document = etree.tostring(w("document", body), xml_declaration=True, encoding="UTF-8", standalone=True)
    return packed({**{name: part.encode() for name, part in _PARTS.items()}, "word/document.xml": document})


def _paragraph(one: Line | Scribble) -> etree._Element:
    if isinstance(one, Scribble) or not one.text:
        return w("p")
    words = run(one.text)
    bold = [w("b")] if one.face in (Face.BOLD, Face.HEAD) else []
    words.insert(0, w("rPr", *bold, w("sz", val=str(round(2 * one.size)))))
    return w("p", w("pPr", w("spacing", after=str(round(20 * one.room)))), words)
