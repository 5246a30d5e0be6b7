"""Text, pages and trouble of letters in all the kinds of file that they come in."""

import io
import zipfile

import pikepdf
import pytest
from pikepdf._core import QpdfRuntimeError

from kallipolis.documents.reading.letter import read_page_picture, read_text
from kallipolis.documents.reading.recognition import Recogniser
from kallipolis.documents.reading.words import Reading
from kallipolis.rulebook.dossier import Kind, TextFrom, Trouble
from tests.documents.reading import making

NONE = Recogniser(allowed=False)


def test_a_pdf_gives_its_text_and_its_pages():
    reading = read_text(making.pdf(making.INTENT_FR, "page 2", "page 3"), Kind.PDF, NONE)
    assert (reading.pages, reading.pages_certain, reading.text_from) == (3, True, TextFrom.DOCUMENT)
    assert "Je soussignée, maire de Marsa" in reading.text


def test_a_pdf_that_only_one_of_two_libraries_can_open_is_read_with_a_remark(monkeypatch):
    def refuse(*_):
        raise QpdfRuntimeError("/Count is wrong after flattening pages tree")

    monkeypatch.setattr("pikepdf.open", refuse)
    reading = read_text(making.pdf(making.INTENT_FR), Kind.PDF, NONE)
    assert (reading.pages, reading.trouble) == (1, None)
    assert [str(remark) for remark in reading.remarks] == [
        "The inner structure of the PDF is damaged; its pages could be read all the same."
    ]


def test_a_word_file_gives_its_text_and_about_its_pages():
    reading = read_text(making.word(making.INTENT_ES), Kind.DOCX, NONE)
    assert (reading.pages, reading.pages_certain, reading.text_from) == (1, False, TextFrom.DOCUMENT)
    assert reading.text.startswith("Ayuntamiento de Marsa\nDespacho de la Alcaldesa")


def test_a_long_word_file_has_more_pages():
    assert read_text(making.word("word " * 1000), Kind.DOCX, NONE).pages == 3


def test_an_encrypted_pdf_is_told():
    content = making.encrypted_pdf("x", password="secret")
    assert read_text(content, Kind.PDF, NONE) == Reading(trouble=Trouble.ENCRYPTED)


def test_a_pdf_that_only_forbids_changes_is_read():
    reading = read_text(making.encrypted_pdf(making.INTENT_EN, password=""), Kind.PDF, NONE)
    assert reading.trouble is None
    assert "LETTER OF INTENT" in reading.text
    assert [str(one) for one in reading.remarks] == [
        "The PDF is protected against changes, but opens without a password."
    ]


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.7\n" + bytes(500), making.pdf("x")[:60]])
def test_a_damaged_pdf_is_told(content):
    assert read_text(content, Kind.PDF, NONE).trouble is Trouble.DAMAGED


@pytest.mark.parametrize("content", [b"PK\x03\x04", making.word("x")[:2000]])
def test_a_damaged_word_file_is_told(content):
    assert read_text(content, Kind.DOCX, NONE).trouble in (Trouble.DAMAGED, Trouble.TRUNCATED)


def dangerous_pdf():
    with pikepdf.open(io.BytesIO(making.pdf(making.INTENT_EN))) as document:
        document.attachments["a.exe"] = b"MZ"
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
        document.Root.AA = pikepdf.Dictionary(WC=launch)
        written = io.BytesIO()
        document.save(written)
    return written.getvalue()


def test_programs_and_files_inside_a_pdf_are_told_and_never_run():
    assert [str(remark) for remark in read_text(dangerous_pdf(), Kind.PDF, NONE).remarks] == [
        "The PDF holds a program (JavaScript), which was not run.",
        "The PDF holds other files, which were not opened.",
        "The PDF asks to start another program when it is opened, which was not done.",
    ]


def test_a_scan_without_recognition_has_pages_and_no_text():
    assert read_text(making.scanned_pdf(making.INTENT_EN, "2"), Kind.PDF, NONE) == Reading(pages=2)


@pytest.mark.external("tesseract")
def test_a_scanned_pdf_is_recognised():
    reading = read_text(making.scanned_pdf(making.INTENT_EN), Kind.PDF, Recogniser(allowed=True))
    assert (reading.text_from, reading.pages) == (TextFrom.RECOGNITION, 1)
    assert "Mayor of Marsa" in reading.text


@pytest.mark.external("tesseract")
def test_a_picture_of_a_letter_is_recognised():
    reading = read_page_picture(making.scan(making.SUPPORT_EN), Kind.JPEG, Recogniser(allowed=True))
    assert "Our association supports" in reading.text


def test_without_tesseract_a_scan_is_a_page_without_text(monkeypatch):
    monkeypatch.setattr("shutil.which", lambda program: None)
    assert read_page_picture(making.scan("x"), Kind.JPEG, Recogniser(allowed=True)) == Reading(pages=1)


@pytest.mark.parametrize(
    ("content", "kind", "text"),
    [
        ("Lettre du maire élu".encode(), Kind.TEXT, "Lettre du maire élu"),
        ("Lettre du maire élu".encode("cp1252"), Kind.TEXT, "Lettre du maire élu"),
        ("Lettre du maire élu".encode("utf-16"), Kind.TEXT, "Lettre du maire élu"),
        (rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\*\x y}Lettre du maire \'e9lu}", Kind.RTF, "Lettre du maire élu"),
        (rb"{\rtf1\uc1 Lettre du maire \u233\'e9lu{\pict 0102ff}}", Kind.RTF, "Lettre du maire élu"),
        (b"<html><style>p{}</style><p>Letter</p><script>x</script>", Kind.HTML, "Letter"),
    ],
)
def test_plain_text_is_read_in_its_encoding(content, kind, text):
    assert read_text(content, kind, NONE).text.strip() == text


def rewritten(content, name, part):
    """A .docx with one of its parts replaced."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            new.writestr(entry, part if entry == name else old.read(entry))
        if name not in old.namelist():
            new.writestr(name, part)
    return written.getvalue()


def test_known_failure_55_a_letter_that_unpacks_to_very_much_is_never_unpacked():
    content = rewritten(making.word("x"), "word/document.xml", bytes(300_000_000))
    assert read_text(content, Kind.DOCX, NONE).trouble is Trouble.TOO_LARGE


def test_known_failure_57_entities_of_a_letter_are_never_expanded():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
    assert read_text(rewritten(making.word("x"), "word/document.xml", bomb), Kind.DOCX, NONE).trouble is Trouble.DAMAGED


def test_what_a_word_file_would_fetch_is_told_and_never_fetched():
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="x/image" Target="http://spy.example/a.png" TargetMode="External"/>'
        '<Relationship Id="r2" Type="x/hyperlink" Target="https://city.example" TargetMode="External"/>'
        "</Relationships>"
    )
    content = rewritten(making.word(making.INTENT_EN), "word/_rels/settings.xml.rels", relations.encode())
    assert [str(remark) for remark in read_text(content, Kind.DOCX, Recogniser(allowed=False)).remarks] == [
        "The Word file would fetch 1 thing from elsewhere (http://spy.example/a.png); nothing was fetched."
    ]


def test_a_macro_is_told_and_never_run():
    content = rewritten(making.word(making.INTENT_EN), "word/vbaProject.bin", b"x")
    assert [str(one) for one in read_text(content, Kind.DOCX, NONE).remarks] == [
        "The Word file holds a program (macro), which was not run."
    ]


@pytest.mark.parametrize(
    ("content", "kind"), [(b" \r\n\t ", Kind.TEXT), (b"\xef\xbb\xbf", Kind.TEXT), (b"<html> <body> </html>", Kind.HTML)]
)
def test_a_text_of_nothing_but_white_space_is_told_as_empty(content, kind):
    assert read_text(content, kind, NONE) == Reading(trouble=Trouble.EMPTY)
