"""Hostile and broken files: each is a reading with its trouble, never an exception, and nothing more is unpacked than allowed."""

import io
import random
import struct
import tracemalloc
import zipfile

import pytest

from kallipolis.documents.reading import limits
from kallipolis.documents.reading.form import looks_like_a_form
from kallipolis.documents.reading.form import package as container
from kallipolis.documents.reading.form.manuscript import Unreadable
from kallipolis.documents.reading.form.package import PART_BYTES, Package, xml_root
from kallipolis.documents.writing.form import filled_form
from kallipolis.rulebook.dossier import FormReading, Kind, Trouble
from tests.documents.reading.form.builder import (
    CONTENT_TYPES,
    RELATIONSHIPS,
    document_xml,
    docx_of,
    form_lines,
    line,
    said,
    zipped,
)
from tests.documents.reading.form.whole import answers_of, different, read
from tests.factories import a_call


def a_form() -> bytes:
    call = a_call()
    return filled_form(call, "en", answers_of(call))


def trouble(content: bytes) -> Trouble | None:
    """The trouble of a file that cannot be read; then it has no answers and is like no form."""
    form = read(content)
    assert form.answers == ()
    assert looks_like_a_form(content, Kind.DOCX, a_call(), ()) == 0
    return form.trouble


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", Trouble.EMPTY),
        (b"Dear Sir or Madam", Trouble.NOT_READABLE_HERE),
        (b"%PDF-1.7\n", Trouble.NOT_READABLE_HERE),
        (b"{\\rtf1 }", Trouble.NOT_READABLE_HERE),
        (b"PK\x03\x04", Trouble.TRUNCATED),
        (b"PK\x05\x06" + bytes(18), Trouble.NOT_READABLE_HERE),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), Trouble.NOT_READABLE_HERE),
        (zipped({"_rels/.rels": RELATIONSHIPS, "word/document.xml": "<a/>"}), Trouble.NOT_READABLE_HERE),
        (zipped({"_rels/.rels": RELATIONSHIPS, "word/document.xml": "<a"}), Trouble.DAMAGED),
        (zipped({"_rels/.rels": "<a", "word/document.xml": "<a/>"}), Trouble.DAMAGED),
        (zipped({"word/document.xml": b"\xff\xfe<\x00\x00\xd8"}), Trouble.DAMAGED),
    ],
)
def test_what_is_no_word_document(content, expected):
    assert trouble(content) is expected


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_form_that_was_cut_off_is_truncated(share):
    content = a_form()
    assert trouble(content[: int(len(content) * share)]) is Trouble.TRUNCATED


def test_an_entry_with_a_password_is_encrypted():
    content = bytearray(a_form())
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content[at + 8] |= 1
        local = struct.unpack_from("<L", content, at + 42)[0]
        content[local + 6] |= 1
        at = content.find(b"PK\x01\x02", at + 4)
    assert trouble(bytes(content)) is Trouble.ENCRYPTED


def peak_bytes(content: bytes) -> tuple[FormReading, int]:
    read(content)
    tracemalloc.start()
    try:
        return read(content), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_known_failure_55_a_zip_bomb_is_not_unpacked():
    bomb = zipped({"_rels/.rels": RELATIONSHIPS, "word/document.xml": b"<a>" + b" " * (64 * 2**20)})
    assert len(bomb) < 100_000
    form, peak = peak_bytes(bomb)
    assert (form.trouble, form.answers) == (Trouble.TOO_LARGE, ())
    assert peak < 2 * 2**20


def test_known_failure_55_a_bomb_beside_the_text_is_refused_without_being_unpacked():
    form, peak = peak_bytes(docx_of([said("x")], **{"word/media/image1.bmp": bytes(90 * 2**20)}))
    assert form.trouble is Trouble.TOO_LARGE
    assert peak < 2 * 2**20


def test_known_failure_55_a_directory_that_lies_does_not_help():
    """The directory says ten bytes; what is produced is counted, and no more than that is taken."""
    content = bytearray(zipped({"_rels/.rels": RELATIONSHIPS, "word/document.xml": b"<a>" + b" " * (64 * 2**20)}))
    at = content.rfind(b"PK\x01\x02")
    struct.pack_into("<L", content, at + 24, 10)
    form, peak = peak_bytes(bytes(content))
    assert form.trouble is Trouble.DAMAGED
    assert peak < 2**20


def test_known_failure_55_many_parts_and_much_text_are_too_large(monkeypatch):
    many = {f"word/media/{number}": b"" for number in range(limits.CONTAINER_ENTRIES)}
    assert trouble(docx_of([said("x")], **many)) is Trouble.TOO_LARGE
    words = random.Random(1)
    noise = "".join(words.choices("abcdefghijklmnopqrstuvwxyz", k=2**20))
    monkeypatch.setattr(container, "PART_BYTES", 2**20)
    assert trouble(docx_of([said(noise)])) is Trouble.TOO_LARGE
    monkeypatch.setattr(limits, "UNPACKED_BYTES", 2**20)
    assert trouble(docx_of([said("x")], **{"word/media/a": noise, "word/media/b": noise})) is Trouble.TOO_LARGE


def test_known_failure_55_a_directory_that_nobody_should_read_is_refused():
    content = bytearray(docx_of([said("x")]))
    at = content.rfind(b"PK\x05\x06")
    struct.pack_into("<L", content, at + 12, 2 * limits.CONTAINER_DIRECTORY_BYTES)
    assert trouble(bytes(content)) is Trouble.TOO_LARGE
    second = bytearray(docx_of([said("x")]))
    at = second.rfind(b"PK\x05\x06")
    second[at:at] = b"PK\x06\x07" + bytes(16)
    assert trouble(bytes(second)) is Trouble.TOO_LARGE


def test_known_failure_56_a_name_that_climbs_out_is_only_a_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    form = read(docx_of([said("x")], **{"../../escaped": b"x", "/escaped": b"y"}))
    assert form.trouble is None
    assert list(tmp_path.iterdir()) == []


LAUGHS = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">{}]>"""
ENTITIES = LAUGHS.format("".join(f'<!ENTITY a{n + 1} "{f"&a{n or str()};" * 10}">' for n in range(9)))
NOT_XML = [
    ENTITIES + "<x>&a9;</x>",
    ENTITIES + '<x y="&a9;"/>',
    '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>',
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    "<!-- far down -->" * 500 + "<!DOCTYPE x><x/>",
    "<x>&undeclared;</x>",
    "<x>" * 300 + "</x>" * 300,
    '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x',
]


@pytest.mark.parametrize("xml", NOT_XML)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_known_failure_57_no_document_type_no_entity_no_depth(xml, encoding):
    with pytest.raises(Unreadable) as refused:
        xml_root(xml.encode(encoding))
    assert refused.value.trouble is Trouble.DAMAGED


def test_known_failure_57_entities_in_a_form_are_a_damaged_form():
    call = a_call()
    whole = document_xml(form_lines(call, "en", answers_of(call)))
    lines = whole.replace(
        "<w:document", ENTITIES.partition("?>")[2].replace("DOCTYPE x", "DOCTYPE w:document") + "<w:document", 1
    )
    assert trouble(docx_of([], document=lines)) is Trouble.DAMAGED
    assert trouble(docx_of([said("x")], settings=lines)) is Trouble.DAMAGED


def test_a_part_that_stands_twice_is_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as twice:
        twice.writestr("_rels/.rels", RELATIONSHIPS)
        twice.writestr("word/document.xml", document_xml([said("one")]))
        twice.writestr("Word/Document.xml", document_xml([said("two")]))
    assert trouble(stream.getvalue()) is Trouble.DAMAGED


def test_other_ways_of_packing_are_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as packed:
        packed.writestr("_rels/.rels", RELATIONSHIPS)
        packed.writestr("word/document.xml", document_xml([said("one")]))
    assert trouble(stream.getvalue()) is Trouble.DAMAGED


def test_the_main_part_may_be_called_as_it_likes():
    call = a_call()
    answers = answers_of(call)
    moved = zipped({
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": RELATIONSHIPS.replace("word/document.xml", "/Word/Main2.xml"),
        "word/main2.xml": document_xml(form_lines(call, "en", answers)),
    })  # fmt: skip
    form = read(moved)
    assert different(form, answers) == {}
    assert [one.what for one in form.alterations] == ["protection_removed"]


@pytest.mark.slow
def test_very_many_lines_fields_marks_and_bookmarks_take_no_time_out_of_proportion():
    label = "Family name"
    opened = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    form_field = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:textInput/></w:ffData></w:fldChar></w:r>'
    inserted = "<w:ins><w:r><w:t>a</w:t></w:r></w:ins>"
    bookmark = "<w:bookmarkStart w:id='{0}' w:name='city_{0}'/><w:r><w:t>a</w:t></w:r>"
    for lines in (
        [said(label)] * 20_000,
        [said(label + " of the whole house")] * 20_000,
        [line(opened * 20_000)],
        [line(form_field)] * 20_000,
        [line(inserted * 30_000)],
        [line("".join(bookmark.format(number) for number in range(20_000)))],
        [line("<w:smartTag>" * 100 + "<w:r><w:t>deep</w:t></w:r>" + "</w:smartTag>" * 100)] * 300,
    ):
        form = read(docx_of(lines))
        assert (form.edition, form.trouble) == ("", None)
    assert trouble(docx_of([said(hex(number**5)) for number in range(60_000)])) is Trouble.TOO_LONG


def damaged(content: bytes, source: random.Random) -> bytes:
    """The bytes with a few of them changed, cut out, repeated or put in."""
    broken = bytearray(content)
    for _ in range(source.choice([1, 1, 2, 5, 20])):
        at = source.randrange(len(broken))
        how = source.randrange(5)
        if how == 0:
            broken[at] = source.randrange(256)
        elif how == 1:
            del broken[at : at + source.randrange(1, 200)]
        elif how == 2:
            broken[at:at] = source.randbytes(source.randrange(1, 40))
        elif how == 3:
            broken[at : at + 4] = source.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f"])
        else:
            other = source.randrange(len(broken))
            broken[at : at + 64] = broken[other : other + 64]
        if not broken:
            return b""
    return bytes(broken)


@pytest.mark.parametrize("seed", range(8))
def test_random_damage_gives_a_reading_or_its_trouble(seed):
    call = a_call()
    source = random.Random(seed)
    packed = a_form()
    loose = io.BytesIO()
    with zipfile.ZipFile(loose, "w", zipfile.ZIP_STORED) as copy, zipfile.ZipFile(io.BytesIO(packed)) as original:
        for entry in original.infolist():
            copy.writestr(entry.filename, original.read(entry))
    xml = zipfile.ZipFile(io.BytesIO(packed)).read("word/document.xml")
    for number in range(60):
        if number % 3 == 2:
            content = docx_of([], document=damaged(xml, source))
        else:
            content = damaged(packed if number % 3 else loose.getvalue(), source)
        form = read(content)
        assert form.trouble is not None or len(form.answers) == len(call.form.fields)


def test_parts_are_unpacked_only_when_asked_for(monkeypatch):
    taken = []
    original = Package.part

    def noted(self, name):
        taken.append(name)
        return original(self, name)

    monkeypatch.setattr(Package, "part", noted)
    read(docx_of([said("x")], **{"word/media/image1.jpeg": b"x", "word/vbaProject.bin": b"y"}))
    assert set(taken) == {"_rels/.rels", "word/_rels/document.xml.rels", "word/document.xml", "word/settings.xml"}
    assert PART_BYTES < limits.UNPACKED_BYTES
