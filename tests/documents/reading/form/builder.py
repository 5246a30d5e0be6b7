"""Writes forms by hand in WordprocessingML, as ugly as programs and people make them; the product's own writer is too tidy for that."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.call.skeleton import FixedLine, Place, choices, skeleton

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}
CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/settings.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/></Types>'
)
RELATIONSHIPS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
RELATIONSHIPS_OF_DOCUMENT = RELATIONSHIPS.replace('/officeDocument"', '/settings"').replace("word/document", "settings")


def text_run(text: str) -> str:
    """A run that keeps white space; a newline is a line break."""
    broken = "</w:t><w:br/><w:t xml:space='preserve'>".join(escape(line) for line in text.split("\n"))
    return f"<w:r><w:t xml:space='preserve'>{broken}</w:t></w:r>"


def line(content: str) -> str:
    """A paragraph of ready runs."""
    return f"<w:p>{content}</w:p>"


def said(text: str) -> str:
    """A paragraph of plain text."""
    return line(text_run(text))


def mark(kind: str, inside: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{inside}</w:fldChar></w:r>'


def code(text: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve"> {text} </w:instrText></w:r>'


@dataclass(frozen=True)
class Dress:
    """How the fields of a form are written: whether they are there, named, bookmarked, on the line of their label."""

    fields: bool = True
    names: bool = True
    bookmarks: bool = True
    inline: bool = False
    bookmark_name: Callable[[str], str] = str


def text_field(key: str, text: str, dress: Dress, *, number: int = 1) -> list[str]:
    """The paragraphs of a FORMTEXT field."""
    name = f"<w:name w:val={quoteattr(key)}/>" if dress.names else '<w:name w:val=""/>'
    begun, ended = _bookmark(key, dress, number)
    opening = (
        begun
        + mark("begin", f"<w:ffData>{name}<w:enabled/><w:textInput/></w:ffData>")
        + code("FORMTEXT")
        + mark("separate")
    )
    lines = [text_run(one) for one in text.split("\n")] if text else [text_run("\u2002" * 5)]
    lines[0] = opening + lines[0]
    lines[-1] += mark("end") + ended
    return lines


def choice_field(key: str, index: int, entries: Sequence[str], dress: Dress, *, number: int = 1) -> list[str]:
    """The paragraph of a FORMDROPDOWN field."""
    name = f"<w:name w:val={quoteattr(key)}/>" if dress.names else ""
    begun, ended = _bookmark(key, dress, number)
    listed = "".join(f"<w:listEntry w:val={quoteattr(entry)}/>" for entry in entries)
    data = f'<w:ffData>{name}<w:enabled/><w:ddList><w:result w:val="{index}"/>{listed}</w:ddList></w:ffData>'
    return [begun + mark("begin", data) + code("FORMDROPDOWN") + mark("separate") + mark("end") + ended]


def _bookmark(key: str, dress: Dress, number: int) -> tuple[str, str]:
    if not dress.bookmarks:
        return "", ""
    name = quoteattr(dress.bookmark_name(key))
    return f'<w:bookmarkStart w:id="{number}" w:name={name}/>', f'<w:bookmarkEnd w:id="{number}"/>'


def form_lines(call: Call, language: str, answers: Mapping[str, str], dress: Dress = Dress()) -> list[str]:
    """The paragraphs of a form, in order; those of an answer too."""
    paragraphs: list[str] = []
    label = ""
    for number, one in enumerate(skeleton(call, language), start=1):
        if isinstance(one, FixedLine):
            paragraphs.append(said(one.text))
            label = one.text
        else:
            contents = _answer(call, language, one, answers.get(one.field.key, ""), dress, number)
            if dress.inline:
                paragraphs.pop()
                contents[0] = text_run(f"{label}: ") + contents[0]
            paragraphs += [line(content) for content in contents]
    return paragraphs


def _answer(call: Call, language: str, place: Place, text: str, dress: Dress, number: int) -> list[str]:
    if not dress.fields:
        return [text_run(one) for one in text.split("\n")]
    if place.field.kind == "choice":
        entries = ["–", *choices(call, language)]
        return choice_field(place.field.key, entries.index(text) if text else 0, entries, dress, number=number)
    return text_field(place.field.key, text, dress, number=number)


def document_xml(paragraphs: Sequence[str]) -> str:
    spaces = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in NAMESPACES.items())
    body = "".join(paragraphs)
    return f'<?xml version="1.0" encoding="UTF-8"?><w:document {spaces}><w:body>{body}<w:sectPr/></w:body></w:document>'


def settings_xml(protection: str = '<w:documentProtection w:edit="forms" w:enforcement="1"/>') -> str:
    return f'<?xml version="1.0"?><w:settings xmlns:w="{NAMESPACES["w"]}">{protection}</w:settings>'


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in parts.items():
            container.writestr(name, content)
    return stream.getvalue()


def docx_of(paragraphs: Sequence[str], *, protected: bool = True, **parts: str | bytes) -> bytes:
    """A Word document of these paragraphs. `parts` replaces or adds parts: `document`, `settings`, or any name."""
    known = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": RELATIONSHIPS,
        "word/_rels/document.xml.rels": RELATIONSHIPS_OF_DOCUMENT,
        "word/document.xml": parts.pop("document", document_xml(paragraphs)),
        "word/settings.xml": parts.pop("settings", settings_xml() if protected else settings_xml("")),
    }
    return zipped({**known, **parts})


def form_docx(
    call: Call, language: str, answers: Mapping[str, str], dress: Dress = Dress(), *, protected: bool = True
) -> bytes:
    return docx_of(form_lines(call, language, answers, dress), protected=protected)
