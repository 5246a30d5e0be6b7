"""What cities do to the official form, and what their word processors do: each takes a Word file and gives another."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

from lxml import etree
from PIL import Image, ImageDraw

from kallipolis.documents.writing.markup import W, paragraph, run, w
from kallipolis.documents.writing.package import packed, unpacked

Change = Callable[[bytes], bytes]

_DOCUMENT, _SETTINGS = "word/document.xml", "word/settings.xml"
_RELATIONSHIPS, _TYPES = "word/_rels/document.xml.rels", "[Content_Types].xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_INLINE = f"""<w:r xmlns:w="{W}"><w:drawing>
  <wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0">
    <wp:extent cx="2743200" cy="1645920"/><wp:docPr id="901" name="{{name}}"/>
    <a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{_DRAWING}/{{kind}}">{{content}}</a:graphicData></a:graphic>
  </wp:inline></w:drawing></w:r>"""
_PICTURE = f"""<pic:pic xmlns:pic="{_DRAWING}/picture" xmlns:r="{_OFFICE}">
  <pic:nvPicPr><pic:cNvPr id="902" name="Logo.png"/><pic:cNvPicPr/></pic:nvPicPr>
  <pic:blipFill><a:blip r:embed="rIdLogo"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>
  <pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="2743200" cy="1645920"/></a:xfrm>
    <a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>"""
_CHART = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<c:chartSpace xmlns:c="{_DRAWING}/chart" xmlns:a="{_DRAWING}/main"><c:chart><c:plotArea><c:layout/>
  <c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/>
    <c:ser><c:idx val="0"/><c:order val="0"/>
      <c:cat><c:strLit><c:ptCount val="2"/><c:pt idx="0"><c:v>1</c:v></c:pt><c:pt idx="1"><c:v>2</c:v></c:pt></c:strLit></c:cat>
      <c:val><c:numLit><c:ptCount val="2"/><c:pt idx="0"><c:v>40</c:v></c:pt><c:pt idx="1"><c:v>65</c:v></c:pt></c:numLit></c:val>
    </c:ser><c:axId val="11"/><c:axId val="12"/></c:barChart>
  <c:catAx><c:axId val="11"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>
    <c:axPos val="b"/><c:crossAx val="12"/></c:catAx>
  <c:valAx><c:axId val="12"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>
    <c:axPos val="l"/><c:crossAx val="11"/></c:valAx>
</c:plotArea></c:chart></c:chartSpace>"""


def protection_removed(document: bytes) -> bytes:
    """The form with its protection taken off and nothing else."""
    parts = unpacked(document)
    settings = re.sub(rb"<w:documentProtection[^>]*/>", b"", parts[_SETTINGS])
    return packed({**parts, _SETTINGS: settings})


def line_replaced(old: str, new: str) -> Change:
    """One fixed line says something else; an empty `new` takes it out."""

    def change(body: etree._Element) -> None:
        text = next(text for text in body.iter(f"{{{W}}}t") if text.text == old)
        if new:
            text.text = new
        else:
            body.remove(next(line for line in text.iterancestors(f"{{{W}}}p")))

    return _to_the_body(change)


def table_in(key: str) -> Change:
    """A table within the answer of that field."""

    def change(body: etree._Element) -> None:
        line, end = _last_line(body, key)
        cells = (("1", "120 000"), ("2", "135 000"))
        rows = (
            w("tr", *(w("tc", w("tcPr", w("tcW", w="2400", type="dxa")), w("p", run(cell))) for cell in row))
            for row in cells
        )
        properties = w("tblPr", w("tblW", w="4800", type="dxa"))
        table = w("tbl", properties, w("tblGrid", w("gridCol", w="2400"), w("gridCol", w="2400")), *rows)
        rest = paragraph("AnswerText")
        rest.extend([end, *end.itersiblings()])
        line.addnext(table)
        table.addnext(rest)

    return _to_the_body(change)


def picture_in(key: str) -> Change:
    """A small picture at the end of the answer of that field."""
    stream = io.BytesIO()
    logo = Image.new("RGB", (200, 120), (236, 232, 220))
    ImageDraw.Draw(logo).polygon([(20, 100), (100, 14), (180, 100)], fill=(120, 40, 52))
    logo.save(stream, "PNG")
    relation = f'<Relationship Id="rIdLogo" Type="{_OFFICE}/image" Target="media/logo.png"/>'
    known = '<Default Extension="png" ContentType="image/png"/>'
    return _drawn(key, "picture", _PICTURE, relation, known, {"word/media/logo.png": stream.getvalue()})


def chart_in(key: str) -> Change:
    """A chart at the end of the answer of that field."""
    relation = f'<Relationship Id="rIdChart" Type="{_OFFICE}/chart" Target="charts/chart1.xml"/>'
    known = f'<Override PartName="/word/charts/chart1.xml" ContentType="{_CHART_TYPE}"/>'
    content = f'<c:chart xmlns:c="{_DRAWING}/chart" xmlns:r="{_OFFICE}" r:id="rIdChart"/>'
    return _drawn(key, "chart", content, relation, known, {"word/charts/chart1.xml": _CHART.encode()})


def saved_by_another_program(document: bytes) -> bytes:
    """The names of the fields are gone and stand in the bookmarks only, as some word processors save them."""

    def change(body: etree._Element) -> None:
        for name in list(body.iter(f"{{{W}}}name")):
            name.set(f"{{{W}}}val", "")
        for bookmark in body.iter(f"{{{W}}}bookmarkStart"):
            bookmark.set(f"{{{W}}}name", f"{bookmark.get(f'{{{W}}}name')}_Copy_1")

    return _to_the_body(change)(document)


def names_and_bookmarks_lost(document: bytes) -> bytes:
    """Neither names nor bookmarks are left: an answer is known by its place only."""

    def change(body: etree._Element) -> None:
        for name in list(body.iter(f"{{{W}}}name")):
            name.set(f"{{{W}}}val", "")
        for bookmark in [*body.iter(f"{{{W}}}bookmarkStart"), *body.iter(f"{{{W}}}bookmarkEnd")]:
            above = bookmark.getparent()
            if above is not None:
                above.remove(bookmark)

    return _to_the_body(change)(document)


def _drawn(key: str, kind: str, content: str, relation: str, known: str, parts: dict[str, bytes]) -> Change:
    def change(body: etree._Element) -> None:
        line, end = _last_line(body, key)
        named = _INLINE.format(name=f"{kind.capitalize()} 1", kind=kind, content=content)
        line.insert(line.index(end), etree.fromstring(named))

    def with_parts(document: bytes) -> bytes:
        before = unpacked(_to_the_body(change)(document))
        before[_RELATIONSHIPS] = before[_RELATIONSHIPS].replace(
            b"</Relationships>", f"{relation}</Relationships>".encode()
        )
        before[_TYPES] = before[_TYPES].replace(b"</Types>", f"{known}</Types>".encode())
        return packed({**before, **parts})

    return with_parts


def _to_the_body(change: Callable[[etree._Element], None]) -> Change:
    def changed(document: bytes) -> bytes:
        parts = unpacked(document)
        root = etree.fromstring(parts[_DOCUMENT])
        change(root[0])
        parts[_DOCUMENT] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        return packed(parts)

    return changed


def _last_line(body: etree._Element, key: str) -> tuple[etree._Element, etree._Element]:
    """The paragraph in which the field of that name ends, and the run of its end mark."""
    inside = False
    for line in body.iterfind(f"{{{W}}}p"):
        inside = inside or any(name.get(f"{{{W}}}val") == key for name in line.iter(f"{{{W}}}name"))
        for mark in line.iter(f"{{{W}}}fldChar") if inside else ():
            above = mark.getparent()
            if mark.get(f"{{{W}}}fldCharType") == "end" and above is not None:
                return line, above
    raise ValueError(f"The form has no field {key}.")
