"""What comes out of the containers of a dossier, and what is said where nothing does."""

import random
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kallipolis.documents.reading import limits
from kallipolis.documents.reading.opening import opened
from kallipolis.documents.reading.parts import Part
from kallipolis.documents.reading.request import ReadingFailed
from kallipolis.rulebook.dossier import Trouble
from tests.documents.reading import making
from tests.documents.reading.containers import locked, long_name, prop, tnef, tnef_attachment, zipped

LETTER = making.pdf(making.INTENT_EN)


def inside(name, content):
    return list(opened([Part(filename=name, content=content)], source="the dossier"))


def told(parts):
    return [(part.filename, part.inside, part.trouble, [str(remark) for remark in part.remarks]) for part in parts]


# --- Zip files ---------------------------------------------------------------------------------------------------------


def test_a_zip_becomes_its_files_with_where_they_lay():
    parts = inside("letters.zip", zipped(("intent.pdf", LETTER), ("photos/fête/1.jpg", b"\xff\xd8")))
    assert [part.content for part in parts] == [LETTER, b"\xff\xd8"]
    came = ["It came inside “letters.zip”."]
    assert told(parts) == [
        ("intent.pdf", "letters.zip", None, came),
        ("1.jpg", "letters.zip/photos/fête", None, came),
    ]


def test_a_zip_in_a_zip_and_in_a_message_is_opened_too():
    inner = zipped(("intent.pdf", LETTER))
    parts = inside("forwarded.eml", making.message(("outer.zip", zipped(("inner.zip", inner)))))
    assert [(part.filename, part.inside, part.content) for part in parts] == [
        ("intent.pdf", "forwarded.eml/outer.zip/inner.zip", LETTER)
    ]


def test_a_message_among_the_files_that_nothing_hangs_on_is_told_itself():
    said = ["Nothing is attached to this message; its own text is no document of the call."]
    assert told(inside("hello.eml", making.message())) == [("hello.eml", "", Trouble.NOT_READABLE_HERE, said)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("form.docx", making.word("x")),
        ("form.zip", making.word("x")),
        ("sheet.xlsx", zipped(("xl/workbook.xml", b"x"))),
    ],
)
def test_an_office_file_is_never_opened_as_a_zip_whatever_its_name(name, content):
    assert [part.content for part in inside(name, content)] == [content]


@pytest.mark.parametrize(
    ("given_name", "filename", "folder"),
    [
        ("../../etc/passwd", "passwd", "a.zip/etc"),
        ("/etc/passwd", "passwd", "a.zip/etc"),
        ("..\\..\\windows\\system.ini", "system.ini", "a.zip/windows"),
        ("C:\\x\\lettre.pdf", "lettre.pdf", "a.zip/C:/x"),
        ("..", "", "a.zip"),
        ("invoice\u202efdp.exe", "invoicefdp.exe", "a.zip"),
    ],
)
def test_known_failure_56_a_name_in_a_zip_never_carries_a_path(given_name, filename, folder):
    (part,) = inside("a.zip", zipped((given_name, b"x")))
    assert (part.filename, part.inside) == (filename, folder)


def test_a_name_in_utf_8_that_does_not_say_so_is_read_as_it_was_meant():
    letters = "письмо.pdf".encode()
    content = zipped(("x" * len(letters), b"x")).replace(b"x" * len(letters), letters)
    assert [part.filename for part in inside("a.zip", content)] == ["письмо.pdf"]


def test_what_a_sender_s_system_left_behind_is_passed_over():
    content = zipped(("a.pdf", b"x"), ("__MACOSX/._a.pdf", b"x"), (".DS_Store", b"x"), ("Thumbs.db", b"x"), ("b/", b""))
    assert [part.filename for part in inside("a.zip", content)] == ["a.pdf"]


def test_a_locked_file_stays_inside_and_the_others_come_out():
    first, shut = inside("a.zip", locked(zipped(("secret.pdf", b"x"), ("open.pdf", b"y"))))
    assert (first.filename, first.content) == ("open.pdf", b"y")
    assert told([shut]) == [("a.zip", "", Trouble.ENCRYPTED, ["Left inside, locked with a password: secret.pdf."])]


def test_a_damaged_file_stays_inside_and_is_told():
    content = zipped(("a.pdf", b"letter of intent"), ("b.pdf", b"y"), method=zipfile.ZIP_STORED)
    first, shut = inside("a.zip", content.replace(b"letter of intent", b"letter of extent"))
    assert (first.filename, shut.trouble) == ("b.pdf", Trouble.DAMAGED)
    assert [str(remark) for remark in shut.remarks] == ["Left inside, since it is damaged: a.pdf."]


def test_files_packed_in_a_strange_way_stay_inside():
    (shut,) = inside("a.zip", zipped(("a.pdf", LETTER), method=zipfile.ZIP_LZMA))
    assert shut.trouble is Trouble.NOT_READABLE_HERE


def test_an_empty_zip_is_told():
    (shut,) = inside("a.zip", zipped())
    assert [str(remark) for remark in shut.remarks] == ["The zip file holds no file."]


def test_known_failure_55_a_bomb_stays_inside_and_nothing_of_it_is_produced():
    content = zipped(("bomb.bin", bytes(90_000_000)), ("a.pdf", LETTER))
    began = time.process_time()
    first, shut = inside("a.zip", content)
    assert time.process_time() - began < 0.2
    assert (first.filename, shut.trouble) == ("a.pdf", Trouble.TOO_LARGE)
    assert [str(remark) for remark in shut.remarks] == ["Left inside, since too much would come out: bomb.bin."]


def test_known_failure_55_what_all_zips_of_a_dossier_give_is_bounded(monkeypatch):
    monkeypatch.setattr("kallipolis.documents.reading.unpacking.Purse.__init__.__defaults__", (2_500, 50))
    chance = random.Random(1)
    parts = [Part(filename=f"{n}.zip", content=zipped((f"{n}.bin", chance.randbytes(1_000)))) for n in range(4)]
    assert [(part.filename, part.trouble) for part in opened(parts, source="x")] == [
        ("0.bin", None),
        ("1.bin", None),
        ("2.zip", Trouble.TOO_LARGE),
        ("3.zip", Trouble.TOO_LARGE),
    ]


def test_known_failure_55_a_zip_that_claims_less_than_it_holds_gives_no_more_than_it_claims():
    content = zipped(("a.bin", bytes(1_000_000)))
    lying = content.replace((1_000_000).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    (shut,) = inside("a.zip", lying)
    assert shut.trouble is Trouble.DAMAGED


def test_known_failure_55_too_many_files_too_many_zips_and_zips_too_deep_are_bounded():
    (shut,) = inside("a.zip", zipped(*((f"{n}.txt", b"x") for n in range(limits.PARTS + 1))))
    assert shut.trouble is Trouble.TOO_LARGE
    empty = zipped()
    many = zipped(*((f"{n}.zip", zipped(*((f"{m}.zip", empty) for m in range(20)))) for n in range(20)))
    parts = inside("a.zip", many)
    assert len(parts) < limits.PARTS
    assert str(parts[-1].remarks[-1]).startswith("More than 50 zip files and containers lie in this dossier.")
    full = zipped(*((f"{n}.txt", b"x") for n in range(limits.PARTS - 1)))
    with pytest.raises(ReadingFailed, match="more than 200 parts"):
        inside("a.zip", zipped(("1.zip", full), ("2.zip", full)))
    deep = zipped(("a.txt", b"x"))
    for _ in range(limits.DEPTH + 5):
        deep = zipped(("a.zip", deep))
    (part,) = inside("a.zip", deep)
    assert part.filename == "a.zip"


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_damaged_container_is_parts_or_one_clear_sentence(data):
    content = bytearray(data.draw(st.sampled_from([ZIP, TNEF])))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(4, len(content)))]
    assert inside("a.bin", bytes(content))


# --- Outlook's container (MS-OXTNEF) -----------------------------------------------------------------------------------


def test_known_failure_62_winmail_dat_becomes_its_files_under_their_long_names():
    content = tnef(
        tnef_attachment("LETTRE~1.PDF", LETTER, long_name("Lettre d’intention du maire.pdf")),
        tnef_attachment("photo.jpg", b"\xff\xd8"),
        tnef_attachment("carta.pdf", b"", prop(0x102, 0x3701, b"%PDF-")),
    )
    came = ["It came inside “winmail.dat”."]
    parts = inside("winmail.dat", content)
    assert [part.content for part in parts] == [LETTER, b"\xff\xd8", b"%PDF-"]
    assert told(parts) == [
        ("Lettre d’intention du maire.pdf", "winmail.dat", None, came),
        ("photo.jpg", "winmail.dat", None, came),
        ("carta.pdf", "winmail.dat", None, came),
    ]


def test_known_failure_62_winmail_dat_in_a_message_is_sorted_like_any_attachment():
    content = making.message(("winmail.dat", tnef(tnef_attachment("a.pdf", LETTER))))
    assert [(part.filename, part.content) for part in inside("m.eml", content)] == [("a.pdf", LETTER)]


def test_a_forwarded_message_in_winmail_dat_is_opened_too():
    inner = bytes(16) + tnef(tnef_attachment("a.pdf", LETTER))
    parts = inside("winmail.dat", tnef(tnef_attachment("Our application", b"", prop(0x0D, 0x3701, inner))))
    assert [(part.filename, part.inside, part.content) for part in parts] == [
        ("a.pdf", "winmail.dat/Our application", LETTER)
    ]


def test_a_name_in_winmail_dat_is_read_in_its_code_page_and_carries_no_path():
    content = tnef(tnef_attachment("..\\письмо.pdf", b"x", code_page="cp1251"), code_page=1251)
    assert [part.filename for part in inside("winmail.dat", content)] == ["письмо.pdf"]


@pytest.mark.parametrize(
    "damage", [lambda c: c[:-40], lambda c: c.replace(b"intent", b"extent"), lambda c: c + b"\x07"]
)
def test_a_damaged_winmail_dat_is_set_aside_with_what_to_do(damage):
    content = damage(tnef(tnef_attachment("a.pdf", b"letter of intent")))
    (shut,) = inside("winmail.dat", content)
    assert (shut.content, shut.trouble) == (content, Trouble.DAMAGED)
    assert [str(remark) for remark in shut.remarks] == [
        "Outlook’s own container of attachments is damaged. Ask the sender to send the files again without it: as plain "
        "text or HTML, not as “rich text”."
    ]


def test_a_winmail_dat_without_files_is_told():
    (shut,) = inside("winmail.dat", tnef())
    assert [str(remark) for remark in shut.remarks] == [
        "Outlook’s own container holds no file, only the look of the message’s text."
    ]


def test_known_failure_55_a_winmail_dat_of_attributes_without_end_is_bounded():
    (shut,) = inside("winmail.dat", tnef(*(tnef_attachment("a", b"x") for _ in range(3_000))))
    assert shut.trouble is Trouble.DAMAGED


ZIP = zipped(("a.pdf", b"letter of intent" * 20), ("b/c.pdf", b"y"))
TNEF = tnef(tnef_attachment("a.pdf", b"letter of intent", long_name("lettre.pdf")))
