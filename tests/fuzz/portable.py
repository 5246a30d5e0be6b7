"""PDFs by several producers: pikepdf, Pillow, our own samples' writer, and hands that wrote them object by object."""

from __future__ import annotations

import io
import time
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from kallipolis.documents.writing.sample.pdf import Line, text_pages
from tests.documents.reading.making import ENDORSEMENT_EN, INTENT_EN, INTENT_FR, SUPPORT_ES, page_picture, pdf

Named = tuple[str, bytes]

_PASSWORD, _OWNER = "open sesame", "nobody"


def portable_documents() -> Iterator[Named]:
    """Every PDF of the corpus that LibreOffice has no part in."""
    yield from _ordinary()
    yield from _saved_otherwise()
    yield from _dangerous()
    yield from _by_hand()
    yield from _bombs()


def _ordinary() -> Iterator[Named]:
    for name, text in (("intent", INTENT_EN), ("intention", INTENT_FR), ("aval", SUPPORT_ES)):
        yield f"{name}.pdf", _saved(_opened(pdf(text)))
    lines = [Line(line) for line in ENDORSEMENT_EN.splitlines()]
    yield "endorsement as sampled.pdf", text_pages("Letter", lines, language="en", padding_bytes=20_000)
    yield "many pages.pdf", _saved(_opened(pdf(*[f"{number}\n{INTENT_EN}" for number in range(60)])))
    page = page_picture(ENDORSEMENT_EN, width=620, height=877)
    for name, mode, pages in (("grey", "L", 1), ("coloured", "RGB", 1), ("black and white", "1", 2)):
        written = io.BytesIO()
        pictures = [page.convert(mode)] * pages
        day = time.gmtime(0)
        pictures[0].save(
            written, "PDF", save_all=True, append_images=pictures[1:], creationDate=day, modDate=day, resolution=75
        )
        yield f"scan {name}.pdf", written.getvalue()


def _saved_otherwise() -> Iterator[Named]:
    letter = pdf(INTENT_EN, ENDORSEMENT_EN)
    modes = pikepdf.ObjectStreamMode
    yield "object streams.pdf", _saved(_opened(letter), object_stream_mode=modes.generate)
    yield "linearized.pdf", _saved(_opened(letter), linearize=True)
    yield "uncompressed.pdf", _saved(_opened(letter), compress_streams=False, qdf=True)
    for name, locked in (
        ("password", pikepdf.Encryption(user=_PASSWORD, owner=_OWNER, R=6)),
        ("old password", pikepdf.Encryption(user=_PASSWORD, owner=_OWNER, R=3, aes=False, metadata=False)),
        ("protected", pikepdf.Encryption(user="", owner=_OWNER, R=4)),
    ):
        written = io.BytesIO()
        with _opened(letter) as document:
            document.save(written, encryption=locked)
        yield f"{name}.pdf", written.getvalue()
    classic = _by_objects([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", _PAGE])
    yield "garbage before.pdf", b"garbage \n" * 40 + classic
    yield "named as Word.doc", classic
    update = b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 10 10] >>\nendobj\n"
    at = len(classic) + len(update)
    trailer = b"trailer << /Size 4 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF" % (classic.rindex(b"xref\n0"), at)
    yield "updated.pdf", classic + update + b"xref\n3 1\n%010d 00000 n \n" % len(classic) + trailer


def _dangerous() -> Iterator[Named]:
    with _opened(pdf(INTENT_EN)) as document:
        document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert('x'); while(1);"))
        yield "javascript.pdf", _saved(document)
    with _opened(pdf(INTENT_EN)) as document:
        document.Root.AA = Dictionary(WC=Dictionary(S=Name.Launch, F=String("calc.exe")))
        yield "launch.pdf", _saved(document)
    with _opened(pdf(INTENT_EN)) as document:
        document.attachments["../../evil.exe"] = b"MZ" * 400
        document.Root.Collection = Dictionary(View=Name.D)
        yield "embedded file.pdf", _saved(document)
    with _opened(pdf(INTENT_EN)) as document:
        names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), Dictionary(S=Name.JavaScript, JS="x")])))
        document.Root.Names = names
        field = Dictionary(FT=Name.Tx, T=String("City"), V=String("Marsa"), Rect=Array([0, 0, 9, 9]))
        document.Root.AcroForm = Dictionary(Fields=Array([field]), XFA=String("<xdp/>"))
        yield "fields.pdf", _saved(document)


_PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def _by_hand() -> Iterator[Named]:
    catalog, pages = b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    words = _stream(b"BT /F1 12 Tf 60 700 Td (City of Marsa, Office of the Mayor: letter of intent) Tj ET")
    page = _PAGE[:-2] + b"/Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>"
    minimal = _by_objects([catalog, pages, page, words, _FONT])
    yield "minimal.pdf", minimal
    yield "minimal without table.pdf", minimal[: minimal.rindex(b"xref\n0")]
    yield "minimal with a wrong start.pdf", minimal.replace(b"startxref\n", b"startxref\n9")
    yield "minimal of old Macintosh.pdf", minimal.replace(b"\n", b"\r")
    yield "no pages.pdf", _by_objects([catalog, b"<< /Type /Pages /Kids [] /Count 0 >>"])
    yield "pages in a circle.pdf", _by_objects([catalog, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"])
    yield "pages untold.pdf", _by_objects([catalog, pages.replace(b"/Count 1", b"/Count 99999999"), page, words, _FONT])
    yield "page of any size.pdf", _by_objects([catalog, pages, page.replace(b"842", b"1e30"), words, _FONT])
    yield "page of no size.pdf", _by_objects([catalog, pages, page.replace(b"595 842", b"0 0"), words, _FONT])
    yield "arrays in arrays.pdf", _by_objects([catalog, pages, page, b"[" * 5_000 + b"]" * 5_000, _FONT])
    yield "words in words.pdf", _by_objects([catalog, pages, page, _stream(b"q " * 60_000), _FONT])
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 4 0 R >> >>"
    calls_itself = _stream(b"/X Do", form[2:])
    with_itself = _PAGE[:-2] + b"/Resources << /XObject << /X 4 0 R >> >> /Contents 5 0 R >>"
    yield "drawing of itself.pdf", _by_objects([catalog, pages, with_itself, calls_itself, _stream(b"/X Do")])


def _bombs() -> Iterator[Named]:
    """Few bytes that unpack to many."""
    catalog, pages = b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    page = _PAGE[:-2] + b"/Resources << /Font << /F1 5 0 R >> /XObject << /X 4 0 R >> >> /Contents 4 0 R >>"
    twice = zlib.compress(zlib.compress(b"BT /F1 9 Tf (Marsa) Tj ET\n" * 400_000, 9), 9)
    bomb = _stream(twice, b"/Filter [/FlateDecode /FlateDecode]")
    yield "stream bomb.pdf", _by_objects([catalog, pages, page, bomb, _FONT])
    head = b"/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceRGB /BitsPerComponent 8"
    picture = _stream(zlib.compress(bytes(1_000_000), 9), head + b" /Filter /FlateDecode")
    shown = page.replace(b"/Contents 4 0 R", b"/Contents 6 0 R")
    draws = _stream(b"595 0 0 842 0 0 cm /X Do")
    yield "picture bomb.pdf", _by_objects([catalog, pages, shown, picture, _FONT, draws])
    many = b"<< /Type /Pages /Kids [" + b"3 0 R " * 40_000 + b"] /Count 40000 >>"
    yield "one page forty thousand times.pdf", _by_objects([catalog, many, _PAGE])


def _stream(content: bytes, head: bytes = b"") -> bytes:
    return b"<< /Length %d " % len(content) + head + b" >>\nstream\n" + content + b"\nendstream"


def _by_objects(objects: Sequence[bytes]) -> bytes:
    """A PDF of these objects, numbered from 1; the first is its catalogue (ISO 32000-1, 7.5)."""
    written = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, held in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n" % number + held + b"\nendobj\n"
    table = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(written) + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)


def _opened(content: bytes) -> Pdf:
    return pikepdf.open(io.BytesIO(content))


def _saved(document: Pdf, **how: Any) -> bytes:
    written = io.BytesIO()
    document.save(written, deterministic_id=True, **how)
    return written.getvalue()
