"""The true kind of a document is told by its content, whatever it is called."""

import inspect
import io
import zipfile

import pytest
from PIL import Image

from kallipolis.documents.reading.sniffing import Sniffed, sniff
from kallipolis.rulebook.call.loading import editions, folder_of, load
from kallipolis.rulebook.dossier import Kind, Trouble
from tests.documents.reading import making


def zipped(*names, **contents):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as container:
        for name in names:
            container.writestr(name, "x")
        for name, content in contents.items():
            container.writestr(name, content)
    return written.getvalue()


def picture(form):
    written = io.BytesIO()
    Image.new("RGB", (8, 8)).save(written, form)
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (making.word("x"), Kind.DOCX),
        (making.pdf("x"), Kind.PDF),
        (b"\r\n\r\n" + making.pdf("x"), Kind.PDF),
        (picture("JPEG"), Kind.JPEG),
        (picture("PNG"), Kind.PNG),
        (picture("GIF"), Kind.GIF),
        (picture("TIFF"), Kind.TIFF),
        (picture("WEBP"), Kind.WEBP),
        (b"\x00\x00\x00\x18ftypheic" + bytes(16), Kind.HEIC),
        (b"{\\rtf1\\ansi x}", Kind.RTF),
        (zipped("a.txt"), Kind.ZIP),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), Kind.SPREADSHEET),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), Kind.OTHER),
        (zipped(mimetype="application/vnd.oasis.opendocument.text"), Kind.ODT),
        (zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet"), Kind.SPREADSHEET),
        (b"<!DOCTYPE html><p>x", Kind.HTML),
        (b"\xef\xbb\xbf<html><p>x", Kind.HTML),
        (making.message(), Kind.MESSAGE),
        (b"Dear Sir,\nwe write to you", Kind.TEXT),
        ("Приложения".encode("utf-16"), Kind.TEXT),
        (b"To: you\nbut this is a letter: really\n", Kind.TEXT),
        (b"\x00\x01\x02\x03", Kind.OTHER),
    ],
)
def test_the_kind_is_told_by_the_content(content, kind):
    assert sniff(content).kind is kind


def test_nothing_is_empty():
    assert sniff(b"") == Sniffed(Kind.EMPTY, Trouble.EMPTY)


def test_a_zip_whose_end_is_missing_is_damaged_and_still_what_it_was():
    assert sniff(making.word("x" * 1000)[:-100]) == Sniffed(Kind.DOCX, Trouble.DAMAGED)
    assert sniff(zipped("a.txt")[:-30]) == Sniffed(Kind.ZIP, Trouble.DAMAGED)


def test_known_failure_55_a_directory_of_very_many_entries_is_never_read():
    many = zipped(*(f"{number}" for number in range(2_500)))
    assert sniff(many) == Sniffed(Kind.ZIP, Trouble.DAMAGED)


def test_known_failure_53_a_page_of_html_named_as_a_picture_is_html():
    assert sniff(b"<html><script>alert(1)</script>").kind is Kind.HTML
    assert sniff(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>").kind is Kind.TEXT


def test_a_container_whose_declared_kind_is_damaged_is_damaged():
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("mimetype", "application/vnd.oasis.opendocument.text" * 2)
    start = written.getvalue().index(b"mimetype") + len(b"mimetype")
    content = written.getvalue()[:start] + b"\xff\xff\xff" + written.getvalue()[start + 3 :]
    assert sniff(content) == Sniffed(Kind.ZIP, Trouble.DAMAGED)


@pytest.mark.parametrize("content", [b"MZ\x90\x00" + bytes(300), b"\x7fELF" + bytes(300), bytes(300)])
def test_known_failure_54_a_kind_is_allowed_by_its_content_and_no_name_makes_it_another(content):
    """What a slot takes is a list of kinds, for every call; what is on no list is set aside, whatever it is called."""
    assert list(inspect.signature(sniff).parameters) == ["content"]
    taken = {kind for name in editions() for document in load(folder_of(name)).documents for kind in document.kinds}
    assert sniff(content).kind is Kind.OTHER
    assert taken & {Kind.OTHER, Kind.ZIP, Kind.MESSAGE, Kind.EMPTY} == set()
