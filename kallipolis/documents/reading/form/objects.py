"""What stands in the text and is no text: pictures, charts, embedded objects, and signs of symbol fonts."""

from __future__ import annotations

from lxml import etree

from kallipolis.documents.reading.form.package import W
from kallipolis.rulebook.dossier import AlterationKind

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_V = "{urn:schemas-microsoft-com:vml}"
_O = "{urn:schemas-microsoft-com:office:office}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_CHARTS = (
    "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "http://schemas.microsoft.com/office/drawing/2014/chartex",
)
# Code points F0xx of the fonts Symbol and Wingdings that people put in answers; the others have no Unicode twin here.
_SIGNS = {
    0xB7: "•", 0xA7: "▪", 0xD8: "➢", 0xFC: "✓", 0xFE: "☑", 0xFD: "☒", 0xA8: "☐", 0x6F: "☐", 0x78: "☒", 0xE0: "→", 0xF0: "⇒",
}  # fmt: skip
_SIGNS_OF_SYMBOL = {0xB3: "≥", 0xA3: "≤", 0xB4: "×", 0xB1: "±", 0xAE: "→", 0xB0: "°", 0xA5: "∞", 0xB7: "•", 0x2D: "−"}
_UNKNOWN_SIGN = "□"


def object_kind(drawing: etree._Element) -> AlterationKind | None:
    """Whether a `w:drawing`, `w:pict` or `w:object` shows a picture, a chart or a table; None for a shape or a text box."""
    picture = False
    for element in drawing.iter():
        if element.tag == f"{W}txbxContent":
            break  # what stands in a text box is met again as text of its own
        if element.tag[1:].partition("}")[0] in _CHARTS:
            return AlterationKind.CHART
        if element.tag == f"{_O}OLEObject":
            return embedded_kind(element.get("ProgID", ""))
        if element.tag == f"{_A}blip":
            picture = picture or f"{_R}embed" in element.attrib or f"{_R}link" in element.attrib
        elif element.tag in (f"{_V}imagedata", f"{_V}fill"):
            picture = picture or f"{_R}id" in element.attrib or f"{_R}href" in element.attrib
    return AlterationKind.PICTURE if picture else None


def embedded_kind(program: str) -> AlterationKind:
    """What an embedded object shows, by the name of its program ("Excel.Sheet.12")."""
    told = program.lower()
    if "chart" in told or "graph" in told:
        return AlterationKind.CHART
    return AlterationKind.TABLE if told.startswith("excel.sheet") else AlterationKind.PICTURE


def quote_of(drawing: etree._Element) -> str:
    """How the object is called in the file: its description, else its name."""
    properties = next(drawing.iter(f"{_WP}docPr"), None)
    if properties is not None:
        return properties.get("descr") or properties.get("name") or ""
    embedded = next(drawing.iter(f"{_O}OLEObject"), None)
    if embedded is not None:
        return embedded.get("ProgID", "")
    picture = next(drawing.iter(f"{_V}imagedata"), None)
    return (picture.get(f"{_O}title") or "") if picture is not None else ""


def symbol(code: str, font: str) -> str:
    """The character of `w:sym` (17.3.3.30). Symbol fonts count from F000; what has no twin in Unicode becomes a square."""
    try:
        point = int(code, 16)
    except ValueError:
        return ""
    if (
        font.lower() != "symbol"
        and not font.lower().startswith(("wingdings", "webdings"))
        and not 0xF000 <= point <= 0xF0FF
    ):
        return chr(point) if 0x20 <= point < 0xD800 or 0xE000 <= point <= 0xFFFD else ""
    signs = _SIGNS_OF_SYMBOL if font.lower() == "symbol" else _SIGNS
    return signs.get(point & 0xFF, _UNKNOWN_SIGN)
