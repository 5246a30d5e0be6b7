"""What is said of one part by itself."""

import io

import pytest

from kallipolis.documents.reading.looking import left_out, look_at
from kallipolis.documents.reading.parts import Part
from kallipolis.documents.reading.recognition import Recogniser
from kallipolis.rulebook.dossier import Kind, Trouble
from kallipolis.rulebook.sentence import sentence
from tests.documents.reading import making


@pytest.fixture
def look(call):
    def looked(name, content, **more):
        part = Part(filename=name, content=content, **more)
        return look_at(part, call=call, editions=(call,), recogniser=Recogniser(allowed=False))

    return looked


def said(look):
    return [str(remark) for remark in look.reading.remarks]


def test_a_picture_of_another_kind_than_its_name_says_is_told(look):
    written = io.BytesIO()
    making.street(width=300, height=300).save(written, "PNG")
    seen = look("photo.jpg", written.getvalue())
    assert (seen.kind, said(seen)) == (Kind.PNG, ["Its name ends in “.jpg”, but by its content it is PNG."])


def test_a_usual_name_is_no_matter(look):
    assert said(look("PHOTO.JPEG", making.photograph())) == []


def test_bytes_behind_a_picture_are_told(look):
    assert said(look("a.jpg", making.photograph() + bytes(1000))) == [
        "1,000 bytes follow the end of the picture; they belong to no picture that is shown."
    ]


def test_remarks_of_the_message_stay_with_the_part(look):
    remark = sentence("The encoding is broken.")
    assert look("a.pdf", making.pdf("x"), remarks=(remark,)).reading.remarks == (remark,)
    assert left_out(Part(filename="a.pdf", content=b"x", remarks=(remark,))).reading.remarks[0] == remark


def test_a_reader_that_fails_unforeseen_makes_one_part_damaged(look, monkeypatch, caplog):
    monkeypatch.setattr("kallipolis.documents.reading.looking.read_text", lambda *a: 1 / 0)
    assert look("a.pdf", making.pdf("x")).trouble is Trouble.DAMAGED
    assert "ZeroDivisionError" in caplog.text


def test_a_program_is_of_its_own_kind(look):
    seen = look("letter.pdf.exe", b"MZ" + bytes(200))
    assert (seen.kind, seen.trouble) == (Kind.OTHER, Trouble.NOT_READABLE_HERE)


@pytest.mark.parametrize(
    ("trailing", "remark"),
    [
        (
            making.photograph(2),
            "More pictures follow in the same file, as some cameras write them; only the first is shown.",
        ),
        (
            b"\x00\x00\x00\x18ftypmp42" + bytes(500),
            "A short film follows the picture, as telephones write it; it is not shown.",
        ),
    ],
)
def test_what_cameras_and_telephones_put_behind_a_picture_is_told_as_such(look, trailing, remark):
    assert said(look("a.jpg", making.photograph() + trailing)) == [remark]
