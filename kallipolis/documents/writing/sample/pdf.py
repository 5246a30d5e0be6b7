"""Pages of PDF from text or from one picture, with the fonts that every reader has (ISO 32000-1, 9.6.2.2)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import pikepdf
from pikepdf import Dictionary, Name, Pdf

from kallipolis.documents.writing.sample.chance import chance

_A4 = (595, 842)  # points
_LEFT, _TOP, _BOTTOM, _RIGHT = 71, 770, 80, 524
_FONTS = {"F1": "Times-Roman", "F2": "Times-Bold", "F3": "Helvetica", "F4": "Helvetica-Bold"}
# Mean widths in thousandths of the size, a little more than English and French prose needs: no line runs out of the page.
_MEAN_WIDTH = {"F1": 0.45, "F2": 0.48, "F3": 0.51, "F4": 0.55}


class Face(StrEnum):
    """How a line is set."""

    BODY = "F1"
    BOLD = "F2"
    OFFICE = "F3"
    HEAD = "F4"


@dataclass(frozen=True)
class Line:
    """A line or paragraph of text; `room` is the space after it, in points. An empty text is white space only."""

    text: str
    face: Face = Face.BODY
    size: float = 11
    room: float = 6


@dataclass(frozen=True)
class Scribble:
    """Room for a signature, drawn with a pen that trembles as `seed` says."""

    seed: int


def text_pages(title: str, content: Iterable[Line | Scribble], *, language: str, padding_bytes: int = 0) -> bytes:
    """A PDF with this content on as many A4 pages as it takes; `padding_bytes` of private data make it heavier."""
    pages: list[list[bytes]] = [[]]
    height: float = _TOP
    for one in content:
        if isinstance(one, Scribble):
            if height - 60 < _BOTTOM:
                pages.append([])
                height = _TOP
            pages[-1].append(_pen(one.seed, height - 20))
            height -= 56
            continue
        for row in wrapped(one.text, int((_RIGHT - _LEFT) / (_MEAN_WIDTH[one.face] * one.size))):
            if height < _BOTTOM:
                pages.append([])
                height = _TOP
            pages[-1].append(_row(row, one, height))
            height -= one.size * 1.32
        height -= one.room
    return _saved(title, [b"\n".join(page) for page in pages], language, padding_bytes)


def picture_pages(
    title: str, pictures: Sequence[tuple[bytes, int, int]], *, language: str, padding_bytes: int = 0
) -> bytes:
    """A PDF whose pages are pictures only, as a scanner makes it: each a grey JPEG with its width and height in pixels."""
    with Pdf.new() as pdf:
        for content, width, height in pictures:
            picture = pdf.make_stream(
                content,
                Type=Name.XObject,
                Subtype=Name.Image,
                Width=width,
                Height=height,
                ColorSpace=Name.DeviceGray,
                BitsPerComponent=8,
                Filter=Name.DCTDecode,
            )
            page = pdf.add_blank_page(page_size=_A4)
            page.obj.Resources = Dictionary(XObject=Dictionary(Im0=picture))
            page.obj.Contents = pdf.make_stream(f"q {_A4[0]} 0 0 {_A4[1]} 0 0 cm /Im0 Do Q".encode())
        return _written(pdf, title, language, padding_bytes)


def wrapped(text: str, width: int) -> list[str]:
    """`text` in rows of at most `width` characters, broken between words."""
    rows, row = [], ""
    for word in text.split():
        if row and len(row) + 1 + len(word) > width:
            rows.append(row)
            row = word
        else:
            row = f"{row} {word}".strip()
    return [*rows, row]


def _saved(title: str, pages: Sequence[bytes], language: str, padding_bytes: int) -> bytes:
    with Pdf.new() as pdf:
        fonts = Dictionary(
            {
                f"/{key}": pdf.make_indirect(
                    Dictionary(
                        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name(f"/{font}"), Encoding=Name.WinAnsiEncoding
                    )
                )
                for key, font in _FONTS.items()
            }
        )
        for content in pages:
            page = pdf.add_blank_page(page_size=_A4)
            page.obj.Resources = Dictionary(Font=fonts)
            page.obj.Contents = pdf.make_stream(content)
        return _written(pdf, title, language, padding_bytes)


def _written(pdf: Pdf, title: str, language: str, padding_bytes: int) -> bytes:
    pdf.docinfo[Name.Title] = title
    pdf.docinfo[Name.Creator] = "Kallipolis sample"
    pdf.Root.Lang = pikepdf.String(language)
    if padding_bytes:
        noise = pdf.make_stream(chance(padding_bytes).randbytes(padding_bytes))
        pdf.Root.PieceInfo = Dictionary(Kallipolis=Dictionary(LastModified=pikepdf.String("D:2021"), Private=noise))
    stream = io.BytesIO()
    pdf.save(stream, deterministic_id=True, compress_streams=True)
    return stream.getvalue()


def _row(text: str, line: Line, height: float) -> bytes:
    told = text.replace("\u202f", "\u00a0").encode("cp1252", "replace")
    for sign in (b"\\", b"(", b")"):
        told = told.replace(sign, b"\\" + sign)
    colour = b"0.09 0.32 0.49 rg" if line.face is Face.HEAD else b"0 g"
    return b"BT %s /%s %g Tf %d %.1f Td (%s) Tj ET" % (colour, line.face.encode(), line.size, _LEFT, height, told)


def _pen(seed: int, height: float) -> bytes:
    source = chance(seed)
    x, y = _LEFT + 6.0, height
    strokes = [f"q 1.1 w 1 J 0.1 0.15 0.45 RG {x:.1f} {y:.1f} m"]
    for _ in range(source.randint(5, 9)):
        points = [(x + source.uniform(2, 16) * step, height + source.uniform(-16, 20)) for step in (1, 2)]
        x += source.uniform(10, 22)
        points.append((x, height + source.uniform(-8, 10)))
        strokes.append(" ".join(f"{a:.1f} {b:.1f}" for a, b in points) + " c")
    return " ".join([*strokes, "S Q"]).encode()
